"""Quiet hours hold what we write of our own accord, and not the answer to somebody's own text."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, update

from bot import sender
from flows.hours import parse_span
from storage.tables import organization, outbox
from tests.roads.association import NO_QUIET, ask_survey, queue
from tests.roads.conftest import Opened
from tests.roads.road import Road, until


def around_now() -> str:
    """A span of two hours, in the middle of which it is now in Stockholm."""
    now = datetime.now(ZoneInfo("Europe/Stockholm"))
    return f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"


@pytest.fixture
def quiet(open_road: Opened) -> Road:
    """An organization where it is quiet now."""
    return open_road(quiet=around_now())


def end_quiet(db: Connection) -> None:
    db.execute(update(organization).values(quiet_hours=NO_QUIET))


async def test_a_survey_waits_and_an_answer_does_not(quiet: Road) -> None:
    asked, writes = quiet.member(), quiet.member()
    quiet.database.change(lambda db: ask_survey(db, quiet.organization_id, quiet.people_at(asked)[0]))
    assert await quiet.text(writes, "meny") == 204
    await until(lambda: quiet.sent(writes))
    await asyncio.sleep(0.8)
    assert quiet.sent(asked) == []
    quiet.database.change(end_quiet)
    await until(lambda: quiet.sent(asked))


async def test_an_answer_that_comes_too_late_waits_for_the_morning(quiet: Road) -> None:
    member = quiet.member()
    quiet.database.change(lambda db: queue_as(db, quiet, member, "late", timedelta(minutes=-1)))
    quiet.database.change(lambda db: queue_as(db, quiet, member, "in time", timedelta(minutes=14)))
    await until(lambda: quiet.sent(member))
    await asyncio.sleep(0.8)
    assert quiet.sent(member) == ["in time"]
    assert quiet.message("late").state == "queued"


def queue_as(db: Connection, road: Road, to: str, key: str, free: timedelta, hours: str = "quiet") -> None:
    """A message that keeps these hours, and may go despite them for as long as `free`."""
    queue(db, road.organization_id, to, key)
    until_then = datetime.now(UTC) + free
    db.execute(update(outbox).where(outbox.c.intent_key == key).values(hours=hours, free_until=until_then))


@pytest.fixture
def sleep(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The hours in which reminders wait are now."""
    monkeypatch.setattr(sender, "SLEEP", parse_span(around_now()))
    return monkeypatch


async def test_a_reminder_keeps_to_hours_of_its_own(open_road: Opened, sleep: pytest.MonkeyPatch) -> None:
    road = open_road()
    member = road.member()
    road.database.change(lambda db: queue_as(db, road, member, "reminder", timedelta(minutes=-1), "reminder"))
    road.database.change(lambda db: queue_as(db, road, member, "broadcast", timedelta(minutes=-1)))
    await until(lambda: road.sent(member))
    await asyncio.sleep(0.8)
    assert road.sent(member) == ["broadcast"]
    sleep.setattr(sender, "SLEEP", parse_span(NO_QUIET))
    await until(lambda: road.sent(member) == ["broadcast", "reminder"])
