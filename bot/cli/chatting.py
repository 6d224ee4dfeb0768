"""The sandbox phone in the terminal."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

from sqlalchemy import Connection, Row

from bot.config import Settings
from bot.sandbox import incoming
from bot.service import Service, running
from bot.turns import receive
from storage import addresses, outbox, phones


async def talk(settings: Settings, channel: str, who: str, lines: TextIO, show: Callable[[str], None]) -> None:
    """Text as `who` until the input ends; each answer is shown as it would be on the phone."""
    async with running(settings) as service:
        address = await asyncio.to_thread(_address, service, channel, who)
        seen = await _show_new(service, channel, address, 0, show)
        while line := await asyncio.to_thread(lines.readline):
            await _say(service, channel, address, line.rstrip("\n"))
            seen = await _show_new(service, channel, address, seen, show)


def _address(service: Service, channel: str, who: str) -> str:
    """The number as it is stored; on Telegram a chat, tied to whoever has that number."""
    phone = phones.normal(who, service.settings.allowed_countries)
    number = phone.e164 if isinstance(phone, phones.Phone) else who
    if channel == "sms":
        return number
    return service.database.change(lambda db: _chat(db, number))


def _chat(db: Connection, number: str) -> str:
    now = datetime.now(UTC)
    chat = addresses.find_or_make(db, "telegram", number.lstrip("+"), now)
    known = addresses.find(db, "sms", number)
    for person in addresses.people_at(db, known.id) if known is not None else []:
        addresses.tie(db, person.id, chat.id)
    return str(chat.address)


async def _say(service: Service, channel: str, address: str, line: str) -> None:
    message = incoming(channel, address, line)
    now = datetime.now(UTC)
    await asyncio.to_thread(service.database.change, lambda db: receive(db, message, now))
    await service.turns.run(channel, address)


async def _show_new(service: Service, channel: str, address: str, seen: int, show: Callable[[str], None]) -> int:
    """Send what is due, and show what reached this phone since `seen`; the last that did."""
    await service.worker.once()
    rows = await asyncio.to_thread(service.database.read, lambda db: outbox.reached(db, channel, address, seen))
    for row in rows:
        show(in_words(row))
    return int(max([seen, *(row.id for row in rows)]))


def in_words(row: Row[Any]) -> str:
    """A message as the terminal shows it: its buttons as a line of their own."""
    buttons = "  ".join(f"[{label}]" for label, _ in row.buttons or ())
    return f"{row.body}\n{buttons}" if buttons else str(row.body)
