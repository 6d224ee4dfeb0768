"""A database with a district, two associations in it, and one association beside it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert

from storage import tables
from storage.session import Database

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
DISTRICT, SOLNA, SUNDBYBERG, ELSEWHERE = 1, 2, 3, 4


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        connection.execute(insert(tables.organization), _organizations())
        yield connection


@pytest.fixture
def base(database: Database) -> Database:
    """Either database itself, with the same organizations, for what takes several transactions."""
    database.change(lambda db: db.execute(insert(tables.organization), _organizations()))
    return database


def _organizations() -> list[dict[str, object]]:
    tree = {"Distriktet": None, "Solna": DISTRICT, "Sundbyberg": DISTRICT, "Annorstädes": None}
    shared = {"timezone": "Europe/Stockholm", "quiet_hours": "20:00-09:00", "language": "sv", "created_at": NOW}
    return [{"id": n, "name": name, "parent_id": parent, **shared} for n, (name, parent) in enumerate(tree.items(), 1)]
