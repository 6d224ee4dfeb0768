"""How a change of a booking is written down: its state, the event that tells of it, and the clocks that follow."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, update

from storage import booking_slots, bookings, timers
from storage.tables import booking, booking_event

ANSWER_WITHIN = timedelta(hours=48)
USEFUL = timedelta(days=2)  # a reminder that rings later than that has nothing to say
ENDS = ("booking_deadline", "booking_desk")
NEVER = timedelta(days=3650)  # an end is never too late: nothing hangs because nobody looked for some days
MOMENTS = ("wall_start", "wall_end", "starts_at", "ends_at")
REMINDERS = {"booking_half": 1 / 2, "booking_last": 7 / 8, "booking_deadline": 1}  # parts of the time to answer


@dataclass(frozen=True)
class Times:
    """When: what hangs on the wall there, and the moments that it is."""

    wall_start: datetime
    wall_end: datetime
    zone: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Wanted:
    """What an association asks for. topic: what the speaker must know; wished_id: whom they asked for by name."""

    organization_id: int
    title: str
    venue: str
    times: Times
    host_address_id: int | None = None
    wished_id: int | None = None
    topic: str | None = None
    note: str = ""
    travel: int = 30
    answer_by: datetime | None = None
    source: str = "panel"


def deadline(wished: datetime | None, starts_at: datetime, now: datetime) -> datetime:
    """When an answer is due: as wished, or in two days, and with as much time left before it begins."""
    latest = now + (starts_at - now) / 2
    return min(wished, starts_at) if wished is not None and wished > now else min(now + ANSWER_WITHIN, latest)


def proposed(row: Row[Any]) -> Times | None:
    """The other time that a countered booking may be at; None when the time stays."""
    other = row.proposal or {}
    if not other.get("starts_at"):
        return None
    moments = {name: datetime.fromisoformat(other[name]) for name in MOMENTS}
    return Times(zone=row.zone, **moments)


def promised(row: Row[Any]) -> bool:
    """Whether somebody comes, or came until another time was proposed."""
    return row.state == "accepted" or (row.state == "countered" and (row.proposal or {}).get("back") == "accepted")


def stored(times: Times | None) -> dict[str, Any]:
    if times is None:
        return {}
    return {name: value.isoformat() for name, value in asdict(times).items() if isinstance(value, datetime)}


def times_of(row: Row[Any]) -> Times:
    return Times(row.wall_start, row.wall_end, row.zone, row.starts_at, row.ends_at)


def locked(db: Connection, booking_id: int) -> Row[Any] | None:
    """The booking, locked after the line of its candidate."""
    row = bookings.get(db, booking_id)
    while row is not None and row.candidate_id is not None:
        booking_slots.lock_line(db, row.candidate_id)
        found = bookings.for_update(db, booking_id)
        if found is None or found.candidate_id == row.candidate_id:
            return found
        row = found  # another candidate was asked at this very moment
    return bookings.for_update(db, booking_id) if row is not None else None


def write(
    db: Connection, row: Row[Any], state: str, kind: str, now: datetime, by: str,
    values: Mapping[str, Any] | None = None, detail: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Write a new state and what happened; the turn it stands at from now on. Clocks of the turn before are dropped."""
    new = {"state": state, "turn": booking.c.turn + 1, "updated_at": now, **(values or {})}
    moved = update(booking).where(booking.c.id == row.id).values(new).returning(booking.c.turn, booking.c.candidate_id)
    changed = db.execute(moved).one()
    timers.drop(db, booking_id=row.id)
    note(db, row.id, changed.candidate_id, kind, changed.turn, now, by, detail)
    return int(changed.turn)


def note(
    db: Connection, booking_id: int, candidate_id: int | None, kind: str, turn: int, now: datetime, by: str,
    detail: Mapping[str, Any] | None,
) -> None:  # fmt: skip
    values = {"booking_id": booking_id, "candidate_id": candidate_id, "kind": kind, "turn": turn, "actor": by}
    db.execute(insert(booking_event).values(**values, at=now, detail=dict(detail) if detail else None))


def ring_for_answer(db: Connection, booking_id: int, turn: int, now: datetime, answer_by: datetime) -> None:
    for kind, part in REMINDERS.items():
        ring(db, booking_id, turn, kind, now + (answer_by - now) * part)


def ring(db: Connection, booking_id: int, turn: int, kind: str, at: datetime) -> None:
    late = at + (NEVER if kind in ENDS else USEFUL)
    values = {"key": f"{kind}:{booking_id}", "kind": kind, "due_at": at, "not_after": late}
    timers.set_timer(db, {**values, "booking_id": booking_id, "turn": turn})
