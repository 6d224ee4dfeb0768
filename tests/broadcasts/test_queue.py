"""The queue: replies go before broadcasts; what is paused, cancelled or not begun never goes, nor slows the rest."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Row, event, true, update

from bot import broadcasting
from bot.say import About, reply, say
from storage import addresses, broadcasts, outbox
from storage.outbox import Hours
from storage.session import Database
from storage.tables import outbox as messages
from tests.broadcasts.crowd import HOUSE, begun, confirmed, draft, found, join, rows_of, state_of, states_of

ANY_HOUR = Hours(true())


@pytest.fixture
def here(database: Database) -> int:
    return database.change(found)


def due(database: Database, limit: int = 100, channel: str = "sms", hours: Hours = ANY_HOUR) -> list[Row[Any]]:
    now = datetime.now(UTC)
    return database.change(lambda db: outbox.due(db, now=now, channel=channel, hours=hours, limit=limit))


def claim(database: Database) -> list[int]:
    """Claim all that is due; their ids."""
    ids, now = [row.id for row in due(database)], datetime.now(UTC)
    return sorted(database.change(lambda db: outbox.claim(db, ids, owner="worker", now=now)))


def put_on_wire(database: Database, ids: list[int]) -> list[int]:
    now = datetime.now(UTC)
    return sorted(database.change(lambda db: outbox.put_on_wire(db, ids, owner="worker", now=now)))


def tend(database: Database) -> int:
    """What the worker does with broadcasts, once."""
    return asyncio.run(broadcasting.tend(database, HOUSE, "worker"))


def answer(db: Connection, phone: str) -> None:
    """An answer to somebody's own text."""
    now = datetime.now(UTC)
    say(db, f"reply:{phone}", addresses.find(db, "sms", phone), "Tack!", now=now, manner=reply(now), about=About())  # type: ignore[arg-type]


def test_an_answer_goes_before_a_broadcast_that_waited_longer(database: Database, here: int) -> None:
    numbers = database.change(lambda db: join(db, here, 5))
    begun(database, here)
    database.change(lambda db: answer(db, numbers[3]))
    assert [(row.address, row.flow) for row in due(database, limit=3)][:1] == [(numbers[3], None)]
    assert [row.address for row in due(database)].count(numbers[3]) == 1


@pytest.mark.parametrize("door", [broadcasts.pause, broadcasts.cancel])
def test_what_is_paused_or_cancelled_is_not_due_nor_goes_on_the_wire(
    database: Database, here: int, door: Callable[[Connection, int], Any]
) -> None:
    database.change(lambda db: join(db, here, 5))
    broadcast_id = begun(database, here)
    claimed = claim(database)
    assert len(put_on_wire(database, claimed[:2])) == 2
    database.change(lambda db: door(db, broadcast_id))
    assert put_on_wire(database, claimed[2:]) == []
    assert due(database) == []
    assert states_of(database, broadcast_id) == {"on_wire": 2, "queued": 3}


def test_without_the_last_look_what_was_claimed_would_go(
    database: Database, here: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.change(lambda db: join(db, here, 5))
    broadcast_id = begun(database, here)
    claimed = claim(database)
    database.change(lambda db: broadcasts.pause(db, broadcast_id))
    monkeypatch.setattr(outbox, "_may_go", true)
    assert put_on_wire(database, claimed) == claimed


def test_what_has_not_begun_is_not_due(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 5))
    later = draft(send_at=datetime.now(UTC) + timedelta(hours=1))
    broadcast_id = database.change(lambda db: confirmed(db, here, later))
    broadcasting.plan(database, HOUSE, broadcast_id, "me")
    broadcasting.begin(database)
    assert state_of(database, broadcast_id) == "scheduled"
    assert len(rows_of(database, broadcast_id)) == 5
    assert due(database) == []
    assert database.read(lambda db: outbox.oldest_due(db, datetime.now(UTC) + timedelta(hours=2))) is None


