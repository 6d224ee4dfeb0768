"""Requests for candidates and speakers: looking them up, and the words that tell them apart."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select, update

from storage.tables import address, booking, booking_event, organization, outbox, person, person_address

OPEN_STATES = ("open", "queued", "asked", "tentative", "countered", "desk")  # nobody has settled it
STANDING = (*OPEN_STATES, "accepted")
SETTLED = ("declined", "expired", "cancelled", "done")
ALL = (*STANDING, *SETTLED)
# What a reply names a request by: short, the same in every language, and like nothing that means yes, no or stop.
WORDS = (
    "ALFA", "BRAVO", "DOMINO", "KOMET", "LIMA", "MANGO", "NOVA", "OLIV", "RUBIN", "SAFIR", "TANGO", "ZEBRA", "TULPAN",
    "VIOL", "OPAL", "PUMA", "KORALL", "ONYX", "KIWI", "LILJA",
)  # fmt: skip


def _select() -> Select[Any]:
    return (
        select(
            booking,
            organization.c.name.label("organization"),
            organization.c.priority,
            person.c.first_name,
            person.c.last_name,
            address.c.address.label("host"),
        )
        .join(organization, organization.c.id == booking.c.organization_id)
        .join(person, person.c.id == booking.c.candidate_id, isouter=True)
        .join(address, address.c.id == booking.c.host_address_id, isouter=True)
    )


def get(db: Connection, booking_id: int) -> Row[Any] | None:
    """A booking with `organization`, its `priority`, the candidate's `first_name`, `last_name`, and the `host`."""
    return db.execute(_select().where(booking.c.id == booking_id)).one_or_none()


def for_update(db: Connection, booking_id: int) -> Row[Any] | None:
    """As `get`, locked until the transaction ends."""
    return db.execute(_select().where(booking.c.id == booking_id).with_for_update(of=booking)).one_or_none()


def listed(
    db: Connection, organization_ids: Sequence[int] | None = None, states: Collection[str] = ()
) -> list[Row[Any]]:
    """Bookings of these organizations or of all, the earliest first; in these states or in any."""
    wanted = _select().order_by(booking.c.starts_at, booking.c.id)
    if organization_ids is not None:
        wanted = wanted.where(booking.c.organization_id.in_(organization_ids))
    return list(db.execute(wanted.where(booking.c.state.in_(states)) if states else wanted))


def of_candidate(db: Connection, person_id: int, states: Collection[str], since: datetime) -> list[Row[Any]]:
    """What somebody is asked for, or booked for, and was not over by then; the earliest first."""
    mine = _select().where(booking.c.candidate_id == person_id, booking.c.state.in_(states))
    return list(db.execute(mine.where(booking.c.ends_at > since).order_by(booking.c.starts_at, booking.c.id)))


def of_host(db: Connection, address_ids: Collection[int], states: Collection[str], since: datetime) -> list[Row[Any]]:
    """What was asked for from these addresses, and was not over by then; the earliest first."""
    mine = _select().where(booking.c.host_address_id.in_(address_ids), booking.c.state.in_(states))
    return list(db.execute(mine.where(booking.c.ends_at > since).order_by(booking.c.starts_at, booking.c.id)))


def same(db: Connection, organization_id: int, title: str, venue: str, starts_at: datetime) -> int | None:
    """The id of the standing request that asks for just this already."""
    twin = (booking.c.organization_id == organization_id, booking.c.title == title, booking.c.venue == venue)
    wanted = select(booking.c.id).where(*twin, booking.c.starts_at == starts_at, booking.c.state.in_(STANDING))
    return db.execute(wanted.order_by(booking.c.id).limit(1)).scalar()


