"""What the stand-in posts to a bot is signed and shaped as Twilio's own webhooks."""

from urllib.parse import urlsplit

import pytest
from twilio.request_validator import RequestValidator

from bot.standins.faults import Fault, callback_first, callbacks_as
from bot.standins.twilio import TwilioStandin
from bot.standins.twilio_webhook import signature
from tests.standins.clients import twilio_client
from tests.standins.conftest import Hook

Running = tuple[TwilioStandin, str]
ÅSA, OURS = "+46701740605", "+46701740699"
PUBLIC = "https://bot.example.org"


async def send(twilio: Running, *, callback: str, **sender: str) -> None:
    """One message from our number, or from the service, that asks to be called back."""
    standin, url = twilio
    async with twilio_client(url, standin.account) as client:
        await client.messages.create_async(
            to=ÅSA, body="Hej", status_callback=callback, **(sender or {"from_": OURS})
        )
    await standin.settled()


def statuses(hook: Hook) -> list[str]:
    """What the bot was told, in order."""
    return [params["MessageStatus"] for _, params, _ in hook.got]


async def test_callbacks_tell_of_every_status_after_the_first(twilio: Running, hook: Hook) -> None:
    await send(twilio, callback=f"{hook.url}/status/abc")
    assert statuses(hook) == ["sent", "delivered"]
    hook.got.clear()
    await send(twilio, callback=f"{hook.url}/status/abc", messaging_service_sid=twilio[0].account.service)
    assert statuses(hook) == ["queued", "sent", "delivered"]


async def test_callbacks_are_signed_for_the_public_url_and_posted_to_loopback(
    twilio: Running, hook: Hook
) -> None:
    standin, _ = twilio
    standin.caller.deliver_to = hook.url
    await send(twilio, callback=f"{PUBLIC}/status/abc?k=1")
    validator = RequestValidator(standin.account.auth_token)
    assert len(hook.got) == 2
    for path, params, headers in hook.got:
        form = {key: value for key, value in params.items() if key != "k"}
        assert path == "/status/abc"
        assert validator.validate(f"{PUBLIC}/status/abc?k=1", form, headers["x-twilio-signature"])
    assert [callback.status for callback in standin.journal.callbacks] == [204, 204]


async def test_a_stand_in_never_calls_the_world(twilio: Running) -> None:
    standin, _ = twilio
    await send(twilio, callback=f"{PUBLIC}/status/abc")
    assert {(callback.status, callback.reason) for callback in standin.journal.callbacks} == {
        (0, "ValueError")
    }


async def test_callbacks_come_in_the_order_a_fault_gives(twilio: Running, hook: Hook) -> None:
    twilio[0].faults.add(callbacks_as("delivered", "teleported", "sent", copies=2))
    await send(twilio, callback=f"{hook.url}/status/abc")
    assert statuses(hook) == ["delivered"] * 2 + ["teleported"] * 2 + ["sent"] * 2
    assert twilio[0].log.messages[0].status == "delivered"


async def test_a_failed_delivery_carries_its_code(twilio: Running, hook: Hook) -> None:
    twilio[0].faults.add(callbacks_as("sent", "undelivered", code=30005))
    await send(twilio, callback=f"{hook.url}/status/abc")
    assert [params.get("ErrorCode") for _, params, _ in hook.got] == [None, "30005"]
    assert twilio[0].log.messages[0].error_code == 30005


async def test_no_callbacks_at_all_is_a_fault_too(twilio: Running, hook: Hook) -> None:
    twilio[0].faults.add(callbacks_as())
    await send(twilio, callback=f"{hook.url}/status/abc")
    assert hook.got == []
    assert twilio[0].log.messages[0].status == "delivered"


async def test_a_callback_can_come_before_the_answer(twilio: Running, hook: Hook) -> None:
    standin, url = twilio
    standin.faults.add(callback_first())
    async with twilio_client(url, standin.account) as client:
        sent = await client.messages.create_async(
            to=ÅSA, body="Hej", from_=OURS, status_callback=f"{hook.url}/status/abc"
        )
    assert [params["MessageSid"] for _, params, _ in hook.got] == [sent.sid, sent.sid]


async def test_a_swedish_text_arrives_with_blank_places_and_a_valid_signature(
    twilio: Running, hook: Hook
) -> None:
    standin, _ = twilio
    answer = await standin.text_in(f"{hook.url}/sms", f"{PUBLIC}/sms", ÅSA, "Räksmörgås på lördag 🌹")
    (path, form, headers) = hook.got[0]
    assert answer == (204, "")
    assert path == "/sms"
    assert [form[f"From{part}"] for part in ("City", "State", "Zip", "Country")] == ["", "", "", "SE"]
    assert (form["Body"], form["To"]) == ("Räksmörgås på lördag 🌹", OURS)
    validator = RequestValidator(standin.account.auth_token)
    assert validator.validate(f"{PUBLIC}/sms", form, headers["x-twilio-signature"])
    assert not validator.validate(f"{hook.url}/sms", form, headers["x-twilio-signature"])


async def test_a_text_can_come_twice_and_is_listed_once(twilio: Running, hook: Hook) -> None:
    standin, url = twilio
    for _ in range(2):
        await standin.text_in(f"{hook.url}/sms", hook.url, ÅSA, "ja", MessageSid="SM" + "1" * 32)
    missed = standin.missed_text(ÅSA, "nej")
    async with twilio_client(url, standin.account) as client:
        listed = await client.messages.list_async(to=OURS)
    assert len(hook.got) == 2
    assert [(message.sid, message.body) for message in listed] == [
        (missed["MessageSid"], "nej"),
        ("SM" + "1" * 32, "ja"),
    ]


async def test_twilio_heeds_its_own_english_words(twilio: Running) -> None:
    standin, _ = twilio
    standin.missed_text(ÅSA, "Stop")
    assert standin.log.objection({"To": ÅSA, "From": OURS, "Body": "Hej"}) == 21610
    standin.missed_text(ÅSA, "start")
    standin.missed_text(ÅSA, "STOPP")
    assert standin.log.objection({"To": ÅSA, "From": OURS, "Body": "Hej"}) == 0


@pytest.mark.parametrize(
    ("url", "params"),
    [
        (f"{PUBLIC}/sms", {"Body": "", "FromCity": "", "From": ÅSA}),
        (f"{PUBLIC}/sms?foo=1&bar=2", {"Body": "a & b=c +46\nrad 2", "NumMedia": "0"}),
        ("http://127.0.0.1:8000/sms", {"Body": "😜", "To": OURS}),
    ],
)
def test_twilios_validator_accepts_our_signatures(url: str, params: dict[str, str]) -> None:
    assert urlsplit(url).path == "/sms"
    assert RequestValidator("b" * 32).validate(url, params, signature("b" * 32, url, params))


def test_a_fault_without_arguments_is_good_health() -> None:
    assert (Fault().kind, Fault().accepts, Fault().callbacks) == ("answer", True, None)
