"""Messages that came in: stored once, taken once, set aside when a turn of theirs fails."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, distinct, func, select, update

from storage import addresses
from storage.forgetting import COPIED, KEPT
from storage.once import insert_once
from storage.tables import inbox, organization, person

ATTEMPTS = 3


def store_once(db: Connection, values: Mapping[str, Any]) -> int | None:
    """Store a message; its id, or None when its provider delivered it before."""
    copied = values["provider"] in COPIED
    return insert_once(db, inbox, {**values, "forget_at": values["received_at"] + KEPT} if copied else values)


def take_oldest(db: Connection, channel: str, address: str, now: datetime) -> Row[Any] | None:
    """Take the oldest message that waits at an address, for this transaction; None when none does."""
    waiting = (inbox.c.channel == channel) & (inbox.c.address == address) & (inbox.c.state == "new")
    oldest = select(inbox.c.id).where(waiting).order_by(inbox.c.id).limit(1).scalar_subquery()
    took = update(inbox).where(inbox.c.id == oldest, inbox.c.state == "new").values(state="done", handled_at=now)
    return db.execute(took.returning(inbox)).one_or_none()


def failed(db: Connection, channel: str, address: str) -> bool:
    """The turn of the oldest waiting message failed; True when it was set aside after too many tries."""
    waiting = (inbox.c.channel == channel) & (inbox.c.address == address) & (inbox.c.state == "new")
    row = db.execute(
        select(inbox.c.id, inbox.c.attempts, inbox.c.received_at).where(waiting).order_by(inbox.c.id).limit(1)
    ).one_or_none()
    if row is None:
        return False
    over = bool(row.attempts + 1 >= ATTEMPTS)
    if over:  # a person answers it, and needs somewhere to write to: no turn has come as far as that
        addresses.find_or_make(db, channel, address, row.received_at)
    values: dict[str, Any] = {"attempts": row.attempts + 1}
    values |= {"state": "set_aside", "asks_for": "failed"} if over else {}
    db.execute(update(inbox).where(inbox.c.id == row.id).values(values))
    return over


def left_over(db: Connection, now: datetime, seconds: float = 5, limit: int = 200) -> Sequence[tuple[str, str]]:
    """Channel and address of messages that nobody took within `seconds`: whoever finds them runs their turn."""
    old = inbox.c.received_at < now - timedelta(seconds=seconds)
    wanted = select(inbox.c.channel, inbox.c.address).where(inbox.c.state == "new", old)
    rows = db.execute(wanted.group_by(inbox.c.channel, inbox.c.address).order_by(func.min(inbox.c.id)).limit(limit))
    return [(row.channel, row.address) for row in rows]


def belongs_to(db: Connection, inbox_id: int, **columns: Any) -> None:
    """Note whose a message was, and in which flow: `person_id`, `organization_id`, `flow`."""
    db.execute(update(inbox).where(inbox.c.id == inbox_id).values(columns))


def ask_for_person(db: Connection, inbox_id: int, reason: str) -> None:
    """Somebody has to look at it; the first reason stands."""
    wanted = update(inbox).where(inbox.c.id == inbox_id, inbox.c.asks_for.is_(None))
    db.execute(wanted.values(asks_for=reason))


def asking(db: Connection) -> list[Row[Any]]:
    """What waits for a person, the oldest first: message, with the names of person and organization."""
    wanted = (
        select(inbox, person.c.first_name, person.c.last_name, organization.c.name.label("organization"))
        .join(person, person.c.id == inbox.c.person_id, isouter=True)
        .join(organization, organization.c.id == inbox.c.organization_id, isouter=True)
        .where(inbox.c.asks_for.is_not(None), inbox.c.settled_at.is_(None))
    )
    return list(db.execute(wanted.order_by(inbox.c.id)))


def get(db: Connection, inbox_id: int) -> Row[Any] | None:
    """One message, or None."""
    return db.execute(select(inbox).where(inbox.c.id == inbox_id)).one_or_none()


def settle(db: Connection, channel: str, address: str, now: datetime) -> None:
    """A person has answered: nothing from this address waits for one any more."""
    waiting = (inbox.c.channel == channel) & (inbox.c.address == address) & inbox.c.settled_at.is_(None)
    db.execute(update(inbox).where(waiting, inbox.c.asks_for.is_not(None)).values(settled_at=now))


def settle_these(db: Connection, ids: Select[Any], now: datetime) -> int:
    """These messages wait for nobody any more; how many did."""
    waiting = inbox.c.id.in_(ids) & inbox.c.asks_for.is_not(None) & inbox.c.settled_at.is_(None)
    return db.execute(update(inbox).where(waiting).values(settled_at=now)).rowcount


def reopen(db: Connection, ids: Select[Any]) -> int:
    """These messages wait for a person again; how many did not."""
    settled = inbox.c.id.in_(ids) & inbox.c.settled_at.is_not(None)
    return db.execute(update(inbox).where(settled).values(settled_at=None)).rowcount


def assign(db: Connection, ids: Select[Any], organizer_id: int | None) -> int:
    """An organizer has these messages in hand; None: nobody has. How many there are."""
    return db.execute(update(inbox).where(inbox.c.id.in_(ids)).values(assigned_id=organizer_id)).rowcount


def last_at(db: Connection) -> datetime | None:
    """When the latest message came in."""
    return db.execute(select(func.max(inbox.c.received_at))).scalar()


def strangers_since(db: Connection, since: datetime) -> int:
    """How many numbers that nobody has wrote since then."""
    wanted = select(func.count(distinct(inbox.c.address))).where(inbox.c.asks_for == "stranger")
    return db.execute(wanted.where(inbox.c.received_at >= since)).scalar_one()


def asked_since(db: Connection, channel: str, address: str, reasons: Sequence[str], since: datetime) -> int:
    """How many messages from an address were put before a person for one of these reasons since then."""
    mine = (inbox.c.channel == channel) & (inbox.c.address == address) & (inbox.c.received_at >= since)
    return db.execute(select(func.count()).where(mine, inbox.c.asks_for.in_(reasons))).scalar_one()


def waits_for_person(db: Connection, channel: str, address: str) -> bool:
    """True while something that was not understood from an address waits for a person."""
    waiting = (inbox.c.channel == channel) & (inbox.c.address == address) & (inbox.c.asks_for == "not_understood")
    return db.execute(select(inbox.c.id).where(waiting, inbox.c.settled_at.is_(None))).first() is not None
