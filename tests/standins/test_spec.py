"""The judges of requests and answers let the right through and stop the wrong."""

from typing import Any

import pytest

from bot.standins.journal import Call, Journal
from bot.standins.telegram_errors import error, ok, too_many_requests
from bot.standins.telegram_updates import BOT
from bot.standins.twilio_account import Account, Log
from bot.standins.twilio_errors import twilio_error
from bot.standins.twilio_message import page, resource
from tests.standins.spec import (
    check_journal,
    check_telegram_request,
    check_telegram_result,
    check_twilio_request,
    check_twilio_response,
)

MESSAGES = f"/2010-04-01/Accounts/{Account().sid}/Messages"
ÅSA, OURS = "+46701740605", "+46701740699"
HELLO = {"To": ÅSA, "From": OURS, "Body": "Hej"}


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("POST", f"{MESSAGES}.json", {**HELLO, "SmartEncoded": "True", "ValidityPeriod": "3600"}),
        ("GET", f"{MESSAGES}.json", {"To": ÅSA, "PageSize": "50", "Page": "1", "PageToken": "PA1"}),
        ("DELETE", f"{MESSAGES}/SM{'1' * 32}.json", {}),
        ("GET", f"/v1/Services/{Account().service}/PhoneNumbers", {"PageSize": "50"}),
    ],
)
def test_requests_that_twilio_describes_pass(method: str, path: str, params: dict[str, str]) -> None:
    check_twilio_request(method, path, params)


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("POST", f"{MESSAGES}.json", {"From": OURS, "Body": "Hej"}),
        ("POST", f"{MESSAGES}.json", {"To": ÅSA, "Body": "Hej"}),
        ("POST", f"{MESSAGES}.json", {**HELLO, "To": "0701740605"}),
        ("POST", f"{MESSAGES}.json", {**HELLO, "IdempotencyKey": "1"}),
        ("POST", f"{MESSAGES}.json", {**HELLO, "ValidityPeriod": "36001"}),
        ("POST", f"{MESSAGES}.json", {**HELLO, "SmartEncoded": "ja"}),
        ("POST", f"{MESSAGES}.json", {**HELLO, "Body": "a" * 1601}),
        ("POST", f"{MESSAGES}.json", {**HELLO, "StatusCallback": "status"}),
        ("GET", f"{MESSAGES}.json", {"DateCreated": "2026-11-22"}),
        ("GET", f"{MESSAGES}.json", {"PageSize": "1001"}),
        ("DELETE", f"{MESSAGES}.json", {}),
        ("GET", "/2010-04-01/Messages.json", {}),
    ],
)
def test_requests_that_twilio_does_not_describe_are_stopped(
    method: str, path: str, params: dict[str, str]
) -> None:
    with pytest.raises(AssertionError):
        check_twilio_request(method, path, params)


def test_answers_shaped_as_twilios_pass_and_others_are_stopped() -> None:
    log = Log(Account())
    message = resource(log.send(HELLO))
    check_twilio_response(201, message)
    check_twilio_response(200, page(log.messages, f"{MESSAGES}.json", {}))
    check_twilio_response(204, None)
    check_twilio_response(400, twilio_error(21610).body)
    wrong: list[tuple[int, Any]] = [
        (201, {**message, "status": "teleported"}),
        (201, {**message, "sid": None, "colour": "blue"}),
        (201, {**message, "date_created": "2026-11-22"}),
        (200, {"messages": [{"sid": "SM1"}]}),
        (400, {"message": "no"}),
        (500, twilio_error(21610).body),
    ]
    for status, answer in wrong:
        with pytest.raises(AssertionError):
            check_twilio_response(status, answer)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"chat_id": "5000000001", "text": "[1]"}),
        ("sendMessage", {"chat_id": 5, "text": "Hej", "reply_markup": '{"inline_keyboard": []}'}),
        ("getUpdates", {"offset": "1", "timeout": 30, "allowed_updates": '["message"]'}),
    ],
)
def test_requests_that_the_bot_api_describes_pass(method: str, params: dict[str, Any]) -> None:
    check_telegram_request(method, params)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendCarrierPigeon", {}),
        ("sendMessage", {"chat_id": 5}),
        ("sendMessage", {"chat_id": 5, "text": "Hej", "colour": "blue"}),
        ("sendMessage", {"chat_id": 5, "text": "Hej", "reply_markup": '{"inline_keyboard": [{}]}'}),
        ("sendMessage", {"chat_id": 5, "text": "Hej", "protect_content": "ja"}),
        ("getUpdates", {"offset": "soon"}),
        ("getUpdates", {"offset": True}),
    ],
)
def test_requests_that_the_bot_api_does_not_describe_are_stopped(method: str, params: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        check_telegram_request(method, params)


def test_results_shaped_as_telegrams_pass_and_others_are_stopped() -> None:
    check_telegram_result("getMe", ok(BOT).body)
    check_telegram_result("sendMessage", error(403).body)
    check_telegram_result("sendMessage", too_many_requests(3).body)
    for method, answer in (
        ("getMe", ok({"id": 1}).body),
        ("sendMessage", ok({"message_id": 1, "date": 0, "chat": {"id": "5", "type": "private"}}).body),
        ("setWebhook", ok("yes").body),
        ("sendMessage", {"ok": False, "error_code": "403", "description": "no"}),
    ):
        with pytest.raises(AssertionError):
            check_telegram_result(method, answer)


def test_a_journal_is_checked_request_by_request() -> None:
    journal = Journal()
    journal.request(Call("telegram", "getMe", "/getMe", {}, 200, ok(BOT).body))
    check_journal(journal)
    journal.request(Call("twilio", "POST", f"{MESSAGES}.json", {"To": ÅSA}, 0, None))
    with pytest.raises(AssertionError):
        check_journal(journal)