def free_word(db: Connection, booking_id: int, candidate_id: int | None, host_address_id: int | None) -> str:
    """A word by which neither the one nor the other is asked about anything else now, on either side."""
    people, places = _both(db, candidate_id, host_address_id)
    theirs = or_(booking.c.candidate_id.in_(people), booking.c.host_address_id.in_(places))
    recent = booking.c.state.in_(STANDING) | (booking.c.state == "expired")
    taken = set(db.execute(select(booking.c.word).where(theirs, recent, booking.c.id != booking_id)).scalars())
    own = db.execute(select(booking.c.word).where(booking.c.id == booking_id)).scalar()
    if own is not None and own not in taken:
        return str(own)
    start = booking_id % len(WORDS)  # so that two requests after each other differ in all eyes
    words = WORDS[start:] + WORDS[:start]
    numbered = (f"{word}{number or ''}" for number in range(len(taken) + 1) for word in words)
    return next(word for word in numbered if word not in taken)


def _both(db: Connection, candidate_id: int | None, host_address_id: int | None) -> tuple[set[int], set[int]]:
    """The candidate and whoever is at the host's address, and all addresses of theirs."""
    tie = person_address.c
    at_host = set(db.execute(select(tie.person_id).where(tie.address_id == host_address_id)).scalars())
    people = at_host | ({candidate_id} if candidate_id is not None else set())
    places = set(db.execute(select(tie.address_id).where(tie.person_id.in_(people))).scalars())
    return people, places | ({host_address_id} if host_address_id is not None else set())


def events(db: Connection, booking_id: int) -> list[Row[Any]]:
    """What happened to a booking, the oldest first, with the name of who was the candidate then."""
    columns = select(booking_event, person.c.first_name, person.c.last_name)
    wanted = columns.join(person, person.c.id == booking_event.c.candidate_id, isouter=True)
    return list(db.execute(wanted.where(booking_event.c.booking_id == booking_id).order_by(booking_event.c.id)))


def untold(db: Connection, limit: int) -> list[int]:
    """The ids of events that nobody has been told of, the oldest first."""
    wanted = select(booking_event.c.id).where(booking_event.c.told_at.is_(None))
    return list(db.execute(wanted.order_by(booking_event.c.id).limit(limit)).scalars())


def take_event(db: Connection, event_id: int, now: datetime) -> Row[Any] | None:
    """Take an event for this transaction, in which people are told; None when somebody else has."""
    waits = (booking_event.c.id == event_id) & booking_event.c.told_at.is_(None)
    return db.execute(update(booking_event).where(waits).values(told_at=now).returning(booking_event)).one_or_none()


def desk_of(db: Connection, organization_ids: Sequence[int]) -> int | None:
    """The address of the booking desk: the first of these organizations, the nearest first, that has one."""
    rows = db.execute(select(organization.c.id, organization.c.desk_id).where(organization.c.id.in_(organization_ids)))
    desks = {row.id: row.desk_id for row in rows}
    return next((desks[each] for each in organization_ids if desks.get(each) is not None), None)


def spoken_of_last(db: Connection, address_id: int, now: datetime) -> int | None:
    """The id of the booking that our last words to an address were about; None when they were about anything else."""
    mine = outbox.c.address_id == address_id, outbox.c.created_at <= now
    last = select(outbox.c.intent_key).where(*mine).order_by(outbox.c.id.desc()).limit(1)
    key = str(db.execute(last).scalar() or "").split(":")
    if key[0] != "booking" or len(key) < 2:
        return None
    return db.execute(select(booking_event.c.booking_id).where(booking_event.c.id == int(key[1]))).scalar()


def show_others(db: Connection, booking_id: int, others: Sequence[tuple[int, str]]) -> None:
    """Remember who was proposed instead, by id and name, in the order in which the host saw them."""
    shown = {"others": [{"id": each, "name": name} for each, name in others]}
    db.execute(update(booking).where(booking.c.id == booking_id).values(proposal=shown))


def note_came(db: Connection, booking_id: int, said: str) -> None:
    """How it went, in somebody's words, after what has been said of it before."""
    before = db.execute(select(booking.c.came).where(booking.c.id == booking_id)).scalar()
    db.execute(update(booking).where(booking.c.id == booking_id).values(came="\n".join(filter(None, (before, said)))))
