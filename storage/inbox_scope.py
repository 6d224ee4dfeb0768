"""Which messages an organization may see in its inbox, with all organizations below it: `below`, their ids.

It sees what its people write: whom a message was known to be from, else whoever has the number. What comes from a
number that nobody has is seen by the organization that speaks for the installation, and by no other. Where people of
several organizations share a number, each sees what is its own people's, and of what nobody knows whose it is only that
which waits for a person: somebody may be in danger.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, exists, or_, select

from storage import organizations
from storage.tables import address, inbox, outbox, person, person_address

Condition = ColumnElement[bool]

somebody, tie = person.alias("somebody"), person_address.alias("tie")  # apart from those that a query names itself


def came(db: Connection, below: Sequence[int], table: Any = inbox) -> Condition:
    """A condition on messages that came in, joined with their address as by `with_address`."""
    return _is_theirs(db, below, table, address.c.id, table.c.asks_for.is_not(None))


def went(db: Connection, below: Sequence[int]) -> Condition:
    """A condition on messages of ours."""
    return _is_theirs(db, below, outbox, outbox.c.address_id, outbox.c.organization_id.in_(below))


def _is_theirs(db: Connection, below: Sequence[int], table: Any, place: Any, when_shared: Condition) -> Condition:
    inside = somebody.c.organization_id.in_(below)
    known = exists().where(somebody.c.id == table.c.person_id, inside)
    may_be = and_(has(place, inside), or_(~has(place, ~inside), when_shared))
    first = organizations.top(db)
    if first is not None and first.id in below:
        may_be = or_(may_be, ~has(place))
    return or_(known, and_(table.c.person_id.is_(None), may_be))


def has(place: ColumnElement[Any], *whom: Condition) -> Condition:
    """Somebody has the address; whom: conditions on `somebody`."""
    tied = tie.join(somebody, somebody.c.id == tie.c.person_id)
    return exists(select(1).select_from(tied).where(tie.c.address_id == place, *whom))


def waits(table: Any = inbox) -> Condition:
    """It waits for a person."""
    return and_(table.c.asks_for.is_not(None), table.c.settled_at.is_(None))


def is_at(table: Any = inbox) -> Condition:
    """It came from the address."""
    return and_(table.c.channel == address.c.channel, table.c.address == address.c.address)


def with_address() -> FromClause:
    """Messages that came in, each with its address."""
    return inbox.join(address, is_at())
