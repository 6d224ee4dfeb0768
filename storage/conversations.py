"""Talks: the one that is open, those put aside, those that wait in line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, insert, or_, select, update

from storage.once import insert_once
from storage.tables import conversation, organization, person_address

other = conversation.alias("other")


def open_of_person(db: Connection, person_id: int) -> Row[Any] | None:
    """The open talk of a person, on whatever channel."""
    wanted = select(conversation).where(
        conversation.c.person_id == person_id, conversation.c.status == "open"
    )
    return db.execute(wanted).one_or_none()


def open_at(db: Connection, address_id: int) -> Row[Any] | None:
    """The open talk at an address, whoever's it is."""
    wanted = select(conversation).where(
        conversation.c.address_id == address_id, conversation.c.status == "open"
    )
    return db.execute(wanted).one_or_none()


def get(db: Connection, conversation_id: int) -> Row[Any] | None:
    """A talk by id."""
    return db.execute(select(conversation).where(conversation.c.id == conversation_id)).one_or_none()


def make(db: Connection, values: Mapping[str, Any]) -> Row[Any]:
    """A new talk; the caller has made sure that no other is open there."""
    return db.execute(insert(conversation).values(values).returning(conversation)).one()


def wait_in_line(db: Connection, values: Mapping[str, Any]) -> int | None:
    """A prompt of ours that waits until its person is free; None when the same prompt was made before."""
    return insert_once(db, conversation, {**values, "status": "waiting"})


def save(db: Connection, conversation_id: int, values: Mapping[str, Any]) -> Row[Any]:
    """Write how a talk stands after a turn; its turn number goes up by one."""
    changed = update(conversation).where(conversation.c.id == conversation_id)
    return db.execute(
        changed.values({**values, "turn": conversation.c.turn + 1}).returning(conversation)
    ).one()


def put_aside(db: Connection, conversation_id: int, now: datetime) -> None:
    """Make room for another question; this one is asked again afterwards."""
    _leave(db, conversation.c.id == conversation_id, "aside", now)


def end(db: Connection, conversation_id: int, now: datetime) -> None:
    """The talk is over."""
    _leave(db, conversation.c.id == conversation_id, "ended", now)


def end_open_of(db: Connection, person_id: int, now: datetime) -> None:
    """Whatever is open with a person, or was put aside, is over; what waits in line stays."""
    mine = (conversation.c.person_id == person_id) & conversation.c.status.in_(("open", "aside"))
    _leave(db, mine, "ended", now)


def end_all_of(db: Connection, person_id: int, now: datetime) -> None:
    """Nothing is asked of the person any more, now or later."""
    _leave(db, (conversation.c.person_id == person_id) & (conversation.c.status != "ended"), "ended", now)


def end_flow_of(db: Connection, person_id: int, flow: str, now: datetime) -> None:
    """A talk of this flow that is open or was put aside is over: a new one takes its place."""
    mine = (conversation.c.person_id == person_id) & (conversation.c.flow == flow)
    _leave(db, mine & conversation.c.status.in_(("open", "aside")), "ended", now)


def end_all_at(db: Connection, address_id: int, now: datetime) -> None:
    """As `end_all_of`, for whatever is open at an address."""
    _leave(db, (conversation.c.address_id == address_id) & (conversation.c.status != "ended"), "ended", now)


def end_from(db: Connection, organization_id: int, address_id: int, people: Sequence[int], now: datetime) -> None:
    """Nothing is asked any more in the name of an organization, at an address or of the people who have it."""
    theirs = or_(conversation.c.address_id == address_id, conversation.c.person_id.in_(people))
    mine = (conversation.c.organization_id == organization_id) & (conversation.c.status != "ended")
    _leave(db, mine & theirs, "ended", now)


def _leave(db: Connection, condition: Any, status: str, now: datetime) -> None:
    values = {"status": status, "updated_at": now, "turn": conversation.c.turn + 1}
    db.execute(update(conversation).where(condition).values(values))


def last_aside(db: Connection, person_id: int, now: datetime) -> Row[Any] | None:
    """The talk of a person that was put aside last and is still worth asking."""
    wanted = select(conversation).where(
        conversation.c.person_id == person_id, conversation.c.status == "aside"
    )
    fresh = or_(conversation.c.not_after.is_(None), conversation.c.not_after > now)
    return db.execute(wanted.where(fresh).order_by(conversation.c.updated_at.desc()).limit(1)).one_or_none()


def next_waiting(db: Connection, person_id: int, now: datetime) -> Row[Any] | None:
    """The prompt that comes first in a person's line."""
    wanted = select(conversation).where(
        conversation.c.person_id == person_id, conversation.c.status == "waiting"
    )
    ordered = wanted.where(_in_its_time(now)).order_by(conversation.c.urgent.desc(), conversation.c.id)
    return db.execute(ordered.limit(1)).one_or_none()


def _in_its_time(now: datetime) -> Any:
    begun = or_(conversation.c.not_before.is_(None), conversation.c.not_before <= now)
    return and_(begun, or_(conversation.c.not_after.is_(None), conversation.c.not_after > now))


def wait_until(db: Connection, conversation_id: int, until: datetime) -> None:
    """The prompt waits on, and is not looked at before then."""
    db.execute(update(conversation).where(conversation.c.id == conversation_id).values(not_before=until))


def waiting(db: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """Prompts whose person is free to be asked, and urgent ones in any case; each with its `zone` and `quiet_hours`."""
    busy = exists().where(other.c.person_id == conversation.c.person_id, other.c.status == "open")
    # Those who share a number wait for each other.
    mine, theirs = person_address.alias("mine"), person_address.alias("theirs")
    shared = exists().where(
        mine.c.person_id == conversation.c.person_id, theirs.c.address_id == mine.c.address_id,
        other.c.person_id == theirs.c.person_id, other.c.status == "open",
    )  # fmt: skip
    free = or_(conversation.c.urgent, and_(~busy, ~shared))
    ripe = or_(conversation.c.not_before.is_(None), conversation.c.not_before <= now)
    wanted = (
        select(conversation, organization.c.timezone, organization.c.quiet_hours)
        .join(organization, organization.c.id == conversation.c.organization_id)
        .where(conversation.c.status == "waiting", free, ripe)
        .order_by(conversation.c.urgent.desc(), conversation.c.id)
    )
    return list(db.execute(wanted.limit(limit)))


def waiting_for_update(db: Connection, conversation_id: int) -> Row[Any] | None:
    """A waiting prompt, locked; None when it does not wait any more or another worker has it."""
    wanted = select(conversation).where(
        conversation.c.id == conversation_id, conversation.c.status == "waiting"
    )
    return db.execute(wanted.with_for_update(skip_locked=True)).one_or_none()
