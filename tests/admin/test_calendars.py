"""Bookings in calendars that others read: what somebody promised, one booking, and when candidates are busy."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import insert

from storage import booking_moves, calendars, organizations
from storage.booking_record import Times, Wanted
from storage.tables import busy, person_role
from tests.admin.conftest import ZONE, Panel, make_panel
from tests.admin.members import ASA, BO, audited, join
from tests.admin.rota import add_shift, put

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTES = itertools.count(1)


@pytest.fixture(autouse=True)
def noon(clock: Any) -> Any:
    """It is noon on Friday 20 November 2026."""
    return clock


def speaker(panel: Panel, name: str, number: str, at: str = "Stockholm", **more: Any) -> int:
    """A candidate; their id."""
    person_id = join(panel, name, number, at, **more)
    role = insert(person_role).values(person_id=person_id, role="kandidat")
    panel.database.change(lambda db: db.execute(role))
    return person_id


def times(day: int, hour: int = 18) -> Times:
    wall = datetime(2026, 12, day, hour)
    moment = wall.replace(tzinfo=UTC) - HOUR
    return Times(wall, wall + 2 * HOUR, ZONE, moment, moment + 2 * HOUR)


def asked(panel: Panel, person_id: int, day: int, title: str = "Valmöte", at: str = "Solna", hour: int = 18) -> int:
    """Somebody is asked to speak on a day of December; the booking's id."""

    def ask(db: Any) -> int:
        wanted = Wanted(panel.ids[at], title, "Folkets hus", times(day, hour), travel=0)
        booking_id = booking_moves.request(db, wanted, NOW, by="desk")
        assert booking_moves.ask(db, booking_id, person_id, NOW, by="desk") == "asked"
        return booking_id

    return int(panel.database.change(ask))


def booked(panel: Panel, person_id: int, day: int, title: str = "Valmöte", **where: Any) -> int:
    booking_id = asked(panel, person_id, day, title, **where)
    assert do(panel, "accept", booking_id) == "accepted"
    return booking_id


def do(panel: Panel, deed: str, booking_id: int, *more: Any, **named: Any) -> Any:
    moment = NOW + next(MINUTES) * HOUR / 60
    return panel.database.change(
        lambda db: getattr(booking_moves, deed)(db, booking_id, *more, moment, by="desk", **named)
    )


