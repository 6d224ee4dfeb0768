"""Having providers forget our texts: some at a time, never in the way of what is to be sent; a halt is for sending."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.channel import Channel
from storage import forgetting
from storage.forgetting import Kept
from storage.session import Database

log = structlog.get_logger()

HANDFUL = 4  # at once: half of a channel's connections stay for what is to be sent
HANDFULS = 25  # in one tick
Ends = Sequence[tuple[Kept, bool | None]]


async def forget_due(database: Database, channels: Mapping[str, Channel]) -> int:
    """Delete at the providers what they have had for long enough; how many texts are gone there."""
    able = {name: channel for name, channel in channels.items() if channel.capabilities.can_forget}
    return sum([await _forget(database, name, channel) for name, channel in able.items()])


async def _forget(database: Database, name: str, channel: Channel) -> int:
    """One transaction writes down what came of a handful and takes the next; a provider that is away ends the tick."""
    ends: Ends = []
    gone, room = 0, HANDFULS
    if not await asyncio.to_thread(database.read, lambda db: forgetting.due(db, name, channel.provider, _now())):
        return gone
    while True:
        unit = partial(_turn_over, name=name, provider=channel.provider, ends=ends, limit=HANDFUL if room else 0)
        kept = await asyncio.wrap_future(database.write(unit))
        if not kept:
            return gone
        answers = await asyncio.gather(*(channel.forget(one.sid) for one in kept))
        ends = list(zip(kept, answers, strict=True))
        gone += answers.count(True)
        room = 0 if None in answers else room - 1
        if None in answers:
            log.warning("not forgotten yet", provider=channel.provider, texts=answers.count(None))


def _turn_over(db: Connection, name: str, provider: str, ends: Ends, limit: int) -> list[Kept]:
    now = _now()
    forgetting.ended(db, ends, now)
    return forgetting.take(db, name, provider, now, limit) if limit else []


def _now() -> datetime:
    return datetime.now(UTC)
