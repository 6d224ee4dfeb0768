"""Files that were uploaded in the panel: a worker looks at them, and takes them in when somebody has said yes."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import OperationalError

from bot import importing
from bot.importing import Told
from storage.importing import mapping, upload_pages, uploads
from storage.importing.columns import Columns, cell_at
from storage.importing.people import Plan, slices
from storage.importing.sheet import Sheet, read_sheet
from storage.importing.staging import Dropped, Order
from storage.importing.upload_pages import Line
from storage.session import Database

OFTEN = 0.5  # seconds between two words about how far it is
SOME = 20  # pages written at a time


class Stopped(Exception):
    """This worker is to end: another begins anew."""


async def take_uploads(database: Database, worker: str, is_stopping: Callable[[], bool]) -> int:
    """Do what the next upload waits for, if there is one, and clear some of the old ones away; how much was done."""
    if not await asyncio.to_thread(database.read, lambda db: uploads.is_due(db, _now())):
        return 0
    return await asyncio.to_thread(work, database, worker, is_stopping)


def work(database: Database, worker: str = "worker", is_stopping: Callable[[], bool] = bool) -> int:
    """As `take_uploads`, here and now."""
    row = database.change(lambda db: uploads.claim(db, worker, _now()))
    if row is None:
        return database.change(lambda db: uploads.clear_some(db, _now()))
    with suppress(Dropped):  # somebody does not want it any more
        _work(database, row, worker, is_stopping)
    return 1


def _work(database: Database, row: Row[Any], worker: str, is_stopping: Callable[[], bool]) -> None:
    told = _teller(database, row.id, worker, is_stopping)
    try:
        (_look if row.state == "check" else _take)(database, row, worker, told)
    except Stopped:
        database.change(lambda db: uploads.put_back(db, row.id, worker))
    except (Dropped, OperationalError):  # not wanted any more; or the database is away, and another begins anew
        raise
    except Exception:
        database.change(lambda db: uploads.fail(db, row.id, worker, _now()))
        raise


def _teller(database: Database, upload_id: int, worker: str, is_stopping: Callable[[], bool]) -> Told:
    """Writes down how far it is, and so learns that it is not wanted any more."""
    last, say = 0.0, _sayer(database, upload_id, worker)

    def told(step: str, done: int, total: int) -> None:
        nonlocal last
        if is_stopping():
            raise Stopped
        if time.monotonic() - last >= OFTEN:
            last = time.monotonic()
            say(step=step, done=done, total=total)

    return told


def _sayer(database: Database, upload_id: int, worker: str) -> Callable[..., None]:
    return lambda **said: database.change(lambda db: uploads.say(db, upload_id, worker, _now(), **said))


def _look(database: Database, row: Row[Any], worker: str, told: Told) -> None:
    """Say what would happen to each of its rows."""
    names, plan = _plan(database, row, _order(row), told)
    counts = _write_pages(database, row.id, plan, names, told)
    _sayer(database, row.id, worker)(state="checked", counts=counts)


def _take(database: Database, row: Row[Any], worker: str, told: Told) -> None:
    """Take it in, from the list as it is by now; its report keeps no names."""
    order = _order(row)
    _, plan = _plan(database, row, order, told)
    counts = _write_pages(database, row.id, plan, {}, told)

    def is_sure(db: Connection, batch_id: int) -> None:
        uploads.say(db, row.id, worker, _now(), state="taken", counts=counts, batch_id=batch_id)

    importing.run(database, plan, order, told, is_sure)


def _order(row: Row[Any]) -> Order:
    return Order(row.organization_id, row.basis, source=row.name, actor=row.actor, made_at=_now())


def _plan(database: Database, row: Row[Any], order: Order, told: Told) -> tuple[Mapping[int, str], Plan]:
    """What stands in each row as a name, and what the import comes to."""
    sheet = _sheet(database, row)
    columns = mapping.columns_of(sheet, row.shape)
    names = dict(_names(sheet, columns))
    rows = importing.read(sheet, columns, tuple(row.countries), told)
    return names, importing.check(database, rows, order, told)


def _sheet(database: Database, row: Row[Any]) -> Sheet:
    sheet = read_sheet(database.read(lambda db: uploads.content(db, row.id)), row.name)
    if not isinstance(sheet, Sheet):
        raise ValueError(f"upload {row.id} was read when it came, and cannot be now: {sheet.reason.key}")
    return sheet


def _names(sheet: Sheet, columns: Columns) -> Iterator[tuple[int, str]]:
    indexes = [*columns.get("first_name", ()), *columns.get("last_name", ())] or [*columns.get("name", ())]
    for number, cells in sheet.rows:
        yield number, " ".join(filter(None, (cell_at(cells, index) for index in indexes)))


def _write_pages(
    database: Database, upload_id: int, plan: Plan, names: Mapping[int, str], told: Told
) -> Mapping[str, int]:
    """The counts of the plan, and of the rows in which what somebody said wins."""
    while database.change(lambda db: upload_pages.forget_some(db, upload_id)):
        continue
    kinds = upload_pages.of_kinds(Line(names.get(row.row, ""), row) for row in plan.result.verdicts)
    pages = [page for kind, lines in kinds.items() for page in upload_pages.pages_of(kind, lines)]
    for written, some in enumerate(slices(pages, SOME)):
        told("writing", written * SOME, len(pages))
        database.change(partial(upload_pages.write, upload_id=upload_id, pages=some))
    return {**plan.result.counts(), "kept": len(kinds["kept"])}


def _now() -> datetime:
    return datetime.now(UTC)
