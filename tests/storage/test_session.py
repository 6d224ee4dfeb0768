"""Transactions begin and end in one place, and a unit that fails takes nothing else with it."""

from datetime import UTC, datetime
from functools import partial
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection

from storage import organizations
from storage.session import Database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def add(db: Connection, name: str) -> None:
    organizations.add(db, name, None, "Europe/Stockholm", "20:00-09:00", NOW)


def names(database: Database) -> list[str]:
    return [row.name for row in database.read(organizations.listed)]


def test_what_is_written_can_be_read(database: Database) -> None:
    database.change(lambda db: add(db, "Solna"))
    assert names(database) == ["Solna"]


def test_a_unit_that_fails_is_rolled_back_alone(database: Database) -> None:
    def fails(db: Connection) -> None:
        add(db, "Half")
        raise ValueError("in the middle")

    futures = [database.write(lambda db, n=n: add(db, f"Org {n}")) for n in range(5)]  # type: ignore[misc]
    failed = database.write(fails)
    futures += [database.write(lambda db, n=n: add(db, f"Org {n}")) for n in range(5, 10)]  # type: ignore[misc]
    with pytest.raises(ValueError, match="in the middle"):
        failed.result()
    for future in futures:
        future.result()
    assert sorted(names(database)) == [f"Org {n}" for n in range(10)]


def test_what_a_reader_writes_is_rolled_back(database: Database) -> None:
    database.read(lambda db: add(db, "Nowhere"))
    assert names(database) == []


def test_writers_in_many_threads_lose_nothing(database: Database) -> None:
    barrier = Barrier(8)

    def write(thread: int) -> None:
        barrier.wait()
        for n in range(10):
            database.change(partial(add, name=f"{thread}-{n}"))

    threads = [Thread(target=write, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(database)) == 80


def test_two_processes_on_one_file_wait_for_each_other(sqlite_url: str) -> None:
    one, other = Database(sqlite_url, "key"), Database(sqlite_url, "key")
    futures = [base.write(lambda db, n=n: add(db, f"Org {n}")) for n, base in enumerate([one, other] * 20)]  # type: ignore[misc]
    for future in futures:
        future.result()
    assert len(names(one)) == 40
    one.close()
    other.close()
