"""What people write back to a broadcast: to which one a text belongs, and who has answered what."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, or_, select, update

from storage.broadcast_ledger import ACCEPTED
from storage.once import insert_once
from storage.people import shown_in_lists
from storage.tables import broadcast, broadcast_reply, inbox, outbox, person
from storage.tables.broadcast_reply import MEANINGS

__all__ = [
    "MEANINGS", "Meaning", "answered_by", "count", "has_answered", "is_last_word", "listed", "note", "take_back",
    "tally",
]  # fmt: skip

Meaning = Literal["yes", "no", "other"]

ANSWERS_WITHIN = timedelta(days=14)
ARRIVED = (*ACCEPTED, "on_wire", "unknown", "uncertain")  # whoever answers has got it, whatever we have heard
_went_at = func.coalesce(outbox.c.wire_at, outbox.c.accepted_at)
BY_HAND = "person"  # the flow of what an organizer writes


def answered_by(db: Connection, address_id: int, people: Collection[int], at: datetime) -> Row[Any] | None:
    """The broadcast that a text which came then from this address would answer, with its `went_at`; None without one.

    It is the last one that went there, or to one of these people on another road, in the 14 days before.
    """
    to_them = or_(outbox.c.address_id == address_id, outbox.c.person_id.in_(people))
    wanted = (
        select(broadcast, _went_at.label("went_at"))
        .join(outbox, outbox.c.broadcast_id == broadcast.c.id)
        .where(to_them, outbox.c.state.in_(ARRIVED), _went_at <= at, _went_at >= at - ANSWERS_WITHIN)
        .order_by(_went_at.desc(), outbox.c.id.desc())
    )
    return db.execute(wanted.limit(1)).one_or_none()


def is_last_word(db: Connection, address_id: int, went_at: datetime, at: datetime) -> bool:
    """Whether we wrote nothing more to an address of our own accord after a broadcast, until then."""
    unasked = or_(outbox.c.free_until.is_(None), outbox.c.flow == BY_HAND)
    mine = select(outbox.c.id).where(outbox.c.address_id == address_id, outbox.c.state.in_(ARRIVED), unasked)
    later = mine.where(outbox.c.broadcast_id.is_(None), _went_at > went_at, _went_at <= at)
    return db.execute(later.limit(1)).first() is None


def note(
    db: Connection, broadcast_id: int, inbox_id: int, person_id: int | None, meaning: Meaning, now: datetime
) -> None:
    """Keep that a message answers a broadcast; once."""
    values = {"broadcast_id": broadcast_id, "inbox_id": inbox_id, "person_id": person_id, "meaning": meaning, "at": now}
    insert_once(db, broadcast_reply, values)


def take_back(db: Connection, broadcast_id: int, person_id: int) -> None:
    """What a person answered last stands no more: they took a reaction back."""
    mine = (broadcast_reply.c.broadcast_id == broadcast_id) & (broadcast_reply.c.person_id == person_id)
    last = select(func.max(broadcast_reply.c.id)).where(mine).scalar_subquery()
    db.execute(update(broadcast_reply).where(broadcast_reply.c.id == last).values(meaning="other"))


def has_answered(db: Connection, broadcast_id: int, person_id: int) -> bool:
    """Whether a person has answered a broadcast before."""
    mine = (broadcast_reply.c.broadcast_id == broadcast_id) & (broadcast_reply.c.person_id == person_id)
    return db.execute(select(broadcast_reply.c.id).where(mine).limit(1)).first() is not None


def tally(db: Connection, broadcast_id: int) -> Mapping[str, int]:
    """How many people have answered, by what they said: their last yes or no, `other` when they said neither."""
    row = broadcast_reply.c
    whose = func.coalesce(row.person_id, -row.id)  # of somebody erased nothing is left that ties two answers together
    last_first = ((row.meaning == "other"), row.id.desc())
    place = func.row_number().over(partition_by=whose, order_by=last_first).label("place")
    each = select(row.meaning, place).where(row.broadcast_id == broadcast_id).subquery()
    counted = select(each.c.meaning, func.count().label("n")).where(each.c.place == 1).group_by(each.c.meaning)
    return {found.meaning: found.n for found in db.execute(counted)}


def count(db: Connection, broadcast_id: int) -> int:
    """How many people have answered."""
    return sum(tally(db, broadcast_id).values())


def listed(db: Connection, broadcast_id: int, *, before: int | None = None, limit: int = 50) -> list[Row[Any]]:
    """A page of replies, the latest first, from the one before `before`.

    Each: id, inbox_id, meaning, at, person_id, body, first_name, last_name, protected. Whose identity is protected
    stands there without a name.
    """
    row = broadcast_reply.c
    columns = row.id, row.inbox_id, row.meaning, row.at, row.person_id
    wanted = (
        select(*columns, inbox.c.body, *shown_in_lists())
        .join(inbox, inbox.c.id == broadcast_reply.c.inbox_id)
        .outerjoin(person, person.c.id == broadcast_reply.c.person_id)
        .where(broadcast_reply.c.broadcast_id == broadcast_id)
    )
    if before is not None:
        wanted = wanted.where(broadcast_reply.c.id < before)
    return list(db.execute(wanted.order_by(broadcast_reply.c.id.desc()).limit(limit)))
