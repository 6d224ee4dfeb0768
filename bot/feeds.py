"""Reading candidates' own calendars: each about once an hour, by one worker, and less often when it cannot be had."""

import asyncio
import hashlib
import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from bot import feed_busy
from bot.feed_fetch import Fault, Fetched, Manners, Seen, fetch
from storage import feeds
from storage.feeds import AHEAD, Said, Time
from storage.session import Database

log = structlog.get_logger()

AT_ONCE = 4
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOUBLINGS = 5  # of an hour are more than a day
PATIENCE = 20  # seconds for making out what a calendar says
FAULTS: dict[int, Fault] = {1: "not_a_calendar", 2: "too_large"}


@dataclass(frozen=True)
class News:
    """What is new in a calendar: the times, and what the server said of it."""

    times: list[Time]
    said: Said


async def read_feeds(database: Database, manners: Manners | None = None) -> int:
    """Read the calendars that are due, a few at once; how many were."""
    rows = await asyncio.to_thread(database.read, lambda db: feeds.due(db, _now(), AT_ONCE))
    return sum(await asyncio.gather(*(_read(database, row, manners or Manners()) for row in rows)))


async def _read(database: Database, row: Row[Any], manners: Manners) -> int:
    """Read one calendar, unless somebody else does; 1 or 0. Nothing is locked while it is on its way."""
    taken_at = _now()
    if not await _write(database, lambda db: feeds.take(db, row, taken_at)):
        return 0
    got = await fetch(row.feed_url, _seen(row, taken_at), manners)
    came = got if isinstance(got, str) else await _news(row, taken_at, got)
    collide = await _write(database, partial(_write_down, row=row, taken_at=taken_at, came=came))
    if collide:
        log.info("a calendar collides with bookings", candidate=row.person_id, bookings=collide)
    return 1


def _seen(row: Row[Any], now: datetime) -> Seen:
    """Once a day it is read whole: what it says of the day that has come into sight is new, though it is not."""
    if row.feed_read_at is None or row.feed_read_at.date() != now.date():
        return Seen()
    return Seen(row.feed_etag, row.feed_modified)


async def _news(row: Row[Any], now: datetime, got: Fetched) -> News | Fault | None:
    """What is new in it; None when nothing is."""
    if got.content is None:
        return None
    mark = hashlib.sha256(f"{row.zone} {now.date()} ".encode() + got.content).hexdigest()
    if mark == row.feed_hash:
        return None
    times = await asyncio.to_thread(read_apart, got.content, row.zone, now)
    return times if isinstance(times, str) else News(times, Said(mark, got.seen.etag, got.seen.modified))


def read_apart(content: bytes, zone: str, since: datetime, patience: float = PATIENCE) -> list[Time] | Fault:
    """When somebody is busy by a calendar in the three months to come: made out in a process that can be ended."""
    moments = since.isoformat(), (since + AHEAD).isoformat()
    command = [sys.executable, "-P", feed_busy.__file__, zone, *moments]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=patience, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return "too_large"
    if done.returncode:
        return FAULTS.get(done.returncode, "not_a_calendar")
    return [(datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for begins, ends in json.loads(done.stdout)]


def _write_down(db: Connection, row: Row[Any], taken_at: datetime, came: News | Fault | None) -> list[int]:
    """Write down what came of a reading; the ids of the bookings with which it collides."""
    now = _now()
    if isinstance(came, News):
        return feeds.replace(db, row, taken_at, came.times, came.said, now, next_time(now))
    if came is None:
        feeds.unchanged(db, row, taken_at, now, next_time(now))
    else:
        feeds.failed(db, row, taken_at, came, next_time(now, row.feed_failures + 1))
    return []


def next_time(now: datetime, failures: int = 0) -> datetime:
    """When to read again: in about an hour, doubled for each failure in a row up to a day; never all at once."""
    wait: timedelta = min(HOUR * 2 ** min(failures, DOUBLINGS), DAY)
    return now + wait * (0.9 + secrets.randbelow(2001) / 10_000)


async def _write(database: Database, unit: Any) -> Any:
    return await asyncio.wrap_future(database.write(unit))


def _now() -> datetime:
    return datetime.now(UTC)
