"""The ledger: every number is in it once, and what is said of parts and price is what was."""

from datetime import datetime
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import update

from storage import broadcasts
from storage.broadcast_ledger import Ledger, ledger
from storage.session import Database
from storage.tables import outbox
from tests.broadcasts.crowd import begun, confirmed, draft, found, join, later, rows_of, state_of

NAMES = count(1)


@pytest.fixture
def here(database: Database) -> int:
    return database.change(found)


def of(database: Database, broadcast_id: int) -> Ledger:
    def look(db: object) -> Ledger:
        row = broadcasts.get(db, broadcast_id)  # type: ignore[arg-type]
        assert row is not None
        return ledger(db, row)  # type: ignore[arg-type]

    return database.read(look)


def end(database: Database, broadcast_id: int, *states: str, at: datetime | None = None) -> None:
    """The messages, in order, come to these ends, those that were taken at that moment."""
    for row, state in zip(rows_of(database, broadcast_id), states, strict=True):
        took = at if state in ("accepted", "sent", "delivered", "undelivered") else None
        ends = update(outbox).where(outbox.c.id == row.id).values(state=state, accepted_at=took)
        database.change(lambda db, ends=ends: db.execute(ends))  # type: ignore[misc]


def test_before_it_is_planned_it_says_what_was_confirmed(database: Database, here: int) -> None:
    broadcast_id = database.change(lambda db: confirmed(db, here, draft(), typed=5))
    assert of(database, broadcast_id) == Ledger({}, 5, 0, Decimal(0))


def test_before_anything_was_taken_parts_and_price_are_those_of_the_plan(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 4))
    found_ = of(database, begun(database, here))
    assert (found_.recipients, found_.waiting, found_.accepted) == (4, 4, 0)
    assert (found_.parts, found_.price) == (4, Decimal("1.80"))


def test_it_counts_every_number_once_and_only_what_was_taken_costs(database: Database, here: int) -> None:
    ends = (
        "accepted", "sent", "delivered", "undelivered", "refused", "too_late", "suppressed", "cancelled", "uncertain",
        "unknown", "queued", "claimed", "on_wire",
    )  # fmt: skip
    database.change(lambda db: join(db, here, len(ends)))
    broadcast_id = begun(database, here)
    end(database, broadcast_id, *ends, at=later())
    found_ = of(database, broadcast_id)
    closed = sum(found_.states[state] for state in ends[4:9])
    assert (found_.accepted, closed, found_.waiting) == (4, 5, 4)
    assert found_.recipients == found_.accepted + closed + found_.waiting
    assert (found_.parts, found_.price) == (4, Decimal("1.80"))


def test_one_of_which_nothing_was_taken_cost_nothing_in_the_end(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 2))
    broadcast_id = begun(database, here)
    end(database, broadcast_id, "refused", "suppressed")
    assert database.change(lambda db: broadcasts.finish(db, broadcast_id, later()))
    assert state_of(database, broadcast_id) == "finished"
    assert of(database, broadcast_id).price == Decimal(0)
    assert of(database, broadcast_id).parts == 0
