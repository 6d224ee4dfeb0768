"""Telegram on its way in: aiogram reads updates, from the webhook or by polling, and they become our own terms.

Importing aiogram takes seconds and 170 MB, so only a process that receives Telegram imports this module.
"""

from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
from pydantic import ValidationError

from bot.channel import Incoming, Kind, clean
from bot.config import Settings

UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
CLOSED = ("kicked", "left")


def make_bot(settings: Settings) -> Bot:
    """The receiving bot; make it inside the running loop."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram_api_url), timeout=40)
    return Bot(settings.telegram_bot_token, session=session)


def incoming(data: dict[str, Any], account: str) -> Incoming | None:
    """An update in our terms; None for one that no conversation of ours can come from."""
    try:
        update = Update.model_validate(data)
    except ValidationError:
        return None
    said = _said(update)
    if said is None:
        return None
    chat, kind, body, extra = said
    return Incoming(
        provider="telegram",
        account=account,
        external_id=str(update.update_id),
        channel="telegram",
        address=str(chat),
        kind=kind,
        body=clean(body),
        data=extra,
    )


Said = tuple[int, Kind, str, dict[str, Any]]


def _said(update: Update) -> Said | None:
    if update.callback_query:
        return _tapped(update.callback_query)
    if update.message:
        return _written(update.message)
    if update.edited_message:
        return (update.edited_message.chat.id, "edited", update.edited_message.text or "", {})
    return _came_or_left(update.my_chat_member) if update.my_chat_member else None


def _tapped(query: CallbackQuery) -> Said:
    chat = query.message.chat.id if query.message else query.from_user.id
    return (chat, "tap", "", {"value": clean(query.data or ""), "query": query.id})


def _written(message: Message) -> Said:
    chat = message.chat.id
    if message.chat.type != "private":
        return (chat, "group", "", {})
    if message.contact:
        own = bool(message.from_user) and message.contact.user_id == getattr(message.from_user, "id", None)
        return (chat, "contact", "", {"phone": clean(message.contact.phone_number), "own": own})
    if message.text is None:
        return (chat, "media", message.caption or "", {})
    command, _, token = message.text.strip().partition(" ")
    if command == "/start":
        return (chat, "start", "/start", {"token": clean(token)})
    return (chat, "text", message.text, {})


def _came_or_left(change: ChatMemberUpdated) -> Said | None:
    if change.chat.type != "private":
        return None
    return (change.chat.id, "blocked" if change.new_chat_member.status in CLOSED else "unblocked", "", {})


async def answer_tap(bot: Bot, query_id: str) -> None:
    """Stop the spinner on a button; best effort, for Telegram forgets a tap within seconds."""
    try:
        await bot.answer_callback_query(query_id, request_timeout=5)
    except (AiogramError, OSError, TimeoutError):
        return


async def set_webhook(bot: Bot, settings: Settings) -> None:
    """Make the webhook as it should be; nothing is asked of Telegram when it is."""
    url = f"{settings.public_url}/webhooks/telegram"
    info = await bot.get_webhook_info()
    if info.url != url or set(info.allowed_updates or ()) != set(UPDATES):
        await bot.set_webhook(url, secret_token=settings.telegram_secret, allowed_updates=UPDATES, max_connections=40)
