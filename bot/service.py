"""Wiring: from settings to a database, channels, turns and a worker. The only place that knows all of them."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.channel import Channel
from bot.config import Settings
from bot.sandbox import Sandbox
from bot.sender import Sender
from bot.turn import House
from bot.turns import Turns
from bot.worker import Worker
from flows import reading
from storage import installation, migrate
from storage.session import Database


class NotReady(Exception):
    """The database cannot be used as it is; the message says what to do."""


@dataclass(frozen=True)
class Service:
    """All parts of a running process. numbers: those of ours at which SMS may arrive."""

    settings: Settings
    database: Database
    turns: Turns
    worker: Worker
    channels: dict[str, Channel]
    numbers: tuple[str, ...] = ()


def open_database(settings: Settings) -> Database:
    """The database, with its tables; a new one gets them at once, an old one is left for `budkavle migrate`.

    Raises NotReady, `installation.WrongKey`, or what the database itself raises.
    """
    database = Database(settings.database_url, settings.hashing_key)
    try:
        _prepare(database, settings)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: Database, settings: Settings) -> None:
    state = migrate.state(database.engine)
    if state == "behind":
        raise NotReady("The database is of an older version. Run: budkavle migrate")
    if state == "empty":
        migrate.migrate(database.engine)
    database.change(lambda db: installation.settle_in(db, settings.fingerprint))


def house_of(settings: Settings, database: Database) -> House:
    """What turns need to know of the installation."""
    told = database.read(lambda db: installation.provider_data(db, "telegram")) if settings.has_telegram else {}
    return House(
        timezone=settings.timezone,
        countries=settings.allowed_countries,
        channels=settings.channels,
        price=settings.sms_price_per_part,
        public_url=settings.public_url,
        telegram_name=str(told.get("username", "")),
        provider_stops=settings.has_twilio,
    )


def make_channels(settings: Settings) -> dict[str, Channel]:
    """The channels that are set up; none at all makes both of them sandboxes."""
    if settings.is_sandbox:
        return {"sms": Sandbox(buttons=False), "telegram": Sandbox(buttons=True)}
    channels: dict[str, Channel] = {}
    if settings.has_twilio:
        from bot.sms import Twilio  # imported where it is used: it costs a start that needs none of it

        channels["sms"] = Twilio(settings)
    if settings.has_telegram:
        from bot.telegram import Telegram

        channels["telegram"] = Telegram(settings)
    return channels


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Service]:
    """The parts of a process, made inside its loop and closed at the end."""
    database = await asyncio.to_thread(open_database, settings)
    await asyncio.to_thread(reading.prepare)
    channels = make_channels(settings)
    turns = Turns(database, house_of(settings, database))
    worker = Worker(database, Sender(database, channels, owner_name()), turns)
    turns.wake = worker.wake
    await asyncio.wrap_future(database.write(lambda db: _say_hello(db, channels)))
    try:
        yield Service(settings, database, turns, worker, channels, await _numbers(channels))
    finally:
        await turns.finish()
        for channel in channels.values():
            await channel.close()
        await asyncio.to_thread(database.close)


def owner_name() -> str:
    """Who this process is among all: a name that nobody else has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def _say_hello(db: Connection, channels: dict[str, Channel]) -> None:
    known = installation.provider_states(db)
    for provider in {channel.provider for channel in channels.values()} - known.keys():
        installation.provider_seen(db, provider, "ok", datetime.now(UTC))


async def _numbers(channels: dict[str, Channel]) -> tuple[str, ...]:
    sms = channels.get("sms")
    numbers = getattr(sms, "numbers", None)
    return tuple(await numbers()) if numbers is not None else ()
