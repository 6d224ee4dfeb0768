"""Posts a message's status callbacks, in the usual order or as a fault wants them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from starlette.background import BackgroundTask

from bot.standins.faults import Fault
from bot.standins.journal import Journal
from bot.standins.serve import loopback_url
from bot.standins.twilio_account import Log
from bot.standins.twilio_message import Message
from bot.standins.twilio_webhook import post_signed, status_callback

PROGRESS = ("queued", "sent", "delivered")
CALLBACKS_AT_ONCE = 20


class Caller:
    """The part of Twilio that calls back; lives in the loop that serves.

    `deliver_to` is the loopback base URL of the bot when callbacks are signed for another (public) one.
    """

    def __init__(self, log: Log, journal: Journal, deliver_to: str = "") -> None:
        self.deliver_to = deliver_to
        self._log = log
        self._journal = journal
        self._due = 0
        self._running: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """The session to post with, for as long as the stand-in is served."""
        connector = aiohttp.TCPConnector(limit=CALLBACKS_AT_ONCE)
        async with aiohttp.ClientSession(connector=connector) as self._session:
            yield
            for task in tuple(self._running):
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until every callback that was due has been posted; may be awaited in any loop."""
        while self._due:  # noqa: ASYNC110 - an asyncio.Event belongs to one loop, and this is asked from others
            await asyncio.sleep(0.01)

    async def plan(self, message: Message, url: str, fault: Fault) -> BackgroundTask | None:
        """Call back about a message just taken: after the answer (the task to run then), at once when the
        answer will be late, or before it when the fault says so."""
        self._due += 1
        if fault.callbacks_first:
            await self._call(message, url, fault)
        elif fault.seconds:
            await self._start(message, url, fault)
        else:
            return BackgroundTask(self._start, message, url, fault)
        return None

    async def _start(self, message: Message, url: str, fault: Fault) -> None:
        task = asyncio.create_task(self._call(message, url, fault))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _call(self, message: Message, url: str, fault: Fault) -> None:
        try:
            for status in fault.callbacks or _usual_after(message.status):
                message = self._log.advance(message, status, fault.code)
                if url and fault.callbacks != ():
                    await self._post(url, status_callback(message, status, fault.code), fault.copies)
        finally:
            self._due -= 1

    async def _post(self, url: str, params: dict[str, str], copies: int) -> None:
        token = self._log.account.auth_token
        for _ in range(copies):
            status, reason = 0, ""
            try:
                target = loopback_url(url, self.deliver_to)
                status, _text = await post_signed(self._session, target, params, token, public_url=url)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                reason = type(error).__name__
            self._journal.callback(url, params, status, reason)


def _usual_after(status: str) -> tuple[str, ...]:
    """The statuses still to come; there is no callback for the one that a message starts with."""
    return PROGRESS[PROGRESS.index(status) + 1 :] if status in PROGRESS else PROGRESS