def read(panel: Panel, **whose: Any) -> list[Any]:
    """The events of a calendar, as whoever has its link reads them."""
    token = panel.database.change(lambda db: calendars.link(db, NOW, **whose))
    panel.client.cookies.clear()  # whoever reads it is not signed in
    answer = panel.client.get(f"/calendar/{token}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    return list(icalendar.Calendar.from_ical(answer.content).events)


def said(event: Any) -> tuple[str, str]:
    return str(event["summary"]), str(event["status"])


def test_a_speaker_reads_what_is_agreed_and_what_was_called_off_since(panel: Panel) -> None:
    amina = speaker(panel, "Amina Warsame", ASA)
    put(panel, add_shift(panel), amina)
    coming = booked(panel, amina, 1)
    gone, never = booked(panel, amina, 2, "Debatt"), asked(panel, amina, 3, "Torgmöte")
    asked(panel, amina, 4, "Kanske")
    do(panel, "cancel", gone)
    do(panel, "cancel", never)
    events = read(panel, person_id=amina)
    assert [said(event) for event in events] == [
        ("Valstuga", "CONFIRMED"), ("Valmöte", "CONFIRMED"), ("Inställt: Debatt", "CANCELLED"),
    ]  # fmt: skip
    agreed = events[1]
    assert (str(agreed["location"]), str(agreed["description"])) == ("Folkets hus", "Valmöte")
    assert str(agreed["uid"]).startswith(f"booking-{coming}@")
    assert agreed["dtstart"].dt.isoformat() == "2026-12-01T18:00:00+01:00"


def test_a_calendar_program_sees_that_something_has_changed(sqlite_panel: Panel) -> None:
    amina = speaker(sqlite_panel, "Amina Warsame", ASA)
    booking_id = booked(sqlite_panel, amina, 1)
    [before] = read(sqlite_panel, person_id=amina)
    do(sqlite_panel, "move", booking_id, times(2), "Torget")
    do(sqlite_panel, "accept", booking_id)
    [after] = read(sqlite_panel, person_id=amina)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt
    assert (after["dtstart"].dt.day, str(after["location"])) == (2, "Torget")
    do(sqlite_panel, "counter", booking_id, times(3))
    [changing] = read(sqlite_panel, person_id=amina)
    assert (str(changing["status"]), changing["dtstart"].dt.day) == ("TENTATIVE", 2), (
        "it stands until another time does"
    )


def test_the_link_of_a_booking_shows_that_one_to_both_sides_however_it_stands(panel: Panel) -> None:
    amina = speaker(panel, "Amina Warsame", ASA)
    booked(panel, amina, 2)
    mine = asked(panel, amina, 1)
    shown = []
    for deed in ("", "accept", "cancel"):
        if deed:
            do(panel, deed, mine)
        [event] = read(panel, booking_id=mine)
        shown.append(said(event))
        assert "Amina" not in str(event.to_ical())
    assert shown == [("Valmöte", "TENTATIVE"), ("Valmöte", "CONFIRMED"), ("Inställt: Valmöte", "CANCELLED")]


def test_the_open_calendar_says_when_candidates_are_busy_and_never_why(panel: Panel) -> None:
    amina, bo = speaker(panel, "Amina Warsame", ASA), speaker(panel, "Bo Ek", BO, at="Kista")
    hidden = speaker(panel, "Eva Hemlig", "+46701740688", protected=True)
    speaker(panel, "Lasse Lund", "+46701740687", at="Lund")
    booked(panel, amina, 1)
    booked(panel, bo, 1, at="Kista")  # two who come to the same
    asked(panel, amina, 2, "Hemlig plan")
    booked(panel, hidden, 3, "Tal")
    own = {"candidate_id": bo, "source": "feed", "created_at": NOW}
    spans = [(times(1).starts_at, times(1).ends_at + HOUR), (times(4).starts_at, times(4).ends_at)]
    rows = [{**own, "starts_at": begins, "ends_at": ends} for begins, ends in spans]
    panel.database.change(lambda db: db.execute(insert(busy), rows))
    events = read(panel, organization_id=panel.ids["Solna"], of_candidates=True)
    assert sorted((event["dtstart"].dt.day, *said(event)) for event in events) == [
        (1, "Amina W: upptagen", "CONFIRMED"), (1, "Bo E: upptagen", "CONFIRMED"), (1, "Valmöte", "CONFIRMED"),
        (2, "Amina W: upptagen", "TENTATIVE"), (3, "Tal", "CONFIRMED"), (4, "Bo E: upptagen", "CONFIRMED"),
    ]  # fmt: skip
    assert len({str(event["uid"]) for event in events}) == len(events)
    whole = str([event.to_ical() for event in events])
    assert not any(word in whole for word in ("Eva", "Warsame", "plan", "Lasse"))


def test_it_speaks_the_language_of_the_organization(sqlite_panel: Panel) -> None:
    amina = speaker(sqlite_panel, "Amina", ASA)
    booked(sqlite_panel, amina, 1)
    solna = sqlite_panel.ids["Solna"]
    sqlite_panel.database.change(lambda db: organizations.change(db, solna, language="en"))
    assert "Amina: busy" in [said(event)[0] for event in read(sqlite_panel, organization_id=solna, of_candidates=True)]


def test_the_link_is_made_and_ended_in_the_panel_and_is_not_that_of_the_shifts(sqlite_panel: Panel) -> None:
    def tokens() -> list[str | None]:
        solna = sqlite_panel.ids["Solna"]
        which = [{"organization_id": solna}, {"organization_id": solna, "of_candidates": True}]
        return [sqlite_panel.database.read(lambda db, w=w: calendars.link_there(db, **w)) for w in which]

    answer = sqlite_panel.post("/bookings/calendar")
    assert answer.headers["location"] == f"/o/{sqlite_panel.ids['Solna']}/bookings/calendar?said=calendar_made"
    shifts, first = tokens()
    assert shifts is None
    assert first is not None
    sqlite_panel.post("/bookings/calendar")
    assert sqlite_panel.client.get(f"/calendar/{first}.ics").status_code == 404
    sqlite_panel.post("/shifts/calendar")
    sqlite_panel.post("/bookings/calendar/end")
    shifts, none = tokens()
    assert shifts is not None
    assert none is None
    assert len(audited(sqlite_panel, "open_calendar.make")) == 2
    assert len(audited(sqlite_panel, "open_calendar.end")) == 1


def test_who_may_not_change_anything_makes_no_link(sqlite_panel: Panel) -> None:
    viewer = make_panel(sqlite_panel.database, "viewer", email="vera@example.org")
    for path in ("/bookings/calendar", "/bookings/calendar/end"):
        assert viewer.post(path).status_code == 403
