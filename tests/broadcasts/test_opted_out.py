"""Whoever opted out is written to by no road, whichever part of ours means to; who did not is, by the same road."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from bot import shift_changes
from bot.say import About, Manner, say
from bot.turn import House
from storage import addresses, organizations, suppression
from storage.suppression import Silence
from storage.tables import timer
from tests import world
from tests.broadcasts.crowd import beside, confirmed, draft
from tests.roads.association import SURVEY, add_member
from tests.roads.road import Road, until
from tests.world import Somebody, World


@dataclass
class Scene:
    """An app in which one has opted out and one has not, both with a place in a shift of tomorrow."""

    road: Road
    world: World
    stopped: Somebody
    other: Somebody
    shift_id: int

    @property
    def both(self) -> list[Somebody]:
        return [self.stopped, self.other]


@pytest.fixture
def scene(road: Road) -> Scene:
    """Somebody has opted out of everything."""
    return planted(road, lambda here: Silence())


def planted(road: Road, wish: Callable[[int], Silence]) -> Scene:
    """wish: what one of the two wants no more of, given the organization."""
    road, now = beside(road), datetime.now(UTC)
    here = road.database.read(lambda db: organizations.get(db, road.organization_id))
    there = World(road.database, here)
    stopped, other = (
        Somebody(road.database.change(lambda db: add_member(db, here.id, phone)), "Åsa", phone)  # noqa: B023
        for phone in (road.stranger(), road.stranger())
    )
    start = now + timedelta(hours=30)
    shift_id = world.add_shift(there, "Valstuga", "Solna", start, start + timedelta(hours=3), now)
    for who in (stopped, other):
        world.give_place(there, who, shift_id, now)
    hashes = [road.database.read(lambda db: addresses.hash_of(db, "sms", stopped.number))]
    road.database.change(lambda db: suppression.suppress(db, hashes, wish(here.id), source="text", now=now))
    return Scene(road, there, stopped, other, shift_id)


def broadcast(scene: Scene) -> None:
    here = scene.road.organization_id
    scene.road.database.change(lambda db: confirmed(db, here, draft(), key=f"form {here}"))


def single_message(scene: Scene) -> None:
    def write(db: Connection) -> None:
        for who in scene.both:
            address, about = addresses.find(db, "sms", who.number), About(scene.road.organization_id, who.id, "person")
            assert address is not None
            say(db, f"one:{who.id}", address, "Hej!", now=datetime.now(UTC), manner=Manner("any"), about=about)

    scene.road.database.change(write)


def reminder(scene: Scene) -> None:
    now = datetime.now(UTC)
    scene.road.database.change(lambda db: db.execute(update(timer).values(due_at=now)))


def shift_called_off(scene: Scene) -> None:
    now = datetime.now(UTC)
    scene.road.database.change(lambda db: shift_changes.call_off(db, House(), scene.shift_id, now))


def survey(scene: Scene) -> None:
    now = datetime.now(UTC)
    world.load_survey(scene.world, SURVEY, now)
    world.ask_survey(scene.world, scene.both, now)


WAYS = [broadcast, single_message, reminder, shift_called_off, survey]


@pytest.mark.parametrize("way", WAYS)
async def test_no_road_leads_to_somebody_who_opted_out(scene: Scene, way: Callable[[Scene], None]) -> None:
    way(scene)
    await until(lambda: scene.road.sent(scene.other.number))
    await scene.road.settled()
    assert scene.road.sent(scene.stopped.number) == []
    assert {row.state for row in scene.road.messages(scene.stopped.number)} <= {"suppressed"}


@pytest.mark.parametrize("way", WAYS)
async def test_no_road_of_an_organization_leads_to_somebody_who_wants_nothing_of_it(
    road: Road, way: Callable[[Scene], None]
) -> None:
    scene = planted(road, lambda here: Silence(organization_id=here))
    way(scene)
    await until(lambda: scene.road.sent(scene.other.number))
    await scene.road.settled()
    assert scene.road.sent(scene.stopped.number) == []
    assert {row.state for row in scene.road.messages(scene.stopped.number)} <= {"suppressed"}


@pytest.mark.parametrize("way", WAYS)
async def test_every_road_leads_to_somebody_who_wants_nothing_of_another_organization(
    road: Road, way: Callable[[Scene], None]
) -> None:
    another = beside(road).organization_id
    scene = planted(road, lambda here: Silence(organization_id=another))
    way(scene)
    await until(lambda: scene.road.sent(scene.stopped.number))
