"""A message that is delivered many times is answered once; one whose turn fails does not hold up the next."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select

from bot import handle as handling
from bot.handle import handle
from bot.sandbox import incoming
from bot.turn import Here
from bot.turns import Turns, receive
from storage.session import Database
from storage.tables import inbox, outbox
from tests import world
from tests.world import HOUSE, wall

NOW = wall("2026-11-25 12:00")
NUMBER = "+46701740605"
TOGETHER = 50


@pytest.fixture
def members(database: Database) -> Database:
    """An association in which Karin has a number."""
    world.join(world.found(database, "Solidaritet Solna", NOW), "Karin Ek", NUMBER, "sv", NOW)
    return database


def at_once(unit: Callable[[], Any], times: int = TOGETHER) -> list[Any]:
    """Do the same in many threads that begin together."""
    barrier = Barrier(times)

    def wait_and_do(_: int) -> Any:
        barrier.wait()
        return unit()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(wait_and_do, range(times)))


def rows(database: Database, table: Table) -> list[Any]:
    return database.read(lambda db: list(db.execute(select(table).order_by(table.c.id))))


def test_fifty_deliveries_of_a_message_make_one_turn_and_one_reply(members: Database) -> None:
    message = incoming("sms", NUMBER, "meny")

    def deliver() -> tuple[bool, bool]:
        stored = members.change(lambda db: receive(db, message, NOW))
        return stored is not None, members.change(lambda db: handle(db, "sms", NUMBER, NOW, HOUSE))

    came = at_once(deliver)
    assert sum(stored for stored, _ in came) == 1, "stored once"
    assert sum(ran for _, ran in came) == 1, "one turn"
    assert len(rows(members, outbox)) == 1, "one reply"


def test_different_messages_of_one_number_are_answered_in_their_order(members: Database) -> None:
    stored = [members.change(lambda db: receive(db, incoming("sms", NUMBER, "meny"), NOW)) for _ in range(20)]
    assert all(at_once(lambda: members.change(lambda db: handle(db, "sms", NUMBER, NOW, HOUSE)), len(stored)))
    assert [row.intent_key for row in rows(members, outbox)] == [f"reply:{inbox_id}" for inbox_id in stored]


async def test_a_turn_that_fails_three_times_is_set_aside_and_the_next_text_goes_on(
    members: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = handling.KINDS["text"]

    def fails_at_poison(here: Here) -> None:
        here.answer("half an answer")
        if here.body == "poison":
            raise RuntimeError
        answer(here)

    def come(db: Connection) -> None:
        for text in ("poison", "meny"):
            receive(db, incoming("sms", NUMBER, text), NOW)

    monkeypatch.setitem(handling.KINDS, "text", fails_at_poison)
    members.change(come)
    turns = Turns(members, HOUSE)
    for _ in range(2):
        await turns.run("sms", NUMBER)
        assert [row.state for row in rows(members, inbox)] == ["new", "new"]
        assert rows(members, outbox) == [], "a turn that failed leaves nothing behind"
    await turns.run("sms", NUMBER)
    assert [(row.state, row.asks_for) for row in rows(members, inbox)] == [("set_aside", "failed"), ("done", None)]
    assert len(rows(members, outbox)) == 1
