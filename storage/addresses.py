"""Addresses: phone numbers and Telegram chats, who has them, and the keyed hash by which they are remembered."""

import hmac
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.tables import address, person, person_address


def hash_of(db: Connection, channel: str, text: str) -> str:
    """The keyed hash of an address, hex: it outlives the address and tells nothing without HASH_KEY."""
    key = db.get_execution_options()["hash_key"]
    return hmac.digest(key.encode(), f"{channel}:{text}".encode(), "sha256").hex()[:40]


def find(db: Connection, channel: str, text: str) -> Row[Any] | None:
    """The address row, or None."""
    return db.execute(
        select(address).where(address.c.channel == channel, address.c.address == text)
    ).one_or_none()


def find_or_make(db: Connection, channel: str, text: str, now: datetime) -> Row[Any]:
    """The address row; made when it is new."""
    return find(db, channel, text) or _make(db, channel, text, now)


def address_for_update(db: Connection, channel: str, text: str, now: datetime) -> Row[Any]:
    """As `find_or_make`, and locked until the transaction ends: one turn per number at a time.

    The lock is one that lets others refer to the row: whoever queues a message to it does not wait for its turn.
    """
    find_or_make(db, channel, text, now)
    wanted = select(address).where(address.c.channel == channel, address.c.address == text)
    return db.execute(wanted.with_for_update(key_share=True)).one()


def _make(db: Connection, channel: str, text: str, now: datetime) -> Row[Any]:
    values = {"channel": channel, "address": text, "hash": hash_of(db, channel, text), "created_at": now}
    values["state"] = "ok"
    if db.dialect.name == "sqlite":
        return db.execute(insert(address).values(values).returning(address)).one()
    from sqlalchemy.dialects.postgresql import insert as upsert  # two turns may meet here

    db.execute(upsert(address).values(values).on_conflict_do_nothing())
    return db.execute(select(address).where(address.c.channel == channel, address.c.address == text)).one()


def get(db: Connection, address_id: int) -> Row[Any]:
    """The row of an address by id."""
    return db.execute(select(address).where(address.c.id == address_id)).one()


def heard_from(db: Connection, address_id: int, sender: str, now: datetime) -> None:
    """Somebody wrote from it, to this sender of ours: that is where our answers come from."""
    db.execute(update(address).where(address.c.id == address_id).values(last_in_at=now, sender=sender))


def set_state(db: Connection, address_id: int, state: str) -> None:
    """`ok`, `blocked` (they closed the chat), `invalid` (no such number), `unverified`."""
    db.execute(update(address).where(address.c.id == address_id).values(state=state))


def set_language(db: Connection, address_id: int, language: str) -> None:
    """The language of whoever writes from it, as long as nobody is known to have it."""
    db.execute(update(address).where(address.c.id == address_id).values(language=language))


def introduced(db: Connection, address_id: int, now: datetime) -> None:
    """They have been told who we are and how to stop."""
    db.execute(update(address).where(address.c.id == address_id).values(introduced_at=now))


def tie(db: Connection, person_id: int, address_id: int) -> None:
    """The person has the address; twice is once."""
    tied = (person_address.c.person_id == person_id) & (person_address.c.address_id == address_id)
    if not db.execute(select(person_address.c.person_id).where(tied)).first():
        db.execute(insert(person_address).values(person_id=person_id, address_id=address_id))


def untie_all(db: Connection, address_id: int) -> list[int]:
    """Nobody has the address any more; the ids of those who had it."""
    gone = (
        delete(person_address)
        .where(person_address.c.address_id == address_id)
        .returning(person_address.c.person_id)
    )
    return list(db.execute(gone).scalars())


def of_person(db: Connection, person_id: int) -> list[Row[Any]]:
    """A person's addresses, the one last used first, SMS before Telegram among those never used."""
    wanted = select(address).join(person_address).where(person_address.c.person_id == person_id)
    rows = db.execute(
        wanted.order_by(address.c.last_in_at.is_(None), address.c.last_in_at.desc(), address.c.id)
    )
    return list(rows)


def people_at(db: Connection, address_id: int) -> list[Row[Any]]:
    """The people who have an address, in order of id."""
    wanted = select(person).join(person_address).where(person_address.c.address_id == address_id)
    return list(db.execute(wanted.order_by(person.c.id)))


def people_at_for_update(db: Connection, address_id: int) -> list[Row[Any]]:
    """As `people_at`, locked in order of id: one turn per person at a time, on whatever channel."""
    wanted = select(person).join(person_address).where(person_address.c.address_id == address_id)
    return list(db.execute(wanted.order_by(person.c.id).with_for_update(of=person, key_share=True)))


def reachable(addresses: list[Row[Any]], channels: Collection[str]) -> Row[Any] | None:
    """Where to write to a person of our own accord: the channel last used, by SMS when that is blocked.

    channels: those that this installation has.
    """
    usable = [row for row in addresses if row.state == "ok" and row.channel in channels]
    return usable[0] if usable else None
