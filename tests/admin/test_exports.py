"""What leaves the panel: the paper list of a shift, and calendars that others read by a link."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pypdf
import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from admin import exports, paper
from admin.exports import Sheet, roster_of
from bot.__main__ import app
from storage import calendars, rosters
from storage.tables import booking
from tests.admin.conftest import ZONE, Panel
from tests.admin.members import ASA, BO, audited, join, looks
from tests.admin.rota import add_shift, crowd, put, row_of

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(clock: Any) -> Any:
    """It is noon on Friday 20 November 2026."""
    return clock


# Paper


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def sheet(number: str = "") -> Sheet:
    return Sheet("sv", NOW, "Bo Ek 070-174 06 06", number, "https://example.org/o/1/shifts/1")


def test_the_list_names_who_comes_and_it_is_noted_who_printed_it(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel, responsible=BO)
    join(sqlite_panel, "Bo Ek", BO)
    asa = join(sqlite_panel, "Åsa Öberg", ASA)
    put(sqlite_panel, shift_id, asa, people=2, condition="till 13")
    hidden = join(sqlite_panel, "Eva Hemlig", "+46701740688", protected=True)
    put(sqlite_panel, shift_id, hidden)
    answer = sqlite_panel.get(f"/shifts/{shift_id}/list.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    said = words_of(answer.content)
    for words in ("Valstuga", "lör 28/11 11-14", "Torget", "Ansvarig: Bo Ek 070-174 06 06", "Åsa Öberg +1",
                  "070-174 06 05", "till 13", "Skyddad identitet"):  # fmt: skip
        assert words in said, words
    assert "Hemlig\n" not in said
    assert "070-174 06 88" not in said
    assert looks(sqlite_panel, asa) == [("organizer:1", "panel shift list")]
    assert [line.detail for line in audited(sqlite_panel, "shift.list")] == [{"people": 2}]


def test_there_are_blank_rows_for_every_place_that_is_left_and_a_few_more(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel, maximum=12)
    crowd(sqlite_panel, shift_id, 2)
    row = row_of(sqlite_panel, shift_id)
    coming = sqlite_panel.database.read(lambda db: rosters.roster(db, row, NOW))
    assert (len(roster_of(sheet(), row, coming).rows), roster_of(sheet(), row, coming).blank) == (2, 10)
    full = row_of(sqlite_panel, add_shift(sqlite_panel, "2026-11-29T11:00", minimum=1, maximum=1))
    assert roster_of(sheet(), full, []).blank == exports.LEAST_BLANK


def test_the_code_is_a_text_that_asks_for_the_list_or_else_the_page(sqlite_panel: Panel) -> None:
    row = row_of(sqlite_panel, add_shift(sqlite_panel))
    assert roster_of(sheet("+46701740699"), row, []).code == "sms:+46701740699?body=VILKA%20KOMMER"
    assert "070-174 06 99" in roster_of(sheet("+46701740699"), row, []).hint
    assert roster_of(sheet(), row, []).code == "https://example.org/o/1/shifts/1"


def test_a_long_list_goes_on_over_the_page_and_any_name_can_be_printed() -> None:
    rows = [(name, "", "") for name in ["Grażyna Wójcik", "<b>Bo</b> & Co", "محمد", "X" * 200] * 8]
    made = paper.Roster("Möte", ["i dag"], ["", "Namn", "", ""], rows, 3, "sms:1", "", "")
    pages = pypdf.PdfReader(io.BytesIO(paper.pdf(made))).pages
    assert len(pages) > 1
    assert "Namn" in pages[1].extract_text(), "the heads stand on every page"
    assert "Grazyna Wójcik" in pages[0].extract_text()
    assert "<b>Bo</b> & Co" in pages[0].extract_text()
    assert paper.pdf(made) == paper.pdf(made)


def test_letters_that_the_font_lacks_are_their_nearest_and_never_a_box() -> None:
    names = {
        "Şükrü Çağlar": "Şükrü Çağlar", "Ďuro Đorđe": "Duro Dorđe", "Ħani Ńeme": "Hani Neme", "Nguyễn": "Nguyen",
        "Cabdi Xasan": "Cabdi Xasan", "Zoë D’Arc": "Zoë D’Arc", "محمد Noor": "– Noor", "ሰላም ገብረ": "– –", "Əli": "–li",
        "Anna\u2011Karin": "Anna-Karin", "A\u030asa \u200bEk": "Åsa Ek", "Kim 😀": "Kim –",
    }  # fmt: skip
    made = paper.Roster("Möte", [], [""] * 4, [(name, "", "") for name in names], 0, "sms:1", "", "Ďuro")
    drawn = words_of(paper.pdf(made)).splitlines()
    for said in (*names.values(), "Duro"):
        assert said in drawn, (said, drawn)


def test_the_command_line_writes_the_same_list(
    sqlite_panel: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift_id = add_shift(sqlite_panel)
    asa = join(sqlite_panel, "Åsa Öberg", ASA)
    put(sqlite_panel, shift_id, asa)
    url = str(sqlite_panel.database.engine.url)
    for name, value in (("DATABASE_URL", url), ("HASH_KEY", "x"), ("SECRET_KEY", "x")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("storage.installation.settle_in", lambda db, fingerprint: None)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["shifts", "roster", str(shift_id), "list.pdf"])
    assert result.exit_code == 0, result.output
    assert "Åsa Öberg" in words_of((tmp_path / "list.pdf").read_bytes())
    assert looks(sqlite_panel, asa)[-1][1] == "shifts roster"
    assert CliRunner().invoke(app, ["shifts", "roster", "999", "list.pdf"]).exit_code == 1
    assert CliRunner().invoke(app, ["shifts", "roster", str(shift_id), "no/such/folder.pdf"]).exit_code == 1


# Calendars


def link_of(panel: Panel) -> str:
    """The path of the organization's calendar, as the page shows it."""
    html = panel.get("/shifts").text
    _, found, rest = html.partition('<code id="calendar-link">http://127.0.0.1:8000')
    return str(rest.partition("<")[0]) if found else ""


