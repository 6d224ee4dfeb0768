"""A crowd to write to, and a broadcast to it, made in few statements: its members have a number each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select

from bot import broadcasting
from bot.bench.association import number
from bot.turn import House
from storage import addresses, broadcasts, organizations
from storage.broadcasts import AT_ONCE, Draft
from storage.session import Database
from storage.tables import address, outbox, person, person_address
from tests.roads.road import Road

HOUSE = House()
SOLNA = "Solidaritet Solna"
TEXT = "Hej! Kan du stå i valstugan på lördag?"
AUTHOR = "organizer:1"
ORGANIZATIONS = count(1)
ALL_DAY, NO_QUIET = "00:00-23:59", "00:00-00:00"


def found(db: Connection, name: str = SOLNA, quiet: str = NO_QUIET) -> int:
    """An organization; its id."""
    return organizations.add(db, name, None, "Europe/Stockholm", quiet, datetime.now(UTC)) or 0


def beside(road: Road, quiet: str = NO_QUIET) -> Road:
    """The same app, and in it an organization in which nobody is yet."""
    name = f"Förening {next(ORGANIZATIONS)}"
    return replace(road, organization_id=road.database.change(lambda db: found(db, name, quiet)))


def join(db: Connection, organization_id: int, n: int, *, new: bool = False, **columns: Any) -> list[str]:
    """So many members with a number each; new: we have not written to them yet. Their numbers."""
    now = datetime.now(UTC)
    common = {
        "organization_id": organization_id, "first_name": "Åsa", "language": "sv", "relation": "member",
        "basis": "member", "basis_source": "medlemmar.xlsx", "basis_at": now, "created_at": now, "updated_at": now,
    } | columns  # fmt: skip
    people = _insert(db, person, [common] * n)
    numbers = [number(id_) for id_ in people]
    about = {"channel": "sms", "introduced_at": None if new else now, "created_at": now}
    hashes = [addresses.hash_of(db, "sms", phone) for phone in numbers]
    phones = zip(numbers, hashes, strict=True)
    ids = _insert(db, address, [{"address": phone, "hash": hash_, **about} for phone, hash_ in phones])
    ties = zip(people, ids, strict=True)
    db.execute(insert(person_address), [{"person_id": who, "address_id": where} for who, where in ties])
    return numbers


def _insert(db: Connection, table: Table, rows: list[dict[str, Any]]) -> list[int]:
    """The ids of new rows, in their order."""
    return list(db.execute(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows).scalars())


def share(db: Connection, phone: str, organization_id: int, *names: str) -> list[int]:
    """These people, new ones, have the number too; their ids."""
    now = datetime.now(UTC)
    about = {
        "organization_id": organization_id, "language": "sv", "relation": "member", "basis": "member",
        "basis_source": "medlemmar.xlsx", "basis_at": now, "created_at": now, "updated_at": now,
    }  # fmt: skip
    shared = addresses.find_or_make(db, "sms", phone, now)
    ids = _insert(db, person, [{"first_name": name, **about} for name in names])
    for id_ in ids:
        addresses.tie(db, id_, shared.id)
    return ids


def draft(text: str = TEXT, **more: Any) -> Draft:
    return Draft({"sv": text}, **more)


def confirmed(
    db: Connection, organization_id: int, what: Draft, *, key: str = "a form", typed: int | None = None
) -> int:
    """A broadcast that was made and confirmed, with no minute to wait; its id."""
    now = datetime.now(UTC)
    broadcast_id, _ = broadcasts.make(db, organization_id, what, key=key, by=AUTHOR, now=now)
    row = broadcasts.confirm(
        db, broadcast_id, version=1, typed=typed, reaches=typed or 1, by=AUTHOR, now=now, undo=AT_ONCE
    )
    assert isinstance(row, Row), row
    return broadcast_id


def begun(database: Database, organization_id: int, what: Draft | None = None, *, key: str = "a form") -> int:
    """A broadcast that is planned and sending; its id."""
    broadcast_id = database.change(lambda db: confirmed(db, organization_id, what or draft(), key=key))
    assert broadcasting.plan(database, HOUSE, broadcast_id, "planner")
    assert broadcasting.begin(database)
    return broadcast_id


def state_of(database: Database, broadcast_id: int) -> str:
    row = database.read(lambda db: broadcasts.get(db, broadcast_id))
    return str(row.state) if row is not None else "none"


def rows_of(database: Database, broadcast_id: int) -> Sequence[Row[Any]]:
    """Its rows in the outbox."""
    mine = select(outbox).where(outbox.c.broadcast_id == broadcast_id).order_by(outbox.c.id)
    return database.read(lambda db: db.execute(mine).all())


def states_of(database: Database, broadcast_id: int) -> Counter[str]:
    return Counter(row.state for row in rows_of(database, broadcast_id))


def later(**how_much: float) -> datetime:
    return datetime.now(UTC) + timedelta(**how_much)
