"""kill -9 at any moment: every webhook that was answered has its turn once, and no provider takes a message twice."""

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.service import open_database
from bot.standins.faults import Fault, slow
from tests.roads.association import make_organization
from tests.roads.conftest import Providers, settings_for
from tests.roads.program import Program, environment_of
from tests.roads.road import Road

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


async def text_in(road: Road, sender: str) -> bool:
    """A member asks for the menu; True when that was answered with a 2xx."""
    try:
        return await road.text(sender, "meny") == 204
    except (aiohttp.ClientError, TimeoutError):
        return False


def queue_all(road: Road, members: list[str], count: int) -> None:
    for n in range(count):
        road.queue(members[n % len(members)], f"message {n}")


def check(road: Road, count: int, answered: Counter[str]) -> None:
    """Each message was taken once, and each text that was answered 2xx has been handled, with one answer to each."""
    taken = Counter(entry.body for entry in road.twilio.journal.accepted() if entry.body.startswith("message "))
    assert taken == {f"message {n}": 1 for n in range(count)}
    for member, times in answered.items():
        came = road.came(member)
        assert len(came) >= times
        assert {row.state for row in came} == {"done"}
        assert len([body for body in road.sent(member) if not body.startswith("message ")]) == len(came)


async def test_killed_after_the_2xx_and_in_the_middle_of_a_queue(program: Killed) -> None:
    process, road = program
    members = [road.member() for _ in range(20)]
    queue_all(road, members, 60)
    road.twilio.faults.add(slow(0.03, times=0))
    process.start()
    answered = Counter({member: await text_in(road, member) for member in members[:3]})
    process.kill()
    assert sum(answered.values()) == 3
    process.start()
    await road.settled(40)
    check(road, 60, answered)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_killed_at_random_moments_of_a_long_queue(program: Killed, seed: int) -> None:
    process, road = program
    chance = random.Random(seed)
    members = [road.member() for _ in range(40)]
    queue_all(road, members, 200)
    road.twilio.faults.add(slow(0.08, times=0))
    answered: Counter[str] = Counter()
    for _ in range(6):
        process.start()
        for _ in range(chance.randrange(8)):
            sender = chance.choice(members)
            answered[sender] += await text_in(road, sender)
        await asyncio.sleep(chance.uniform(0, 0.4))
        process.kill()
    process.start()
    await road.settled(90)
    check(road, 200, answered)


@pytest.mark.long
async def test_killed_while_twilio_says_nothing_the_list_settles_it(program: Killed) -> None:
    process, road = program
    members = [road.member() for _ in range(40)]
    queue_all(road, members, 120)
    road.twilio.faults.add(Fault(seconds=0.1, callbacks=(), times=0))
    for _ in range(3):
        process.start()
        await asyncio.sleep(0.3)
        process.kill()
    process.start()
    await road.settled(90)
    check(road, 120, Counter())
