"""Sending: claim and commit, mark on the wire and commit, send, commit what came back.

Whatever dies in between leaves rows that say how far it came: a claim runs out and is queued again, only what was
on the wire becomes unknown, and that is settled by evidence (`bot.settle`), never by sending again and hoping.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import OperationalError

from bot import outcomes
from bot.channel import Capabilities, Channel, Outcome, Outgoing, Unknown
from bot.say import BROADCAST
from flows.hours import is_quiet, parse_span, wall_time
from storage import installation, organizations, outbox, suppression
from storage.session import Database

BATCH = 200
SLEEP = parse_span("21:00-07:00")  # reminders keep to the rest of the day
AHEAD = {BROADCAST: 0.25}  # seconds of a sender's pace that may be reserved ahead; answers may take more
AHEAD_OF_ANSWERS = 2.0
TOGETHER = 0.02  # seconds before its time that a message may be marked
AWAY = 0.5  # seconds until a database that is away is tried again


class Sender:
    """Sends what is due, on all channels of this process. owner: who claims, unique among all processes."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], owner: str) -> None:
        self.database, self.channels, self.owner = database, channels, owner

    async def send_due(self, name: str) -> int:
        """One batch on a channel; how many messages were claimed. One channel never waits for another."""
        channel, now = self.channels[name], datetime.now(UTC)
        claimed = self.database.write(lambda db: claim(db, name, channel, self.owner, now))
        messages = await asyncio.wrap_future(claimed)
        await Flight(self.database, channel, self.owner, messages).run()
        return len(messages)


class Flight:
    """A claimed batch on its way: never more on the wire than connections, and never one that is not marked so.

    One transaction writes down what has come back and marks what goes next, so that a message costs one commit.
    """

    def __init__(self, database: Database, channel: Channel, owner: str, messages: Sequence[Outgoing]) -> None:
        self.database, self.channel, self.owner = database, channel, owner
        self.waiting = deque(messages)
        self.in_air: dict[asyncio.Task[Outcome], Outgoing] = {}
        self.came: list[tuple[Outgoing, Outcome]] = []
        self.clock = asyncio.get_running_loop().time
        self.started = self.clock()

    async def run(self) -> None:
        """Until every message has gone and what came of it is written down."""
        while self.waiting or self.in_air or self.came:
            await self._step()
            await self._wait()

    async def _step(self) -> None:
        ready = self._ready()
        if not ready and not self.came:
            return
        came, now = list(self.came), datetime.now(UTC)
        written = self.database.write(lambda db: self._turn_over(db, came, ready, now))
        try:
            going = await asyncio.wrap_future(written)
        except OperationalError:  # what came back is kept until the database takes it
            await asyncio.sleep(AWAY)
            return
        del self.came[: len(came)]
        for message in ready:
            self.waiting.popleft()
            if message.id in going:
                self.in_air[asyncio.create_task(self._send(message))] = message

    def _turn_over(
        self, db: Connection, came: Sequence[tuple[Outgoing, Outcome]], ready: Sequence[Outgoing], now: datetime
    ) -> set[int]:
        outcomes.record(db, self.channel, came, now)
        return outbox.put_on_wire(db, [message.id for message in ready], owner=self.owner, now=now) if ready else set()

    def _ready(self) -> list[Outgoing]:
        """What may go now: as many as connections are free, and none before its time."""
        free = self.channel.capabilities.connections - len(self.in_air)
        passed = self.clock() - self.started + TOGETHER
        return list(takewhile(lambda message: message.wait <= passed, islice(self.waiting, free)))

    async def _send(self, message: Outgoing) -> Outcome:
        left = max(0.0, message.wait - (self.clock() - self.started))
        try:
            return await self.channel.send(replace(message, wait=left))
        except Exception as error:  # noqa: BLE001 - a fault of ours on the wire: it may have been taken all the same
            return Unknown(type(error).__name__)

    async def _wait(self) -> None:
        """Until something comes back, or the next message's time has come."""
        full = len(self.in_air) >= self.channel.capabilities.connections
        until = self.waiting[0].wait - (self.clock() - self.started) if self.waiting and not full else None
        if not self.in_air:
            return await asyncio.sleep(max(0.0, until or 0.0))
        patience = None if until is None else max(0.0, until)
        done, _ = await asyncio.wait(self.in_air, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        self.came += [(self.in_air.pop(task), task.result()) for task in done]
        return None


def claim(db: Connection, name: str, channel: Channel, owner: str, now: datetime) -> list[Outgoing]:
    """Claim the next batch of a channel, as far as its pace and the hours allow; nothing while halted."""
    if installation.halted_at(db) is not None:
        return []
    clocks = {zone: f"{wall_time(now, zone):%H:%M}" for zone in suppression.zones(db)}
    hours = outbox.quiet(now, *quiet_organizations(db, now), clocks)
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
