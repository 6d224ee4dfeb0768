"""A list leaves the house with a reason, with chosen columns, and not in secret."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from admin.people_export import exports
from admin.visit import Visit
from storage.tables import session
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import ASA, BO, CIA, audited, join, looks

WHY = {"reason": "namnlista till årsmötet", "columns": ["first_name", "phone"]}


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_has_the_chosen_columns_and_those_of_the_segment(panel: Panel) -> None:
    join(panel, "Åsa Ek", ASA, town="Solna")
    join(panel, "Bo Ek", BO, town="Kista")
    answer = panel.post("/people/export", **WHY, segment="town = Solna")
    assert rows_of(answer) == [["Förnamn", "Mobil"], ["Åsa", "+46 70 174 06 05"]]
    assert f"personer-{datetime.now(UTC):%Y-%m}" in answer.headers["content-disposition"]
    written = panel.post("/people/export", **WHY, segment="town = Solna", written="town = Kista")
    assert [row[0] for row in rows_of(written)[1:]] == ["Bo"]


def test_neither_people_of_others_nor_protected_ones_are_in_it(sqlite_panel: Panel) -> None:
    join(sqlite_panel, "Åsa Ek", ASA)
    join(sqlite_panel, "Dag Hemlig", BO, protected=True)
    join(sqlite_panel, "Kim Lund", CIA, at="Lund")
    assert [row[0] for row in rows_of(sqlite_panel.post("/people/export", **WHY))] == ["Förnamn", "Åsa"]


def test_who_fetched_what_and_why_stands_in_the_audit_and_with_each_who_is_in_it(sqlite_panel: Panel) -> None:
    asa, bo = join(sqlite_panel, "Åsa Ek", ASA, town="Solna"), join(sqlite_panel, "Bo Ek", BO)
    sqlite_panel.post("/people/export", **WHY, segment="town = Solna")
    (line,) = audited(sqlite_panel, "people export")
    assert line.detail == {"people": 1, "segment": "town = Solna", "columns": WHY["columns"], "reason": WHY["reason"]}
    assert [action for _, action in looks(sqlite_panel, asa)] == ["people export"]
    assert looks(sqlite_panel, bo) == []


def test_without_a_reason_or_columns_there_is_no_file_and_what_was_typed_stays(sqlite_panel: Panel) -> None:
    join(sqlite_panel, "Åsa Ek", ASA)
    for fields, said in (
        ({**WHY, "reason": "hej"}, "vad filen ska användas till"),
        ({"reason": WHY["reason"]}, "Välj minst en kolumn."),
        ({**WHY, "written": "toun = Solna"}, "toun"),
    ):
        answer = sqlite_panel.post("/people/export", **fields)
        assert answer.status_code == 422
        assert said in answer.text
    assert "namnlista till årsmötet</textarea>" in answer.text
    assert audited(sqlite_panel, "people export") == []


def test_other_administrators_see_it(sqlite_panel: Panel) -> None:
    mine, database = sqlite_panel, sqlite_panel.database
    other = make_panel(database, email="kim@example.org")
    join(mine, "Åsa Ek", ASA)
    mine.post("/people/export", **WHY)
    html = other.get("/people/export").text
    assert "laddade ner 1 person" in html
    assert "namnlista till årsmötet" in html
    seen = {panel: database.read(lambda db, panel=panel: exports(db, visit_of(panel), but_own=True))
            for panel in ("organizer:1", "organizer:2")}  # fmt: skip
    assert (len(seen["organizer:1"]), len(seen["organizer:2"])) == (0, 1)


def visit_of(actor: str) -> Visit:
    """As much of a visit as the question needs."""
    from types import SimpleNamespace

    return SimpleNamespace(below=(2,), now=datetime.now(UTC), actor=actor)  # type: ignore[return-value]


def test_the_second_factor_is_asked_for_when_it_was_given_long_ago(sqlite_panel: Panel) -> None:
    join(sqlite_panel, "Åsa Ek", ASA)
    earlier = datetime.now(UTC) - timedelta(minutes=11)
    sqlite_panel.database.change(lambda db: db.execute(update(session).values(second_at=earlier)))
    page = f"/o/{sqlite_panel.ids['Solna']}/people/export"
    for answer in (
        sqlite_panel.get("/people/export", follow_redirects=False),
        sqlite_panel.post("/people/export", **WHY),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in/again?next={page}")
    assert audited(sqlite_panel, "people export") == []


def test_who_may_not_export_does_not(sqlite_panel: Panel) -> None:
    for number, role in enumerate(("viewer", "sender", "booker")):
        panel = make_panel(sqlite_panel.database, role, email=f"{number}@example.org")
        assert "/people/export" not in panel.get("/people").text
        assert panel.get("/people/export").status_code == panel.post("/people/export", **WHY).status_code == 403