def test_broadcasts_take_turns(database: Database) -> None:
    sizes, ids = (30, 3), []
    for n, size in enumerate(sizes):
        here = database.change(lambda db, n=n: found(db, f"Förening {n}"))  # type: ignore[misc]
        database.change(lambda db, here=here, size=size: join(db, here, size))  # type: ignore[misc]
        ids.append(begun(database, here, key=f"form {n}"))
    first = [row.broadcast_id for row in due(database, limit=6)]
    assert sorted(first) == [ids[0]] * 3 + [ids[1]] * 3
    assert len({*first[:2]}) == 2


def test_where_it_is_quiet_only_its_own_broadcasts_wait(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 3))
    begun(database, here)
    assert due(database, hours=outbox.quiet(datetime.now(UTC), [here], [])) == []
    assert len(due(database, hours=outbox.quiet(datetime.now(UTC), [here + 1], []))) == 3


def test_who_has_two_broadcasts_coming_gets_one_at_a_time(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 1))
    for n in range(2):
        begun(database, here, key=f"form {n}")
    assert len(due(database)) == 1


def test_what_is_due_is_found_by_indexes_that_hold_answers_and_broadcasts_apart(database: Database, here: int) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL looks at so few rows without any index")
    database.change(lambda db: join(db, here, 3))
    begun(database, here)
    asked: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _r, sql, values, *_: asked.append((sql, values)))
    due(database)
    plans = database.read(lambda db: [explained(db, sql, values) for sql, values in asked if "FROM outbox" in sql])
    assert [plan.split("USING INDEX ")[1].split()[0] for plan in plans] == [
        "ix_outbox_queue",
        "ix_outbox_broadcast_queue",
    ]
    assert not any("TEMP B-TREE" in plan for plan in plans)


def explained(db: Connection, sql: str, values: Any) -> str:
    """How SQLite goes about a statement."""
    return " ".join(row.detail for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))


def test_a_first_message_that_was_taken_has_told_them_who_we_are(database: Database, here: int) -> None:
    numbers = database.change(lambda db: join(db, here, 3, new=True))
    broadcast_id = begun(database, here)
    claimed = claim(database)
    put_on_wire(database, claimed[:2])
    now = datetime.now(UTC)
    database.change(lambda db: outbox.accepted(db, {claimed[0]: "SM1"}, now))
    database.change(lambda db: outbox.refused(db, claimed[1], "30005", now))
    told = database.read(lambda db: [addresses.find(db, "sms", phone).introduced_at for phone in numbers])  # type: ignore[union-attr]
    assert [at is not None for at in told] == [True, False, False]
    assert "VAD VET NI" in rows_of(database, broadcast_id)[0].body


def test_what_came_too_late_is_closed_and_the_broadcast_is_finished(
    database: Database, here: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.change(lambda db: join(db, here, 3))
    broadcast_id = begun(database, here)
    monkeypatch.setattr(broadcasting, "_now", lambda: datetime.now(UTC) + broadcasting.USEFUL)
    assert tend(database)
    assert states_of(database, broadcast_id) == {"too_late": 3}
    assert state_of(database, broadcast_id) == "finished"


def test_it_is_not_finished_while_anything_is_being_settled(database: Database, here: int) -> None:
    database.change(lambda db: join(db, here, 3))
    broadcast_id = begun(database, here)
    ends = ("unknown", "delivered", "refused")
    for row, end in zip(rows_of(database, broadcast_id), ends, strict=True):
        closed = update(messages).where(messages.c.id == row.id).values(state=end)
        database.change(lambda db, closed=closed: db.execute(closed))  # type: ignore[misc]
    assert tend(database) == 0
    assert state_of(database, broadcast_id) == "sending"
    settled = update(messages).where(messages.c.state == "unknown").values(state="uncertain")
    database.change(lambda db: db.execute(settled))
    assert tend(database) == 1
    assert state_of(database, broadcast_id) == "finished"
