"""No speaker is booked twice, and every request ends in something that both sides were told, once (promise 7, E54-E56).

Real requests from many threads, answered by text as people do, while time passes and a process dies.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.service import open_database
from storage import addresses
from storage.booking_record import Wanted
from tests.roads.association import make_organization
from tests.roads.bookers import PHASES, Party, midday
from tests.roads.booking_judge import check_messages, check_time, check_told, ledger
from tests.roads.conftest import Opened, Providers, settings_for
from tests.roads.program import Program, environment_of
from tests.roads.road import Road

ROLES: tuple[tuple[str, ...], ...] = ((), (), ("--no-worker",))
BY_COMMAND = 4  # requests that come by the command line


def judge(party: Party) -> Counter[str]:
    """How many ended how, when all is as it must be."""
    check_time(party.road)
    book = ledger(party.road)
    own = party.road.database.read(
        lambda db: {each.id: addresses.of_person(db, each.id)[0].id for each in party.candidates}
    )
    check_told(book, own)
    check_messages(book)
    return Counter(row.state for row in book.bookings)


async def test_twelve_requests_for_three_candidates_end_told_to_both_once(open_road: Opened) -> None:
    road = open_road()
    party = Party(road, [road.url], midday(), seed=5).gather(associations=4, candidates=3)
    await asyncio.gather(*(party.place(wanted) for wanted in party.wishes(12, days=1)))
    await party.talked_out()
    await party.run_out(PHASES[1:])
    await party.hold_meetings()
    ended = judge(party)
    assert ended.total() == 12
    assert ended["accepted"] + ended["done"] > 0


@pytest.fixture
def trio(providers: Providers, postgresql_fresh_url: str, tmp_path: Path) -> Iterator[tuple[list[Program], Road]]:
    """Three programs on one PostgreSQL, two of them with a worker."""
    twilio, twilio_url, telegram, telegram_url = providers
    settings = settings_for(postgresql_fresh_url, twilio, twilio_url, telegram_url)
    database = open_database(settings)
    organization_id = database.change(make_organization)
    programs = [Program(tmp_path, environment_of(settings), "tests.roads.hurried") for _ in ROLES]
    road = Road(programs[0].url, settings, database, twilio, telegram, organization_id).called_back()
    for program, role in zip(programs, ROLES, strict=True):
        program.start(*role)
    yield programs, road
    for program in programs:
        if program.process is not None and program.process.poll() is None:
            assert program.stop() == 0
    database.close()


async def ask(party: Party, program: Program, wanted: Wanted) -> None:
    """A request by the command line."""
    host = next(each for each in party.hosts if each.organization_id == wanted.organization_id)
    whom = next(each for each in party.candidates if each.id == wanted.wished_id)
    words = {
        "--org": host.organization, "--host": host.number, "--candidate": whom.number, "--title": wanted.title,
        "--venue": wanted.venue, "--start": wanted.times.wall_start.isoformat(),
        "--end": wanted.times.wall_end.isoformat(),
    }  # fmt: skip
    await asyncio.to_thread(program.command, "booking", "request", *(word for pair in words.items() for word in pair))


def faults(program: Program) -> list[str]:
    """What went wrong in a process, over all its lives."""
    lines = program.log.read_text("utf-8").splitlines()
    return [line for line in lines if any(word in line for word in ("Traceback", "turn failed", "tick failed"))]


def restart(program: Program, *role: str) -> None:
    program.kill()
    program.start(*role)


@pytest.mark.long
async def test_two_hundred_requests_on_three_processes_one_of_which_dies(trio: tuple[list[Program], Road]) -> None:
    programs, road = trio
    urls = [program.url for program in programs]
    party = Party(road, urls, midday(), seed=5).gather(associations=40, candidates=12)
    wishes = party.wishes(200, days=3)
    by_command = [each for each in wishes if each.wished_id][:BY_COMMAND]
    others = [each for each in wishes if each not in by_command]
    random.Random(7).shuffle(others)
    asked = [ask(party, programs[0], each) for each in by_command]
    await asyncio.gather(*asked, *(party.place(each) for each in others))
    await party.still()
    await party.answer(during=lambda: restart(programs[1]))
    await party.talked_out()
    await party.run_out()
    await party.hold_meetings()
    ended = judge(party)
    assert ended.total() == 200
    assert all(ended[state] for state in ("accepted", "declined", "expired", "cancelled", "done")), ended
    assert [line for program in programs for line in faults(program)] == []
    print(f"200 requests: {dict(ended)}, {len(road.twilio.journal.accepted())} messages")
