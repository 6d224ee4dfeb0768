"""A list is taken in only after somebody has seen what it would do and said yes; nobody has to keep the page open."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot import importing
from bot import uploads as job
from storage import by_hand, people
from storage.importing import staging, upload_pages, uploads
from storage.tables import person, upload, upload_page, upload_piece
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import ASA, BO, CIA, audited, join, person_of

LIST = """Förnamn;Efternamn;Mobil;Bostadsadressort;Medlemsnr
Åsa;Ek;070-174 06 05;Solna;17
Bo;Ek;0701740606;Kista;18
Cia;;;Solna;
"""


def send(panel: Panel, text: str = LIST, name: str = "lista.csv") -> Any:
    """Upload a file."""
    return panel.post("/people/import", files={"file": (name, text.encode(), "text/csv")})


def uploaded(panel: Panel, text: str = LIST) -> int:
    """The id of an uploaded file."""
    location = send(panel, text).headers["location"]
    return int(re.findall(r"/import/(\d+)", location)[0])


def page(panel: Panel, upload_id: int, **query: Any) -> str:
    return str(panel.get(f"/people/import/{upload_id}", params=query).text)


def confirm(panel: Panel, upload_id: int, **changed: str) -> Any:
    """Say yes to the columns as they were guessed, but for those that are changed: column-3="town"."""
    html = page(panel, upload_id)
    chosen = re.findall(r'<select[^>]* name="(column-\d+)".*?</select>', html, re.S)
    selects = re.findall(r'<select[^>]* name="column-\d+".*?</select>', html, re.S)
    guessed = {
        name: (re.findall(r'value="(\w*)" selected', drawn) or [""])[0]
        for name, drawn in zip(chosen, selects, strict=True)
    }
    return panel.post(f"/people/import/{upload_id}/check", **{**guessed, **changed})


def work(panel: Panel) -> None:
    while job.work(panel.database):
        continue


def looked_at(panel: Panel, text: str = LIST, **changed: str) -> int:
    """A file of which a worker has said what it would do."""
    upload_id = uploaded(panel, text)
    assert confirm(panel, upload_id, **changed).status_code == 303
    assert job.work(panel.database) == 1
    return upload_id


def names(panel: Panel) -> list[str]:
    return sorted(people.name_of(row) for row in panel.database.read(people.listed))


def count(panel: Panel, table: Any) -> int:
    return int(panel.database.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one()))


def test_from_the_file_over_its_columns_and_what_would_happen_to_the_report(panel: Panel) -> None:
    upload_id = uploaded(panel)
    html = page(panel, upload_id)
    assert "070-174 06 05" in html
    assert "Säkert" in html
    confirm(panel, upload_id, **{"column-3": "town"})
    assert "Väntar på sin tur" in page(panel, upload_id)
    assert "En lista läses in." in panel.get("/people").text
    work(panel)
    html = page(panel, upload_id)
    assert "Det här skulle hända" in html
    assert "Lägg in 2 personer" in html
    assert "Rad 4 · Cia" in html
    assert "Mobilnummer saknas" in html
    assert names(panel) == []
    panel.post(f"/people/import/{upload_id}/take")
    assert names(panel) == []
    work(panel)
    assert "Listan är inlagd" in page(panel, upload_id)
    assert names(panel) == ["Bo Ek", "Åsa Ek"]
    (asa,) = (row for row in panel.database.read(people.listed) if row.first_name == "Åsa")
    assert (asa.town, asa.member_number, asa.basis_source) == ("Solna", "17", "lista.csv")
    (line,) = audited(panel, "people import")
    assert line.detail["created"] == 2


def test_once_it_is_taken_in_neither_the_file_nor_names_are_left(sqlite_panel: Panel) -> None:
    upload_id = looked_at(sqlite_panel)
    assert "Åsa Ek" in page(sqlite_panel, upload_id, kind="created")
    sqlite_panel.post(f"/people/import/{upload_id}/take")
    work(sqlite_panel)
    assert "Rad 2" in page(sqlite_panel, upload_id, kind="created")
    assert "Åsa" not in page(sqlite_panel, upload_id, kind="created")
    assert count(sqlite_panel, upload_piece) == 0


def test_who_said_stop_was_erased_or_corrected_by_hand_wins_and_is_listed(sqlite_panel: Panel) -> None:
    now = datetime.now(UTC)
    stopped, corrected = join(sqlite_panel, "Åsa Ek", ASA), join(sqlite_panel, "Bo Ek", BO, town="Hagalund")
    erased = join(sqlite_panel, "Cia Ek", CIA)
    sqlite_panel.database.change(lambda db: by_hand.silence(db, stopped, now, by="test"))
    sqlite_panel.post(f"/people/{erased}/erase", name="Cia Ek")
    rows = [
        "Förnamn;Efternamn;Mobil;Ort",
        "Åsa;Ek;0701740605, 0701740608;",
        "Bo;Ek;0701740606;Kista",
        "Cia;Ek;0701740607;",
    ]
    upload_id = looked_at(sqlite_panel, "\n".join(rows))
    html = page(sqlite_panel, upload_id, kind="kept")
    assert "Deras ord gäller 3" in html
    for said in ("har sagt stopp, så det nya numret", "rättat för hand", "bett att bli raderad"):
        assert said in html
    sqlite_panel.post(f"/people/import/{upload_id}/take")
    work(sqlite_panel)
    assert names(sqlite_panel) == ["Bo Ek", "Åsa Ek"]
    assert person_of(sqlite_panel, corrected).town == "Hagalund"


def test_what_cannot_be_a_list_is_told_beside_the_field(sqlite_panel: Panel) -> None:
    for text, said in ((b"", "Filen är tom."), (b"\x00\x01\x02" * 40, "varken"), (b"+46701740605\nx", "rubriker")):
        answer = sqlite_panel.post("/people/import", files={"file": ("lista.csv", text, "text/csv")})
        assert answer.status_code == 422
        assert said in answer.text, said
    assert "Välj en fil först." in sqlite_panel.post("/people/import").text
    assert count(sqlite_panel, upload) == 0


def test_columns_that_tell_nobody_or_one_thing_twice_are_asked_about_again(sqlite_panel: Panel) -> None:
    upload_id = uploaded(sqlite_panel, "Vem;Hus\nÅsa;1\n")
    assert "telefon eller medlemsnummer" in confirm(sqlite_panel, upload_id).text
    twice = confirm(sqlite_panel, upload_id, **{"column-0": "member_number", "column-1": "member_number"})
    assert (twice.status_code, "inte båda vara medlemsnummer" in twice.text) == (422, True)
    assert sqlite_panel.database.read(lambda db: uploads.get(db, upload_id)).state == "columns"


def test_columns_can_be_changed_after_looking(sqlite_panel: Panel) -> None:
    upload_id = looked_at(sqlite_panel)
    assert "Vad står i kolumnerna?" in page(sqlite_panel, upload_id, columns=1)
    sqlite_panel.post(f"/people/import/{upload_id}/check", **{"column-2": "phone", "column-0": "name"})
    work(sqlite_panel)
    sqlite_panel.post(f"/people/import/{upload_id}/take")
    work(sqlite_panel)
    assert names(sqlite_panel) == ["Bo", "Åsa"]


def test_the_basis_of_new_people_is_what_somebody_says(sqlite_panel: Panel) -> None:
    upload_id = looked_at(sqlite_panel, basis="consent")
    sqlite_panel.post(f"/people/import/{upload_id}/take")
    work(sqlite_panel)
    bases = {(row.relation, row.basis) for row in sqlite_panel.database.read(people.listed)}
    assert bases == {("sympathizer", "consent")}


def test_what_happens_to_many_rows_stands_on_pages_and_in_one_file(sqlite_panel: Panel, monkeypatch: Any) -> None:
    monkeypatch.setattr(upload_pages, "LINES", 2)
    rows = [f"=HYPERLINK(1);Ek{n};07017406{n:02}" if n == 9 else f"Åsa;Ek{n};07017406{n:02}" for n in range(5, 12)]
    upload_id = looked_at(sqlite_panel, "\n".join(["Förnamn;Efternamn;Mobil", *rows]))
    assert "Sida 1 av 3" in page(sqlite_panel, upload_id, kind="created")
    last = page(sqlite_panel, upload_id, kind="created", page=3)
    assert ("Rad 8" in last, "Rad 2" in last) == (True, False)
    report = sqlite_panel.get(f"/people/import/{upload_id}/report").content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[:2] for line in report[1:]] == [
        [str(row), "refused" if row == 6 else "created"] for row in range(2, 9)
    ]
    assert not any(cell.startswith("=") for line in report for cell in line.split(";"))


def test_how_far_it_is_is_shown_and_the_page_comes_anew_when_it_is_there(sqlite_panel: Panel) -> None:
    upload_id = uploaded(sqlite_panel)
    confirm(sqlite_panel, upload_id)
    now = datetime.now(UTC)
    sqlite_panel.database.change(lambda db: uploads.claim(db, "w", now))
    told = {"step": "checking", "done": 1, "total": 4}
    sqlite_panel.database.change(lambda db: uploads.say(db, upload_id, "w", now, **told))
    moving = sqlite_panel.get(f"/people/import/{upload_id}/progress")
    assert ("Jämför med listan · 25 %" in moving.text, "HX-Refresh" in moving.headers) == (True, False)
    sqlite_panel.database.change(lambda db: uploads.put_back(db, upload_id, "w"))
    work(sqlite_panel)
    assert sqlite_panel.get(f"/people/import/{upload_id}/progress").headers["HX-Refresh"] == "true"


# Whatever happens


def test_what_a_worker_that_is_gone_had_begun_another_begins_anew(panel: Panel) -> None:
    upload_id = uploaded(panel)
    confirm(panel, upload_id)
    now = datetime.now(UTC)
    assert panel.database.change(lambda db: uploads.claim(db, "gone", now)) is not None
    assert panel.database.change(lambda db: uploads.claim(db, "other", now)) is None
    later = now + staging.PATIENCE + timedelta(seconds=1)
    assert panel.database.change(lambda db: uploads.claim(db, "other", later)).id == upload_id
    with pytest.raises(staging.Dropped):
        panel.database.change(lambda db: uploads.say(db, upload_id, "gone", later, state="checked"))


def test_a_worker_that_is_to_end_lets_go_at_once(sqlite_panel: Panel) -> None:
    upload_id = uploaded(sqlite_panel)
    confirm(sqlite_panel, upload_id)
    assert job.work(sqlite_panel.database, "ending", lambda: True) == 1
    row = sqlite_panel.database.read(lambda db: uploads.get(db, upload_id))
    assert (row.state, row.worker) == ("check", None)
    work(sqlite_panel)
    assert "Det här skulle hända" in page(sqlite_panel, upload_id)


def test_a_file_that_is_thrown_away_while_it_is_staged_takes_nobody_in(
    sqlite_panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = looked_at(sqlite_panel)
    sqlite_panel.post(f"/people/import/{upload_id}/take")
    staged = importing._stage

    def thrown_away(*given: Any) -> None:
        sqlite_panel.post(f"/people/import/{upload_id}/drop")
        staged(*given)

    monkeypatch.setattr(importing, "_stage", thrown_away)
    work(sqlite_panel)
    assert names(sqlite_panel) == []
    assert sqlite_panel.get(f"/people/import/{upload_id}").status_code == 404
    assert count(sqlite_panel, upload) == count(sqlite_panel, upload_page) == count(sqlite_panel, upload_piece) == 0


def test_a_file_that_fails_says_so_and_can_be_tried_again(sqlite_panel: Panel, monkeypatch: Any) -> None:
    upload_id = uploaded(sqlite_panel)
    confirm(sqlite_panel, upload_id)
    with monkeypatch.context() as patched:
        patched.setattr(job, "_plan", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            job.work(sqlite_panel.database)
    assert "Inget har lagts in" in page(sqlite_panel, upload_id)
    confirm(sqlite_panel, upload_id)
    work(sqlite_panel)
    assert "Det här skulle hända" in page(sqlite_panel, upload_id)


def test_after_three_days_nothing_is_left_of_a_file(panel: Panel) -> None:
    upload_id = looked_at(panel)
    panel.database.change(
        lambda db: db.execute(update(upload).values(touched_at=datetime.now(UTC) - timedelta(days=4)))
    )
    work(panel)
    assert panel.get(f"/people/import/{upload_id}").status_code == 404
    assert count(panel, upload) == count(panel, upload_page) == count(panel, upload_piece) == count(panel, person) == 0


def test_the_lists_of_others_are_not_there(sqlite_panel: Panel) -> None:
    panel, lund = sqlite_panel, make_panel(sqlite_panel.database, at="Lund", email="kim@example.org")
    upload_id = int(re.findall(r"/import/(\d+)", lund.post(
        "/people/import", "Lund", files={"file": ("lista.csv", LIST.encode(), "text/csv")}
    ).headers["location"])[0])  # fmt: skip
    assert "lista.csv" not in panel.get("/people/import").text
    for deed in ("check", "take", "drop"):
        assert panel.post(f"/people/import/{upload_id}/{deed}").status_code == 404
    for part in ("", "/progress", "/report"):
        assert panel.get(f"/people/import/{upload_id}{part}").status_code == 404


def test_who_only_reads_imports_nothing(sqlite_panel: Panel) -> None:
    viewer = make_panel(sqlite_panel.database, "viewer", email="kim@example.org")
    assert viewer.get("/people/import").status_code == 403
    assert viewer.post("/people/import").status_code == 403
