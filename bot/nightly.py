"""Once a night, whoever of all workers comes first: what is too old goes. A night that was missed is made up for."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.freed import tell_freed
from bot.turn import House
from flows.hours import wall_time
from storage import retention, signing_in
from storage.session import Database

NIGHT = time(3, 30)  # on the wall


class Overtaken(Exception):
    """This worker was silent for so long that another has taken its place."""


async def nightly(database: Database, owner: str, zone: str) -> int:
    """Do what is to be done at night, if it is and nobody has; how much went."""
    now = datetime.now(UTC)
    due_at = await asyncio.to_thread(database.read, retention.due_at)
    if due_at is None:  # a new installation has missed no night
        await _write(database, lambda db: retention.plan(db, next_night(now, zone)))
        return 0
    if due_at >= now or not await _write(database, lambda db: retention.hold(db, owner, now)):
        return 0
    try:
        counts = {step.name: await _do(database, step, owner, House(zone)) for step in retention.STEPS}
    except Overtaken:
        return 0
    now = datetime.now(UTC)
    await _write(database, lambda db: signing_in.sweep(db, now))
    await _write(database, lambda db: retention.done(db, counts, now, next_night(now, zone)))
    return sum(counts.values())


async def _do(database: Database, step: retention.Step, owner: str, house: House) -> int:
    """All of one kind, a slice at a time; others write in between."""
    went, now, last = 0, datetime.now(UTC), 0
    while ids := await asyncio.to_thread(database.read, partial(retention.find, step=step, now=now, after=last)):
        last = ids[-1]
        for start in range(0, len(ids), step.slice):
            part = ids[start : start + step.slice]
            went += await _write(database, partial(_slice, step=step, ids=part, owner=owner, house=house))
    return went


def _slice(db: Connection, step: retention.Step, ids: list[int], owner: str, house: House) -> int:
    now = datetime.now(UTC)
    if not retention.hold(db, owner, now):
        raise Overtaken
    went = retention.end(db, step, ids, now)
    tell_freed(db, house, went.freed, now)
    return went.rows


def next_night(now: datetime, zone: str) -> datetime:
    """The next half past three on the wall clocks of the zone, in UTC."""
    wall = wall_time(now, zone)
    day = wall.date() if wall.time() < NIGHT else wall.date() + timedelta(days=1)
    return datetime.combine(day, NIGHT, ZoneInfo(zone)).astimezone(UTC)


async def _write(database: Database, unit: Callable[[Connection], Any]) -> Any:
    return await asyncio.wrap_future(database.write(unit))
