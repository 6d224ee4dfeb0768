"""People act in the stand-in's chats and the bot hears of it, by webhook or by polling."""

import asyncio
from itertools import pairwise
from typing import Any

import aiohttp
import pytest

from bot.standins.telegram import TelegramStandin
from tests.standins.clients import telegram_bot
from tests.standins.conftest import Hook
from tests.standins.spec import check_telegram_update

Running = tuple[TelegramStandin, str]
ÅSA, ALI = 5_000_000_001, 5_000_000_002
SECRET = "hemlig-nyckel_1"


async def ask(telegram: Running, method: str, **params: Any) -> dict[str, Any]:
    """One call of the Bot API with JSON parameters; gives the whole envelope."""
    standin, url = telegram
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/bot{standin.token}/{method}", json=params) as answer,
    ):
        return await answer.json()


async def test_a_webhook_gets_what_people_do_with_the_secret(telegram: Running, hook: Hook) -> None:
    standin, url = telegram
    async with telegram_bot(url, standin.token) as bot:
        assert await bot.set_webhook(f"{hook.url}/telegram", secret_token=SECRET)
        sent = await bot.send_message(ÅSA, "Kommer du?")
        assert await standin.text_in(ÅSA, "/start abc123") == (204, "")
        await standin.share_contact(ÅSA, "+46701740605")
        await standin.share_contact(ÅSA, "+46701740606", user_id=ALI)
        await standin.tap(ÅSA, "t1:yes", sent.message_id)
        await standin.tap(ÅSA, "t1:yes", sent.message_id, old=True)
        await standin.edit_text(ÅSA, 2, "nej")
        await standin.block(ÅSA)
        assert (await bot.get_webhook_info()).pending_update_count == 0
    updates = [params for _, params, _ in hook.got]
    start, own, other, tap, old, edited, blocked = updates
    assert {headers["x-telegram-bot-api-secret-token"] for _, _, headers in hook.got} == {SECRET}
    assert start["message"]["text"] == "/start abc123"
    assert start["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert own["message"]["contact"]["user_id"] == own["message"]["from"]["id"]
    assert own["message"]["contact"]["phone_number"] == "46701740605"
    assert other["message"]["contact"]["user_id"] != other["message"]["from"]["id"]
    assert tap["callback_query"]["message"]["text"] == "Kommer du?"
    assert old["callback_query"]["message"]["date"] == 0
    assert edited["edited_message"]["text"] == "nej"
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert standin.chats.blocked == {ÅSA}
    assert [b["update_id"] - a["update_id"] for a, b in pairwise(updates)] == [1] * 6


async def test_an_update_that_was_not_taken_is_posted_again(telegram: Running, hook: Hook) -> None:
    standin, _ = telegram
    await ask(telegram, "setWebhook", url=f"{hook.url}/telegram")
    hook.status = 500
    assert await standin.text_in(ÅSA, "hej") == (500, "")
    info = (await ask(telegram, "getWebhookInfo"))["result"]
    assert info["pending_update_count"] == 1
    assert "500" in info["last_error_message"]
    hook.status = 200
    assert await standin.redeliver() == [(200, "")]
    assert await standin.redeliver() == []
    assert hook.got[0][1] == hook.got[1][1]


async def test_polling_forgets_what_the_next_offset_confirms(telegram: Running) -> None:
    standin, _ = telegram
    for words in ("ett", "två", "tre"):
        await standin.text_in(ÅSA, words)
    first = (await ask(telegram, "getUpdates", limit=2))["result"]
    again = (await ask(telegram, "getUpdates", limit=1))["result"]
    rest = (await ask(telegram, "getUpdates", offset=first[-1]["update_id"] + 1))["result"]
    assert [update["message"]["text"] for update in first] == ["ett", "två"]
    assert again == first[:1]
    assert [update["message"]["text"] for update in rest] == ["tre"]
    for update in first + rest:
        check_telegram_update(update)


async def poll_for_long(telegram: Running) -> asyncio.Task[dict[str, Any]]:
    """A long poll that has begun."""
    before = telegram[0].polls
    poll = asyncio.create_task(ask(telegram, "getUpdates", timeout=30))
    while telegram[0].polls == before:  # noqa: ASYNC110 - the stand-in runs in another loop
        await asyncio.sleep(0.01)
    return poll


async def test_a_long_poll_answers_when_something_comes(telegram: Running) -> None:
    standin, _ = telegram
    poll = await poll_for_long(telegram)
    await standin.text_in(ÅSA, "hej")
    assert [update["message"]["text"] for update in (await poll)["result"]] == ["hej"]


async def test_two_pollers_are_in_conflict(telegram: Running) -> None:
    first = await poll_for_long(telegram)
    assert (await ask(telegram, "getUpdates"))["ok"]
    assert (await first)["error_code"] == 409


async def test_polling_and_a_webhook_are_in_conflict(telegram: Running, hook: Hook) -> None:
    await ask(telegram, "setWebhook", url=hook.url + "/telegram")
    assert (await ask(telegram, "getUpdates"))["error_code"] == 409
    await ask(telegram, "deleteWebhook")
    assert (await ask(telegram, "getUpdates"))["ok"]


@pytest.mark.parametrize(
    "params",
    [{"url": "http://bot.example.org/telegram"}, {"url": "https://bot.example.org", "secret_token": "å"}],
)
async def test_a_bad_webhook_is_refused(telegram: Running, params: dict[str, str]) -> None:
    assert (await ask(telegram, "setWebhook", **params))["error_code"] == 400
    assert telegram[0].inbox.webhook is None


async def test_only_the_wanted_kinds_come(telegram: Running) -> None:
    standin, _ = telegram
    await ask(telegram, "getUpdates", allowed_updates=["message"])
    await standin.block(ÅSA)
    await standin.text_in(ALI, "hej")
    assert [sorted(update) for update in standin.inbox.waiting] == [["message", "update_id"]]


async def test_pending_updates_can_be_dropped(telegram: Running) -> None:
    standin, _ = telegram
    await standin.text_in(ÅSA, "hej")
    await ask(telegram, "deleteWebhook", drop_pending_updates=True)
    assert standin.inbox.waiting == []


async def test_an_unknown_method_is_not_found(telegram: Running) -> None:
    assert (await ask(telegram, "sendCarrierPigeon"))["error_code"] == 404
    telegram[0].journal.reset()


async def test_aiogram_polls_and_reads_what_came(telegram: Running) -> None:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    standin, url = telegram
    await standin.share_contact(ÅSA, "+46701740605")
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with Bot(standin.token, session=session).context() as bot:
        (update,) = await bot.get_updates(allowed_updates=["message", "callback_query"])
        assert await bot.get_updates(offset=update.update_id + 1, timeout=0) == []
    assert update.message is not None
    assert update.message.contact is not None
    assert update.message.contact.user_id == ÅSA
