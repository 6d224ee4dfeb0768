"""Candidates' own calendars: whose is to be read, what came of it, and when they are busy by it.

Titles are never stored. Who reads a calendar takes it first, until the reading must have ended; what somebody else
reads after that, or of an address that is no more, is not written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, exists, insert, or_, select, update

from storage.booking_slots import lock_line
from storage.tables import booking, booking_event, busy, candidate, organization, person

TAKEN = timedelta(minutes=10)  # no reading takes longer
AHEAD = timedelta(days=90)

Time = tuple[datetime, datetime]


@dataclass(frozen=True)
class Said:
    """By what a calendar is known again: a hash of all that it said, and the server's own marks."""

    hash: str
    etag: str | None = None
    modified: str | None = None


def due(db: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """The candidates whose calendar is to be read, with the `zone` of their organization; who waited longest first."""
    columns = select(candidate, organization.c.timezone.label("zone"))
    joined = columns.join(person, person.c.id == candidate.c.person_id).join(organization)
    ready = or_(candidate.c.feed_next_at.is_(None), candidate.c.feed_next_at <= now)
    wanted = joined.where(candidate.c.feed_url.is_not(None), ready)
    return list(db.execute(wanted.order_by(candidate.c.feed_next_at.nulls_first()).limit(limit)))


def take(db: Connection, row: Row[Any], now: datetime) -> bool:
    """Take a calendar to read it; False when somebody else has."""
    mine = update(candidate).where(_stands(row, row.feed_next_at))
    return db.execute(mine.values(feed_next_at=now + TAKEN)).rowcount == 1


def unchanged(db: Connection, row: Row[Any], taken_at: datetime, now: datetime, next_at: datetime) -> bool:
    """A calendar that was taken says what it said before; False when the reading counts no more."""
    return _read(db, row, taken_at, {"feed_read_at": now, "feed_next_at": next_at})


def failed(db: Connection, row: Row[Any], taken_at: datetime, fault: str, next_at: datetime) -> bool:
    """A calendar that was taken cannot be read; what it said before stays. False when the reading counts no more."""
    failures = candidate.c.feed_failures + 1
    return _read(db, row, taken_at, {"feed_fault": fault, "feed_next_at": next_at, "feed_failures": failures})


def _read(db: Connection, row: Row[Any], taken_at: datetime, values: dict[str, Any]) -> bool:
    whole = {"feed_fault": None, "feed_failures": 0, **values}
    return db.execute(update(candidate).where(_stands(row, taken_at + TAKEN)).values(whole)).rowcount == 1


def _stands(row: Row[Any], next_at: datetime | None) -> Any:
    """It is still the calendar that was found, and nobody has taken it since."""
    due_at = candidate.c.feed_next_at
    same = candidate.c.person_id == row.person_id, candidate.c.feed_url == row.feed_url
    return and_(*same, due_at.is_(None) if next_at is None else due_at == next_at)


def replace(
    db: Connection, row: Row[Any], taken_at: datetime, times: Sequence[Time], said: Said, now: datetime,
    next_at: datetime,
) -> list[int]:  # fmt: skip
    """When a candidate is busy by a calendar that was taken, instead of what it said before.

    The ids of accepted bookings that collide; they stay as they are, and each has an event `collides` once.
    """
    lock_line(db, row.person_id)
    marks = {"feed_hash": said.hash, "feed_etag": said.etag, "feed_modified": said.modified}
    if not _read(db, row, taken_at, {**marks, "feed_read_at": now, "feed_next_at": next_at}):
        return []
    booked = _booked(db, row.person_id, now)
    own = {(each.starts_at, each.ends_at) for each in booked}
    # Whoever has a booking in their own calendar as well is not busy because of that.
    spans = merged(time for time in times if time not in own)
    db.execute(delete(busy).where(busy.c.candidate_id == row.person_id, busy.c.source == "feed"))
    columns = {"candidate_id": row.person_id, "source": "feed", "created_at": now}
    if spans:
        db.execute(insert(busy), [{**columns, "starts_at": begins, "ends_at": ends} for begins, ends in spans])
    hit = [each for each in booked if any(begins < each.ends_at and each.starts_at < ends for begins, ends in spans)]
    for each in hit:
        _note(db, each, now)
    return [each.id for each in hit]


def merged(times: Iterable[Time]) -> list[Time]:
    """Times in order, those that touch or overlap made one."""
    found: list[Time] = []
    for begins, ends in sorted(times):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return found


def _booked(db: Connection, person_id: int, now: datetime) -> list[Row[Any]]:
    mine = booking.c.candidate_id == person_id, booking.c.state == "accepted", booking.c.ends_at > now
    return list(db.execute(select(booking).where(*mine).order_by(booking.c.id)))


def _note(db: Connection, row: Row[Any], now: datetime) -> None:
    """What the desk sees of it, once of each booking."""
    known = exists().where(booking_event.c.booking_id == row.id, booking_event.c.kind == "collides")
    if db.execute(select(known)).scalar():
        return
    values = {"booking_id": row.id, "candidate_id": row.candidate_id, "kind": "collides", "turn": row.turn}
    db.execute(insert(booking_event).values(**values, actor="clock", detail={}, at=now))
