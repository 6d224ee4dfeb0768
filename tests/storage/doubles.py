"""A district with two associations, and one beside it, to put people into; what may be there twice."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage import addresses, organizations
from storage.importing.names import folded_name
from storage.tables import person

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
DISTRICT, SOLNA, SUNDBYBERG, ELSEWHERE = 1, 2, 3, 4
HERE = [DISTRICT, SOLNA, SUNDBYBERG]


def settle(db: Connection) -> None:
    """The four organizations."""
    tree = {"Distriktet": None, "Solna": DISTRICT, "Sundbyberg": DISTRICT, "Annorstädes": None}
    for name, parent in tree.items():
        organizations.add(db, name, parent, "Europe/Stockholm", "20:00-09:00", NOW)


def somebody(db: Connection, first: str, last: str, phone: str | None = None, at: int = SOLNA, **columns: Any) -> int:
    """A person, with a phone when one is given; any column by its name. The id."""
    values = {
        "organization_id": at, "first_name": first, "last_name": last, "folded_name": folded_name(first, last),
        "relation": "member", "basis": "member", "basis_source": "test", "basis_at": NOW, "language": "sv",
        "created_at": NOW, "updated_at": NOW, **columns,
    }  # fmt: skip
    person_id = db.execute(insert(person).values(values).returning(person.c.id)).scalar_one()
    if phone:
        addresses.tie(db, person_id, addresses.find_or_make(db, "sms", phone, NOW).id)
    return int(person_id)


def count(db: Connection, table: Any, *conditions: Any) -> int:
    """How many rows of a table fit."""
    return int(db.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())
