"""The worker: sends what is due, fires what is due, and finishes what others left. APScheduler only ticks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import OperationalError

from bot.asking import ask_rounds
from bot.booking_telling import tell as tell_booking
from bot.broadcasting import tend
from bot.due import fire, open_prompt
from bot.feeds import read_feeds
from bot.forgetting import forget_due
from bot.importing import finish_imports
from bot.nightly import nightly
from bot.quotas import tell_quotas
from bot.sender import Sender
from bot.settle import settle_unknown
from bot.shift_telling import tell
from bot.turns import Turns, place_of
from bot.uploads import take_uploads
from storage import blanking, bookings, conversations, installation, outbox, shift_changes, timers
from storage.session import Database

log = structlog.get_logger()

ALIVE = 15.0  # seconds after its last tick that a worker counts as alive
IDLE = 0.5  # seconds until an idle sender looks again; a turn in this process wakes it at once
SLICE = 50
NEVER_MISSED: dict[str, Any] = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}


class Worker:
    """One worker; any number of them may run, in any number of processes."""

    def __init__(self, database: Database, sender: Sender, turns: Turns) -> None:
        self.database, self.sender, self.turns = database, sender, turns
        self.awake = {name: asyncio.Event() for name in sender.channels}
        self.stopping = asyncio.Event()
        self.scheduler = AsyncIOScheduler(timezone=UTC)

    @property
    def ticks(self) -> list[tuple[Callable[[], Awaitable[int]], float]]:
        """What is looked after, and every how many seconds."""
        return [
            (self.heartbeat, 5),
            (self.expire_leases, 5),
            (self.turns.left_over, 2),
            (self.fire_timers, 1),
            (self.open_prompts, 1),
            (self.tell_changes, 1),
            (self.tell_bookings, 1),
            (self.broadcasts, 1),
            (self.ask_rounds, 1),
            (self.settle, 5),
            (self.finish_imports, 5),
            (self.take_uploads, 1),
            (self.finish_erasing, 10),
            (self.forget, 10),
            (self.read_feeds, 30),
            (self.tell_quotas, 60),
            (self.night, 60),
        ]

    def wake(self) -> None:
        """There is something to send."""
        for event in self.awake.values():
            event.set()

    async def run(self) -> None:
        """Work until told to stop; what is on the wire then is still written down."""
        await self.guarded(self.heartbeat)
        for tick, seconds in self.ticks:
            self.scheduler.add_job(self.guarded, "interval", [tick], seconds=seconds, **NEVER_MISSED)
        self.scheduler.start()
        await asyncio.gather(*(self._send_on(name) for name in self.sender.channels))
        self.scheduler.shutdown(wait=False)
        await self.turns.finish()

    async def _send_on(self, name: str) -> None:
        """Send what is due on one channel until told to stop."""
        send = partial(self.sender.send_due, name)
        while not self.stopping.is_set():
            self.awake[name].clear()
            if not await self.guarded(send):
                await self._idle(name)

    async def _idle(self, name: str) -> None:
        try:
            await asyncio.wait_for(self.awake[name].wait(), IDLE)
        except TimeoutError:
            return

    def stop(self) -> None:
        """Finish what is under way, and no more."""
        self.stopping.set()
        self.wake()

    async def once(self) -> None:
        """Do what is due, and whatever becomes due by that, until nothing is."""
        todo: list[Callable[[], Awaitable[int]]] = [tick for tick, _ in self.ticks[1:]]
        todo += [partial(self.sender.send_due, name) for name in self.sender.channels]
        while sum([await do() for do in todo]):
            continue

    async def guarded(self, tick: Callable[[], Awaitable[int]]) -> int:
        """A tick that fails is told of and comes again; the worker goes on."""
        try:
            return await tick()
        except OperationalError as error:  # the database is away, or busy for long
            log.warning("tick put off", tick=name_of(tick), error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the next tick must come
            log.error("tick failed", tick=name_of(tick), error=type(error).__name__, where=place_of(error))
        await asyncio.sleep(IDLE)
        return 0

    async def heartbeat(self) -> int:
        """Say that this worker lives."""
        name = f"worker:{self.sender.owner}"
        await self._write(lambda db: installation.hold(db, name, self.sender.owner, _now(), ALIVE))
        return 0

    async def expire_leases(self) -> int:
        """Take over what a worker that is gone had claimed."""
        provable = [name for name, channel in self.sender.channels.items() if channel.capabilities.can_look_up]
        return int(await self._write(lambda db: outbox.leases_ran_out(db, _now(), provable)))

    async def fire_timers(self) -> int:
        """Fire the timers that are due, each in a transaction of its own."""
        due = await asyncio.to_thread(self.database.read, lambda db: timers.due(db, _now(), SLICE))
        for timer_id in due:
            await self._write(partial(fire, timer_id=timer_id, now=_now(), house=self.turns.house))
        return len(due)

    async def open_prompts(self) -> int:
        """Ask those who wait in line and are free to be asked; how many were."""
        rows = await asyncio.to_thread(self.database.read, lambda db: conversations.waiting(db, _now(), SLICE))
        units = [partial(open_prompt, conversation_id=row.id, now=_now(), house=self.turns.house) for row in rows]
        opened = int(sum(await asyncio.gather(*(self._write(unit) for unit in units))))
        if opened:
            self.wake()
        return opened

    async def tell_changes(self) -> int:
        """Tell people of what was done to shifts by hand, each change in a transaction of its own; how many."""
        notes = await asyncio.to_thread(self.database.read, lambda db: shift_changes.untold(db, SLICE))
        for note_id in notes:
            await self._write(partial(tell, note_id=note_id, now=_now(), house=self.turns.house))
        if notes:
            self.wake()
        return len(notes)

    async def tell_bookings(self) -> int:
        """Tell both sides what happened to bookings, each event in a transaction of its own; how many."""
        events = await asyncio.to_thread(self.database.read, lambda db: bookings.untold(db, SLICE))
        for event_id in events:
            await self._write(partial(tell_booking, event_id=event_id, now=_now(), house=self.turns.house))
        if events:
            self.wake()
        return len(events)

    async def broadcasts(self) -> int:
        """Plan, begin, close and finish what is due of broadcasts."""
        done = await tend(self.database, self.turns.house, self.sender.owner)
        if done:
            self.wake()
        return done

    async def ask_rounds(self) -> int:
        """Put a survey that was started in the line of those it is asked of."""
        return await ask_rounds(self.database, self.sender.owner, self.turns.house.channels, self.stopping.is_set)

    async def finish_imports(self) -> int:
        """Take over what an import staged whose process is gone."""
        return await finish_imports(self.database)

    async def take_uploads(self) -> int:
        """Look at, or take in, a file that was uploaded in the panel; it stops when the worker does."""
        return await take_uploads(self.database, self.sender.owner, self.stopping.is_set)

    async def settle(self) -> int:
        """Look up what is unknown."""
        return await settle_unknown(self.database, self.sender.channels)

    async def finish_erasing(self) -> int:
        """Blank what was on its way to somebody erased, now that it is not any more."""
        if not await asyncio.to_thread(self.database.read, blanking.is_unfinished):
            return 0
        return int(await self._write(blanking.finish))

    async def forget(self) -> int:
        """Have the providers delete what they have had for long enough, halted or not."""
        return await forget_due(self.database, self.sender.channels)

    async def read_feeds(self) -> int:
        """Read candidates' own calendars that are due."""
        return await read_feeds(self.database)

    async def tell_quotas(self) -> int:
        """Tell candidates who are behind at half-time."""
        return await tell_quotas(self.database, self.turns.house)

    async def night(self) -> int:
        """Once a night, what is too old goes."""
        return await nightly(self.database, self.sender.owner, self.turns.house.timezone)

    async def _write(self, unit: Callable[[Any], Any]) -> Any:
        return await asyncio.wrap_future(self.database.write(unit))


def name_of(tick: Callable[..., object]) -> str:
    """What a tick is called in the log."""
    return str(getattr(tick.func if isinstance(tick, partial) else tick, "__name__", "tick"))


def _now() -> datetime:
    return datetime.now(UTC)
