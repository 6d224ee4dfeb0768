"""Receiving from Telegram in this process: the webhook, or polling that stores a batch before it moves on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from sqlalchemy.exc import SQLAlchemyError

from bot import telegram_in
from bot.channel import Incoming
from bot.config import Settings
from bot.service import Service, house_of
from bot.turns import receive
from storage import installation

log = structlog.get_logger()

POLL = 25  # seconds that Telegram holds a request open
LEASE = 60.0


class Receiver:
    """Reads updates and takes messages; a tap's spinner is stopped on the side."""

    def __init__(self, service: Service, bot: Bot) -> None:
        self.service, self.bot = service, bot
        self.account = str(bot.id)
        self.beside: set[asyncio.Task[None]] = set()

    def read(self, update: dict[str, Any]) -> Incoming | None:
        """An update in our terms."""
        return telegram_in.incoming(update, self.account)

    async def take(self, message: Incoming) -> None:
        """Store a message and run its turn."""
        await self.service.turns.receive(message)
        self._stop_spinner(message)

    def _stop_spinner(self, message: Incoming) -> None:
        query = message.data.get("query")
        if query:
            task = asyncio.create_task(telegram_in.answer_tap(self.bot, str(query)))
            self.beside.add(task)
            task.add_done_callback(self.beside.discard)

    async def poll(self) -> None:
        """Ask for updates for ever; one process at a time does, by a lease."""
        offset = 0
        while True:
            try:
                if await self._may_poll():
                    offset = await self._batch(offset)
                else:
                    await asyncio.sleep(LEASE / 4)
            except (AiogramError, SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("polling failed", error=type(error).__name__)
                await asyncio.sleep(3)

    async def _may_poll(self) -> bool:
        owner, now = self.service.worker.sender.owner, datetime.now(UTC)
        held = self.service.database.write(lambda db: installation.hold(db, "telegram:poll", owner, now, LEASE))
        return await asyncio.wrap_future(held)

    async def _batch(self, offset: int) -> int:
        """Store what came, then say so: the next request's offset makes Telegram forget it."""
        updates = await self.bot.get_updates(
            offset=offset or None, timeout=POLL, allowed_updates=telegram_in.UPDATES, request_timeout=POLL + 10
        )
        if not updates:
            return offset
        messages = [self.read(update.model_dump(mode="json", by_alias=True, exclude_none=True)) for update in updates]
        await self._store([message for message in messages if message is not None])
        return updates[-1].update_id + 1

    async def _store(self, messages: Sequence[Incoming]) -> None:
        now = datetime.now(UTC)
        stored = self.service.database.write(lambda db: [receive(db, message, now) for message in messages])
        await asyncio.wrap_future(stored)
        for message in messages:
            self._stop_spinner(message)
            self.service.turns.begin(message.channel, message.address)


@asynccontextmanager
async def receiving(service: Service) -> AsyncIterator[Receiver]:
    """Receive as TELEGRAM_MODE says, for as long as this lasts."""
    bot = telegram_in.make_bot(service.settings)
    receiver = Receiver(service, bot)
    task = asyncio.create_task(_begin(receiver, service.settings))
    try:
        yield receiver
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bot.session.close()


async def _begin(receiver: Receiver, settings: Settings) -> None:
    """Learn who we are and set up the road in; a Telegram that is away is asked again until it answers."""
    while True:
        try:
            await _learn_name(receiver)
            if settings.telegram_mode == "webhook":
                return await telegram_in.set_webhook(receiver.bot, settings)
            await receiver.bot.delete_webhook()
            return await receiver.poll()
        except (AiogramError, SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("Telegram does not answer", error=type(error).__name__)
            await asyncio.sleep(5)


async def _learn_name(receiver: Receiver) -> None:
    me = await receiver.bot.get_me()
    service, now = receiver.service, datetime.now(UTC)
    data = {"username": me.username or ""}
    await asyncio.wrap_future(
        service.database.write(lambda db: installation.provider_seen(db, "telegram", "ok", now, data))
    )
    service.turns.house = await asyncio.to_thread(house_of, service.settings, service.database)
