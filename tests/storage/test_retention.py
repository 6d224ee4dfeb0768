"""At half past three, once a night over all workers, what is too old goes; and what went is counted."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Connection, func, select, update

from bot.nightly import next_night, nightly
from bot.say import About, Manner, say
from storage import (
    addresses,
    changes,
    conversations,
    inbox,
    links,
    organizers,
    outbox,
    people,
    retention,
    sessions,
    surveys,
    timers,
)
from storage.session import Database
from storage.tables import answer, audit, change, conversation, lease, link_token, organization, person, session, timer
from storage.tables import inbox as inbox_table
from storage.tables import outbox as outbox_table
from tests.world import STOCKHOLM, World, found, join, load_survey

ASA = "+46701740605"
NIGHT = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)  # a minute after half past three in Stockholm
ZONE = STOCKHOLM.key
SURVEY = """
name: bil
title: {sv: Bilar, en: Cars}
questions:
  - {key: car, kind: yesno, ask: {sv: "Kan du köra bil åt oss?", en: "Could you drive for us?"}}
"""


@pytest.fixture
def world(database: Database) -> World:
    """An association that has run its worker before this night."""
    world = found(database, "Solidaritet Solna", NIGHT - timedelta(days=1000))
    join(world, "Åsa Ek", ASA, "sv", NIGHT - timedelta(days=1000))
    load_survey(world, SURVEY, NIGHT - timedelta(days=1000))
    night(world, NIGHT - timedelta(hours=12))
    return world


def night(world: World, at: datetime, worker: str = "one") -> int:
    """A worker looks at the clock."""
    with time_machine.travel(at, tick=False):
        return asyncio.run(nightly(world.database, worker, ZONE))


def ago(days: float) -> datetime:
    return NIGHT - timedelta(days=days)


def count(world: World, table: Any, *conditions: Any) -> int:
    wanted = select(func.count()).select_from(table).where(*conditions)
    return world.database.read(lambda db: db.execute(wanted).scalar_one())


def reports(world: World) -> list[dict[str, int]]:
    wanted = select(audit.c.detail).where(audit.c.action == "retention").order_by(audit.c.id)
    return list(world.database.read(lambda db: db.execute(wanted).scalars().all()))


def text_in(world: World, n: int, at: datetime, state: str = "done") -> None:
    values: dict[str, Any] = {
        "provider": "twilio",
        "account": "AC",
        "external_id": f"SM{n}",
        "channel": "sms",
        "address": ASA,
    }
    values |= {"kind": "text", "body": "ja", "data": {"raw": 1}, "received_at": at, "state": state}
    values |= {"organization_id": world.organization.id}
    world.database.change(lambda db: inbox.store_once(db, values))


def text_out(world: World, key: str, at: datetime, state: str = "delivered") -> None:
    def write(db: Connection) -> None:
        to = addresses.find_or_make(db, "sms", ASA, at)
        say(db, key, to, "Hej!", now=at, manner=Manner("any"), about=About(world.organization.id, None))
        db.execute(update(outbox_table).where(outbox_table.c.intent_key == key).values(state=state))

    world.database.change(write)


def answered(world: World, at: datetime) -> None:
    def save(db: Connection) -> None:
        version = surveys.newest_version(db, surveys.find(db, world.organization.id, "bil") or 0)
        assert version is not None
        surveys.save_answer(db, version, world.people["Åsa"].id, "car", "yes", at)

    world.database.change(save)


def keeps(world: World, **days: int) -> None:
    world.database.change(lambda db: db.execute(update(organization).values(days)))


def test_words_go_after_a_year_and_the_rows_stay(world: World) -> None:
    for n, days in enumerate((366, 364)):
        text_in(world, n, ago(days))
        text_out(world, f"out {n}", ago(days))
    assert night(world, NIGHT) == 2
    assert count(world, inbox_table) == count(world, outbox_table) == 2
    assert count(world, inbox_table, inbox_table.c.body == "", inbox_table.c.data.is_(None)) == 1
    assert count(world, outbox_table, outbox_table.c.body == "") == 1
    assert world.database.read(outbox.counts) == {"delivered": 2}


def test_what_waits_keeps_its_words(world: World) -> None:
    text_in(world, 1, ago(400), state="new")
    text_out(world, "out", ago(400), state="queued")
    assert night(world, NIGHT) == 0


def test_answers_go_after_two_years(world: World) -> None:
    answered(world, ago(729))
    assert night(world, NIGHT) == 0
    assert night(world, NIGHT + timedelta(days=2)) == 1
    assert count(world, answer) == 0


def test_who_left_goes_after_a_month_unless_they_came_back(world: World) -> None:
    bo = join(world, "Bo Al", "+46701740606", "sv", ago(900))
    for who in (world.people["Åsa"], bo):
        world.database.change(lambda db, who=who: people.left(db, who.id, ago(31)))  # type: ignore[misc]
    back = update(person).where(person.c.id == bo.id).values(relation="member")
    world.database.change(lambda db: db.execute(back))
    assert night(world, NIGHT) == 1
    assert [row.id for row in world.database.read(people.listed)] == [bo.id]


def test_the_first_time_somebody_leaves_counts(world: World) -> None:
    asa = world.people["Åsa"].id
    for days in (40, 10):
        world.database.change(lambda db, days=days: people.left(db, asa, ago(days)))  # type: ignore[misc]
    row = world.database.read(lambda db: people.get(db, asa))
    assert row is not None
    assert (row.relation, row.left_at) == ("former_member", ago(40))


def test_links_timers_talks_and_changes_go_after_a_year(world: World) -> None:
    def fill(db: Connection) -> None:
        asa, number = world.people["Åsa"].id, addresses.find(db, "sms", ASA)
        assert number is not None
        for days, status, state in ((400, "ended", "fired"), (400, "aside", "waiting"), (300, "ended", "fired")):
            talk = {"person_id": asa, "flow": "menu", "step": "ask", "state": {}, "status": status}
            conversations.make(db, {**talk, "organization_id": world.organization.id, "updated_at": ago(days)})
            changes.made(db, asa, "language", {"language": "en"}, ago(days))
            links.make(db, f"{days}{status}", number.id, ago(days))
            about = {"key": f"{days}{status}", "kind": "nudge", "due_at": ago(days), "not_after": ago(days)}
            timers.set_timer(db, about)
            db.execute(update(timer).where(timer.c.key == about["key"]).values(state=state))

    world.database.change(fill)
    assert night(world, NIGHT) == 6
    left = [count(world, table) for table in (conversation, timer, change, link_token)]
    assert left == [2, 2, 1, 1]


def test_sessions_that_are_over_go_though_nobody_signs_in(world: World) -> None:
    def sign_in(db: Connection) -> None:
        somebody = organizers.add(db, "anna@example.org", ago(1), name="Anna Ek")
        for at in (ago(1), ago(0.1)):
            sessions.start(db, somebody, at, second_at=at)

    world.database.change(sign_in)
    night(world, NIGHT)
    assert count(world, session) == 1


def test_each_organization_says_how_long(world: World) -> None:
    keeps(world, keep_bodies_days=10, keep_answers_days=20, keep_left_days=0)
    text_out(world, "out", ago(11))
    answered(world, ago(21))
    bo = join(world, "Bo", "+46701740606", "sv", ago(9))
    world.database.change(lambda db: people.left(db, bo.id, ago(1)))
    assert night(world, NIGHT) == 3


@pytest.mark.parametrize("days", [10, 4000])
def test_another_organizations_number_is_not_ours(world: World, days: int) -> None:
    join(world, "Bo", "+46701740606", "sv", ago(9), at="Solidaritet Bromma")
    other = organization.c.name == "Solidaritet Bromma"
    changed = update(organization).where(other).values(keep_bodies_days=days)
    world.database.change(lambda db: db.execute(changed))
    text_out(world, "out", ago(366))
    assert night(world, NIGHT) == 1


def test_many_go_in_slices_and_all_of_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "FOUND", 7)
    for n in range(20):
        text_in(world, n, ago(400))
    assert night(world, NIGHT) == 20
    assert reports(world)[-1]["bodies_in"] == 20


def test_it_is_done_once_a_night_whoever_comes(world: World) -> None:
    looks = [NIGHT - timedelta(minutes=2), NIGHT + timedelta(minutes=1), NIGHT + timedelta(minutes=2)]
    for at in looks:
        for worker in ("one", "two"):
            night(world, at, worker)
    assert len(reports(world)) == 1
    night(world, NIGHT + timedelta(days=1, minutes=1))
    assert len(reports(world)) == 2


def test_a_night_that_was_missed_is_made_up_for(world: World) -> None:
    text_in(world, 1, ago(400))
    assert night(world, NIGHT + timedelta(days=3, hours=6)) == 1
    assert len(reports(world)) == 1


def test_a_new_installation_has_missed_none(database: Database) -> None:
    world = found(database, "Ny", NIGHT)
    assert night(world, NIGHT + timedelta(hours=6)) == 0
    assert reports(world) == []


def test_who_died_at_it_is_followed_by_another(world: World) -> None:
    text_in(world, 1, ago(400))
    assert world.database.change(lambda db: retention.hold(db, "dead", NIGHT))
    assert night(world, NIGHT + timedelta(minutes=1), "other") == 0
    assert night(world, NIGHT + timedelta(minutes=6), "other") == 1


def test_the_audit_says_how_much_of_what_and_of_whom_nothing(world: World) -> None:
    text_in(world, 1, ago(400))
    night(world, NIGHT)
    nothing = dict.fromkeys((step.name for step in retention.STEPS), 0)
    assert reports(world) == [{**nothing, "bodies_in": 1}]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T12:00+01:00", "2026-11-24T03:30+01:00"),
        ("2026-11-24T03:29+01:00", "2026-11-24T03:30+01:00"),
        ("2026-11-24T03:30+01:00", "2026-11-25T03:30+01:00"),
        ("2026-03-28T12:00+01:00", "2026-03-29T03:30+02:00"),
        ("2026-10-24T12:00+02:00", "2026-10-25T03:30+01:00"),
    ],
)
def test_the_next_night_is_by_the_clock_on_the_wall(now: str, expected: str) -> None:
    assert next_night(datetime.fromisoformat(now), ZONE) == datetime.fromisoformat(expected)


def test_there_is_one_row_for_the_night(world: World) -> None:
    night(world, NIGHT)
    assert count(world, lease, lease.c.name == retention.NIGHT) == 1
