"""What is not authentic gets 403 and leaves no trace: not a row, not an answer, not a log of a number."""

from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp
import pytest
from yarl import URL

from bot.standins import telegram_updates as updates
from bot.standins.twilio_webhook import signature
from tests.roads.road import PUBLIC, SMS, STATUS, Road

FORM = {
    "MessageSid": "SM" + "0" * 32, "AccountSid": "AC" + "b0" * 16, "From": "+46701740650", "To": "+46701740699",
    "Body": "STOPP", "NumMedia": "0", "FromCity": "",
}  # fmt: skip
TOKEN = "b" * 32
OURS = PUBLIC + SMS


async def post(road: Road, headers: Mapping[str, str], form: Mapping[str, str] = FORM, path: str = SMS) -> int:
    """Post a form with these headers; the status."""
    typed = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            URL(road.url + path, encoded=True), data=urlencode(form), headers=typed, allow_redirects=False
        ) as answer,
    ):
        return answer.status


def signed(url: str = OURS, token: str = TOKEN, form: Mapping[str, str] = FORM) -> dict[str, str]:
    return {"X-Twilio-Signature": signature(token, url, form)}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "nonsense"},
        {"X-Twilio-Signature": "å"},
        {"X-Twilio-Signature": "=" * 7000},
        signed(token="c" * 32),
        signed(url=f"http://budkavle.example.org{SMS}"),
        signed(url=f"{OURS}/"),
        signed(url=f"{OURS}?x=1"),
        signed(url=f"https://evil.example.org{SMS}"),
        signed(form={**FORM, "Body": "hej"}),
        signed(form={key: value for key, value in FORM.items() if value}),
    ],
    ids=[
        "none", "empty", "nonsense", "not ASCII", "huge", "another token", "http", "a slash more", "a query more",
        "another host", "another text", "without the blank fields",
    ],
)  # fmt: skip
async def test_what_is_not_signed_for_us_is_refused(road: Road, headers: dict[str, str]) -> None:
    before = road.sizes()
    assert await post(road, headers) == 403
    assert road.sizes() == before


@pytest.mark.parametrize(
    "change",
    [{"AccountSid": "AC" + "c0" * 16}, {"To": "+46701740698"}, {"AccountSid": ""}, {"To": ""}],
    ids=["another account", "another number", "no account", "no number"],
)
async def test_what_is_meant_for_somebody_else_is_refused(road: Road, change: dict[str, str]) -> None:
    before, form = road.sizes(), {**FORM, **change}
    assert await post(road, signed(form=form), form) == 403
    assert road.sizes() == before


async def test_a_field_twice_is_refused_for_it_would_sign_the_same(road: Road) -> None:
    before = road.sizes()
    assert await post(road, signed(), path=SMS, form=FORM) == 204  # the very same form, once, is welcome
    await road.settled()
    after = road.sizes()
    assert after != before
    body = urlencode([*FORM.items(), ("Body", "START")])
    headers = {**signed(), "Content-Type": "application/x-www-form-urlencoded"}
    async with aiohttp.ClientSession() as session, session.post(road.url + SMS, data=body, headers=headers) as answer:
        assert answer.status == 403
    assert road.sizes() == after


@pytest.mark.parametrize("host", ["budkavle.example.org", "evil.example.org", "127.0.0.1"])
async def test_neither_host_nor_forwarded_headers_are_believed(road: Road, host: str) -> None:
    forged = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "https", "Forwarded": f"host={host}"}
    form = {**FORM, "MessageSid": "SM" + f"{abs(hash(host)):032x}"[-32:], "From": road.member(), "Body": "meny"}
    assert await post(road, {**signed(form=form), **forged}, form) == 204
    wrong = signed(url=f"https://{host}.example.com{SMS}", form=form)
    assert await post(road, {**wrong, **forged}, form) == 403
    await road.settled()


@pytest.mark.parametrize("path", [f"/{SMS}", f"{SMS}/", SMS.replace("sms", "%73ms"), f"{SMS}?Body=START", "/webhooks"])
async def test_other_spellings_of_the_path_need_a_signature_of_their_own(road: Road, path: str) -> None:
    before = road.sizes()
    assert await post(road, signed(), path=path) in (403, 404, 405, 307)
    assert road.sizes() == before


async def test_a_status_that_is_not_signed_changes_nothing(road: Road) -> None:
    member = road.member()
    await road.text(member, "meny")
    await road.settled()
    [message] = road.messages(member)
    form = {"MessageSid": str(message.sid), "MessageStatus": "failed", "AccountSid": FORM["AccountSid"]}
    before, path = road.sizes(), f"{STATUS}/{message.token}"
    assert await post(road, signed(url=PUBLIC + path, token="c" * 32, form=form), form, path) == 403
    other = signed(url=f"{PUBLIC}{STATUS}/another", form=form)
    assert await post(road, other, form, path) == 403
    assert road.sizes() == before
    assert road.messages(member)[0].state == "delivered"


async def test_a_status_for_a_token_that_nobody_has_is_not_found(road: Road) -> None:
    form = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "delivered", "AccountSid": FORM["AccountSid"]}
    before = road.sizes()
    for token in ("nobodys", "%C3%A5", "x" * 2000, "..", "%00"):
        path = f"{STATUS}/{token}"
        assert await post(road, signed(url=PUBLIC + path, form=form), form, path) in (400, 403, 404)
    assert road.sizes() == before


async def test_both_tokens_count_while_they_are_rotated(road: Road) -> None:
    member = road.member()
    form = {**FORM, "MessageSid": "SM" + "2" * 32, "From": member, "Body": "meny"}
    second = "d" * 32
    assert road.settings.twilio_auth_token_secondary == second
    assert await post(road, signed(token=second, form=form), form) == 204
    await road.settled()
    assert len(road.sent(member)) == 1


async def test_telegram_with_another_secret_is_refused(both: Road) -> None:
    update = {"update_id": 1, "message": updates.message(1, 4001, 1, **updates.text("hej"))}
    before = both.sizes()
    for secret in (None, "", "nonsense", "å", both.settings.telegram_secret + "x", "x" * 7000):
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{both.url}/webhooks/telegram", json=update, headers=headers) as answer,
        ):
            assert answer.status == 403
    assert both.sizes() == before
