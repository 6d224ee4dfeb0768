"""Threads of the inbox: what waits for a person, by the number or chat that it came from; see `storage.inbox_scope`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, Select, and_, case, exists, func, literal, select

from storage.inbox_scope import Condition, came, is_at, waits, with_address
from storage.tables import address, inbox, person, person_address

URGENT = ("safety", "threat", "welfare")
SOON = ("incident", "grief", "illness")
LISTED = timedelta(days=30)  # how long what is settled stands in the list
PAGE = 50
MANY = 100  # threads that are counted; more are many
FAR = 10**15  # beyond all ids: what is more urgent comes before all that is less

Show = Literal["waiting", "mine", "done"]
Pair = tuple[str | None, int | None]  # why somebody has to look, and the id of the person it is from


@dataclass(frozen=True)
class Thread:
    """A thread in a list. message_id: its latest message, by which its page is found. people: whom it is from.

    known: false when it is from one of the people, and nobody knows which. reasons: why somebody has to look, the most
    urgent first. since: when the first of it came. place: where it stands in the list.
    """

    message_id: int
    address_id: int
    channel: str
    address: str
    people: tuple[Row[Any], ...]
    known: bool
    reasons: tuple[str, ...]
    urgent: bool
    body: str
    kind: str
    at: datetime
    since: datetime
    assigned_id: int | None
    place: int


def waiting(db: Connection, below: Sequence[int]) -> int:
    """How many threads wait for a person; MANY when there are as many or more."""
    found = select(address.c.id).select_from(with_address()).where(waits(), came(db, below)).distinct().limit(MANY)
    return db.execute(select(func.count()).select_from(found.subquery())).scalar_one()


def listed(
    db: Connection, below: Sequence[int], show: Show, now: datetime, *, organizer_id: int = 0, after: int | None = None
) -> list[Thread]:
    """A page of the threads beyond the place `after`.

    show: those that wait, the most urgent and then the oldest first; of these the ones that an organizer has in hand;
    or those that were settled lately, the latest first.
    """
    which, place = _settled(db, below, now) if show == "done" else _waiting()
    wanted = _grouped(db, below, which, place)
    if show == "mine":
        wanted = wanted.having(func.max(inbox.c.assigned_id) == organizer_id)
    if after is not None:
        wanted = wanted.having(place > after)
    return _threads(db, below, which, db.execute(wanted.order_by(place).limit(PAGE)).all())


def at_addresses(db: Connection, below: Sequence[int], address_ids: Sequence[int]) -> list[Thread]:
    """The threads of some addresses, whether they wait or not, the latest first."""
    which, place = address.c.id.in_(address_ids), -func.max(inbox.c.id)
    return _threads(db, below, which, db.execute(_grouped(db, below, which, place).order_by(place)).all())


def _waiting() -> tuple[Condition, ColumnElement[int]]:
    return waits(), func.min(_rank()) * literal(FAR, BigInteger) + func.min(inbox.c.id)


def _settled(db: Connection, below: Sequence[int], now: datetime) -> tuple[Condition, ColumnElement[int]]:
    other = inbox.alias("other")
    still = exists(select(1).where(is_at(other), waits(other), came(db, below, other)).correlate(address))
    return and_(inbox.c.settled_at > now - LISTED, ~still), -func.max(inbox.c.id)


def _rank() -> ColumnElement[int]:
    return case((inbox.c.asks_for.in_(URGENT), 0), (inbox.c.asks_for.in_(SOON), 1), else_=2)


def urgency(reason: str) -> int:
    """How soon somebody has to look: 0 is now."""
    return 0 if reason in URGENT else 1 if reason in SOON else 2


def _grouped(db: Connection, below: Sequence[int], which: Condition, place: ColumnElement[int]) -> Select[Any]:
    columns = (
        address.c.id, address.c.channel, address.c.address, func.min(inbox.c.received_at).label("since"),
        func.max(inbox.c.id).label("last_id"), func.max(inbox.c.assigned_id).label("assigned_id"), place.label("place"),
    )  # fmt: skip
    return select(*columns).select_from(with_address()).where(which, came(db, below)).group_by(address.c.id)


def _threads(db: Connection, below: Sequence[int], which: Condition, rows: Sequence[Row[Any]]) -> list[Thread]:
    ids = [row.id for row in rows]
    last = {row.id: row for row in db.execute(select(inbox).where(inbox.c.id.in_([row.last_id for row in rows])))}
    have, said = people_at(db, below, ids), _said(db, below, which, ids)
    known = _people(db, [person_id for found in said.values() for _, person_id in found if person_id is not None])
    return [_thread(row, last[row.last_id], have.get(row.id, []), said[row.id], known) for row in rows]


def _thread(
    row: Row[Any], last: Row[Any], have: Sequence[Row[Any]], said: Sequence[Pair], known: Mapping[int, Row[Any]]
) -> Thread:
    people = [known[person_id] for person_id in dict.fromkeys(person_id for _, person_id in said) if person_id]
    sure = all(person_id for _, person_id in said)
    people += [] if sure else [each for each in have if each.id not in {one.id for one in people}]
    reasons = sorted({reason for reason, _ in said if reason}, key=lambda reason: (urgency(reason), reason))
    return Thread(
        row.last_id, row.id, row.channel, row.address, tuple(people), sure or len(people) < 2, tuple(reasons),
        any(urgency(reason) == 0 for reason in reasons), last.body, last.kind, last.received_at, row.since,
        row.assigned_id, row.place,
    )  # fmt: skip


def people_at(db: Connection, below: Sequence[int], address_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The people of these organizations who have the addresses, in order of id, by the address's id."""
    wanted = select(person_address.c.address_id, person).join(person, person.c.id == person_address.c.person_id)
    mine = person_address.c.address_id.in_(address_ids) & person.c.organization_id.in_(below)
    found: dict[int, list[Row[Any]]] = {}
    for row in db.execute(wanted.where(mine).order_by(person.c.id)):
        found.setdefault(row.address_id, []).append(row)
    return found


def _said(db: Connection, below: Sequence[int], which: Condition, ids: Sequence[int]) -> dict[int, list[Pair]]:
    """Why, and from whom: of each address every pair once."""
    pairs = select(address.c.id, inbox.c.asks_for, inbox.c.person_id).select_from(with_address()).distinct()
    mine = pairs.where(address.c.id.in_(ids), which, came(db, below))
    found: dict[int, list[Pair]] = {}
    for row in db.execute(mine.order_by(address.c.id, inbox.c.person_id, inbox.c.asks_for)):
        found.setdefault(row.id, []).append((row.asks_for, row.person_id))
    return found


def _people(db: Connection, ids: Sequence[int]) -> dict[int, Row[Any]]:
    return {row.id: row for row in db.execute(select(person).where(person.c.id.in_(ids)))}