def read(panel: Panel, path: str) -> icalendar.Calendar:
    panel.client.cookies.clear()  # whoever reads it is not signed in
    answer = panel.client.get(path)
    assert answer.headers["content-type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(answer.content)


def test_a_calendar_shows_the_shifts_in_their_own_zone_and_nobodys_name(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel, responsible=BO)
    summer = add_shift(sqlite_panel, "2027-07-03T11:00", activity="Flygblad")
    add_shift(sqlite_panel, activity="Lunds", at="Lund")
    crowd(sqlite_panel, shift_id, 2)
    assert link_of(sqlite_panel) == ""
    sqlite_panel.post("/shifts/calendar")
    made = read(sqlite_panel, link_of(sqlite_panel))
    first, second = made.events
    assert (str(first["summary"]), str(first["location"])) == ("Valstuga (2 av 4)", "Torget")
    assert first["dtstart"].params["TZID"] == ZONE
    assert first["dtstart"].dt.astimezone(UTC).hour == 10
    assert second["dtstart"].dt.astimezone(UTC).hour == 9, "in summer"
    assert str(second["uid"]).startswith(f"shift-{summer}@")
    assert [str(zone["tzid"]) for zone in made.timezones] == [ZONE]
    whole = made.to_ical().decode()
    assert not any(word in whole for word in ("Person", "Ek", BO, "Lunds"))


def test_a_shift_that_is_called_off_says_so_in_the_calendar(sqlite_panel: Panel) -> None:
    shift_id = add_shift(sqlite_panel)
    sqlite_panel.post("/shifts/calendar")
    sqlite_panel.post(f"/shifts/{shift_id}/cancel")
    [event] = read(sqlite_panel, link_of(sqlite_panel)).events
    assert (str(event["status"]), str(event["summary"])) == ("CANCELLED", "Inställt: Valstuga")


def test_an_old_link_and_a_made_up_one_lead_nowhere(sqlite_panel: Panel) -> None:
    sqlite_panel.post("/shifts/calendar")
    old = link_of(sqlite_panel)
    sqlite_panel.post("/shifts/calendar")
    assert link_of(sqlite_panel) != old
    gone, never = sqlite_panel.client.get(old), sqlite_panel.client.get("/calendar/x.ics")
    assert (gone.status_code, gone.text) == (404, never.text)
    new = link_of(sqlite_panel)
    sqlite_panel.post("/shifts/calendar/end")
    assert sqlite_panel.client.get(new).status_code == 404
    assert link_of(sqlite_panel) == ""


def test_a_members_calendar_has_what_they_promised_and_nothing_else(panel: Panel) -> None:
    mine, _ = add_shift(panel), add_shift(panel, "2026-11-29T11:00", activity="Annat")
    asa = join(panel, "Åsa Öberg", ASA)
    put(panel, mine, asa)
    wall = datetime(2026, 12, 1, 18)
    moment = datetime(2026, 12, 1, 17, tzinfo=UTC)

    def book(db: Any) -> str:
        times = {
            "wall_start": wall,
            "wall_end": wall.replace(hour=19),
            "starts_at": moment,
            "ends_at": moment.replace(hour=18),
        }
        said = {
            "title": "Tal",
            "venue": "Aulan",
            "state": "accepted",
            "created_at": NOW,
            "updated_at": NOW,
            "zone": ZONE,
        }
        db.execute(insert(booking).values(organization_id=panel.ids["Kista"], candidate_id=asa, **times, **said))
        return calendars.link(db, NOW, person_id=asa)

    token = panel.database.change(book)
    assert panel.database.change(lambda db: calendars.link(db, NOW, person_id=asa)) == token
    events = read(panel, f"/calendar/{token}.ics").events
    assert [str(event["summary"]) for event in events] == ["Valstuga", "Tal"]
    assert events[1]["dtstart"].dt.replace(tzinfo=None) == wall
