"""By night what is too old goes, the logs too; nothing of somebody whose things must be kept does (P03)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Connection, func, select, update

from bot.nightly import nightly
from storage import inbox, installation, people, rights, surveys
from storage.rights import Hold
from storage.session import Database
from storage.tables import answer, audit, organization, person, read_log
from storage.tables import inbox as inbox_table
from tests.cases.office import SOLNA
from tests.world import STOCKHOLM, Somebody, World, add_shift, found, give_place, join, load_survey

SURVEY = """
name: bil
title: {sv: Bilar, en: Cars}
questions:
  - {key: car, kind: yesno, ask: {sv: "Kan du köra bil åt oss?", en: "Could you drive for us?"}}
"""
NIGHT = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)  # a minute after half past three in Stockholm


def ago(days: float) -> datetime:
    return NIGHT - timedelta(days=days)


@pytest.fixture
def world(database: Database) -> World:
    """An association whose worker has run before this night, with a former member of whom there are old things."""
    world = found(database, SOLNA, ago(1000))
    asa, bo = (join(world, name, n, "sv", ago(900)) for name, n in (("Åsa", "+46701740605"), ("Bo", "+46701740606")))
    load_survey(world, SURVEY, ago(900))
    for who in (asa, bo):
        database.change(lambda db, who=who: _leave_behind(db, world, who))  # type: ignore[misc]
    night(world, NIGHT - timedelta(hours=12))
    return world


def _leave_behind(db: Connection, world: World, who: Somebody) -> None:
    """An answer, a text from before we knew whose it was, a look at them, and an import by somebody else."""
    version = surveys.newest_version(db, surveys.find(db, world.organization.id, "bil") or 0)
    assert version is not None
    surveys.save_answer(db, version, who.id, "car", "yes", ago(729.9))
    values: dict[str, Any] = {"provider": "twilio", "account": "AC", "external_id": who.number, "channel": "sms"}
    values |= {"address": who.number, "kind": "text", "body": "ja", "received_at": ago(364.9), "state": "done"}
    inbox.store_once(db, values)
    rights.looked(db, who.id, world.organization.id, ago(364.9), by="anna", action="people show")
    installation.note(db, "anna", "people import", ago(364.9), object="lista.csv")
    people.left(db, who.id, ago(29.9))


def night(world: World, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return asyncio.run(nightly(world.database, "worker", STOCKHOLM.key))


def left(world: World) -> dict[str, int]:
    """What there still is."""
    counted = {
        "people": select(func.count(person.c.id)),
        "answers": select(func.count(answer.c.id)),
        "bodies": select(func.count(inbox_table.c.id)).where(inbox_table.c.body != ""),
        "looks": select(func.count(read_log.c.id)),
        "audit": select(func.count(audit.c.id)).where(audit.c.action != "retention"),
    }
    return world.database.read(lambda db: {name: db.execute(wanted).scalar_one() for name, wanted in counted.items()})


ALL = {"people": 2, "answers": 2, "bodies": 2, "looks": 2, "audit": 2}


def test_p03_everything_has_its_night(world: World) -> None:
    night(world, NIGHT)
    assert left(world) == ALL
    night(world, NIGHT + timedelta(days=1))
    assert left(world) == dict.fromkeys(ALL, 0)


def test_p03_the_logs_are_kept_as_long_as_each_organization_says(world: World) -> None:
    world.database.change(lambda db: db.execute(update(organization).values(keep_log_days=30)))
    night(world, NIGHT)
    assert left(world) == {**ALL, "looks": 0, "audit": 0}


def test_p03_what_is_of_somebody_held_stays_until_that_is_over_and_nobody_elses_does(world: World) -> None:
    asa, what = world.people["Åsa"].id, Hold(NIGHT + timedelta(days=30), "revision av bokföringen")
    world.database.change(lambda db: rights.hold(db, asa, what, NIGHT, by="anna"))
    night(world, NIGHT + timedelta(days=1))
    assert left(world) == {"people": 1, "answers": 1, "bodies": 1, "looks": 1, "audit": 1}
    night(world, NIGHT + timedelta(days=31))
    assert left(world) == {**dict.fromkeys(ALL, 0), "audit": 1}, "that she was held is known for a year"


def test_p03_a_place_of_somebody_whose_time_is_over_is_announced(world: World) -> None:
    kim = join(world, "Kim", "+46701740607", "sv", ago(9))
    start = datetime(2026, 11, 25, 12)
    shift_id = add_shift(world, "Valstuga", "Torget", start, start + timedelta(hours=2), ago(1), responsible=kim.number)
    give_place(world, world.people["Åsa"], shift_id, ago(1))
    night(world, NIGHT + timedelta(days=1))
    told = world.database.read(lambda db: people.messages_of(db, kim.id))
    assert [row.text for row in told] == ["En plats är ledig igen: ons 25/11 12-14 Valstuga, Torget. Nu 0 av 4."]
