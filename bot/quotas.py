"""Quotas at half-time: whoever is behind gets a friendly text, once; whoever is on target gets none."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from bot.say import BROADCAST, Manner
from bot.turn import Here, House
from flows import dates
from storage import addresses, people, quotas
from storage.quotas import Standing
from storage.session import Database

SLICE = 25  # people written to in one transaction


async def tell_quotas(database: Database, house: House) -> int:
    """Tell those who are behind at half-time; how many quotas that were.

    Two workers may come to the same quota, also one after the other has died: the key of each text lets it out once.
    """
    now = datetime.now(UTC)
    rows = await asyncio.to_thread(database.read, lambda db: quotas.due(db, now))
    for row in rows:
        await _tell_behind(database, house, row, now)
    return len(rows)


async def _tell_behind(database: Database, house: House, row: Row[Any], now: datetime) -> None:
    found = await asyncio.to_thread(database.read, partial(quotas.standing, row=row, now=now))
    behind = [each for each in found if each.is_behind]
    for start in range(0, len(behind), SLICE):
        part = behind[start : start + SLICE]
        await _write(database, partial(_tell, house=house, row=row, behind=part, now=now))
    await _write(database, partial(quotas.told, quota_id=row.id, now=now))


def _tell(db: Connection, house: House, row: Row[Any], behind: Sequence[Standing], now: datetime) -> None:
    """One text to each who can be reached; the outbox keeps quiet hours, and leaves alone who wants no texts."""
    current = quotas.get(db, row.id)
    if current is None or current.told_at is not None:
        return
    for each in behind:
        person = people.get(db, each.person.id)
        address = addresses.reachable(addresses.of_person(db, each.person.id), house.channels)
        if person is not None and address is not None:
            here = Here(db, now, house, address).of(person)
            _remind(replace(here, organization=here.organization_of(row.organization_id)), row, each)


def _remind(here: Here, row: Row[Any], standing: Standing) -> None:
    values = {
        "name": standing.person.first_name, "activity": row.activity, "have": standing.have,
        "wanted": standing.minimum, "until": dates.date_words(row.until, here.language, here.local_now.date()),
    }  # fmt: skip
    body = here.text("quota_behind", **values) if standing.have else here.text("quota_none", **values)
    manner = Manner("quiet", BROADCAST, not_after=quotas.ends(row))
    key = f"quota:{row.id}:{standing.person.id}"
    here.say(key, here.address, body, manner, flow="quota", ending=_introduction(here))


def _introduction(here: Here) -> str:
    """Who is written to for the first time is told why, and how to stop."""
    if here.address.introduced_at is not None:
        return ""
    addresses.introduced(here.db, here.address.id, here.now)
    return here.text("introduction")


async def _write(database: Database, unit: Any) -> Any:
    return await asyncio.wrap_future(database.write(unit))
