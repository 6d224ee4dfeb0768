"""One form asks for a speaker: by name, by what they know, or the desk chooses; sent twice it is one request."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from storage import addresses, suppression
from storage.session import Database
from storage.tables import booking, organizer
from tests.admin.conftest import Panel, make_panel
from tests.admin.members import audited
from tests.admin.plain import read
from tests.admin.visits_asked import HOST, MARIA, OLLE, book, busy, candidate, kinds, row_of, times

DAY = (date.today() + timedelta(days=20)).isoformat()
FORM = {
    "title": "Torgmöte", "day": DAY, "start": "18:00", "end": "20:00", "venue": "Torget", "travel": "30", "topic": "",
    "whom": "", "note": "", "answer_by": "", "host": "070-174 06 90", "source": "panel",
}  # fmt: skip


@pytest.fixture
def panel(sqlite_database: Database) -> Panel:
    return make_panel(sqlite_database, "booker")


def send(panel: Panel, at: str = "Solna", **fields: Any) -> Any:
    return panel.post("/bookings/new", at, **{**FORM, **fields})


def made(panel: Panel) -> Any:
    """The one request there is."""
    return panel.database.read(lambda db: db.execute(select(booking)).one())


def count(panel: Panel) -> int:
    return int(panel.database.read(lambda db: db.execute(select(func.count()).select_from(booking)).scalar_one()))


def test_without_a_name_the_desk_chooses(database: Database) -> None:
    panel = make_panel(database, "booker")
    sent = send(panel, note="Två talare till", topic="bostad", source="mail")
    row = made(panel)
    assert sent.headers["location"].endswith(f"/bookings/{row.id}?said=booking_requested")
    assert (row.state, row.topic, row.note, row.source) == ("open", "bostad", "Två talare till", "mail")
    assert row.wall_start == datetime.fromisoformat(f"{DAY}T18:00")
    assert row_of(panel, row.id).host == HOST
    assert [line.object for line in audited(panel, "booking.request")] == [f"booking:{row.id}"]


def test_one_name_is_asked_at_once(panel: Panel) -> None:
    maria = candidate(panel, "Maria Ek", MARIA)
    send(panel, whom="maria ek")
    row = made(panel)
    assert (row.state, row.candidate_id, row.wished_id) == ("asked", maria, maria)
    assert kinds(panel, row.id) == ["requested", "asked"]


def test_a_wish_shows_the_best_who_are_free_and_one_is_chosen(panel: Panel) -> None:
    maria = candidate(panel, "Maria Ek", MARIA, tags=("bostad", "somaliska"))
    candidate(panel, "Olle Al", OLLE, tags=("bostad",))
    shown = send(panel, whom="någon som kan bostad och somaliska", title="Mitt möte")
    assert shown.status_code == 422
    assert "Välj en av dem" in shown.text
    assert 'value="Mitt möte"' in shown.text, "what was typed stays"
    assert shown.text.index("Maria Ek") < shown.text.index("Olle Al")
    assert "passar, 2 av 2" in shown.text
    send(panel, whom="någon som kan bostad och somaliska", candidate=str(maria))
    row = made(panel)
    assert (row.candidate_id, row.wished_id, row.topic) == (maria, None, "någon som kan bostad och somaliska")


def test_whoever_is_busy_is_not_among_the_free_and_cannot_be_chosen(panel: Panel) -> None:
    maria, olle = candidate(panel, "Maria Ek", MARIA), candidate(panel, "Olle Al", OLLE)
    when = times(20)
    busy(panel, maria, when)
    at_once = {"day": when.wall_start.date().isoformat(), "start": "00:01", "end": "23:00"}
    shown = send(panel, do="look", **at_once)
    assert shown.status_code == 200
    assert "Olle Al" in shown.text
    assert "Maria Ek" not in shown.text
    named = send(panel, whom="Maria", **at_once)
    assert "Maria Ek är upptagen då" in named.text
    assert send(panel, whom="Maria", candidate=str(olle), **at_once).status_code == 422
    assert count(panel) == 0


def test_whoever_is_asked_already_has_us_second_in_line(panel: Panel) -> None:
    maria = candidate(panel, "Maria Ek", MARIA)
    when = times(20)
    book(panel, "Andras möte", maria, at="Kista", when=when)
    day = when.wall_start.date().isoformat()
    clock = {"start": f"{when.wall_start:%H:%M}", "end": f"{when.wall_end:%H:%M}", "day": day}
    sent = send(panel, whom="Maria Ek", **clock)
    assert sent.headers["location"].endswith("said=booking_queued")


def test_the_same_sent_twice_is_one_request(panel: Panel) -> None:
    candidate(panel, "Maria Ek", MARIA)
    first, second = send(panel, whom="Maria"), send(panel, candidate="desk")
    assert count(panel) == 1
    assert second.headers["location"].endswith("said=booking_there")
    assert kinds(panel, made(panel).id) == ["requested", "asked"]
    assert first.headers["location"].split("?")[0] == second.headers["location"].split("?")[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Skriv vad det är."),
        ({"title": "x" * 81}, "Högst 80 tecken."),
        ({"day": "2020-05-01"}, "Den tiden har redan varit."),
        ({"day": "2027-03-28", "start": "02:30", "end": "04:00"}, "finns inte"),
        ({"day": "snart"}, "Välj en dag."),
        ({"start": "18:00", "end": "17:00"}, "Det slutar innan det börjar."),
        ({"travel": "länge"}, "Skriv minuter"),
        ({"answer_by": "2020-01-01T10:00"}, "Svaret behövs efter nu"),
        ({"answer_by": f"{DAY}T19:00"}, "Svaret behövs efter nu"),
        ({"host": ""}, "Skriv numret"),
        ({"host": "08-12 34 56"}, "wrong"),
        ({"host": "+4712345678"}, "wrong"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(panel: Panel, fields: dict[str, str], said: str) -> None:
    answer = send(panel, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert count(panel) == 0


def test_an_evening_may_end_after_midnight(panel: Panel) -> None:
    send(panel, start="22:00", end="01:00")
    assert made(panel).ends_at - made(panel).starts_at == timedelta(hours=3)


def test_a_number_that_has_said_stop_cannot_be_the_host(panel: Panel) -> None:
    now = datetime.now(UTC)

    def stop(db: Any) -> None:
        suppression.suppress(db, [addresses.find_or_make(db, "sms", HOST, now).hash], source="STOP", now=now)

    panel.database.change(stop)
    assert "tar inte emot sms från oss" in send(panel).text
    assert count(panel) == 0


def test_the_desk_writes_down_what_an_association_mailed(panel: Panel) -> None:
    desk = make_panel(panel.database, "booker", at="Stockholm", email="bo@example.org")
    assert 'name="association"' in desk.get("/bookings/new", "Stockholm").text
    send(desk, "Stockholm", association=str(desk.ids["Kista"]), source="mail")
    assert made(desk).organization_id == desk.ids["Kista"]


def test_nobody_asks_in_the_name_of_another_association(panel: Panel) -> None:
    send(panel, association=str(panel.ids["Kista"]))
    assert made(panel).organization_id == panel.ids["Solna"]


def test_the_form_knows_the_organizers_own_number(panel: Panel) -> None:
    def give(db: Any) -> None:
        number = addresses.find_or_make(db, "sms", HOST, datetime.now(UTC)).id
        db.execute(update(organizer).values(address_id=number))

    panel.database.change(give)
    form = next(each for each in read(panel.get("/bookings/new").text).forms if each.action.endswith("/bookings/new"))
    assert form.fields["host"] == "070-174 06 90"


def test_the_part_of_the_page_shows_who_can_while_one_types(panel: Panel) -> None:
    candidate(panel, "Maria Ek", MARIA)
    early = panel.post("/bookings/new/speakers", **{**FORM, "day": ""})
    assert "Fyll i dag och tider" in early.text
    part = panel.post("/bookings/new/speakers", **FORM)
    assert "Maria Ek" in part.text
    assert "<html" not in part.text


def test_nobody_of_another_party_can_be_asked(panel: Panel) -> None:
    theirs = candidate(panel, "Hemlig Person", OLLE, "Lund")
    assert "Hemlig Person" not in send(panel, do="look").text
    send(panel, candidate=str(theirs))
    assert made(panel).state == "open"
