"""What pages of bookings look up: the queue in parts, the open calendar, a candidate's time, an association's turn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, or_, select, update

from storage import booking_slots, bookings, busy_times, people
from storage.booking_choice import VISITS, YEAR, waiting_for
from storage.booking_record import proposed
from storage.booking_slots import HOLDING
from storage.tables import address, booking, busy, candidate, organization, organizer, person, timer

AFTERWARDS = timedelta(days=400)  # how far ahead busy times are listed


@dataclass(frozen=True)
class Part:
    """A part of a queue: bookings in these states, in order of a moment; or the newest request first."""

    states: tuple[str, ...]
    column: ColumnElement[Any] | None


DEADLINE = func.coalesce(booking.c.answer_by, booking.c.starts_at)
PARTS = {
    "needs": Part(("open", "desk", "countered"), DEADLINE),
    "waiting": Part(("asked", "tentative", "queued"), DEADLINE),
    "coming": Part(("accepted",), booking.c.starts_at),
    "settled": Part(bookings.SETTLED, None),
}


def _select() -> Select[Any]:
    """Bookings with `organization`, `priority`, `host`, and of the candidate first_name, last_name, `protected`, home.

    Whoever has a protected identity stands here without a name.
    """
    named = organization.c.name.label("organization"), organization.c.priority, address.c.address.label("host")
    theirs = *people.shown_in_lists(), person.c.organization_id.label("home")
    return (
        select(booking, *named, *theirs)
        .join(organization, organization.c.id == booking.c.organization_id)
        .join(person, person.c.id == booking.c.candidate_id, isouter=True)
        .join(address, address.c.id == booking.c.host_address_id, isouter=True)
    )


def get(db: Connection, booking_id: int) -> Row[Any] | None:
    """A booking as its page shows it; see `page` for its columns."""
    return db.execute(_select().where(booking.c.id == booking_id)).one_or_none()


def of_organizations(organization_ids: Sequence[int]) -> ColumnElement[bool]:
    """That a booking was asked for by one of these."""
    return booking.c.organization_id.in_(organization_ids)


def of_candidate(person_id: int) -> ColumnElement[bool]:
    """That a booking is with this candidate."""
    return booking.c.candidate_id == person_id


def page(db: Connection, part: str, whose: ColumnElement[bool], after: int, limit: int) -> list[Row[Any]]:
    """Bookings of a part of the queue, after the one with that id, or the first.

    Columns of `booking`, and organization, priority, host, first_name, last_name, protected, home (the organization
    of the candidate).
    """
    states, column = PARTS[part].states, PARTS[part].column
    wanted = _select().where(whose, booking.c.state.in_(states)).limit(limit)
    if column is None:
        wanted = wanted.where(booking.c.id < after) if after else wanted
        return list(db.execute(wanted.order_by(booking.c.id.desc())))
    at = db.execute(select(column).where(whose, booking.c.id == after)).scalar() if after else None
    if at is not None:
        wanted = wanted.where(or_(column > at, (column == at) & (booking.c.id > after)))
    return list(db.execute(wanted.order_by(column, booking.c.id)))


def desk_until(db: Connection, booking_ids: Collection[int]) -> dict[int, datetime]:
    """Until when the desk has, by booking, before its host is told that nobody can."""
    rings = timer.c.kind == "booking_desk", timer.c.state == "waiting", timer.c.booking_id.in_(booking_ids)
    return {row.booking_id: row.due_at for row in db.execute(select(timer.c.booking_id, timer.c.due_at).where(*rings))}


def names(db: Connection, person_ids: Collection[int]) -> dict[int, str]:
    """What people are called, by id; whoever has a protected identity is left out."""
    known = select(person.c.id, person.c.first_name, person.c.last_name)
    rows: Any = db.execute(known.where(person.c.id.in_(person_ids), person.c.protected.is_(False)))
    return {row.id: people.name_of(row) for row in rows}


# A line


def line_behind(db: Connection, row: Row[Any], now: datetime) -> list[Row[Any]]:
    """Requests that are second in line for the time that a booking holds, whose turn it is first on top."""
    if row.candidate_id is None or row.state not in HOLDING:
        return []
    order = {booking_id: place for place, booking_id in enumerate(waiting_for(db, row.candidate_id, now))}
    same = of_candidate(row.candidate_id), booking.c.state == "queued", _during(row.starts_at, row.ends_at)
    found = db.execute(_select().where(*same, booking.c.id != row.id))
    return sorted(found, key=lambda each: order.get(each.id, len(order)))


def line_before(db: Connection, row: Row[Any]) -> list[Row[Any]]:
    """The bookings that hold the candidate's time when a request that waits for it would be."""
    if row.state != "queued" or row.candidate_id is None:
        return []
    same = of_candidate(row.candidate_id), booking.c.state.in_(HOLDING), _during(row.starts_at, row.ends_at)
    return list(db.execute(_select().where(*same, booking.c.id != row.id).order_by(booking.c.id)))


