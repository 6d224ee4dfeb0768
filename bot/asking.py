"""Asking a survey: each one asked is a prompt that waits in line; what somebody started in the panel is done here."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from flows.all import FLOWS
from storage import installation, survey_rounds, survey_waiting, surveys
from storage.importing.people import slices
from storage.segments import SegmentError
from storage.session import Database
from storage.survey_rounds import Wanted

log = structlog.get_logger()

SLICE = 200  # people in one transaction: no unit holds the writer for long
LEASE = 30.0  # seconds after its last slice that a worker counts as at it


def ask(
    db: Connection, version: Row[Any], organization_id: int, people: Sequence[int], now: datetime,
    before: datetime | None = None,
) -> int:  # fmt: skip
    """Put the survey in the line of each person, once; how many are asked by that.

    before: who was asked, or answered, before then is asked again, but only what they have not answered since.
    """
    return sum(_ask(db, version, organization_id, part, now, before) for part in slices(people, SLICE))


def _ask(
    db: Connection, version: Row[Any], organization_id: int, people: Sequence[int], now: datetime,
    before: datetime | None,
) -> int:  # fmt: skip
    asked = survey_rounds.note_asked(db, version, people, now, before)
    common = {
        "organization_id": organization_id, "flow": "survey", "step": FLOWS["survey"].first, "updated_at": now,
    }  # fmt: skip
    key, since = f"survey:{version.survey_id}", before.isoformat() if before else ""
    prompts = [{"key": f"{key}:{each}", "person_id": each, "state": {"version": version.id}} for each in asked.new]
    prompts += [
        {"key": f"{key}:{each}:{now:%Y%m%d}", "person_id": each, "state": {"version": version.id, "since": since}}
        for each in asked.again
    ]
    survey_waiting.put_in_line(db, [{**common, **prompt} for prompt in prompts])
    return len(prompts)


async def ask_rounds(
    database: Database, owner: str, channels: Collection[str], is_stopping: Callable[[], bool] = bool
) -> int:
    """Do what the oldest round waits for, if there is one; how much was done. It stops when the worker does."""
    row = await asyncio.to_thread(database.read, survey_rounds.due)
    return await asyncio.to_thread(work, database, row, owner, channels, is_stopping) if row is not None else 0


def work(
    database: Database, row: Row[Any], owner: str, channels: Collection[str], is_stopping: Callable[[], bool] = bool
) -> int:
    """As `ask_rounds`, here and now, in slices; whoever finds a round half done goes on with those not asked yet."""
    if not database.change(lambda db: installation.hold(db, "survey rounds", owner, _now(), LEASE)):
        return 0
    done = _ask_all(database, row, owner, channels, is_stopping) if row.state == "asking" else _take_back(database, row)
    return 1 if done else 0


def _ask_all(
    database: Database, row: Row[Any], owner: str, channels: Collection[str], is_stopping: Callable[[], bool]
) -> bool:
    wanted = Wanted(row.survey_id, row.organization_id, row.segment, row.before, channels)
    found = database.read(lambda db: survey_rounds.people(db, wanted, _now()))
    version = database.read(lambda db: surveys.version(db, row.version_id))
    if isinstance(found, SegmentError) or version is None:  # what it was made of is gone meanwhile
        log.warning("survey round stopped", round=row.id)
        return database.change(lambda db: survey_rounds.move(db, row.id, ("asking",), "stopped", done_at=_now()))
    for part in slices(found, SLICE):
        if is_stopping() or not database.change(partial(_slice, row=row, version=version, people=part, owner=owner)):
            return False
    return database.change(lambda db: survey_rounds.move(db, row.id, ("asking",), "done", done_at=_now()))


def _slice(db: Connection, row: Row[Any], version: Row[Any], people: Sequence[int], owner: str) -> bool:
    """Ask some, if that is still wanted, and still for us to do."""
    now = _now()
    ours = installation.hold(db, "survey rounds", owner, now, LEASE)
    if not ours or not survey_rounds.is_still(db, row.id, "asking"):
        return False
    asked = ask(db, version, row.organization_id, people, now, row.before)
    survey_rounds.come(db, row.id, asked=asked)
    return True


def _take_back(database: Database, row: Row[Any]) -> bool:
    """Whoever has not got the question yet does not get it."""

    def some(db: Connection) -> int:
        gone = survey_waiting.take_back(db, row.survey_id, SLICE)
        survey_rounds.come(db, row.id, taken_back=gone)
        return gone

    while database.change(some):
        continue
    return database.change(lambda db: survey_rounds.move(db, row.id, ("taking_back",), "stopped", done_at=_now()))


def _now() -> datetime:
    return datetime.now(UTC)
