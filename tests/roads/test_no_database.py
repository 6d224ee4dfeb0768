"""A database that cannot be written: the provider is told so with 503 and tries again, and nothing is lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.standins.faults import slow
from storage import session
from tests.roads.conftest import Opened
from tests.roads.road import Road


@pytest.fixture
def impatient(open_road: Opened, monkeypatch: pytest.MonkeyPatch) -> Road:
    """An app that waits for a busy database only shortly."""
    monkeypatch.setattr(session, "BUSY_SECONDS", 0.2)
    return open_road(with_telegram=False)


@asynccontextmanager
async def locked(road: Road) -> AsyncIterator[None]:
    """Somebody else writes to the database, and does not come to an end."""
    other = sqlite3.connect(road.settings.database_url.removeprefix("sqlite:///"), isolation_level=None, timeout=5)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_what_could_not_be_stored_is_answered_503_and_taken_when_it_comes_again(impatient: Road) -> None:
    member = await impatient.asked()
    form = impatient.twilio.missed_text(member, "ja")
    async with locked(impatient):
        assert await impatient.text(member, "ja", MessageSid=form["MessageSid"]) == 503
    assert impatient.came(member) == []
    assert await impatient.text(member, "ja", MessageSid=form["MessageSid"]) == 204
    await impatient.settled()
    assert len(impatient.came(member)) == 1
    assert len(impatient.sent(member)) == 2


async def test_what_is_on_the_wire_meanwhile_is_not_sent_twice(impatient: Road) -> None:
    """The provider takes a message, and what came of it cannot be written down for a while."""
    member = impatient.member()
    impatient.twilio.faults.add(slow(0.3))
    impatient.queue(member, "on the wire")
    while not impatient.twilio.journal.accepted(member):  # noqa: ASYNC110 - the stand-in runs in another loop
        await asyncio.sleep(0.005)
    async with locked(impatient):
        await asyncio.sleep(0.8)
    await impatient.settled(60)
    assert len(impatient.twilio.journal.accepted(member)) == 1
    assert impatient.message("on the wire").state in ("accepted", "sent", "delivered")
