"""Candidates and bookings for tests of the panel."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from flows.hours import wall_time
from storage import addresses, booking_moves, booking_pages, bookings
from storage.booking_record import Times, Wanted
from storage.tables import person_role
from tests.admin.conftest import ZONE, Panel
from tests.admin.members import join

MARIA, OLLE, HOST = "+46701740641", "+46701740642", "+46701740690"


def candidate(panel: Panel, name: str, number: str, at: str = "Stockholm", tags: tuple[str, ...] = ()) -> int:
    """Somebody who is asked to speak; their id."""
    person_id = join(panel, name, number, at, tags=tags)
    panel.database.change(lambda db: db.execute(insert(person_role).values(person_id=person_id, role="candidate")))
    return person_id


def times(days: float = 5, hours: float = 2, hour: int = 18) -> Times:
    """So many days from now, at an hour of the day."""
    now = datetime.now(UTC)
    start = (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
    wall, end = wall_time(start, ZONE), start + timedelta(hours=hours)
    return Times(wall, wall + timedelta(hours=hours), ZONE, start, end)


def book(
    panel: Panel, title: str, candidate_id: int | None = None, *, at: str = "Solna", when: Times | None = None,
    yes: bool = False, venue: str = "Torget",
) -> int:  # fmt: skip
    """A request, put to a candidate, who may have said yes; its id."""
    now = datetime.now(UTC)

    def do(db: Any) -> int:
        host = addresses.find_or_make(db, "sms", HOST, now).id
        wanted = Wanted(panel.ids[at], title, venue, when or times(), host)
        booking_id = booking_moves.request(db, wanted, now, by="host")
        if candidate_id is not None:
            booking_moves.ask(db, booking_id, candidate_id, now, by="host")
        if yes:
            booking_moves.accept(db, booking_id, now, by="candidate")
        return booking_id

    return int(panel.database.change(do))


def row_of(panel: Panel, booking_id: int) -> Any:
    """The booking as it stands."""
    return panel.database.read(lambda db: bookings.get(db, booking_id))


def kinds(panel: Panel, booking_id: int) -> list[str]:
    """What has happened to it, in order."""
    return [event.kind for event in panel.database.read(lambda db: bookings.events(db, booking_id))]


def do(panel: Panel, booking_id: int, deed: str, at: str = "Stockholm", turn: int | None = None, **fields: Any) -> Any:
    """A deed as the page would send it now, or as an older one would."""
    shown = row_of(panel, booking_id).turn if turn is None else turn
    return panel.post(f"/bookings/{booking_id}/{deed}", at, turn=shown, **fields)


def busy(panel: Panel, person_id: int, when: Times) -> None:
    """They cannot then."""
    span = when.starts_at, when.ends_at
    panel.database.change(lambda db: booking_pages.add_busy(db, person_id, *span, when.starts_at))
