"""A database with a district, two associations in it, and one association beside it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, create_engine, insert

from storage import tables

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
DISTRICT, SOLNA, SUNDBYBERG, ELSEWHERE = 1, 2, 3, 4


@pytest.fixture
def db() -> Iterator[Connection]:
    """In memory; rolled back."""
    engine = create_engine("sqlite://", execution_options={"hash_key": "a key for tests"})
    with engine.connect() as connection:
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.organization), _organizations())
        yield connection
    engine.dispose()


def _organizations() -> list[dict[str, object]]:
    tree = {"Distriktet": None, "Solna": DISTRICT, "Sundbyberg": DISTRICT, "Annorstädes": None}
    shared = {"timezone": "Europe/Stockholm", "quiet_hours": "20:00-09:00", "language": "sv", "created_at": NOW}
    return [{"id": n, "name": name, "parent_id": parent, **shared} for n, (name, parent) in enumerate(tree.items(), 1)]
