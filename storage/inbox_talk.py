"""One thread of the inbox: everything to and from an address that an organization may see (`storage.inbox_scope`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from storage.inbox_scope import came, has, somebody, waits, went, with_address
from storage.inbox_threads import people_at
from storage.people import name_of
from storage.tables import address, inbox, outbox, person


@dataclass(frozen=True)
class Place:
    """An address whose thread is read. row: of the address. people: those who have it, of these organizations.

    whole: nobody of any other organization has it.
    """

    row: Row[Any]
    people: tuple[Row[Any], ...]
    whole: bool


@dataclass(frozen=True)
class Line:
    """One message. direction: `in` came to us, `out` went from us. person_id, name: whose, as far as it is known.

    at: when it came, or was handed over, or (not sent yet) written. reason: why a person has to look at it.
    parts, price: of an SMS from us, else 0.
    """

    direction: str
    id: int
    at: datetime
    body: str
    state: str
    kind: str = "text"
    data: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[str, str], ...] = ()  # label, value
    flow: str = ""
    parts: int = 0
    price: Decimal = Decimal(0)
    reason: str = ""
    waits: bool = False
    assigned_id: int | None = None
    person_id: int | None = None
    name: str = ""


def place_of(db: Connection, below: Sequence[int], message_id: int) -> Place | None:
    """The address that a message came from; None when there is no such message, or it is not theirs to see."""
    others = has(address.c.id, somebody.c.organization_id.not_in(below)).label("others")
    wanted = select(address, others).select_from(with_address()).where(inbox.c.id == message_id, came(db, below))
    row = db.execute(wanted).one_or_none()
    if row is None:
        return None
    return Place(row, tuple(people_at(db, below, [row.id]).get(row.id, ())), not row.others)


def lines(db: Connection, below: Sequence[int], address_id: int, limit: int) -> list[Line]:
    """The latest messages to and from an address, the oldest first."""
    named = (person.c.first_name, person.c.last_name)
    received = select(inbox, *named).select_from(with_address().outerjoin(person, person.c.id == inbox.c.person_id))
    received = received.where(address.c.id == address_id, came(db, below)).order_by(inbox.c.id.desc()).limit(limit)
    sent = select(outbox, *named).select_from(outbox.outerjoin(person, person.c.id == outbox.c.person_id))
    sent = sent.where(outbox.c.address_id == address_id, went(db, below)).order_by(outbox.c.id.desc()).limit(limit)
    found = [*map(_line_in, db.execute(received)), *map(_line_out, db.execute(sent))]
    return sorted(found, key=lambda line: (line.at, line.direction, line.id))[-limit:]


def _line_in(row: Row[Any]) -> Line:
    open_ = row.asks_for is not None and row.settled_at is None
    return Line(
        "in", row.id, row.received_at, row.body, row.state, row.kind, row.data or {}, flow=row.flow or "",
        reason=row.asks_for or "", waits=open_, assigned_id=row.assigned_id, person_id=row.person_id, name=_name(row),
    )  # fmt: skip


def _line_out(row: Row[Any]) -> Line:
    buttons = tuple((label, value) for label, value in row.buttons or ())
    return Line(
        "out", row.id, row.accepted_at or row.created_at, row.body, row.state, buttons=buttons, flow=row.flow or "",
        parts=row.parts, price=row.price, person_id=row.person_id, name=_name(row),
    )  # fmt: skip


def _name(row: Row[Any]) -> str:
    return name_of(row) if row.person_id is not None else ""


def waiting_ids(db: Connection, below: Sequence[int], address_id: int, until: int | None = None) -> Select[Any]:
    """The ids of what waits at an address; until: of messages up to this id, those that somebody has seen."""
    wanted = select(inbox.c.id).select_from(with_address()).where(address.c.id == address_id, waits(), came(db, below))
    return wanted if until is None else wanted.where(inbox.c.id <= until)


def settled_last(db: Connection, below: Sequence[int], address_id: int) -> Select[Any]:
    """The ids of what was settled last at an address, together."""
    theirs = and_(address.c.id == address_id, came(db, below))
    last = select(func.max(inbox.c.settled_at)).select_from(with_address()).where(theirs)
    found = select(inbox.c.id).select_from(with_address()).where(theirs)
    return found.where(inbox.c.settled_at == last.correlate(None).scalar_subquery())
