"""Receiving and answering: a message is stored in one small transaction, and its turn is the next one."""

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.channel import Incoming
from bot.handle import handle
from bot.stop import stop_at_once
from bot.turn import House
from storage import inbox
from storage.session import Database

log = structlog.get_logger()


def receive(db: Connection, message: Incoming, now: datetime) -> int | None:
    """Store a message once; its id, or None when it was delivered before. A STOP holds from here on."""
    values = {**asdict(message), "data": dict(message.data) or None, "received_at": now}
    stored = inbox.store_once(db, values)
    if stored is not None and message.kind == "text":
        stop_at_once(db, message.channel, message.address, message.body, now)
    return stored


class Turns:
    """Runs turns, and wakes who sends what they say."""

    def __init__(self, database: Database, house: House, wake: Callable[[], None] = lambda: None) -> None:
        self.database, self.house, self.wake = database, house, wake
        self.running: set[asyncio.Task[int]] = set()

    async def receive(self, message: Incoming) -> bool:
        """Store a message, and run its turn as soon as it can be; False when it was delivered before."""
        now = datetime.now(UTC)
        stored = await asyncio.wrap_future(self.database.write(lambda db: receive(db, message, now)))
        if stored is not None:
            self.begin(message.channel, message.address)
        return stored is not None

    def begin(self, channel: str, address: str) -> None:
        """Run the turn of what waits at an address, without waiting for it."""
        task = asyncio.create_task(self.run(channel, address))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def run(self, channel: str, address: str) -> int:
        """Run turns at an address until nothing waits there, and say how many; one that fails is tried again later."""
        ran = 0
        while await self._one(channel, address):
            ran += 1
            self.wake()
        return ran

    async def _one(self, channel: str, address: str) -> bool:
        now = datetime.now(UTC)
        unit = self.database.write(lambda db: handle(db, channel, address, now, self.house))
        try:
            return await asyncio.wrap_future(unit)
        except OperationalError as error:  # the database is away or busy: no fault of the message's
            log.warning("turn put off", error=type(error).__name__)
            return False
        except Exception as error:  # noqa: BLE001 - whatever it was: nothing is lost, and the next text goes on
            log.error("turn failed", error=type(error).__name__, where=place_of(error))
        return await self._failed(channel, address)

    async def _failed(self, channel: str, address: str) -> bool:
        """Count a failure; True when the message was set aside, so that the next can have its turn."""
        counted = self.database.write(lambda db: inbox.failed(db, channel, address))
        try:
            return await asyncio.wrap_future(counted)
        except OperationalError:
            return False

    async def left_over(self) -> int:
        """Run the turns that nobody has run, after a crash or when all were busy; how many there were."""
        now = datetime.now(UTC)
        waiting = await asyncio.to_thread(self.database.read, lambda db: inbox.left_over(db, now))
        return sum([await self.run(channel, address) for channel, address in waiting])

    async def finish(self) -> None:
        """Wait for the turns that are under way."""
        await asyncio.gather(*self.running, return_exceptions=True)


def place_of(error: BaseException) -> str:
    """Where an error came from: file and line, and nothing that could be somebody's words."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
