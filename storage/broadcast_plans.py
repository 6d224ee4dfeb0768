"""The plan of a broadcast: whom it goes to, a row in the outbox for each of them, before the first one leaves.

Nothing of a plan can be sent until it is whole. One that died half-way is dropped and made anew; one worker makes it
at a time, and takes its place again with every slice.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypedDict

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Numeric,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from storage import segments
from storage.broadcasts import UNPLANNED, manner_of
from storage.given import given, handed
from storage.segments import SegmentError
from storage.tables import address, broadcast, outbox, person

LEASE = timedelta(seconds=60)  # longer than the first recipients of a million take to be found


# What one letter is made of, as the database is handed it.
LETTER: Mapping[str, TypeEngine[Any]] = {
    "address_id": BigInteger(), "person_id": BigInteger(), "token": Text(), "body": Text(), "parts": Integer(),
    "price": Numeric(10, 4), "error": Text(),
}  # fmt: skip


class Letter(TypedDict):
    """A message to one address, in the name of one person. price: of its parts. error: why it could not be written."""

    address_id: int
    person_id: int
    token: str
    body: str
    parts: int
    price: float
    error: str | None


def take(db: Connection, row: Row[Any], owner: str, now: datetime) -> bool:
    """True while this owner alone may write the rows of the broadcast as `row` has it: begins, or goes on."""
    free = or_(broadcast.c.planner.is_(None), broadcast.c.planner == owner, broadcast.c.planner_until < now)
    took = update(broadcast).where(_unplanned(row), free)
    return db.execute(took.values(planner=owner, planner_until=now + LEASE)).rowcount == 1


def is_free(row: Row[Any], owner: str, now: datetime) -> bool:
    """Whether it is to be planned, and nobody else is at it."""
    return row.planned_at is None and (row.planner in (None, owner) or row.planner_until < now)


def planned(db: Connection, row: Row[Any], owner: str, now: datetime, **columns: Any) -> bool:
    """The plan is whole: recipients, parts, price, left_out, not_after. False when it is not ours any more."""
    whole = update(broadcast).where(_unplanned(row), broadcast.c.planner == owner)
    return db.execute(whole.values(**columns, planned_at=now)).rowcount == 1


def _unplanned(row: Row[Any]) -> ColumnElement[bool]:
    """It is as it was when it was read: nobody has taken it back, edited or cancelled it."""
    same = and_(broadcast.c.id == row.id, broadcast.c.version == row.version)
    return and_(same, broadcast.c.state.in_(UNPLANNED), broadcast.c.planned_at.is_(None))


def drop(db: Connection, broadcast_id: int, limit: int) -> int:
    """Drop rows of a plan that was never whole, so many at most; how many there were."""
    some = select(outbox.c.id).where(outbox.c.broadcast_id == broadcast_id).limit(limit)
    return db.execute(delete(outbox).where(outbox.c.id.in_(some))).rowcount


def drop_of_draft(db: Connection, row: Row[Any], limit: int) -> int:
    """Drop what was planned before it became the draft that `row` is; nothing once that was confirmed anew."""
    still = and_(broadcast.c.id == row.id, broadcast.c.version == row.version, broadcast.c.state == "draft")
    if db.execute(select(broadcast.c.id).where(still).with_for_update()).first() is None:
        return 0
    dropped = drop(db, row.id, limit)
    if not dropped:
        db.execute(update(broadcast).where(still).values(planner=None, planner_until=None))
    return dropped


def slice_of(letters: Iterable[Letter]) -> str:
    """Letters as `write` takes them."""
    return handed(letters)


def write(db: Connection, row: Row[Any], letters: str, common: Mapping[str, Any]) -> None:
    """Rows of the outbox for a slice of letters. common: plain values of all columns that are the same for all.

    One whose address is gone meanwhile gets none; one that could not be written gets one that is refused at once.
    """
    each = given(db, letters, LETTER)
    failed, same = each.c.error.is_not(None), {**common, "broadcast_id": row.id, "organization_id": row.organization_id}
    values: dict[str, Any] = {name: literal(value, outbox.c[name].type) for name, value in same.items()}
    values |= {name: each.c[name] for name in LETTER}
    values |= {name: address.c[name] for name in ("channel", "address", "sender", "hash")}
    values |= {
        "intent_key": literal(f"broadcast:{row.id}:") + cast(each.c.address_id, Text),
        "state": case((failed, "refused"), else_="queued"), "final_at": case((failed, values["created_at"])),
    }  # fmt: skip
    found = select(*values.values()).join_from(each, address, address.c.id == each.c.address_id)
    db.execute(insert(outbox).from_select(list(values), found, include_defaults=False))


def sums(db: Connection, broadcast_id: int) -> Row[Any]:
    """What has been planned: recipients, parts, price."""
    parts, price = func.coalesce(func.sum(outbox.c.parts), 0), func.coalesce(func.sum(outbox.c.price), Decimal(0))
    wanted = select(func.count().label("recipients"), parts.label("parts"), price.label("price"))
    return db.execute(wanted.where(outbox.c.broadcast_id == broadcast_id)).one()


def recipients(
    db: Connection, draft: Any, organization_id: int, channels: Collection[str], now: datetime
) -> Select[Any] | SegmentError:
    """A select of one row for each number that a Draft, or a row of the table, is sent to, in order of address.

    Columns: person_id (in whose name), people (ids of all who are meant, with commas), first_name, language, relation,
    source; address_id, channel, is_new (not written to before).
    """
    manner = manner_of(draft, channels)
    found = segments.recipients(db, organization_id, draft.segment, now, **manner)
    if isinstance(found, SegmentError):
        return found
    to = found.subquery("reached")
    return (
        select(
            to.c.person_id, to.c.people, person.c.first_name, person.c.language, person.c.relation,
            person.c.basis_source.label("source"), address.c.id.label("address_id"), address.c.channel,
            address.c.introduced_at.is_(None).label("is_new"),
        )
        .join_from(to, person, person.c.id == to.c.person_id)
        .join(address, address.c.id == to.c.address_id)
        .order_by(address.c.id)
    )  # fmt: skip


def first_names(db: Connection, person_ids: Iterable[int]) -> dict[int, str]:
    """First names by person."""
    named = select(person.c.id, person.c.first_name).where(person.c.id.in_(list(person_ids)))
    return {row.id: row.first_name for row in db.execute(named)}
