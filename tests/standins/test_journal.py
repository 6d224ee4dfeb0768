"""The journal keeps sends in order and is read, emptied and steered over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import aiohttp
import pytest

from bot.standins.journal import Journal
from bot.standins.telegram import TelegramStandin
from bot.standins.twilio import TwilioStandin
from tests.standins.clients import twilio_client
from tests.standins.conftest import Hook

ÅSA, ALI, OURS = "+46701740605", "+46701740606", "+46701740699"


def test_the_journal_tells_who_was_sent_what_and_how_often() -> None:
    journal = Journal(clock=lambda: 1_800_000_000.0)
    journal.send("twilio", ÅSA, "Hej", "accepted", {"To": ÅSA}, sid="SM1")
    journal.send("twilio", ALI, "Hej", "lost", {"To": ALI})
    journal.send("twilio", ÅSA, "Hej", "accepted", {"To": ÅSA}, sid="SM2")
    assert [entry.sid for entry in journal.accepted()] == ["SM1", "SM2"]
    assert journal.accepted(ALI) == []
    assert journal.accepted_per_recipient() == {ÅSA: 2}
    assert journal.as_json()["entries"][1] == {
        "seq": 2,
        "at": 1_800_000_000.0,
        "provider": "twilio",
        "to": ALI,
        "body": "Hej",
        "sid": "",
        "state": "lost",
        "fields": {"To": ALI},
    }
    journal.reset()
    assert journal.as_json() == {"entries": [], "requests": [], "callbacks": []}


def test_many_threads_share_one_order() -> None:
    journal = Journal()
    with ThreadPoolExecutor(8) as threads:
        for number in range(200):
            threads.submit(journal.send, "twilio", str(number), "Hej", "accepted", {})
    assert [entry.seq for entry in journal.entries] == list(range(1, 201))


async def test_a_stand_in_is_steered_over_http(twilio: tuple[TwilioStandin, str], hook: Hook) -> None:
    standin, url = twilio
    async with aiohttp.ClientSession(url) as session, twilio_client(url, standin.account) as client:
        async with session.post("/_faults", json=[{"kind": "reset", "to": ALI}]) as answer:
            assert [fault["kind"] for fault in await answer.json()] == ["reset"]
        with pytest.raises(aiohttp.ClientError):
            await client.messages.create_async(to=ALI, from_=OURS, body="Hej")
        async with session.get("/_journal") as answer:
            journal = await answer.json()
        assert [(entry["to"], entry["state"]) for entry in journal["entries"]] == [(ALI, "accepted")]
        assert [call["status"] for call in journal["requests"]] == [0]
        text = {"webhook_url": f"{hook.url}/sms", "public_url": hook.url, "sender": ÅSA, "body": "ja"}
        async with session.post("/_text", json=text) as answer:
            assert await answer.json() == {"status": 204, "body": ""}
        async with session.post("/_reset") as answer:
            assert answer.status == 204
    assert (standin.journal.entries, standin.log.messages, standin.faults.standing) == ([], [], [])


async def test_wrong_steering_is_answered_with_the_reason(telegram: tuple[TelegramStandin, str]) -> None:
    async with aiohttp.ClientSession(telegram[1]) as session:
        async with session.post("/_faults", json={"kind": "explode"}) as answer:
            assert answer.status == 400
            assert "explode" in (await answer.json())["error"]
        async with session.post("/_faults", json=[1]) as answer:
            assert answer.status == 400
        async with session.post("/_text", json={"chat": 5}) as answer:
            assert answer.status == 400
        async with session.post("/_text", json={"chat": 5, "words": "hej"}) as answer:
            assert await answer.json() is None
