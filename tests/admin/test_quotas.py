"""Quotas in the panel: a list for the board that keeps its own count, made and removed by who may."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from storage import organizers, quotas
from storage.tables import person_role, quota
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import ASA, BO, CIA, audited, join, looks
from tests.admin.rota import add_shift, put

WANTED = {"activity": "Ringstuga", "minimum": "4", "since": "2026-11-01", "until": "2026-12-31"}


@pytest.fixture(autouse=True)
def noon(clock: Any) -> Any:
    """It is noon on Friday 20 November 2026."""
    return clock


def candidate(panel: Panel, name: str, number: str, at: str = "Solna", **more: Any) -> int:
    person_id = join(panel, name, number, at, **more)
    role = insert(person_role).values(person_id=person_id, role="kandidat")
    panel.database.change(lambda db: db.execute(role))
    return person_id


def ids(panel: Panel) -> list[int]:
    return list(panel.database.read(lambda db: db.execute(select(quota.c.id)).scalars().all()))


def test_an_empty_page_says_what_to_do_first(sqlite_panel: Panel) -> None:
    html = sqlite_panel.get("/bookings/quotas").text
    assert "Inga kvoter än" in html
    assert "Ny kvot" in html


def test_the_board_sees_how_far_each_has_come_and_it_is_noted_that_it_did(panel: Panel) -> None:
    amina, bo = candidate(panel, "Amina Warsame", ASA), candidate(panel, "Bo Ek", BO)
    candidate(panel, "Eva Hemlig", "+46701740688", protected=True)
    candidate(panel, "Lasse Lund", "+46701740687", at="Lund")
    for day in ("2026-11-21", "2026-11-22"):
        put(panel, add_shift(panel, f"{day}T17:00", activity="Ringstuga"), amina)
    answer = panel.post("/bookings/quotas", **WANTED)
    assert answer.headers["location"].endswith("/bookings/quotas?said=quota_made")
    html = panel.get("/bookings/quotas").text
    assert "Ringstuga: minst 4 pass" in html
    assert "0 gjorda, 2 bokade av 4" in html
    assert html.index("Bo Ek") < html.index("Amina Warsame"), "who lacks most stands first"
    assert html.count("Ligger efter") == 1
    assert "när halva tiden har gått, tis 1/12" in html
    assert "Hemlig" not in html
    assert "Lasse" not in html
    assert looks(panel, amina)[-1] == looks(panel, bo)[-1] == ("organizer:1", "panel quotas")
    assert [line.detail for line in audited(panel, "quota.make")] == [{"minimum": 4}]


def test_what_was_filled_in_wrong_is_said_beside_it_and_kept(sqlite_panel: Panel) -> None:
    wrong = {"activity": " ", "minimum": "0", "since": "2026-13-01", "until": "soon"}
    answer = sqlite_panel.post("/bookings/quotas", **wrong)
    assert answer.status_code == 422
    for words in ("Skriv vad det gäller", "Skriv ett antal", "Välj den första dagen", "Välj en dag efter"):
        assert words in answer.text
    backwards = sqlite_panel.post("/bookings/quotas", **{**WANTED, "until": "2026-11-01"})
    assert backwards.status_code == 422
    assert 'value="Ringstuga"' in backwards.text
    assert ids(sqlite_panel) == []


def test_one_that_is_made_after_half_time_says_that_nobody_gets_a_text(sqlite_panel: Panel, clock: Any) -> None:
    sqlite_panel.post("/bookings/quotas", **{**WANTED, "until": "2026-11-25"})
    assert "efter halvtid" in sqlite_panel.get("/bookings/quotas").text
    sqlite_panel.post(
        "/bookings/quotas", **{**WANTED, "until": "2026-11-30", "activity": "Dörrar", "since": "2026-11-15"}
    )
    moment = datetime.now(UTC) + timedelta(days=4)
    sqlite_panel.database.change(lambda db: quotas.told(db, ids(sqlite_panel)[-1], moment))
    assert "fick ett vänligt sms" in sqlite_panel.get("/bookings/quotas").text


def test_the_file_runs_no_formula_and_says_who_fetched_it(sqlite_panel: Panel) -> None:
    person_id = candidate(sqlite_panel, "=cmd|x Ek", CIA)
    sqlite_panel.post("/bookings/quotas", **WANTED)
    answer = sqlite_panel.get(f"/bookings/quotas/{ids(sqlite_panel)[0]}/list.csv")
    assert "passkvot-Ringstuga-2026-11-20.csv" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Namn", "Förening", "Gjorda", "Bokade", "Minst", "Läge"],
        ["'=cmd|x Ek", "Solna", "0", "0", "4", "Ligger efter"],
    ]
    assert looks(sqlite_panel, person_id)[-1] == ("organizer:1", "panel quota export")
    assert [line.detail for line in audited(sqlite_panel, "quota.export")] == [{"people": 1}]


def test_it_is_taken_away_again(sqlite_panel: Panel) -> None:
    sqlite_panel.post("/bookings/quotas", **WANTED)
    sqlite_panel.post(f"/bookings/quotas/{ids(sqlite_panel)[0]}/remove")
    assert ids(sqlite_panel) == []
    assert len(audited(sqlite_panel, "quota.remove")) == 1


def test_somebody_elses_quota_is_not_there_and_who_may_only_look_changes_nothing(sqlite_panel: Panel) -> None:
    sqlite_panel.post("/bookings/quotas", **WANTED)
    [quota_id] = ids(sqlite_panel)
    lund = make_panel(sqlite_panel.database, at="Lund", email="lena@example.org")
    missing = lund.get("/bookings/quotas/999/list.csv", "Lund")
    theirs = lund.get(f"/bookings/quotas/{quota_id}/list.csv", "Lund")
    assert (theirs.status_code, theirs.text) == (404, missing.text)
    assert lund.post(f"/bookings/quotas/{quota_id}/remove", "Lund").status_code == 404
    assert "Ringstuga: minst" not in lund.get("/bookings/quotas", "Lund").text
    viewer = make_panel(sqlite_panel.database, "viewer", email="vera@example.org")
    assert viewer.post("/bookings/quotas", **WANTED).status_code == 403
    assert viewer.post(f"/bookings/quotas/{quota_id}/remove").status_code == 403
    assert viewer.get(f"/bookings/quotas/{quota_id}/list.csv").status_code == 403
    assert ids(sqlite_panel) == [quota_id]


def test_it_is_there_in_english(sqlite_panel: Panel) -> None:
    candidate(sqlite_panel, "Amina Warsame", ASA)
    sqlite_panel.post("/bookings/quotas", **WANTED)
    sqlite_panel.database.change(lambda db: organizers.change(db, 1, language="en"))
    html = sqlite_panel.get("/bookings/quotas").text
    assert "Ringstuga: at least 4 shifts" in html
    assert "0 done, 0 booked of 4" in html
