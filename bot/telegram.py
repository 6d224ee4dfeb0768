"""Telegram on its way out: python-telegram-bot sends, at the pace that all our processes share."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channel import Capabilities, Found, Later, Outcome, Outgoing, Refused, Sent, Unknown
from bot.config import Settings
from bot.telegram_words import SHARE_CONTACT

PER_SECOND = 28.0  # Telegram lets about 30 through
CONNECTIONS = 4  # httpx slows down with more
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
GONE = ("chat not found", "user not found", "peer_id_invalid")


class SharedPace(BaseRateLimiter[float]):
    """Waits as long as the shared row in the database has reserved for a message when it was claimed."""

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def process_request(
        self, callback: Callable[..., Awaitable[Any]], args: Any, kwargs: dict[str, Any], endpoint: str,
        data: dict[str, Any], rate_limit_args: float | None,
    ) -> Any:  # fmt: skip
        if rate_limit_args:
            await asyncio.sleep(rate_limit_args)
        return await callback(*args, **kwargs)


class Telegram:
    """The Telegram channel, outwards."""

    provider = "telegram"
    capabilities = Capabilities(
        buttons=True, can_look_up=False, per_second=PER_SECOND, counts_parts=False, connections=CONNECTIONS
    )

    def __init__(self, settings: Settings) -> None:
        sends = HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=30, connect_timeout=5, read_timeout=10)
        polls = HTTPXRequest()  # never used: aiogram receives; but the library makes one of its own otherwise
        self.requests = (sends, polls)
        self.bot: ExtBot[float] = ExtBot(
            settings.telegram_bot_token,
            base_url=f"{settings.telegram_api_url}/bot",
            request=sends,
            get_updates_request=polls,
            rate_limiter=SharedPace(),
        )

    async def send(self, message: Outgoing) -> Outcome:
        try:
            below = _keyboard(message.buttons)
            sent = await self.bot.send_message(
                int(message.address), message.body, reply_markup=below, rate_limit_args=message.wait
            )
        except TelegramError as error:
            return outcome_of(error)
        return Sent(str(sent.message_id))

    async def look_up(self, address: str, since: datetime) -> list[Found] | None:
        """Telegram has no list of what a bot sent."""
        return None

    async def forget(self, sid: str) -> bool | None:
        """What is in a chat belongs to who reads it: a bot can delete nothing there after two days."""
        return False

    async def close(self) -> None:
        """The bot's own shutdown closes nothing when the bot never introduced itself, which ours does not."""
        for request in self.requests:
            await request.shutdown()


def outcome_of(error: TelegramError) -> Outcome:
    """What an error of the Bot API means for a message."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Later("telegram 429", wait if isinstance(wait, int | float) else wait.total_seconds(), pause=True)
    if isinstance(error, Forbidden):
        return Refused("telegram 403", "blocked")
    if isinstance(error, InvalidToken):
        return Later("telegram 401", 60, pause=True)
    if isinstance(error, BadRequest):
        gone = any(words in error.message.casefold() for words in GONE)
        return Refused("telegram 400", "invalid" if gone else "")
    if isinstance(error, NetworkError) and isinstance(error.__cause__, NEVER_SENT):
        return Later("not connected", 5)
    return Unknown(type(error).__name__)


def _keyboard(buttons: tuple[tuple[str, str], ...]) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if not buttons:
        return None
    if buttons[0][1] == SHARE_CONTACT:
        share = [[KeyboardButton(buttons[0][0], request_contact=True)]]
        return ReplyKeyboardMarkup(share, resize_keyboard=True, one_time_keyboard=True)
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=value)] for label, value in buttons])
