"""Threads: what one number or chat has written and been written, and the members whose phones there are to try."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from storage.importing.names import fold
from storage.people import addresses_of, name_of
from storage.tables import address, inbox, organization, outbox, person, person_address

NUMBER = re.compile(r"[\d\s()+/-]*\d[\d\s()+/-]*")


@dataclass(frozen=True)
class Message:
    """One message of a thread. direction: `in` came to us, `out` went from us. kind, data: as in the inbox.

    at: when it came, or was handed over, or (not sent yet) written. parts, price: of an SMS from us, else 0.
    """

    direction: str
    id: int
    at: datetime
    body: str
    state: str
    kind: str = "text"
    data: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[str, str], ...] = ()  # label, value
    parts: int = 0
    price: Decimal = Decimal(0)


@dataclass(frozen=True)
class Member:
    """A person with a phone. number: E.164. tied: the sandbox's Telegram chat of that number is theirs."""

    id: int
    name: str
    number: str
    language: str
    organization: str
    timezone: str
    tied: bool


def sandbox_chat(number: str) -> str:
    """The Telegram chat that a number has in the sandbox."""
    return number.lstrip("+")


def thread(db: Connection, channel: str, text: str, limit: int = 200) -> list[Message]:
    """The latest messages to and from an address, the oldest first."""
    came = select(inbox).where(inbox.c.channel == channel, inbox.c.address == text)
    went = select(outbox).where(outbox.c.channel == channel, outbox.c.address == text)
    messages = [_came(row) for row in db.execute(came.order_by(inbox.c.id.desc()).limit(limit))]
    messages += [_went(row) for row in db.execute(went.order_by(outbox.c.id.desc()).limit(limit))]
    return sorted(messages, key=lambda message: (message.at, message.direction, message.id))[-limit:]


def _came(row: Row[Any]) -> Message:
    return Message("in", row.id, row.received_at, row.body, row.state, row.kind, row.data or {})


def _went(row: Row[Any]) -> Message:
    buttons = tuple((label, value) for label, value in row.buttons or ())
    at = row.accepted_at or row.created_at
    return Message("out", row.id, at, row.body, row.state, buttons=buttons, parts=row.parts, price=row.price)


def members(db: Connection, search: str = "", limit: int = 50) -> tuple[list[Member], int]:
    """People with a phone by name, at most `limit`, and how many there are in all; `search` in their name or number."""
    wanted = _select().where(*_fits(search))
    count = db.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    rows = db.execute(wanted.order_by(person.c.folded_name, person.c.id).limit(limit)).all()
    return _members(db, rows), count


def member(db: Connection, person_id: int) -> Member | None:
    """One of them, or None."""
    found = _members(db, db.execute(_select().where(person.c.id == person_id)).all())
    return found[0] if found else None


def _select() -> Select[Any]:
    number = func.min(address.c.address).label("number")
    wanted = select(person, organization.c.name.label("organization"), organization.c.timezone, number)
    wanted = wanted.join(organization, organization.c.id == person.c.organization_id)
    wanted = wanted.join(person_address, person_address.c.person_id == person.c.id)
    wanted = wanted.join(address, address.c.id == person_address.c.address_id)
    return wanted.where(address.c.channel == "sms").group_by(person.c.id, organization.c.id)


def _fits(search: str) -> list[ColumnElement[bool]]:
    """Every word stands in the name, in any case; or, when there are only digits, they stand in the number."""
    if NUMBER.fullmatch(search):
        digits = "".join(filter(str.isdecimal, search)).lstrip("0")
        return [address.c.address.contains(digits)]
    return [person.c.folded_name.contains(word, autoescape=True) for word in fold(search).split()]


def _members(db: Connection, rows: Sequence[Row[Any]]) -> list[Member]:
    chats = addresses_of(db, [row.id for row in rows])
    return [_member(row, {known.address for known in chats[row.id] if known.channel == "telegram"}) for row in rows]


def _member(row: Row[Any], chats: set[str]) -> Member:
    name, tied = name_of(row) or row.number, sandbox_chat(row.number) in chats
    return Member(row.id, name, row.number, row.language, row.organization, row.timezone, tied)
