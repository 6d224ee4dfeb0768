"""Sending: claim and commit, mark on the wire and commit, send, commit what came back.

Whatever dies in between leaves rows that say how far it came: a claim runs out and is queued again, only what was
on the wire becomes unknown, and that is settled by evidence (`bot.settle`), never by sending again and hoping.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row

from bot import outcomes
from bot.channel import Capabilities, Channel, Outcome, Outgoing
from bot.say import BROADCAST
from flows.hours import is_quiet, parse_span
from storage import installation, organizations, outbox
from storage.session import Database

BATCH = 200
SLEEP = parse_span("21:00-07:00")  # reminders keep to the rest of the day
AHEAD = {BROADCAST: 0.25}  # seconds of a sender's pace that may be reserved ahead; answers may take more
AHEAD_OF_ANSWERS = 2.0
LANES = 2  # handfuls under way at once: while one is on the wire, the next is being marked
TOGETHER = 0.05  # messages whose turn comes within as many seconds go on the wire in one handful


class Sender:
    """Sends what is due, on all channels of this process. owner: who claims, unique among all processes."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], owner: str) -> None:
        self.database, self.channels, self.owner = database, channels, owner

    async def send_due(self, name: str) -> int:
        """One batch on a channel; how many messages were claimed. One channel never waits for another."""
        channel, now = self.channels[name], datetime.now(UTC)
        messages = await self._write(lambda db: claim(db, name, channel, self.owner, now))
        clock = asyncio.get_running_loop().time
        started, lanes = clock(), asyncio.Semaphore(LANES)
        async with asyncio.TaskGroup() as group:
            for handful in handfuls(messages, max(1, channel.capabilities.connections // LANES)):
                await lanes.acquire()
                await asyncio.sleep(max(0.0, handful[0].wait - (clock() - started)))
                waited = clock() - started
                left = [replace(message, wait=max(0.0, message.wait - waited)) for message in handful]
                group.create_task(self._lane(channel, left, lanes))
        return len(messages)

    async def _lane(self, channel: Channel, messages: Sequence[Outgoing], lanes: asyncio.Semaphore) -> None:
        try:
            await self._handful(channel, messages)
        finally:
            lanes.release()

    async def _handful(self, channel: Channel, messages: Sequence[Outgoing]) -> None:
        ids = [message.id for message in messages]
        now = datetime.now(UTC)
        going = await self._write(lambda db: outbox.put_on_wire(db, ids, owner=self.owner, now=now))
        sent = [message for message in messages if message.id in going]
        came: list[Outcome] = await asyncio.gather(*(channel.send(message) for message in sent))
        if sent:
            pairs = list(zip(sent, came, strict=True))
            await self._write(lambda db: outcomes.record(db, channel, pairs, datetime.now(UTC)))

    async def _write(self, unit: Any) -> Any:
        return await asyncio.wrap_future(self.database.write(unit))


def claim(db: Connection, name: str, channel: Channel, owner: str, now: datetime) -> list[Outgoing]:
    """Claim the next batch of a channel, as far as its pace and the hours allow; nothing while halted."""
    if installation.halted_at(db) is not None:
        return []
    hours = outbox.quiet(now, *quiet_organizations(db, now))
    rows = outbox.due(db, now=now, channel=name, hours=hours, limit=BATCH)
    waits = _waits(db, channel.provider, channel.capabilities, rows)
    chosen = rows[: len(waits)]
    ids = outbox.claim(db, [row.id for row in chosen], owner=owner, now=now)
    return [outgoing(row, wait, now) for row, wait in zip(chosen, waits, strict=True) if row.id in ids]


def _waits(db: Connection, provider: str, can: Capabilities, rows: Sequence[Row[Any]]) -> list[float]:
    if can.per_second is None or not rows:
        return [0.0] * len(rows)
    costs = [(row.parts if can.counts_parts else 1) / can.per_second for row in rows]
    return installation.reserve(db, provider, costs, [AHEAD.get(row.priority, AHEAD_OF_ANSWERS) for row in rows])


def quiet_organizations(db: Connection, now: datetime) -> tuple[list[int], list[int]]:
    """The organizations where it is quiet now, and those where it is too early or late for reminders."""
    rows = organizations.listed(db)
    quiet = [row.id for row in rows if is_quiet(now, parse_span(row.quiet_hours), row.timezone)]
    return quiet, [row.id for row in rows if is_quiet(now, SLEEP, row.timezone)]


def outgoing(row: Row[Any], wait: float, now: datetime) -> Outgoing:
    """An outbox row as a channel sends it."""
    buttons = tuple((label, value) for label, value in row.buttons or ())
    useful = int((row.not_after - now).total_seconds())
    return Outgoing(row.id, row.channel, row.address, row.body, buttons, row.token, wait, useful, row.sender)


def handfuls(messages: Sequence[Outgoing], most: int) -> list[list[Outgoing]]:
    """Messages that go on the wire together: those whose time comes at once, never more than the connections."""
    found: list[list[Outgoing]] = []
    for message in messages:
        last = found[-1] if found else None
        if last is not None and len(last) < most and message.wait <= last[0].wait + TOGETHER:
            last.append(message)
        else:
            found.append([message])
    return found
