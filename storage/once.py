"""Inserting what may be there already, on either database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(db: Connection, table: Table, values: Mapping[str, Any]) -> int | None:
    """Insert a row unless one of its unique keys is taken; its id, or None when it was there before."""
    return db.execute(
        _insert(db, table).values(values).on_conflict_do_nothing().returning(table.c.id)
    ).scalar()


def insert_many_once(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `insert_once`, for many rows of the same columns."""
    if rows:
        db.execute(_insert(db, table).on_conflict_do_nothing(), list(rows))


def put(db: Connection, table: Table, key: str, values: Mapping[str, Any]) -> None:
    """Insert a row, or replace the one with the same `key` column."""
    statement = _insert(db, table).values(values)
    changed = {name: value for name, value in values.items() if name != key}
    db.execute(statement.on_conflict_do_update(index_elements=[key], set_=changed))


def _insert(db: Connection, table: Table) -> Any:
    return (sqlite if db.dialect.name == "sqlite" else postgresql).insert(table)
