"""Whoever is the booking desk, a host or a candidate is erased like anybody; the bookings stand without them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.say import About, Manner, say
from storage import addresses, booking_moves, bookings, organizations
from storage.booking_record import Times, Wanted
from storage.erasing import erase
from storage.session import Database
from storage.tables import address, booking, booking_slot, busy, candidate, outbox
from tests.world import Somebody, World, found, join

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KIM, BO, MARIA = "+46701740605", "+46701740606", "+46701740607"
WALL = datetime(2026, 11, 28, 18)
START = datetime(2026, 11, 28, 17, tzinfo=UTC)


@pytest.fixture
def world(database: Database) -> World:
    """Kim at the desk, Bo as the host, and Maria who has said yes."""
    world = found(database, "Solidaritet Solna", NOW)
    for name, number in (("Kim Ask", KIM), ("Bo Al", BO), ("Maria Ek", MARIA)):
        join(world, name, number, "sv", NOW)
    database.change(lambda db: plan(db, world))
    return world


def plan(db: Any, world: World) -> None:
    kim, bo = (addresses.find_or_make(db, "sms", number, NOW) for number in (KIM, BO))
    organizations.change(db, world.organization.id, desk_id=kim.id)
    hours = timedelta(hours=2)
    times = Times(WALL, WALL + hours, "Europe/Stockholm", START, START + hours)
    booking_id = booking_moves.request(
        db, Wanted(world.organization.id, "Möte", "Torget", times, bo.id), NOW, by="host"
    )
    booking_moves.ask(db, booking_id, world.people["Maria"].id, NOW, by="host")
    booking_moves.accept(db, booking_id, NOW, by="candidate")


def tell(world: World, who: Somebody, words: str) -> int:
    """Somebody was told something, and it arrived."""

    def write(db: Any) -> int:
        to = addresses.find_or_make(db, "sms", who.number, NOW)
        about, manner = (
            About(world.organization.id, who.id, "booking"),
            Manner("any", not_after=NOW + timedelta(days=1)),
        )
        message = say(db, words, to, words, now=NOW, manner=manner, about=about) or 0
        db.execute(update(outbox).where(outbox.c.id == message).values(state="delivered"))
        return message

    return world.database.change(write)


def erased(world: World, name: str) -> Any:
    return world.database.change(lambda db: erase(db, world.people[name].id, NOW, by="command line"))


def words_of(world: World, message: int) -> str:
    return str(world.database.read(lambda db: db.execute(select(outbox.c.body).where(outbox.c.id == message)).scalar()))


def numbers(world: World) -> set[str]:
    return set(world.database.read(lambda db: db.execute(select(address.c.address)).scalars()))


def the_booking(world: World) -> Any:
    return world.database.read(lambda db: db.execute(select(booking)).one())


def test_the_desk_is_nobody_then(world: World) -> None:
    assert erased(world, "Kim").removed["responsible_for"] == 1
    assert world.database.read(lambda db: organizations.get(db, world.organization.id)).desk_id is None
    assert KIM not in numbers(world)


def test_a_booking_outlives_its_host(world: World) -> None:
    told = tell(world, world.people["Maria"], "Bo Al möter dig, 070-174 06 06")
    erased(world, "Bo")
    assert (the_booking(world).state, the_booking(world).host_address_id) == ("accepted", None)
    assert BO not in numbers(world)
    assert words_of(world, told) == ""


def test_what_a_host_was_told_of_the_candidate_goes_with_the_candidate(world: World) -> None:
    told, other = tell(world, world.people["Bo"], "Maria Ek kommer"), tell(world, world.people["Bo"], "Hej Bo")
    erased(world, "Maria")
    assert words_of(world, told) == ""
    assert words_of(world, other) == "Hej Bo"
    assert the_booking(world).candidate_id is None
    events = world.database.read(lambda db: bookings.events(db, the_booking(world).id))
    assert {event.candidate_id for event in events} == {None}
    left = world.database.read(lambda db: [db.execute(select(each)).all() for each in (booking_slot, busy, candidate)])
    assert left == [[], [], []]


def test_what_somebody_was_told_who_has_nothing_to_do_with_it_stays(world: World) -> None:
    somebody = join(world, "Ali Nur", "+46701740608", "sv", NOW)
    told = tell(world, somebody, "Bo Al hälsar")
    erased(world, "Bo")
    assert words_of(world, told) == "Bo Al hälsar"
