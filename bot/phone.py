"""The sandbox phone on the web: the pages of `admin.phone`, wired to the running service."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection

from admin.phone import Road, phone_route
from bot.channel import Incoming
from bot.config import Settings, derived
from bot.sandbox import incoming
from bot.service import Service

PATIENCE = 2.0  # seconds that a sender waits for the answer, so that a page without JavaScript shows it at once


def add_phone(app: FastAPI, settings: Settings) -> None:
    """Put the phone on the web process; it works while `app.state.service` is there."""
    phone = phone_route(road_to(app), phone_key(settings), timezone=settings.timezone, currency=settings.currency)
    app.router.routes.append(phone)


def phone_key(settings: Settings) -> str:
    """The key in the phone's link."""
    return derived(settings.key, "phone")[:32]


def road_to(app: FastAPI) -> Road:
    """What the phone may do with the service of this process."""

    async def read(unit: Callable[[Connection], Any]) -> Any:
        service: Service = app.state.service
        return await asyncio.to_thread(service.database.read, unit)

    async def come(message: Incoming) -> None:
        service: Service = app.state.service
        await service.turns.receive(message)
        if service.turns.running:
            await asyncio.wait(service.turns.running, timeout=PATIENCE)

    async def text_in(channel: str, address: str, body: str) -> None:
        await come(incoming(channel, address, body))

    async def tap_in(channel: str, address: str, value: str) -> None:
        await come(incoming(channel, address, "", "tap", value=value))

    async def contact_in(chat: str, number: str) -> None:
        await come(incoming("telegram", chat, "", "contact", phone=number, own=True))

    return Road(read, text_in, tap_in, contact_in)


def phone_link(settings: Settings, host: str, port: int) -> str:
    """The link that opens the phone of a process that listens there."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/phone?key={phone_key(settings)}"
