"""Broadcasts on their way: planned in slices, begun when their time has come, closed and finished; texts only wait.

Planning reads the recipients in one transaction and writes their rows in others, slice by slice, so that neither the
writer nor the memory is held, however many they are.
"""

import asyncio
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from bot.say import BROADCAST
from bot.turn import House
from flows import broadcast_text
from flows.broadcast_text import Recipient, Wording
from storage import broadcast_plans as plans
from storage import broadcasts, organizations, segments
from storage.broadcast_plans import Letter
from storage.segments import Reason, SegmentError
from storage.session import Database

log = structlog.get_logger()

SLICE = 2000  # rows in one transaction
USEFUL = timedelta(days=2)  # a night and more
FLOW = "broadcast"


class Lost(Exception):
    """Somebody took it back, cancelled or edited it, or another worker plans it: nothing of ours is of use."""


@dataclass(frozen=True)
class Plan:
    """A plan that is being made. now: when it began; all its rows say so."""

    database: Database
    house: House
    row: Row[Any]
    owner: str
    now: datetime

    @property
    def starts(self) -> datetime:
        """When its messages may go at the earliest."""
        return max(self.row.send_at or self.now, self.now)

    @property
    def common(self) -> dict[str, Any]:
        """What all rows have in common."""
        return {
            "flow": FLOW, "topic": broadcasts.topic_of(self.row.asks), "hours": "quiet", "priority": BROADCAST,
            "despite_stop": 0, "attempts": 0, "looked_up": 0, "forget_tries": 0, "not_before": self.starts,
            "not_after": self.starts + USEFUL, "created_at": self.now,
        }  # fmt: skip

    def write(self, letters: Iterable[Letter]) -> None:
        """Write a slice, if it is still ours to write; raises Lost."""
        slice_ = plans.slice_of(letters)

        def unit(db: Connection) -> bool:
            ours = plans.take(db, self.row, self.owner, _now())
            if ours:
                plans.write(db, self.row, slice_, self.common)
            return ours

        if not self.database.change(unit):
            raise Lost


def plan(database: Database, house: House, broadcast_id: int, owner: str) -> bool:
    """Write the rows of a broadcast that was confirmed; False when that is not for us to do, or not any more.

    When they are not as many as were confirmed it becomes a draft again.
    """
    row = database.read(lambda db: broadcasts.get(db, broadcast_id))
    now = _now()
    if row is None or not database.change(lambda db: plans.take(db, row, owner, now)):
        return False
    made = Plan(database, house, row, owner, now)
    try:
        drop(database, broadcast_id)
        left_out = database.read(partial(_write_all, made=made))
        return _end(made, left_out)
    except Lost:
        return False


def _write_all(db: Connection, made: Plan) -> Mapping[Reason, int] | SegmentError:
    """Every slice of recipients becomes rows; the people who are left out, by reason."""
    row, channels = made.row, made.house.channels
    manner = broadcasts.manner_of(row, channels)
    reached = segments.reach(db, row.organization_id, row.segment, made.now, **manner)
    wanted = plans.recipients(db, row, row.organization_id, channels, made.now)
    if isinstance(reached, SegmentError):
        return reached
    if isinstance(wanted, SegmentError):
        return wanted
    words = broadcast_text.wording(row.texts, organizations.get(db, row.organization_id).name)
    for some in db.execute(wanted, execution_options={"yield_per": SLICE}).partitions():
        made.write(_letter(made, words, to, person) for to, person in zip(some, called(db, words, some), strict=True))
    return reached.left_out


def _end(made: Plan, left_out: Mapping[Reason, int] | SegmentError) -> bool:
    """The plan is whole; or it reaches others than were confirmed."""
    row, sums = made.row, made.database.read(lambda db: plans.sums(db, made.row.id))
    if isinstance(left_out, SegmentError) or row.recipients_expected not in (None, sums.recipients):
        made.database.change(lambda db: broadcasts.give_back(db, row.id, row.version))
        return False
    columns = {**sums._mapping, "left_out": left_out, "not_after": made.starts + USEFUL}
    return made.database.change(lambda db: plans.planned(db, row, made.owner, _now(), **columns))