def _during(since: datetime, until: datetime) -> ColumnElement[bool]:
    return (booking.c.starts_at < until) & (booking.c.ends_at > since)


# The open calendar


def holding(db: Connection, person_ids: Collection[int], since: datetime, until: datetime) -> list[Row[Any]]:
    """The bookings that hold candidates' time between two moments, the earliest first; columns as of `page`.

    One that may be moved is there for its old and its new time.
    """
    moving = booking.c.state == "countered"
    wanted = _select().where(booking.c.candidate_id.in_(person_ids), booking.c.state.in_(HOLDING))
    near = wanted.where(or_(_during(since, until), moving & booking.c.proposal.is_not(None)))
    return list(db.execute(near.order_by(booking.c.starts_at, booking.c.id)))


def times_held(row: Row[Any]) -> list[tuple[datetime, datetime]]:
    """From when to when a booking holds its candidate's time: while another time is proposed, that too."""
    other = proposed(row) if row.state == "countered" else None
    own = [(row.starts_at, row.ends_at)]
    if other is None:
        return own
    return [*(own if (row.proposal or {}).get("back") else []), (other.starts_at, other.ends_at)]


def busy_between(db: Connection, person_ids: Collection[int], since: datetime, until: datetime) -> list[Row[Any]]:
    """When candidates have said that they cannot, between two moments, the earliest first."""
    near = busy.c.candidate_id.in_(person_ids), busy.c.starts_at < until, busy.c.ends_at > since
    return list(db.execute(select(busy).where(*near).order_by(busy.c.starts_at, busy.c.id)))


# A candidate


def add_busy(db: Connection, person_id: int, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """A candidate cannot then; the same once more is the same."""
    booking_slots.lock_line(db, person_id)
    busy_times.mark(db, person_id, starts_at, ends_at, now, source="panel")


def remove_busy(db: Connection, person_id: int, busy_id: int) -> bool:
    """A candidate can after all; what their own calendar says stays, and False is returned."""
    mine = (busy.c.id == busy_id) & (busy.c.candidate_id == person_id) & (busy.c.source != "feed")
    return bool(db.execute(delete(busy).where(mine)).rowcount)


def feed(db: Connection, person_id: int) -> Row[Any] | None:
    """The candidate's own calendar: feed_url, feed_read_at, feed_fault; None when there was never any."""
    return db.execute(select(candidate).where(candidate.c.person_id == person_id)).one_or_none()


def set_feed(db: Connection, person_id: int, url: str | None, now: datetime) -> None:
    """Read this calendar from now on, or none; what another one said is forgotten."""
    booking_slots.lock_line(db, person_id)
    fresh = dict.fromkeys(("feed_etag", "feed_modified", "feed_hash", "feed_read_at", "feed_fault"))
    values = {**fresh, "feed_url": url, "feed_next_at": now if url else None, "feed_failures": 0}
    db.execute(update(candidate).where(candidate.c.person_id == person_id).values(values))
    db.execute(delete(busy).where(busy.c.candidate_id == person_id, busy.c.source == "feed"))


def visits_by_association(db: Connection, person_id: int, now: datetime) -> list[tuple[str, int]]:
    """Where somebody has been within a year, or is coming to: (association, how many times), the most first."""
    mine = of_candidate(person_id), booking.c.state.in_(VISITS), booking.c.starts_at > now - YEAR
    wanted = select(organization.c.name, func.count().label("n")).join(booking).where(*mine)
    in_order = wanted.group_by(organization.c.name).order_by(func.count().desc(), organization.c.name)
    return [(row.name, int(row.n)) for row in db.execute(in_order)]


# An association


def called_off(db: Connection, organization_id: int, now: datetime) -> int:
    """How many visits that were promised within a year somebody else has called off."""
    lost = booking.c.organization_id == organization_id, booking.c.lost.is_(True), booking.c.starts_at > now - YEAR
    return int(db.execute(select(func.count()).select_from(booking).where(*lost)).scalar_one())


def own_number(db: Connection, organizer_id: int) -> str:
    """The number of an organizer, E.164; "" when there is none."""
    wanted = select(address.c.address).join(organizer, organizer.c.address_id == address.c.id)
    return db.execute(wanted.where(organizer.c.id == organizer_id, address.c.channel == "sms")).scalar() or ""
