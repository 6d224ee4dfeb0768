"""python-telegram-bot's ExtBot sends through the stand-in and meets Telegram's own errors."""

import logging
from datetime import timedelta

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.standins import faults
from bot.standins.faults import Fault
from bot.standins.telegram import TelegramStandin
from bot.standins.telegram_chats import Chats
from tests.standins.clients import telegram_bot

Running = tuple[TelegramStandin, str]
ÅSA, ALI = 5_000_000_001, 5_000_000_002
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="t1:yes")]])


async def test_a_message_with_buttons_is_taken_once(telegram: Running) -> None:
    standin, url = telegram
    async with telegram_bot(url, standin.token) as bot:
        assert bot.username == "budkavle_bot"
        sent = await bot.send_message(ÅSA, "Kommer du på lördag?", reply_markup=BUTTONS)
    assert (sent.chat_id, sent.text) == (ÅSA, "Kommer du på lördag?")
    assert sent.reply_markup == BUTTONS
    (entry,) = standin.journal.accepted(str(ÅSA))
    assert (entry.provider, entry.sid, entry.body) == ("telegram", str(sent.message_id), sent.text)


async def test_a_button_that_shares_the_contact_is_in_the_journal(telegram: Running) -> None:
    standin, url = telegram
    share = ReplyKeyboardMarkup([[KeyboardButton("Dela mitt nummer", request_contact=True)]])
    async with telegram_bot(url, standin.token) as bot:
        sent = await bot.send_message(ÅSA, "Vem är du?", reply_markup=share)
    assert sent.reply_markup is None
    assert "request_contact" in standin.journal.accepted()[0].fields["reply_markup"]


async def test_buttons_are_taken_away_once(telegram: Running) -> None:
    standin, url = telegram
    async with telegram_bot(url, standin.token) as bot:
        sent = await bot.send_message(ÅSA, "Kommer du?", reply_markup=BUTTONS)
        edited = await bot.edit_message_reply_markup(ÅSA, sent.message_id)
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_reply_markup(ÅSA, sent.message_id)
        with pytest.raises(BadRequest, match="not found"):
            await bot.edit_message_reply_markup(ALI, sent.message_id)
    assert edited.reply_markup is None
    assert standin.chats.sent(ÅSA, sent.message_id) is not None


async def test_a_tap_is_answered_once_and_in_time(telegram: Running) -> None:
    standin, url = telegram
    async with telegram_bot(url, standin.token) as bot:
        await bot.send_message(ÅSA, "Kommer du?", reply_markup=BUTTONS)
        await standin.tap(ÅSA, "t1:yes")
        await standin.tap(ÅSA, "t1:yes", late=True)
        first, late = [update["callback_query"] for update in standin.inbox.waiting]
        assert await bot.answer_callback_query(first["id"])
        for query in (first, late):
            with pytest.raises(BadRequest, match="too old"):
                await bot.answer_callback_query(query["id"])


@pytest.mark.parametrize(
    ("chat", "text", "error"),
    [
        (ALI, "Hej", Forbidden),
        (ÅSA, " ", BadRequest),
        (ÅSA, "a" * 4097, BadRequest),
        (404, "Hej", BadRequest),
    ],
)
async def test_what_telegram_refuses_is_refused(
    telegram: Running, chat: int, text: str, error: type[Exception]
) -> None:
    standin, url = telegram
    standin.chats.blocked.add(ALI)
    standin.chats.missing.add(404)
    async with telegram_bot(url, standin.token) as bot:
        with pytest.raises(error):
            await bot.send_message(chat, text)
    assert [entry.state for entry in standin.journal.entries] == ["refused"]


async def test_button_data_has_at_most_64_bytes(telegram: Running) -> None:
    standin, url = telegram
    long = InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="ö" * 33)]])
    async with telegram_bot(url, standin.token) as bot:
        with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
            await bot.send_message(ÅSA, "Kommer du?", reply_markup=long)


async def test_a_wrong_token_is_turned_away(telegram: Running) -> None:
    with pytest.raises(InvalidToken):
        async with telegram_bot(telegram[1], "1:wrong"):
            pass


@pytest.mark.parametrize(
    ("fault", "error", "state"),
    [
        (faults.too_many(3), RetryAfter, "refused"),
        (faults.blocked(), Forbidden, "refused"),
        (faults.refused(400, message="Bad Request: chat not found"), BadRequest, "refused"),
        (faults.down(502), NetworkError, "refused"),
        (faults.accept_then_reset(to=str(ÅSA)), NetworkError, "accepted"),
        (faults.drop(), NetworkError, "lost"),
        (faults.accept_then_hang(60), TimedOut, "accepted"),
    ],
)
async def test_a_bot_meets_the_fault_and_the_next_send_is_well(
    telegram: Running,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    error: type[Exception],
    state: str,
) -> None:
    standin, url = telegram
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with telegram_bot(url, standin.token, limit=0.3 if fault.seconds else 5) as bot:
        standin.faults.add(fault)
        with pytest.raises(error) as raised:
            await bot.send_message(ÅSA, "Hej")
        await bot.send_message(ÅSA, "Hej")
    assert [entry.state for entry in standin.journal.entries] == [state, "accepted"]
    if isinstance(raised.value, RetryAfter):
        assert raised.value.retry_after == timedelta(seconds=3)


def test_over_the_limit_is_429_until_a_second_has_gone() -> None:
    now = 0.0
    chats = Chats(clock=lambda: now)
    chats.per_second = 2
    hello = {"chat_id": ÅSA, "text": "Hej"}
    assert [chats.objection(hello) for _ in range(2)] == [None, None]
    refused = chats.objection(hello)
    assert refused is not None
    assert refused.status == 429
    now = 1.0
    assert chats.objection(hello) is None


async def test_the_token_is_in_no_log_of_ours_and_not_in_the_journal(
    telegram: Running, caplog: pytest.LogCaptureFixture
) -> None:
    standin, url = telegram
    caplog.set_level(logging.DEBUG, "uvicorn")
    async with telegram_bot(url, standin.token):
        pass
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("uvicorn")]
    assert standin.token not in "".join(ours) + str(standin.journal.as_json())
