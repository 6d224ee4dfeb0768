"""Candidates, hosts and requests, in a transaction of a test; the days are of September 2026, in Stockholm."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage import addresses, booking_moves, bookings
from storage.booking_record import Times, Wanted
from storage.booking_slots import Span
from storage.session import Database
from storage.tables import booking, booking_event, booking_slot, person_role, person_tag
from tests.storage.doubles import NOW, SOLNA, somebody
from tests.world import STOCKHOLM

AMINA, LISA, ALI, BO = (f"+467017406{number}" for number in ("05", "11", "12", "13"))
ZONE = STOCKHOLM.key


def candidate(db: Connection, first: str, phone: str | None = AMINA, *knows: str, **columns: Any) -> int:
    """A candidate, who knows this; the id of the person."""
    person_id = somebody(db, first, "Ek", phone, **columns)
    db.execute(insert(person_role).values(person_id=person_id, role="candidate"))
    for tag in knows:
        db.execute(insert(person_tag).values(person_id=person_id, tag=tag))
    return person_id


def host(db: Connection, phone: str = LISA) -> int:
    """The id of the address of whoever asks."""
    return int(addresses.find_or_make(db, "sms", phone, NOW).id)


def times(day: int, hours: str) -> Times:
    """A day of September and `13-14.30`, as the clocks of Stockholm show it."""
    start, end = (_at(day, each) for each in hours.split("-"))
    moments = (each.replace(tzinfo=STOCKHOLM) for each in (start, end))
    return Times(start, end, ZONE, *moments)


def _at(day: int, clock: str) -> datetime:
    hour, _, minute = clock.partition(".")
    return datetime(2026, 9, day, int(hour), int(minute or 0))


def span(day: int, hours: str, venue: str = "Torget", travel: int = 30) -> Span:
    """As `times`, with the place."""
    when = times(day, hours)
    return Span(when.starts_at, when.ends_at, venue, travel)


def requested(db: Connection, day: int, hours: str, venue: str = "Torget", *, at: int = SOLNA, **more: Any) -> int:
    """A request that is asked of nobody yet; its id. Every one has its own title."""
    title = f"Möte {db.execute(select(func.count()).select_from(booking)).scalar_one() + 1}"
    wanted = {"title": title, "venue": venue, "times": times(day, hours), "host_address_id": host(db), **more}
    return booking_moves.request(db, Wanted(at, **wanted), NOW, by="host")


def asked(db: Connection, person_id: int, day: int, hours: str, venue: str = "Torget", **more: Any) -> tuple[int, str]:
    """A request, and what came of asking this candidate."""
    booking_id = requested(db, day, hours, venue, **more)
    return booking_id, booking_moves.ask(db, booking_id, person_id, NOW, by="host")


def accepted(db: Connection, person_id: int, day: int, hours: str, venue: str = "Torget", **more: Any) -> int:
    """A request to which this candidate has said yes; its id."""
    booking_id, came = asked(db, person_id, day, hours, venue, **more)
    assert (came, booking_moves.accept(db, booking_id, NOW, by="candidate")) == ("asked", "accepted")
    return booking_id


def state(db: Connection, booking_id: int) -> str:
    """Where a booking stands."""
    row = bookings.get(db, booking_id)
    assert row is not None
    return str(row.state)


def happened(db: Connection, booking_id: int) -> list[str]:
    """What has happened to a booking, the oldest first."""
    wanted = select(booking_event.c.kind).where(booking_event.c.booking_id == booking_id)
    return list(db.execute(wanted.order_by(booking_event.c.id)).scalars())


def minutes_held(db: Connection, booking_id: int) -> int:
    """How much of somebody's time a booking holds."""
    wanted = select(func.count()).where(booking_slot.c.booking_id == booking_id)
    return 5 * int(db.execute(wanted).scalar_one())


def ask_from_afar(url: str, booking_id: int) -> str:
    """Ask person 1, from a process of its own."""
    database = Database(url, "a key for tests")
    came = database.change(lambda db: booking_moves.ask(db, booking_id, 1, NOW, by="host"))
    database.close()
    return came
