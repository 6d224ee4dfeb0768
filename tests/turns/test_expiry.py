"""A talk that nobody answers ends some day, whether it stood open or had been put aside."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.due import fire
from bot.turn import House
from storage import conversations, timers
from storage.session import Database

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=14)


def talk(db: Connection) -> int:
    """An open talk, with the timer that ends it."""
    row = conversations.make(
        db, {"flow": "survey", "step": "question", "state": {}, "status": "open", "turn": 3, "updated_at": NOW}
    )
    about = {"conversation_id": row.id, "turn": row.turn, "due_at": LATER, "not_after": LATER + timedelta(days=1)}
    timers.set_timer(db, {"key": f"expire:{row.id}", "kind": "expire", **about})
    return int(row.id)


def status_after(db: Connection, conversation_id: int) -> str:
    for timer_id in timers.due(db, LATER, 10):
        fire(db, timer_id, LATER, House())
    row = conversations.get(db, conversation_id)
    return str(row.status) if row is not None else "gone"


@pytest.mark.parametrize("aside", [False, True])
def test_it_ends_when_its_time_is_over(database: Database, aside: bool) -> None:
    def unit(db: Connection) -> str:
        found = talk(db)
        if aside:
            conversations.put_aside(db, found, NOW)
        return status_after(db, found)

    assert database.change(unit) == "ended"


def test_it_does_not_end_when_somebody_has_answered_since(database: Database) -> None:
    def unit(db: Connection) -> str:
        found = talk(db)
        conversations.save(db, found, {"updated_at": NOW})
        return status_after(db, found)

    assert database.change(unit) == "open"
