"""A candidate's time: what holds it, and taking it so that no two bookings ever have the same five minutes.

Whoever takes or looks locks the candidate's line first, so that travel between two venues is counted as well; the
key of `booking_slot` would stop two overlapping holds even without that.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from storage.importing.names import fold
from storage.once import insert_many_once
from storage.tables import booking, booking_slot, busy, candidate

MINUTES = 5
FARTHEST = timedelta(hours=12)  # no two venues are farther apart than that
HOLDING = ("asked", "tentative", "countered", "desk", "accepted")
Blocked = Literal["accepted", "held", "busy"]


@dataclass(frozen=True)
class Span:
    """A time at a place. travel: minutes there or from there."""

    starts_at: datetime
    ends_at: datetime
    venue: str
    travel: int


def span_of(row: Row[Any]) -> Span:
    """The time and place of a booking."""
    return Span(row.starts_at, row.ends_at, row.venue, row.travel)


def lock_line(db: Connection, person_id: int) -> None:
    """Lock a candidate's requests until the transaction ends: one change of their time at once, in any process."""
    insert_many_once(db, candidate, [{"person_id": person_id}])
    db.execute(select(candidate.c.person_id).where(candidate.c.person_id == person_id).with_for_update())


def blocked(db: Connection, person_id: int, span: Span, *, but: int = 0, busy_too: bool = False) -> Blocked | None:
    """What stands in the way of a span of a candidate's time: a booking (accepted or held) or a busy time; or None.

    but: the id of a booking that is not in its own way; busy_too: a busy time is in nobody's way.
    """
    near = [row for row in held(db, [person_id], span, but=but) if _clash(span, row)]
    if any(row.state == "accepted" for row in near):
        return "accepted"
    if not busy_too and busy_in(db, [person_id], span.starts_at, span.ends_at):
        return "busy"
    return "held" if near else None


def held(db: Connection, person_ids: Collection[int], span: Span, *, but: int = 0) -> list[Row[Any]]:
    """Bookings of candidates that hold time near a span: candidate_id, state, venue, travel, starts_at, ends_at.

    The times are those that are held: of a booking that may be moved, the old and the new.
    """
    first, last = slot(span.starts_at - FARTHEST), slot(span.ends_at + FARTHEST)
    wanted = (
        select(*(booking.c[name] for name in ("id", "candidate_id", "state", "venue", "travel")), booking_slot.c.slot)
        .join(booking, booking.c.id == booking_slot.c.booking_id)
        .where(booking_slot.c.candidate_id.in_(person_ids), booking_slot.c.slot.between(first, last))
        .where(booking.c.id != but)
    )
    return list(db.execute(wanted))


def _clash(span: Span, row: Row[Any]) -> bool:
    """Whether five minutes that another booking holds are within a span, or nearer than one can travel."""
    apart = timedelta() if fold(span.venue) == fold(row.venue) else timedelta(minutes=max(span.travel, row.travel))
    begins = moment(row.slot)
    return begins < span.ends_at + apart and span.starts_at - apart < begins + timedelta(minutes=MINUTES)


def busy_in(db: Connection, person_ids: Collection[int], starts_at: datetime, ends_at: datetime) -> set[int]:
    """Which of these candidates have said that they are busy then, or within it."""
    during = (busy.c.starts_at < ends_at) & (busy.c.ends_at > starts_at)
    return set(db.execute(select(busy.c.candidate_id).where(busy.c.candidate_id.in_(person_ids), during)).scalars())


def hold(db: Connection, person_id: int, booking_id: int, span: Span, *, busy_too: bool = False) -> Blocked | None:
    """Hold a span for a booking beside what it holds already; or what stands in the way, and nothing is held.

    Lock the candidate's line first. busy_too: also when they marked the time as busy, since they know that themselves.
    """
    if reason := blocked(db, person_id, span, but=booking_id, busy_too=busy_too):
        return reason
    mine = (booking_slot.c.candidate_id == person_id) & (booking_slot.c.booking_id == booking_id)
    own = set(db.execute(select(booking_slot.c.slot).where(mine)).scalars())
    rows = [{"candidate_id": person_id, "slot": each, "booking_id": booking_id} for each in slots(span)]
    new = [row for row in rows if row["slot"] not in own]
    try:
        with db.begin_nested():
            if new:
                db.execute(insert(booking_slot), new)
    except IntegrityError:  # somebody came between who had not locked the line
        return "held"
    return None


def free(db: Connection, booking_id: int, *, but: Sequence[Span] = ()) -> None:
    """A booking holds nobody's time any more, but for that of these spans."""
    kept = [each for span in but for each in slots(span)]
    db.execute(delete(booking_slot).where(booking_slot.c.booking_id == booking_id, booking_slot.c.slot.not_in(kept)))


def slots(span: Span) -> list[int]:
    """The five minutes of a span, those begun and those not ended too."""
    return list(range(slot(span.starts_at), -(-int(span.ends_at.timestamp()) // (MINUTES * 60))))


def slot(at: datetime) -> int:
    """The number of the five minutes that a moment is in."""
    return int(at.timestamp()) // (MINUTES * 60)


def moment(number: int) -> datetime:
    """When the five minutes of a number begin."""
    return datetime.fromtimestamp(number * MINUTES * 60, UTC)


def busy_at(db: Connection, person_ids: Sequence[int], span: Span) -> set[int]:
    """Which of these candidates cannot: booked, held or busy, with the way there."""
    booked = {row.candidate_id for row in held(db, person_ids, span) if _clash(span, row)}
    return booked | busy_in(db, person_ids, span.starts_at, span.ends_at)


def with_time(
    db: Connection, person_ids: Collection[int], starts_at: datetime, ends_at: datetime, worth: timedelta
) -> set[int]:
    """Which of these candidates have so much time in one piece between two moments, or all of it where that is less."""
    taken: dict[int, list[tuple[datetime, datetime]]] = {each: [] for each in person_ids}
    for row in held(db, person_ids, Span(starts_at, ends_at, "", 0)):
        taken[row.candidate_id].append((moment(row.slot), moment(row.slot + 1)))
    during = busy.c.candidate_id.in_(person_ids), busy.c.starts_at < ends_at, busy.c.ends_at > starts_at
    for mine in db.execute(select(busy.c.candidate_id, busy.c.starts_at, busy.c.ends_at).where(*during)):
        taken[mine.candidate_id].append((mine.starts_at, mine.ends_at))
    wanted = min(worth, ends_at - starts_at)
    return {each for each, times in taken.items() if _gap(sorted(times), starts_at, ends_at) >= wanted}


def _gap(taken: Sequence[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime) -> timedelta:
    """The longest piece between two moments that nothing takes; what takes time comes in order of its beginning."""
    longest, free_from = timedelta(), starts_at
    for begins, ends in [*taken, (ends_at, ends_at)]:
        longest = max(longest, min(begins, ends_at) - free_from)
        free_from = max(free_from, ends)
    return longest


def overlaps(db: Connection) -> int:
    """How many pairs of accepted bookings of one candidate overlap: always 0."""
    one, other = booking.alias(), booking.alias()
    same = (one.c.candidate_id == other.c.candidate_id) & (one.c.id < other.c.id)
    at_once = (one.c.starts_at < other.c.ends_at) & (other.c.starts_at < one.c.ends_at)
    both = (one.c.state == "accepted") & (other.c.state == "accepted")
    return int(db.execute(select(func.count()).select_from(one.join(other, same & at_once & both))).scalar_one())
