"""Handover: a talk that a person of the association has taken over; until it ends the bot is quiet at that address.

Quiet means that no flow answers there: what comes in is stored and waits in the inbox. STOP, START, HELP and danger
are heard all the same. It ends when it is released, or by itself when its time is over.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from storage import conversations
from storage.once import put
from storage.tables import address, handover, organizer

LASTS = timedelta(hours=24)


def take(db: Connection, address_id: int, organizer_id: int, now: datetime, *, stays: Collection[str]) -> None:
    """From now on and for a day a person answers at an address; taken again it begins anew, whoever had it.

    What the bot has asked there is put aside, so that nothing they write to a person is taken for its answer; only
    talks of the flows that `stays` names are worth asking again, others are over.
    """
    db.execute(select(address.c.id).where(address.c.id == address_id).with_for_update(key_share=True))
    asked = conversations.open_at(db, address_id)
    if asked is not None:
        (conversations.put_aside if asked.flow in stays else conversations.end)(db, asked.id, now)
    values = {"address_id": address_id, "organizer_id": organizer_id, "until": now + LASTS}
    put(db, handover, "address_id", values)


def release(db: Connection, address_id: int) -> bool:
    """The bot answers there again; False when it did already."""
    return db.execute(delete(handover).where(handover.c.address_id == address_id)).rowcount > 0


def at(db: Connection, address_id: int, now: datetime) -> Row[Any] | None:
    """Who has the talk at an address (organizer_id, name, email) and until when; None when the bot answers there."""
    columns = (handover, organizer.c.name, organizer.c.email)
    wanted = select(*columns).join(organizer, organizer.c.id == handover.c.organizer_id)
    return db.execute(wanted.where(handover.c.address_id == address_id, handover.c.until > now)).one_or_none()


def of_organizer(db: Connection, organizer_id: int, now: datetime) -> dict[int, datetime]:
    """The talks that somebody has: until when, by the address's id."""
    theirs = (handover.c.organizer_id == organizer_id) & (handover.c.until > now)
    rows = db.execute(select(handover.c.address_id, handover.c.until).where(theirs))
    return {row.address_id: row.until for row in rows}
