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

# PostgreSQL, where people really write at the same time, is in every run; SQLite's one writer in the long one.
BOTH = pytest.mark.parametrize(
    "database", [pytest.param("sqlite", marks=pytest.mark.long), "postgresql"], indirect=True
)
NOW = wall("2026-11-25 12:00")
PEOPLE, PLACES = 50, 5


def lines(people: int) -> list[tuple[int, str]]:
    """By whom, and on which channel: half of them have Telegram."""
    return [(number, ("sms", "telegram")[number % 2]) for number in range(people)]


def crowd(database: Database, people: int) -> World:
    """So many people who all look at one shift with five places."""
    here = world.found(database, "Solidaritet Solna", NOW)
    for number, channel in lines(people):
        who = world.join(here, f"P{number} Ek", f"+467017406{number + 5:02}", "sv", NOW)
        if channel == "telegram":
            world.tie_chat(here, who, NOW)
    day = datetime(2026, 11, 28)
    world.add_shift(here, "Valstuga", "Centrum", day.replace(hour=11), day.replace(hour=14), NOW, maximum=PLACES)
    for number, channel in lines(people):
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
    people = len(here.people)
    barrier = Barrier(people)

    def take(line: tuple[int, str]) -> None:
        barrier.wait()
        text(here, here.people[f"P{line[0]}"], line[1], "1")

    with ThreadPoolExecutor(people) as threads:
        list(threads.map(take, lines(people)))
    confirmed = select(func.count()).where(claim.c.state == "confirmed")
    return int(here.database.read(lambda db: db.execute(confirmed).scalar_one()))


def told(here: World, words: str) -> int:
    """How many were told this."""
    wanted = select(func.count()).where(outbox.c.body.contains(words))
    return int(here.database.read(lambda db: db.execute(wanted).scalar_one()))


@BOTH
def test_of_fifty_who_want_five_places_at_once_five_have_one_and_all_are_told(database: Database) -> None:
    here = crowd(database, PEOPLE)
    assert all_claim(here) == PLACES
    row = database.read(lambda db: shifts.get(db, here.shifts[0]))
    assert row is not None
    assert row.taken == PLACES
    assert told(here, "Bokat") == PLACES
    assert told(here, "hann bli fullt") == PEOPLE - PLACES


@BOTH
def test_without_its_guard_the_same_statement_sells_too_many(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must fail: looking first and writing afterwards. It shows that the test above can see it."""

    def look_then_write(db: Connection, shift_id: int, people: int, now: datetime) -> bool:
        row = database.read(lambda other: shifts.get(other, shift_id))
        time.sleep(0.001)
        if row is None or row.taken + people > row.maximum:
            return False
        db.execute(update(shift).where(shift.c.id == shift_id).values(taken=row.taken + people))
        return True

    monkeypatch.setattr(shifts, "take_place", look_then_write)
    assert all_claim(crowd(database, 4 * PLACES)) > PLACES
