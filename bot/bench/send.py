"""Sending: the outbox through the real Twilio client against a stand-in, beside a bare loop of the same client."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from sqlalchemy import Connection

from bot.bench.association import fill, number
from bot.bench.figures import Figure
from bot.bench.house import process, settings_of
from bot.channel import Outgoing
from bot.say import BROADCAST, About, Manner, say
from bot.sender import Sender
from bot.service import open_database
from bot.sms import CONNECTIONS, Twilio
from storage import addresses, outbox
from storage.session import Database

# What the provider takes to answer, in milliseconds, and how many messages are sent at that.
LOADS = {0: 2000, 100: 400}
BODY = "Hej Åsa! Kan du stå i valstugan på lördag? Svara JA eller NEJ. /Solidaritet Solna"
LIMIT = 60.0  # seconds


def measure() -> list[Figure]:
    """Messages a second from the outbox beside those of a bare loop, with as many connections."""
    return [_figure(latency, count) for latency, count in LOADS.items()]


def _figure(latency: int, count: int) -> Figure:
    with process("bot.standins", "--twilio-port", "0", "--telegram-port", "0") as url:
        bare = asyncio.run(_bare(url, latency, count))
        with _queued(url, count) as database:
            ours = asyncio.run(_ours(database, url, latency, count))
    details = {"messages": count, "latency_ms": latency, "connections": CONNECTIONS}
    limit_is = "a bare loop of the same client, as many at once"
    return Figure(f"send:{latency}ms", count / ours, count / bare, "messages/s", limit_is, details)


async def _bare(url: str, latency: int, count: int) -> float:
    """Seconds for as many messages through the client alone, and nothing written down."""
    channel = Twilio(settings_of("sqlite://", url))
    waiting = iter([_message(n) for n in range(count)])
    try:
        await _become(url, latency)
        began = time.perf_counter()
        await asyncio.gather(*(_send_all(channel, waiting) for _ in range(CONNECTIONS)))
        return time.perf_counter() - began
    finally:
        await channel.close()


async def _send_all(channel: Twilio, waiting: Iterator[Outgoing]) -> None:
    for message in waiting:
        await channel.send(message)


def _message(n: int) -> Outgoing:
    return Outgoing(n, "sms", number(n), BODY, (), f"bare{n}", 0.0, 3600)


async def _ours(database: Database, url: str, latency: int, count: int) -> float:
    """Seconds from the first claim to the last outcome written down; RuntimeError unless each was taken once."""
    channel = Twilio(settings_of("sqlite://", url))
    sender = Sender(database, {"sms": channel}, "bench")
    try:
        await _become(url, latency)
        began = time.perf_counter()
        async with asyncio.timeout(LIMIT):
            while await sender.send_due("sms"):
                pass
        took = time.perf_counter() - began
    finally:
        await channel.close()
    counts = database.read(outbox.counts)
    if counts != {"accepted": count}:
        raise RuntimeError(f"the outbox says {counts}")
    return took


async def _become(url: str, latency: int) -> None:
    """The stand-in answers that late from now on, and calls nobody back."""
    fault: dict[str, Any] = {"seconds": latency / 1000, "callbacks": [], "times": 0}
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        for path, body in (("_reset", None), ("_faults", fault)):
            async with session.post(f"{url}/{path}", json=body):
                pass


@contextmanager
def _queued(url: str, count: int) -> Iterator[Database]:
    """A database in which so many messages wait, each to another number."""
    with TemporaryDirectory() as folder:
        database = open_database(settings_of(f"sqlite:///{Path(folder) / 'bench.db'}", url))
        try:
            organization_id = database.change(lambda db: fill(db, count))
            database.change(lambda db: _queue_all(db, organization_id, count))
            yield database
        finally:
            database.close()


def _queue_all(db: Connection, organization_id: int, count: int) -> None:
    now = datetime.now(UTC)
    manner = Manner("any", BROADCAST, not_after=now + timedelta(hours=1))
    about = About(organization_id)
    for n in range(count):
        address = addresses.find_or_make(db, "sms", number(n), now)
        say(db, f"bench:{n}", address, BODY, now=now, manner=manner, about=about)
