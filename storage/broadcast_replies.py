"""What people write back to a broadcast: to which one a text belongs, and what came back to one, by meaning."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from storage.broadcast_ledger import ACCEPTED, ANSWERS_WITHIN
from storage.once import insert_once
from storage.tables import broadcast, broadcast_reply, inbox, outbox, person
from storage.tables.broadcast_reply import MEANINGS

__all__ = ["MEANINGS", "Meaning", "answered_by", "has_answered", "listed", "note", "tally"]

Meaning = Literal["yes", "no", "other"]


def answered_by(db: Connection, address_id: int, now: datetime) -> Row[Any] | None:
    """The broadcast that a text from this address would answer: the last one that went there, for 14 days."""
    last = (
        select(outbox.c.broadcast_id)
        .where(outbox.c.address_id == address_id, outbox.c.broadcast_id.is_not(None))
        .where(outbox.c.state.in_(ACCEPTED), outbox.c.accepted_at >= now - ANSWERS_WITHIN)
        .order_by(outbox.c.accepted_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return db.execute(select(broadcast).where(broadcast.c.id == last)).one_or_none()


def note(
    db: Connection, broadcast_id: int, inbox_id: int, person_id: int | None, meaning: Meaning, now: datetime
) -> None:
    """Keep that a message answers a broadcast; once."""
    values = {"broadcast_id": broadcast_id, "inbox_id": inbox_id, "person_id": person_id, "meaning": meaning, "at": now}
    insert_once(db, broadcast_reply, values)


def has_answered(db: Connection, broadcast_id: int, person_id: int) -> bool:
    """Whether a person has answered a broadcast before."""
    mine = (broadcast_reply.c.broadcast_id == broadcast_id) & (broadcast_reply.c.person_id == person_id)
    return db.execute(select(broadcast_reply.c.id).where(mine).limit(1)).first() is not None


def tally(db: Connection, broadcast_id: int) -> Mapping[str, int]:
    """How many replies came, by meaning."""
    mine = broadcast_reply.c.broadcast_id == broadcast_id
    counted = select(broadcast_reply.c.meaning, func.count().label("n")).where(mine)
    return {row.meaning: row.n for row in db.execute(counted.group_by(broadcast_reply.c.meaning))}


def listed(db: Connection, broadcast_id: int, meaning: str = "", *, after: int = 0, limit: int = 50) -> list[Row[Any]]:
    """Replies in the order they came, of one meaning or all: id, inbox_id, meaning, at, body, first_name, last_name."""
    columns = broadcast_reply.c.id, broadcast_reply.c.inbox_id, broadcast_reply.c.meaning, broadcast_reply.c.at
    wanted = (
        select(*columns, inbox.c.body, person.c.first_name, person.c.last_name)
        .join(inbox, inbox.c.id == broadcast_reply.c.inbox_id)
        .outerjoin(person, person.c.id == broadcast_reply.c.person_id)
        .where(broadcast_reply.c.broadcast_id == broadcast_id, broadcast_reply.c.id > after)
    )
    if meaning:
        wanted = wanted.where(broadcast_reply.c.meaning == meaning)
    return list(db.execute(wanted.order_by(broadcast_reply.c.id).limit(limit)))
