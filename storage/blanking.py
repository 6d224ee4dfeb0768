"""Blanking: messages of somebody erased stay as rows, without words, address, hash or person.

The ledger must go on adding up (state, parts, price, times), and the provider's name for a message is needed to
delete it there, and to know a late status and a doubled webhook again; nothing needs more. What is still queued
does not go out; but the receipt of a STOP does, and what is said in this very turn. These, and what is on the wire,
`finish` blanks as soon as they are on their way no more, and removes the address after them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, delete, exists, false, or_, select, update

from storage.tables import address, booking, inbox, organization, organizer, outbox, person_address, shift
from storage.tables.base import Instant

MOVING = ("queued", "claimed", "on_wire", "unknown")
# Who is told of others.
RESPONSIBLE = (shift.c.responsible_id, organization.c.on_call_id, organization.c.desk_id, organizer.c.address_id)
WORDLESS: dict[str, Any] = {"body": "", "buttons": None}
NAMELESS: dict[str, Any] = {
    "address": "", "hash": "", "address_id": None, "person_id": None,
    "intent_key": sa.literal("erased:") + sa.cast(outbox.c.id, sa.Text),
}  # fmt: skip


def blank(db: Connection, person_id: int, alone: Sequence[Row[Any]], now: datetime) -> dict[str, int]:
    """Blank a person's messages, and have them deleted at their providers now; how many `messages_in` and `_out`.

    alone: addresses that nobody else has; what came from and went to them without a person was theirs as well.
    """
    here = outbox.c.address_id.in_([row.id for row in alone])
    theirs = or_(outbox.c.person_id == person_id, and_(here, outbox.c.person_id.is_(None)))
    kept = _stop_on_the_way(db, or_(theirs, here), now)
    still = update(outbox).where(theirs, outbox.c.state.not_in(MOVING))
    gone = db.execute(still.values({**WORDLESS, **NAMELESS, "forget_at": _at_once(outbox.c.forget_at, now)})).rowcount
    return {"messages_out": gone + kept, "messages_in": _blank_inbox(db, person_id, alone, now)}


def _stop_on_the_way(db: Connection, mine: ColumnElement[bool], now: datetime) -> int:
    """Cancel what waits, but for receipts, and mark what cannot be stopped; how many are marked."""
    receipt = or_(outbox.c.despite_stop == 1, outbox.c.created_at == now)
    waits = outbox.c.state.in_(("queued", "claimed"))
    values = {"state": "cancelled", "final_at": now, "lease_owner": None, "lease_until": None}
    db.execute(update(outbox).where(mine, waits, ~receipt).values(values))
    # If it comes back from the wire it is too late for it, and not sent again.
    until = case((receipt, outbox.c.not_after), else_=sa.literal(now, Instant()))
    moving = update(outbox).where(mine, outbox.c.state.in_(MOVING))
    return db.execute(moving.values(erased_at=now, forget_at=now, not_after=until)).rowcount


def _blank_inbox(db: Connection, person_id: int, alone: Sequence[Row[Any]], now: datetime) -> int:
    there = or_(*(_from(row) for row in alone), false())
    theirs = or_(inbox.c.person_id == person_id, and_(there, inbox.c.person_id.is_(None)))
    asks = inbox.c.asks_for.is_not(None) & inbox.c.settled_at.is_(None)
    values = {
        "body": "", "data": sa.null(), "address": "", "person_id": None, "forget_at": _at_once(inbox.c.forget_at, now),
        "state": case((inbox.c.state == "new", "done"), else_=inbox.c.state),
        "settled_at": case((asks, sa.literal(now, Instant())), else_=inbox.c.settled_at),
    }  # fmt: skip
    gone = db.execute(update(inbox).where(theirs).values(values)).rowcount
    db.execute(update(inbox).where(there).values(address=""))  # of others who once had the number
    return gone


def _from(row: Row[Any]) -> ColumnElement[bool]:
    return and_(inbox.c.channel == row.channel, inbox.c.address == row.address)


def _at_once(column: ColumnElement[Any], now: datetime) -> ColumnElement[Any]:
    """What was to be forgotten some time is forgotten now; what is gone, or with nobody else, stays so."""
    return case((column.is_(None), sa.null()), else_=sa.literal(now, Instant()))


def blank_told(db: Connection, words: Iterable[str], now: datetime) -> int:
    """Blank what was told of somebody, by these words, to those who are responsible, on call, hosts or candidates."""
    said = or_(*(outbox.c.body.contains(word, autoescape=True) for word in words), false())
    told = outbox.c.address_id.in_(_who_is_told()) & said & outbox.c.erased_at.is_(None)
    at_once = _at_once(outbox.c.forget_at, now)
    still = update(outbox).where(told, outbox.c.state.not_in(MOVING)).values({**WORDLESS, "forget_at": at_once})
    moving = update(outbox).where(told, outbox.c.state.in_(MOVING)).values(erased_at=now, forget_at=now)
    return sum(db.execute(statement).rowcount for statement in (still, moving))


def _who_is_told() -> Select[Any]:
    """Addresses of the responsible, and of hosts and candidates, on every channel."""
    told = (*RESPONSIBLE, booking.c.host_address_id)
    duty = sa.union(*(select(column).where(column.is_not(None)) for column in told)).subquery()
    named = select(duty.c[0])
    having = select(person_address.c.person_id).where(person_address.c.address_id.in_(named))
    people = having.union(select(booking.c.candidate_id).where(booking.c.candidate_id.is_not(None)))
    others = select(person_address.c.address_id).where(person_address.c.person_id.in_(people))
    return select(sa.union(named, others).subquery().c[0])


def remove_addresses(db: Connection, address_ids: Iterable[int]) -> int:
    """Remove those of the addresses that nobody has, is on duty at, writes from or is still written to; how many."""
    locked = select(address.c.id).where(address.c.id.in_(list(address_ids))).order_by(address.c.id)
    ids = list(db.execute(locked.with_for_update()).scalars())
    uses = [
        exists().where(person_address.c.address_id == address.c.id),
        exists().where(outbox.c.address_id == address.c.id, outbox.c.erased_at.is_not(None)),
        exists().where(inbox.c.channel == address.c.channel, inbox.c.address == address.c.address),
        *(exists().where(column == address.c.id) for column in RESPONSIBLE),
    ]
    unused = list(db.execute(select(address.c.id).where(address.c.id.in_(ids), ~or_(*uses))).scalars())
    db.execute(update(outbox).where(outbox.c.address_id.in_(unused)).values(address="", hash=""))
    return db.execute(delete(address).where(address.c.id.in_(unused))).rowcount


def is_unfinished(db: Connection) -> bool:
    """True when something of somebody erased was on its way, and is no more."""
    return db.execute(select(outbox.c.id).where(_arrived()).limit(1)).first() is not None


def _arrived() -> ColumnElement[bool]:
    return and_(outbox.c.erased_at.is_not(None), outbox.c.state.not_in(MOVING))


def finish(db: Connection, limit: int = 100) -> int:
    """Blank what was on its way when its person was erased, and remove addresses that were kept for it; how many."""
    wanted = select(outbox.c.id, outbox.c.address_id).where(_arrived()).order_by(outbox.c.id).limit(limit)
    rows = list(db.execute(wanted.with_for_update(skip_locked=True)))
    mine = outbox.c.id.in_([row.id for row in rows])
    nobodys = update(outbox).where(mine, outbox.c.person_id.is_(None))
    db.execute(nobodys.values(NAMELESS))
    db.execute(update(outbox).where(mine).values({**WORDLESS, "erased_at": None}))
    remove_addresses(db, {row.address_id for row in rows if row.address_id is not None})
    return len(rows)
