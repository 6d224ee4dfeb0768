"""Polling: what came is stored before Telegram is told to forget it, and nothing that Telegram says ends it."""

import asyncio
import sqlite3
import time

import pytest

from bot.standins.faults import down, garbage
from storage import session
from tests.roads.conftest import Opened
from tests.roads.road import Road, until


@pytest.fixture(scope="module")
def _polling(open_shared: Opened, hurried: pytest.MonkeyPatch) -> Road:
    hurried.setattr(session, "BUSY_SECONDS", 0.2)
    road = open_shared(with_telegram=True, telegram_mode="polling")
    ends = time.monotonic() + 15
    while not road.telegram.polls:
        assert time.monotonic() < ends, "nobody polls"
        time.sleep(0.02)
    return road


@pytest.fixture
def polling(_polling: Road) -> Road:
    """An app that asks for updates; no webhook is set."""
    return _polling.called_back()


async def test_a_text_is_fetched_and_answered(polling: Road) -> None:
    _, chat = polling.member_with_chat()
    assert await polling.telegram.text_in(chat, "meny") is None
    await until(lambda: polling.sent(chat))
    await until(lambda: not polling.telegram.inbox.waiting)
    assert len(polling.came(chat)) == 1


async def test_a_batch_that_could_not_be_stored_is_fetched_again(
    polling: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure between fetching and storing must not confirm anything."""
    _, chat = polling.member_with_chat()
    from bot.telegram_receiver import Receiver  # takes seconds: only in the process that receives

    usual, failed = Receiver._store, list[int]()

    async def fail_once(self: Receiver, messages: list[object]) -> None:
        if not failed:
            failed.append(len(messages))
            raise OSError("the disk is full")
        await usual(self, messages)  # type: ignore[arg-type]

    monkeypatch.setattr(Receiver, "_store", fail_once)
    await polling.telegram.text_in(chat, "meny")
    await until(lambda: failed)
    assert [update["message"]["chat"]["id"] for update in polling.telegram.inbox.waiting] == [chat]
    await until(lambda: polling.sent(chat))
    assert len(polling.came(chat)) == 1


@pytest.mark.long
async def test_a_bad_gateway_is_polled_through(polling: Road) -> None:
    _, chat = polling.member_with_chat()
    polling.telegram.faults.add(down(502, on="getUpdates"))
    await polling.telegram.text_in(chat, "hjälp")  # ends the request that waits, so that the next one meets the fault
    await polling.telegram.text_in(chat, "meny")
    await until(lambda: len(polling.sent(chat)) == 2)


@pytest.mark.long
async def test_an_answer_that_is_none_is_polled_through(polling: Road) -> None:
    _, chat = polling.member_with_chat()
    polling.telegram.faults.add(garbage(on="getUpdates"))
    await polling.telegram.text_in(chat, "hjälp")
    await until(lambda: polling.sent(chat))
    await polling.telegram.text_in(chat, "meny")
    await until(lambda: len(polling.sent(chat)) == 2, 6)


async def test_a_database_that_is_busy_for_long_does_not_end_it(polling: Road) -> None:
    _, chat = polling.member_with_chat()
    other = sqlite3.connect(polling.settings.database_url.removeprefix("sqlite:///"), isolation_level=None, timeout=5)
    other.execute("BEGIN IMMEDIATE")
    await polling.telegram.text_in(chat, "meny")
    await asyncio.sleep(0.6)
    other.execute("ROLLBACK")
    other.close()
    await until(lambda: polling.sent(chat), 5)
    assert len(polling.came(chat)) == 1
