"""At half-time whoever is behind is told, once and kindly; whoever is on target, or wants no texts, is left alone."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from sqlalchemy import Connection, Row, insert, select

from bot.quotas import _tell, tell_quotas
from storage import addresses, quotas, shifts, suppression
from storage.quotas import Wanted
from storage.session import Database
from storage.tables import outbox, person_role, quota
from tests.ticking import tick
from tests.world import HOUSE, Somebody, World, add_shift, found, give_place, join, wall

START = wall("2026-07-20 12:00")
HALF = wall("2026-08-16 12:30")  # the half of August, at noon
HOUR = timedelta(hours=1)


@pytest.fixture
def world(database: Database) -> World:
    """A district with two associations, and a quota of four in the phone bank in August."""
    return district(database)


@pytest.fixture
def sqlite_world(sqlite_database: Database) -> World:
    return district(sqlite_database)


def district(database: Database) -> World:
    made = found(database, "Stockholm", START)
    wanted = Wanted(made.organization.id, "Ringstuga", 4, date(2026, 8, 1), date(2026, 8, 31))
    made.database.change(lambda db: quotas.make(db, wanted, START))
    return made


@pytest.fixture
def clock() -> Iterator[Any]:
    """It is half-time."""
    with time_machine.travel(HALF, tick=False) as traveller:
        yield traveller


def candidate(world: World, name: str, number: int, language: str = "sv", **more: Any) -> Somebody:
    who = join(world, name, f"+4670174{number:04}", language, START, **more)
    world.database.change(lambda db: db.execute(insert(person_role).values(person_id=who.id, role="kandidat")))
    return who


def take(world: World, who: Somebody, *days: str, activity: str = "Ringstuga", state: str = "") -> None:
    """Somebody has a place in a shift on each of these days; state: what became of it."""
    for day in days:
        begins = wall(f"{day} 17:00")
        shift_id = add_shift(world, activity, f"Sal {len(world.shifts)}", begins, begins + 2 * HOUR, START)
        give_place(world, who, shift_id, START)
        if state:
            world.database.change(partial(mark, shift_id=shift_id, came=state == "attended"))


def mark(db: Connection, shift_id: int, came: bool) -> None:
    shifts.mark(db, shift_id, [row.id for row in shifts.claims(db, shift_id)], came, HALF)


def told(world: World) -> list[Row[Any]]:
    wanted = select(outbox).where(outbox.c.flow == "quota").order_by(outbox.c.id)
    return list(world.database.read(lambda db: db.execute(wanted).all()))


def stands(world: World, now: datetime = HALF) -> dict[str, tuple[int, int, bool]]:
    """How many each has done, how many are booked, and whether they are behind."""
    row = world.database.read(lambda db: quotas.listed(db, [world.organization.id]))[0]
    found = world.database.read(lambda db: quotas.standing(db, row, now))
    return {each.person.first_name: (each.done, each.booked, each.is_behind) for each in found}


def test_shifts_that_were_done_and_those_that_are_booked_count_wherever_they_are(world: World) -> None:
    amina, bo = candidate(world, "Amina Warsame", 605), candidate(world, "Bo Ek", 606, at="Solna")
    join(world, "Cia Dahl", "+46701740607", "sv", START)  # no candidate
    take(world, amina, "2026-08-03")  # over, and nobody has marked who came
    take(world, amina, "2026-08-04", activity="RINGSTUGA ", state="attended")
    take(world, amina, "2026-08-20", "2026-08-31")
    take(world, bo, "2026-08-05", state="no_show")
    take(world, bo, "2026-08-06", activity="Flygblad")
    take(world, bo, "2026-07-31", "2026-09-01")
    assert stands(world) == {"Amina": (2, 2, False), "Bo": (0, 0, True)}


def test_who_lacks_most_stands_first_and_nobody_is_behind_on_the_first_day(sqlite_world: World) -> None:
    amina, bo = candidate(sqlite_world, "Amina Warsame", 605), candidate(sqlite_world, "Bo Ek", 606)
    candidate(sqlite_world, "Cia Dahl", 607)
    take(sqlite_world, amina, "2026-08-03", "2026-08-04")
    take(sqlite_world, bo, "2026-08-20")
    assert list(stands(sqlite_world)) == ["Cia", "Bo", "Amina"]
    assert [behind for _, _, behind in stands(sqlite_world, wall("2026-08-01 00:00")).values()] == [False] * 3
    assert [behind for _, _, behind in stands(sqlite_world).values()] == [True, True, False]
    assert [behind for _, _, behind in stands(sqlite_world, wall("2026-09-01 00:00")).values()] == [True] * 3


def test_who_is_behind_is_told_in_their_language_and_who_is_on_target_is_not(world: World, clock: Any) -> None:
    amina, bo = candidate(world, "Amina Warsame", 605), candidate(world, "Bo Ek", 606, "en")
    cia = candidate(world, "Cia Dahl", 607)
    take(world, amina, "2026-08-03")
    take(world, cia, "2026-08-03", "2026-08-29")
    assert asyncio.run(tell_quotas(world.database, HOUSE)) == 1
    assert {row.person_id: row.body for row in told(world)} == {
        amina.id: "Hej Amina! Nu har halva tiden gått. Du har 1 av 4 pass (Ringstuga) till och med mån 31/8. "
        "Skriv PASS så ser du vad som är ledigt. Tack för allt du gör!",
        bo.id: "Hi Bo! Half the time has gone, and we hope you can fit in 4 shifts (Ringstuga) by Mon 31 Aug. "
        "Text SHIFTS to see what is open!",
    }
    assert all(row.hours == "quiet" for row in told(world))
    assert all(row.not_after == datetime(2026, 8, 31, 22, tzinfo=UTC) for row in told(world))


def test_nothing_is_said_before_half_time_nor_twice_nor_when_it_is_over(sqlite_world: World, clock: Any) -> None:
    candidate(sqlite_world, "Amina Warsame", 605)
    for moment, count in (("2026-08-16 11:59", 0), ("2026-08-16 12:00", 1), ("2026-08-17 12:00", 1)):
        clock.move_to(wall(moment))
        asyncio.run(tell_quotas(sqlite_world.database, HOUSE))
        assert len(told(sqlite_world)) == count, moment
    late = Wanted(sqlite_world.organization.id, "Dörrar", 2, date(2026, 7, 1), date(2026, 7, 31))
    sqlite_world.database.change(lambda db: db.execute(insert(quota).values(**asdict(late), created_at=START)))
    assert asyncio.run(tell_quotas(sqlite_world.database, HOUSE)) == 0


def test_a_quota_that_is_made_after_its_half_time_writes_to_nobody(sqlite_world: World, clock: Any) -> None:
    candidate(sqlite_world, "Amina Warsame", 605)
    wanted = Wanted(sqlite_world.organization.id, "Dörrar", 2, date(2026, 8, 1), date(2026, 8, 20))
    sqlite_world.database.change(lambda db: quotas.make(db, wanted, HALF))
    asyncio.run(tell_quotas(sqlite_world.database, HOUSE))
    assert ["Dörrar" in row.body for row in told(sqlite_world)] == [False]


def test_two_workers_at_once_tell_each_person_once(world: World, clock: Any) -> None:
    people = [candidate(world, f"Kandidat{number} Ek", 610 + number) for number in range(30)]

    async def both() -> list[int]:
        return await asyncio.gather(*(tell_quotas(world.database, HOUSE) for _ in range(2)))

    asyncio.run(both())
    assert sorted(row.person_id for row in told(world)) == sorted(each.id for each in people)
    assert asyncio.run(tell_quotas(world.database, HOUSE)) == 0


def test_a_worker_that_died_on_the_way_is_made_up_for(sqlite_world: World, clock: Any) -> None:
    people = [candidate(sqlite_world, f"Kandidat{number} Ek", 610 + number) for number in range(3)]
    [row] = sqlite_world.database.read(lambda db: quotas.due(db, HALF))
    first = sqlite_world.database.read(lambda db: quotas.standing(db, row, HALF))[:1]
    sqlite_world.database.change(lambda db: _tell(db, HOUSE, row, first, HALF))
    asyncio.run(tell_quotas(sqlite_world.database, HOUSE))
    assert sorted(each.person_id for each in told(sqlite_world)) == [each.id for each in people]


def test_it_goes_in_the_daytime_and_who_has_said_stop_is_left_alone(sqlite_world: World, clock: Any) -> None:
    amina, bo = candidate(sqlite_world, "Amina Warsame", 605), candidate(sqlite_world, "Bo Ek", 606)
    hashes = [row.hash for row in sqlite_world.database.read(lambda db: addresses.of_person(db, bo.id))]
    sqlite_world.database.change(lambda db: suppression.suppress(db, hashes, source="test", now=START))
    night = wall("2026-08-16 21:30")
    clock.move_to(night)
    asyncio.run(tell_quotas(sqlite_world.database, HOUSE))
    tick(sqlite_world, night)
    assert [row.state for row in told(sqlite_world)] == ["queued", "queued"]
    tick(sqlite_world, wall("2026-08-17 09:00"))
    assert {row.person_id: row.state for row in told(sqlite_world)} == {amina.id: "accepted", bo.id: "suppressed"}
