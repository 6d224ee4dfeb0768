"""Two processes on one PostgreSQL share the work and the pace: nothing twice, and not faster than one."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.service import open_database
from tests.roads.association import make_organization
from tests.roads.conftest import Providers, settings_for
from tests.roads.program import Program, environment_of
from tests.roads.road import Road

pytestmark = pytest.mark.long
PACE = 20.0


@pytest.fixture
def pair(providers: Providers, postgresql_fresh_url: str, tmp_path: Path) -> Iterator[tuple[list[Program], Road]]:
    """Two programs on the same database, started."""
    twilio, twilio_url, telegram, telegram_url = providers
    settings = settings_for(postgresql_fresh_url, twilio, twilio_url, telegram_url, sms_parts_per_second=PACE)
    database = open_database(settings)
    organization_id = database.change(make_organization)
    programs = [Program(tmp_path, environment_of(settings), "tests.roads.hurried") for _ in range(2)]
    road = Road(programs[0].url, settings, database, twilio, telegram, organization_id).called_back()
    for program in programs:
        program.start()
    yield programs, road
    for program in programs:
        if program.process is not None and program.process.poll() is None:
            assert program.stop() == 0
    database.close()


async def test_they_send_each_message_once_and_keep_one_pace(pair: tuple[list[Program], Road]) -> None:
    _, road = pair
    members = [road.member() for _ in range(60)]
    for n in range(120):
        road.queue(members[n % 60], f"message {n}")
    await road.settled(60)
    entries = road.twilio.journal.accepted()
    assert Counter(entry.body for entry in entries) == {f"message {n}": 1 for n in range(120)}
    took = entries[-1].at - entries[0].at
    assert 120 / took <= PACE * 1.3


async def test_one_of_them_killed_the_other_finishes(pair: tuple[list[Program], Road]) -> None:
    programs, road = pair
    members = [road.member() for _ in range(60)]
    for member in members:
        road.queue(member, f"to {member}")
    assert await road.text(members[0], "meny") == 204
    programs[0].kill()
    await road.settled(60)
    assert Counter(entry.body for entry in road.twilio.journal.accepted() if entry.body.startswith("to ")) == {
        f"to {member}": 1 for member in members
    }
    assert len(road.sent(members[0])) == 2, road.messages(members[0])


async def test_the_same_webhook_at_both_is_one_turn(pair: tuple[list[Program], Road]) -> None:
    programs, road = pair
    member, sid = await road.asked(), "SM" + "7" * 32
    urls = [program.url for program in programs]

    async def post(n: int) -> int:
        return await replace(road, url=urls[n % 2]).text(member, "ja", MessageSid=sid)

    assert set(await asyncio.gather(*(post(n) for n in range(50)))) == {204}
    await road.settled(30)
    assert len(road.came(member)) == 1
    assert len(road.sent(member)) == 2
