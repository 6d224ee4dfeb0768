"""Settling what is unknown, by evidence: the provider's own list is asked three times before it is believed."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from bot.channel import Channel, Found
from flows import parts
from storage import outbox
from storage.session import Database

LOOKS = (15.0, 60.0, 300.0)  # seconds after it went on the wire
CLOCKS = timedelta(seconds=60)  # how far the provider's clock may be behind ours


async def settle_unknown(database: Database, channels: Mapping[str, Channel]) -> int:
    """Look up every unknown message whose time has come; how many were looked up."""
    rows = await asyncio.to_thread(database.read, lambda db: outbox.to_settle(db, datetime.now(UTC), LOOKS))
    looked = 0
    for row in rows:
        channel = channels.get(row.channel)
        found = await channel.look_up(row.address, row.wire_at - CLOCKS) if channel is not None else None
        if found is not None:
            looked += 1
            can_forget = channel is not None and channel.capabilities.can_forget
            unit = partial(_settle, row=row, found=found, can_forget=can_forget)
            await asyncio.wrap_future(database.write(unit))
    return looked


def _settle(db: Connection, row: Row[Any], found: list[Found], can_forget: bool) -> None:
    now = datetime.now(UTC)
    wanted = parts.count(row.body).text
    same = [item for item in found if parts.count(item.body).text == wanted and not outbox.attached(db, item.sid)]
    if same:
        outbox.accepted(db, {row.id: same[0].sid}, now, can_forget=can_forget)
        return
    outbox.looked_up(db, row.id)
    if row.looked_up + 1 >= len(LOOKS):
        outbox.surely_not_sent(db, row.id, now)
