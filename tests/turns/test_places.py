"""A place is never sold twice, however many want it at once, on whatever channel."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import Connection, func, select, update

from bot.handle import handle
from bot.sandbox import incoming
from bot.turns import receive
from storage import shifts
from storage.session import Database
from storage.tables import claim, outbox, shift
from tests import world
from tests.world import HOUSE, Somebody, World, wall

NOW = wall("2026-11-25 12:00")
PEOPLE, PLACES = 50, 5
LINES = [(number, channel) for number in range(PEOPLE) for channel in (("sms", "telegram")[number % 2],)]


@pytest.fixture
def crowd(database: Database) -> World:
    """Fifty people, half of them on Telegram, who all look at one shift with five places."""
    here = world.found(database, "Solidaritet Solna", NOW)
    for number, channel in LINES:
        who = world.join(here, f"P{number} Ek", f"+467017406{number + 5:02}", "sv", NOW)
        if channel == "telegram":
            world.tie_chat(here, who, NOW)
    day = datetime(2026, 11, 28)
    world.add_shift(here, "Valstuga", "Centrum", day.replace(hour=11), day.replace(hour=14), NOW, maximum=PLACES)
    for number, channel in LINES:
        text(here, here.people[f"P{number}"], channel, "pass")
    return here


def text(here: World, who: Somebody, channel: str, body: str) -> None:
    """A message comes in and its turn is run."""
    address = who.address(channel)

    def come(db: Connection) -> None:
        receive(db, incoming(channel, address, body), NOW)
        handle(db, channel, address, NOW, HOUSE)

    here.database.change(come)


def all_claim(here: World) -> int:
    """All of them text "1" at the same moment; how many have a place then."""
    barrier = Barrier(PEOPLE)

    def take(line: tuple[int, str]) -> None:
        barrier.wait()
        text(here, here.people[f"P{line[0]}"], line[1], "1")

    with ThreadPoolExecutor(PEOPLE) as threads:
        list(threads.map(take, LINES))
    confirmed = select(func.count()).where(claim.c.state == "confirmed")
    return int(here.database.read(lambda db: db.execute(confirmed).scalar_one()))


def told(here: World, words: str) -> int:
    """How many were told this."""
    wanted = select(func.count()).where(outbox.c.body.contains(words))
    return int(here.database.read(lambda db: db.execute(wanted).scalar_one()))


def test_of_fifty_who_want_five_places_at_once_five_have_one_and_all_are_told(crowd: World) -> None:
    assert all_claim(crowd) == PLACES
    row = crowd.database.read(lambda db: shifts.get(db, crowd.shifts[0]))
    assert row is not None
    assert row.taken == PLACES
    assert told(crowd, "Bokat") == PLACES
    assert told(crowd, "hann bli fullt") == PEOPLE - PLACES


def test_without_its_guard_the_same_statement_sells_too_many(crowd: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin that must fail: looking first and writing afterwards. It shows that the test above can see it."""

    def look_then_write(db: Connection, shift_id: int, people: int, now: datetime) -> bool:
        row = crowd.database.read(lambda other: shifts.get(other, shift_id))
        time.sleep(0.001)
        if row is None or row.taken + people > row.maximum:
            return False
        db.execute(update(shift).where(shift.c.id == shift_id).values(taken=row.taken + people))
        return True

    monkeypatch.setattr(shifts, "take_place", look_then_write)
    assert all_claim(crowd) > PLACES