def called(db: Connection, words: Wording, rows: Sequence[Row[Any]]) -> list[Recipient]:
    """The recipients of some rows of `broadcast_plans.recipients`, with their names where a text has them."""
    households = {row.people: [int(id) for id in row.people.split(",")] for row in rows if "," in row.people}
    names = {}
    if households and broadcast_text.uses_names(words):
        names = plans.first_names(db, {id for ids in households.values() for id in ids})
    shared = {people: [names[id] for id in sorted(ids) if id in names] for people, ids in households.items()}
    return [recipient(row, shared.get(row.people) or [row.first_name]) for row in rows]


def recipient(row: Row[Any], names: Sequence[str]) -> Recipient:
    """A row of `broadcast_plans.recipients` as its letter is written to it."""
    is_new = row.introduced_at is None
    return Recipient(tuple(names), row.language, row.channel, is_new, row.relation, row.source)


def _letter(made: Plan, words: Wording, to: Row[Any], person: Recipient) -> Letter:
    """What one recipient gets. One whose letter cannot be written stops none of the others."""
    token = f"{time.time_ns():x}-{secrets.token_urlsafe(16)}"  # in order of time: an index takes them side by side
    try:
        written = broadcast_text.letter(words, person)
    except Exception as error:  # noqa: BLE001 - told of in its own row, and in the ledger
        return Letter(to.address_id, to.person_id, token, "", 0, 0, f"not written: {type(error).__name__}")
    count = written.as_sms.parts if to.channel == "sms" else 0
    return Letter(to.address_id, to.person_id, token, written.text, count, float(count * made.house.price))


def drop(database: Database, broadcast_id: int) -> int:
    """Drop what is left of a plan that was never whole; how many rows."""
    return sum(_slices(database, lambda db: plans.drop(db, broadcast_id, SLICE)))


def close(database: Database, broadcast_id: int, state: str) -> int:
    """Close what waits as `cancelled` or `too_late`; how many messages."""
    return sum(_slices(database, lambda db: broadcasts.close_waiting(db, broadcast_id, state, _now(), SLICE)))


def _slices(database: Database, unit: Any) -> Iterator[int]:
    """Slice by slice, each in a transaction of its own, until there is nothing left."""
    while count := database.change(unit):
        yield count


# What the worker looks after


async def tend(database: Database, house: House, owner: str) -> int:
    """Do what is due with all broadcasts; how much was done."""
    return await asyncio.to_thread(_tend, database, house, owner)


def _tend(database: Database, house: House, owner: str) -> int:
    """What is quick comes first: a plan takes its time."""
    rows, now = database.read(broadcasts.restless), _now()
    done = sum(end(database, row) for row in rows)
    done += begin(database) if any(_is_due(row, now) for row in rows) else 0
    free = [row.id for row in rows if row.state in ("undo", "scheduled") and plans.is_free(row, owner, now)]
    made = sum(plan(database, house, broadcast_id, owner) for broadcast_id in free[:1])
    return done + made + (begin(database) if made else 0)


def _is_due(row: Row[Any], now: datetime) -> bool:
    return row.state in ("undo", "scheduled") and row.undo_until <= now


def begin(database: Database) -> int:
    """Begin those whose time has come; how many moved on."""
    return database.change(lambda db: broadcasts.start_due(db, _now()))


def end(database: Database, row: Row[Any]) -> int:
    """Close what cannot go any more, and finish what adds up; how much was done."""
    if row.state == "draft":
        return _forget_plan(database, row)
    closed = 0
    if row.state == "cancelled":
        closed = close(database, row.id, "cancelled")
    elif row.planned_at is not None and row.not_after <= _now():
        closed = close(database, row.id, "too_late")
    if row.state in ("sending", "paused", "cancelled") and database.read(lambda db: broadcasts.adds_up(db, row.id)):
        closed += database.change(lambda db: broadcasts.finish(db, row.id, _now()))
    return closed


def _forget_plan(database: Database, row: Row[Any]) -> int:
    """What was planned before it became a draft again."""
    dropped = drop(database, row.id)
    database.change(lambda db: plans.rest(db, row))
    return dropped


def _now() -> datetime:
    return datetime.now(UTC)
