"""Broadcasts on their way: planned in slices, begun when their time has come, closed and finished; texts only wait.

Planning reads the recipients in one transaction and writes their rows in others, slice by slice, so that neither the
writer nor the memory is held, however many they are.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Row
from sqlalchemy.exc import OperationalError

from admin.letters import called
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
T = TypeVar("T")

SLICE = 2000  # rows in one transaction
USEFUL = timedelta(days=2)  # a night and more
A_DAY = 20_000  # messages that a slow sender gets through between two quiet nights
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
    recipients: int = 0

    @property
    def ends(self) -> datetime:
        """When what has not gone is too late: later, the more there are."""
        return self.starts + USEFUL + timedelta(days=self.recipients // A_DAY)

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
            "not_after": self.ends, "created_at": self.now,
        }  # fmt: skip

    def write(self, letters: Iterable[Letter]) -> "Future[None]":
        """Write a slice."""
        slice_ = plans.slice_of(letters)
        return self.mine(lambda db: plans.write(db, self.row, slice_, self.common))

    def mine(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Do it in a transaction if the plan is ours to make in that very transaction; else the future raises Lost."""

        def unit(db: Connection) -> T:
            if not plans.take(db, self.row, self.owner, _now()):
                raise Lost
            return work(db)

        return self.database.write(unit)


def plan(database: Database, house: House, broadcast_id: int, owner: str) -> bool:
    """Write the rows of a broadcast that was confirmed; False when that is not for us to do, or not any more.

    When they are not as many as were confirmed it becomes a draft again.
    """
    row = database.read(lambda db: broadcasts.get(db, broadcast_id))
    if row is None:
        return False
    made = Plan(database, house, row, owner, _now())
    try:
        while made.mine(lambda db: plans.drop(db, row.id, SLICE)).result():
            continue
        return _end(made, database.read(partial(_write_all, made=made)))
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
    made = replace(made, recipients=reached.recipients)
    under_way: Future[None] | None = None
    for some in db.execute(wanted, execution_options={"yield_per": SLICE}).partitions():
        people, tokens = called(db, words, some), _tokens(len(some))
        letters = [_letter(made, words, *one) for one in zip(some, people, tokens, strict=True)]
        _wait_for(under_way)  # one slice is written while the next is made
        under_way = made.write(letters)
    _wait_for(under_way)
    return reached.left_out


def _wait_for(under_way: "Future[None] | None") -> None:
    if under_way is not None:
        under_way.result()


def _end(made: Plan, left_out: Mapping[Reason, int] | SegmentError) -> bool:
    """The plan is whole; or it reaches others than were confirmed."""
    row, sums = made.row, made.database.read(lambda db: plans.sums(db, made.row.id))
    if isinstance(left_out, SegmentError) or row.recipients_expected not in (None, sums.recipients):
        made.database.change(lambda db: broadcasts.give_back(db, row.id, row.version))
        return False
    ends = replace(made, recipients=sums.recipients).ends
    columns = {**sums._mapping, "left_out": left_out, "not_after": ends}
    return made.database.change(lambda db: plans.planned(db, row, made.owner, _now(), **columns))


def _tokens(count: int) -> list[str]:
    """So many tokens that nobody can guess, in order of time: an index takes them side by side."""
    began, chance = f"{time.time_ns():x}", secrets.token_hex(16 * count)
    return [f"{began}{n:04x}{chance[32 * n : 32 * n + 32]}" for n in range(count)]


def _letter(made: Plan, words: Wording, to: Row[Any], person: Recipient, token: str) -> Letter:
    """What one recipient gets. One whose letter cannot be written stops none of the others."""
    body, count, failed = "", 0, None
    try:
        written = broadcast_text.letter(words, person)
        body, count = written.text, written.as_sms.parts if person.channel == "sms" else 0
    except Exception as error:  # noqa: BLE001 - told of in its own row, and in the ledger
        failed = f"not written: {type(error).__name__}"
    return {
        "address_id": to.address_id, "person_id": to.person_id, "token": token, "body": body, "parts": count,
        "price": float(count * made.house.price), "error": failed,
    }  # fmt: skip


def close(database: Database, broadcast_id: int, state: str) -> int:
    """Close what waits as `cancelled` or `too_late`; how many messages."""
    return sum(_slices(database, lambda db: broadcasts.close_waiting(db, broadcast_id, state, _now(), SLICE)))


def _slices(database: Database, unit: Callable[[Connection], int]) -> Iterator[int]:
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
    made = any(_try_plan(database, house, broadcast_id, owner) for broadcast_id in free)
    return done + made + (begin(database) if made else 0)


def _try_plan(database: Database, house: House, broadcast_id: int, owner: str) -> bool:
    """As `plan`; one that cannot be planned keeps no other from it."""
    try:
        return plan(database, house, broadcast_id, owner)
    except OperationalError:  # the database is away: for all of them
        raise
    except Exception as error:  # noqa: BLE001 - told of, and tried again
        log.error("broadcast not planned", broadcast=broadcast_id, error=type(error).__name__)
        return False


def _is_due(row: Row[Any], now: datetime) -> bool:
    return row.state in ("undo", "scheduled") and row.undo_until <= now


def begin(database: Database) -> int:
    """Begin those whose time has come; how many moved on."""
    return database.change(lambda db: broadcasts.start_due(db, _now()))


def end(database: Database, row: Row[Any]) -> int:
    """Close what cannot go any more, and finish what adds up; how much was done."""
    if row.state == "draft":
        return sum(_slices(database, lambda db: plans.drop_of_draft(db, row, SLICE)))
    closed = 0
    if row.state == "cancelled":
        closed = close(database, row.id, "cancelled")
    elif row.planned_at is not None and row.not_after <= _now():
        closed = close(database, row.id, "too_late")
    if row.state in ("sending", "paused", "cancelled") and database.read(lambda db: broadcasts.adds_up(db, row.id)):
        closed += database.change(lambda db: broadcasts.finish(db, row.id, _now()))
    return closed


def _now() -> datetime:
    return datetime.now(UTC)
