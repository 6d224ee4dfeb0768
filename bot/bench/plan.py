"""Planning: a segment becomes rows of the outbox, each with its own words, beside a bare copy of the same rows."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from bot import broadcasting
from bot.bench.association import number
from bot.bench.figures import Figure
from bot.bench.segments import BASES, settle
from bot.turn import House
from storage import addresses, broadcasts, migrate, organizations
from storage.broadcasts import Draft
from storage.session import Database
from storage.tables import address, outbox, person, person_address

PEOPLE = 100_000
SLICE = 5_000
BODY = "Hej {förnamn}! Kan du stå i valstugan på lördag? Svara JA eller NEJ."
PAGES = Path("/proc/self/statm")
PAGE = 4096 / 1_000_000  # megabytes


def measure() -> list[Figure]:
    """Seconds of a plan for a hundred thousand recipients on each database, beside those of the bare statement."""
    found = []
    for base, opened in BASES.items():
        with opened() as url, _party(url) as (database, organization_id):
            found.append(_figure(database, organization_id, base))
    return found


def _figure(database: Database, organization_id: int, base: str) -> Figure:
    broadcast_id = database.change(lambda db: _confirmed(db, organization_id))
    before = _megabytes()
    ours = _timed(lambda: broadcasting.plan(database, House(), broadcast_id, "bench"))
    grown = _megabytes() - before
    row = database.read(lambda db: broadcasts.get(db, broadcast_id))
    if row is None or row.recipients != PEOPLE:
        raise RuntimeError(f"planned for {row and row.recipients} recipients of {PEOPLE}")
    details = {"database": base, "recipients": PEOPLE, "parts": row.parts, "grown_mb": round(grown, 1)}
    limit_is = "one INSERT … SELECT of the same rendered rows into the same table"
    return Figure(f"plan:{base}:{PEOPLE}", ours, _bare(database), "s", limit_is, details)


def _confirmed(db: Connection, organization_id: int) -> int:
    now = datetime.now(UTC)
    made, _ = broadcasts.make(db, organization_id, Draft({"sv": BODY}), key="bench", by="cli:bench", now=now)
    broadcasts.confirm(
        db, made, version=1, typed=None, reaches=PEOPLE, by="cli:bench", now=now, undo=broadcasts.AT_ONCE
    )
    return made


def _bare(database: Database) -> float:
    """Seconds of the copy, the rows being gone from the outbox before."""
    columns = ", ".join(column.name for column in outbox.columns)
    with database.engine.begin() as db:
        db.exec_driver_sql("CREATE TABLE rendered AS SELECT * FROM outbox")
        db.exec_driver_sql("DELETE FROM outbox")

    def copy() -> None:
        with database.engine.begin() as db:
            db.exec_driver_sql(f"INSERT INTO outbox ({columns}) SELECT {columns} FROM rendered")  # noqa: S608

    return _timed(copy)


def _timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def _megabytes() -> float:
    """What this process holds, where the system tells."""
    return int(PAGES.read_text().split()[1]) * PAGE if PAGES.exists() else 0.0


@contextmanager
def _party(url: str) -> Iterator[tuple[Database, int]]:
    """An association of so many people, each with a number of their own."""
    database = Database(url, "bench")
    try:
        migrate.migrate(database.engine)
        organization_id = database.change(_fill)
        if not database.is_sqlite:
            settle(database)
        yield database, organization_id
    finally:
        database.close()


def _fill(db: Connection) -> int:
    now = datetime.now(UTC)
    made = organizations.add(db, "Solidaritet Solna", None, "Europe/Stockholm", "00:00-00:00", now)
    for start in range(1, PEOPLE + 1, SLICE):
        _gather(db, int(made or 0), range(start, start + SLICE), now)
    return int(made or 0)


def _gather(db: Connection, organization_id: int, ids: range, now: datetime) -> None:
    common: dict[str, Any] = {
        "organization_id": organization_id, "language": "sv", "relation": "member", "basis": "member",
        "basis_source": "members.xlsx", "basis_at": now, "created_at": now, "updated_at": now,
    }  # fmt: skip
    numbers = {n: number(n) for n in ids}
    known = {"channel": "sms", "introduced_at": now, "created_at": now}
    db.execute(insert(person), [{**common, "id": n, "first_name": f"Åsa{n}"} for n in ids])
    db.execute(
        insert(address),
        [{**known, "id": n, "address": to, "hash": addresses.hash_of(db, "sms", to)} for n, to in numbers.items()],
    )
    db.execute(insert(person_address), [{"person_id": n, "address_id": n} for n in ids])
