"""Running an import: looked at, staged and taken over in short steps, so that texts are answered meanwhile."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from storage.importing import finishing, staging
from storage.importing.columns import Columns
from storage.importing.people import Plan, Row, plan_people, slices
from storage.importing.people_file import read_people
from storage.importing.sheet import Sheet
from storage.importing.staging import Order
from storage.importing.verdict import ImportResult
from storage.session import Database

T = TypeVar("T")
Told = Callable[[str, int, int], None]  # which step it is at (a key of `texts.STEPS`), how far, of how much
Also = Callable[[Connection, int], None]  # what is done in the same transaction, with the id of the import

OFTEN = 500  # rows between two words about how far it is
TRIES = 12  # times the 5 s that SQLite is waited for
REST = 0.025  # seconds; whoever waits for SQLite looks at least this often during its first tenth of a second


def read(sheet: Sheet, columns: Columns, allowed: tuple[str, ...], told: Told) -> list[Row]:
    """The people of a sheet, or why a row is none; arguments as for `read_people`. The sheet is used up meanwhile."""
    parts = slices(_counted(_used_up(sheet.rows), "reading", len(sheet.rows), told), OFTEN)
    return [row for part in parts for row in read_people(replace(sheet, rows=part), columns, allowed)]


def check(database: Database, rows: list[Row], order: Order, told: Told) -> Plan:
    """What the import would do; writes nothing. The rows are used up."""
    counted = _counted(_used_up(rows), "checking", len(rows), told)
    return database.read(
        lambda db: plan_people(db, counted, organization_id=order.organization_id, basis=order.basis, now=order.made_at)
    )


def run(
    database: Database, plan: Plan, order: Order, told: Told, also: Also = lambda db, batch_id: None
) -> ImportResult:
    """Do what was planned. Killed at any moment it is nothing or, in the end, all: what is staged whole is finished
    by whoever comes next. Raises `staging.Dropped` when another process took it for gone before that.

    also: what is to be true as soon as nothing can stop it, and not before.
    """
    batch_id = _patiently(database, lambda db: staging.begin(db, order, plan.result.counts(), _now()))
    try:
        _stage(database, batch_id, plan, told, also)
    except BaseException:
        _patiently(database, lambda db: staging.drop(db, batch_id))
        finish_left(database)
        raise
    _take_over(database, batch_id, told)
    return plan.result


def _stage(database: Database, batch_id: int, plan: Plan, told: Told, also: Also) -> None:
    entries = _counted(plan.entries, "staging", len(plan.entries), told)
    for part in slices(entries, staging.PART):
        _rested(database, partial(staging.stage, batch_id=batch_id, entries=part, now=_now()))
    _patiently(database, lambda db: _make_ready(db, batch_id, also))


def _make_ready(db: Connection, batch_id: int, also: Also) -> None:
    staging.make_ready(db, batch_id, _now())
    also(db, batch_id)


def _take_over(database: Database, batch_id: int, told: Told) -> None:
    """Part by part until nothing of it is left; the worker, or another import, may help."""
    left = total = database.read(lambda db: staging.parts_left(db, batch_id))
    while left is not None:
        told("storing", (total or 0) - left, total or 0)
        _rested(database, _take_part)
        left = database.read(lambda db: staging.parts_left(db, batch_id))


def finish_left(database: Database) -> None:
    """Finish what other runs have left: what was staged whole is taken over, what was not is dropped."""
    if database.read(staging.is_any):
        _patiently(database, lambda db: staging.drop_dead(db, _now()))
        while _rested(database, _take_part):
            continue


async def finish_imports(database: Database) -> int:
    """As `finish_left`, for the worker; how many parts were taken over."""
    if not await asyncio.to_thread(database.read, staging.is_any):
        return 0
    await asyncio.wrap_future(database.write(lambda db: staging.drop_dead(db, _now())))
    taken, began = 0, time.monotonic()
    while await asyncio.wrap_future(database.write(_take_part)):
        taken += 1
        await asyncio.sleep(_rest(database, began))
        began = time.monotonic()
    return taken


def _take_part(db: Connection) -> bool:
    return finishing.take_part(db, _now())


def _rested(database: Database, unit: Callable[[Connection], T]) -> T:
    """A unit, and a rest after it."""
    began = time.monotonic()
    done = _patiently(database, unit)
    time.sleep(_rest(database, began))
    return done


def _patiently(database: Database, unit: Callable[[Connection], T]) -> T:
    """A unit, though others keep SQLite busy for longer than it waits by itself."""
    for _ in range(TRIES if database.is_sqlite else 0):
        with suppress(OperationalError):
            return database.change(unit)
    return database.change(unit)


def _rest(database: Database, began: float) -> float:
    """Seconds in which another process comes to write: at SQLite there is no line to stand in."""
    return min(time.monotonic() - began, REST) if database.is_sqlite else 0


def _counted(items: Iterable[T], step: str, total: int, told: Told) -> Iterator[T]:
    for count, item in enumerate(items):
        if count % OFTEN == 0:
            told(step, count, total)
        yield item
    told(step, total, total)


def _used_up(rows: list[T]) -> Iterator[T]:
    """Each row, held no longer than it is needed: 100 000 of them take their room."""
    rows.reverse()
    while rows:
        yield rows.pop()


def _now() -> datetime:
    return datetime.now(UTC)
