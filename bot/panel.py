"""The panel on the web, wired to the running service."""

from collections.abc import Callable
from dataclasses import replace

from fastapi import FastAPI

from admin.house import House
from bot.config import Settings, derived
from bot.freed import tell_freed
from bot.service import house_of
from storage.session import Database


def panel_house(settings: Settings, database: Callable[[], Database]) -> House:
    """What the panel needs to know of the installation."""
    return House(
        database=database,
        public_url=settings.public_url,
        timezone=settings.timezone,
        quiet_hours=settings.quiet_hours,
        countries=settings.allowed_countries,
        channels=settings.channels,
        price=settings.sms_price_per_part,
        currency=settings.currency,
        parts_per_second=settings.sms_parts_per_second,
        number=next(iter(settings.twilio_from), ""),
        tell_freed=lambda db, shift_ids, now: tell_freed(db, house_of(settings, database()), shift_ids, now),
    )


def open_demo(app: FastAPI, settings: Settings, phone_link: str) -> None:
    """Let the demo's link in, and say on the pages where its phone is. Nothing that is set in the environment does."""
    app.state.house = replace(app.state.house, demo=True, demo_key=_demo_key(settings), phone_link=phone_link)


def demo_link(settings: Settings, host: str, port: int) -> str:
    """The link that signs in at a demo that listens there."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/sign-in/demo?key={_demo_key(settings)}"


def _demo_key(settings: Settings) -> str:
    return derived(settings.key, "panel")[:32]
