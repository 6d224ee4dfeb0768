"""kill -9 in the middle of a broadcast: each number gets it once, and the ledger says so."""

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.service import open_database
from bot.standins.faults import Fault
from storage import broadcasts
from storage.broadcast_ledger import ledger
from storage.broadcasts import Draft
from tests.broadcasts.crowd import TEXT, confirmed, join, state_of
from tests.roads.association import make_organization
from tests.roads.conftest import Providers, settings_for
from tests.roads.program import Program, environment_of
from tests.roads.road import Road, until

Killed = tuple[Program, Road]


@pytest.fixture
def program(providers: Providers, sqlite_template: Path, tmp_path: Path) -> Iterator[Killed]:
    """The program, not started yet, and its road."""
    twilio, twilio_url, telegram, telegram_url = providers
    shutil.copy(sqlite_template, tmp_path / "budkavle.db")
    settings = settings_for(f"sqlite:///{tmp_path / 'budkavle.db'}", twilio, twilio_url, telegram_url)
    database = open_database(settings)
    found = Program(tmp_path, environment_of(settings), "tests.roads.hurried")
    organization_id = database.change(make_organization)
    yield found, Road(found.url, settings, database, twilio, telegram, organization_id).called_back()
    if found.process is not None and found.process.poll() is None:
        assert found.stop() == 0
    database.close()


def order(road: Road, count: int) -> tuple[int, list[str]]:
    """A broadcast to so many, confirmed with no minute to wait."""
    numbers = road.database.change(lambda db: join(db, road.organization_id, count))
    return road.database.change(lambda db: confirmed(db, road.organization_id, Draft({"sv": TEXT}))), numbers


async def check(road: Road, broadcast_id: int, numbers: list[str], seconds: float) -> None:
    """It comes to its end, and each number has it once."""
    await until(lambda: state_of(road.database, broadcast_id) == "finished", seconds)
    assert road.twilio.journal.accepted_per_recipient() == Counter(numbers)
    row = road.database.read(lambda db: broadcasts.get(db, broadcast_id))
    assert row is not None
    found = road.database.read(lambda db: ledger(db, row))
    assert (found.recipients, found.accepted, found.waiting) == (len(numbers), len(numbers), 0)


@pytest.mark.long
async def test_killed_once_in_the_middle(program: Killed) -> None:
    process, road = program
    broadcast_id, numbers = order(road, 300)
    road.twilio.faults.add(Fault(seconds=0.02, callbacks=(), times=0))
    process.start()
    await until(lambda: len(road.twilio.journal.accepted()) > 40, 30)
    process.kill()
    assert state_of(road.database, broadcast_id) == "sending"
    process.start()
    await check(road, broadcast_id, numbers, 60)


@pytest.mark.long
async def test_killed_at_twenty_moments_of_ten_thousand(program: Killed) -> None:
    process, road = program
    chance = random.Random(1)
    broadcast_id, numbers = order(road, 10_000)
    for _ in range(20):
        process.start()
        await asyncio.sleep(chance.uniform(0, 2))
        process.kill()
    process.start()
    await check(road, broadcast_id, numbers, 480)
