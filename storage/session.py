"""Where transactions begin and end: nobody else commits.

On SQLite one thread writes: it takes all units that wait and commits them in one group, each unit in a savepoint
of its own, so that a unit that fails is rolled back alone and nobody is answered before the commit is on disk.
On PostgreSQL every unit is a transaction of its own in a small pool of threads.
"""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

T = TypeVar("T")
Unit = Callable[[Connection], T]

GROUP_UNITS = 256
GROUP_SECONDS = 0.1  # a group that has run this long is committed, whatever waits
BUSY_SECONDS = 5
RETRIES = 3
POOL = 8


@dataclass(frozen=True)
class Pending:
    unit: Unit[Any]
    future: "Future[Any]"


class Database:
    """A database that is open: `read` sees what is committed, `write` is one transaction.

    url: `sqlite:///file` or `postgresql://…`. hash_key: the key of the hashes of addresses.
    """

    def __init__(self, url: str, hash_key: str) -> None:
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        options = {"hash_key": hash_key}
        self.engine = (
            _sqlite(parsed, options, "IMMEDIATE") if self.is_sqlite else _postgresql(parsed, options)
        )
        self.reader = _sqlite(parsed, options, "DEFERRED") if self.is_sqlite else self.engine
        self._writer: Writer | Pool = Writer(self.engine) if self.is_sqlite else Pool(self.engine)

    def write(self, unit: Unit[T]) -> "Future[T]":
        """Run `unit` in a transaction; the future is done when that is committed, or failed with what failed it."""
        return self._writer.submit(unit)

    def change(self, unit: Unit[T]) -> T:
        """As `write`, and wait for it."""
        return self.write(unit).result()

    def read(self, unit: Unit[T]) -> T:
        """Run `unit` against what is committed; what it writes is rolled back."""
        with self.reader.connect() as connection:
            return unit(connection)

    def close(self) -> None:
        """Finish what waits and let go of the connections."""
        self._writer.close()
        self.engine.dispose()
        self.reader.dispose()


def _sqlite(url: URL, options: dict[str, Any], begin: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        execution_options=options,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # the driver's own BEGIN is deferred and loses updates
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            raw.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    return engine


def _postgresql(url: URL, options: dict[str, Any]) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        execution_options=options,
        pool_size=POOL,
        max_overflow=POOL,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5},
    )


class Writer:
    """The one thread that writes to SQLite."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.waiting: queue.SimpleQueue[Pending | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self.thread.start()

    def submit(self, unit: Unit[T]) -> "Future[T]":
        future: Future[T] = Future()
        self.waiting.put(Pending(unit, future))
        return future

    def close(self) -> None:
        self.waiting.put(None)
        self.thread.join()

    def _run(self) -> None:
        while (first := self.waiting.get()) is not None:
            self._group(first)

    def _group(self, first: Pending) -> None:
        finished: list[tuple[Pending, Any, Exception | None]] = []
        try:
            with self.engine.begin() as connection:
                self._take(connection, first, finished)
        except Exception as error:  # noqa: BLE001 - whoever waits is told; the writer goes on
            began = [pending for pending, _, _ in finished]
            # A database that could not even begin is locked or gone: the others have waited as long as the first.
            _fail([first, *began] if began else [first, *self._all_waiting()], error)
            return
        for pending, result, failure in finished:
            _settle(pending.future, result, failure)

    def _take(
        self, connection: Connection, first: Pending, finished: list[tuple[Pending, Any, Exception | None]]
    ) -> None:
        ends = time.monotonic() + GROUP_SECONDS
        pending: Pending | None = first
        while pending is not None:
            if pending.future.set_running_or_notify_cancel():  # who gave up waiting before it began is spared it
                finished.append((pending, *_run_alone(connection, pending.unit)))
            if len(finished) >= GROUP_UNITS or time.monotonic() > ends:
                return
            pending = self._next()

    def _all_waiting(self) -> list[Pending]:
        found = []
        for _ in range(self.waiting.qsize()):
            pending = self._next()
            if pending is None:
                break
            found.append(pending)
        return found

    def _next(self) -> Pending | None:
        try:
            pending = self.waiting.get_nowait()
        except queue.Empty:
            return None
        if pending is None:
            self.waiting.put(None)  # the end comes after this group
        return pending


def _run_alone(connection: Connection, unit: Unit[T]) -> tuple[T | None, Exception | None]:
    """Run a unit in its own savepoint: what it returned, or the error that rolled it back."""
    connection.exec_driver_sql("SAVEPOINT unit")
    try:
        result = unit(connection)
    except Exception as error:  # noqa: BLE001 - handed to whoever waits for this unit
        connection.exec_driver_sql("ROLLBACK TO unit")
        return None, error
    connection.exec_driver_sql("RELEASE unit")
    return result, None


def _settle(future: "Future[Any]", result: Any, error: Exception | None) -> None:
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


def _fail(group: list[Pending], error: Exception) -> None:
    for pending in group:
        if not pending.future.done():
            pending.future.set_exception(error)


class Pool:
    """The threads that write to PostgreSQL, each with a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.threads = ThreadPoolExecutor(POOL, thread_name_prefix="writer")

    def submit(self, unit: Unit[T]) -> "Future[T]":
        return self.threads.submit(self._run, unit)

    def close(self) -> None:
        self.threads.shutdown()

    def _run(self, unit: Unit[T]) -> T:
        for attempt in range(RETRIES):
            try:
                with self.engine.begin() as connection:
                    return unit(connection)
            except (
                OperationalError
            ):  # deadlock, serialization, a server that went away: nothing was committed
                if attempt == RETRIES - 1:
                    raise
                time.sleep(0.05 * 2**attempt)
        raise AssertionError("unreachable")
