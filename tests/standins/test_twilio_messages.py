"""Twilio's own client sends, lists, fetches and deletes through the stand-in as through Twilio."""

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException

from bot.standins.twilio import TwilioStandin
from bot.standins.twilio_account import Account, Log
from bot.standins.twilio_message import parts, smart_encoded
from tests.standins.clients import twilio_client

Running = tuple[TwilioStandin, str]
ÅSA, ALI, OURS = "+46701740605", "+46701740606", "+46701740699"


async def test_a_message_that_is_taken_is_in_the_journal_once(twilio: Running) -> None:
    standin, url = twilio
    async with twilio_client(url, standin.account) as client:
        sent = await client.messages.create_async(
            to=ÅSA, from_=OURS, body="Hej Åsa", validity_period=3600, smart_encoded=True
        )
    assert (sent.status, sent.num_segments, sent.direction) == ("queued", "1", "outbound-api")
    (entry,) = standin.journal.accepted(ÅSA)
    assert (entry.seq, entry.sid, entry.body, entry.state) == (1, sent.sid, "Hej Åsa", "accepted")
    assert entry.fields["ValidityPeriod"] == "3600"


async def test_a_service_counts_no_parts_until_it_has_chosen_a_sender(twilio: Running) -> None:
    standin, url = twilio
    async with twilio_client(url, standin.account) as client:
        sent = await client.messages.create_async(
            to=ÅSA, messaging_service_sid=standin.account.service, body="Hej"
        )
        assert (sent.status, sent.num_segments, sent.from_) == ("accepted", "0", None)
        await standin.settled()
        fetched = await client.messages(sent.sid).fetch_async()
    assert (fetched.status, fetched.num_segments, fetched.from_) == (
        "delivered",
        "1",
        OURS,
    )


async def test_the_list_filters_by_recipient_and_pages_newest_first(twilio: Running) -> None:
    standin, url = twilio
    async with twilio_client(url, standin.account) as client:
        for number in range(5):
            await client.messages.create_async(
                to=ÅSA, messaging_service_sid=standin.account.service, body=str(number)
            )
        await client.messages.create_async(to=ALI, messaging_service_sid=standin.account.service, body="5")
        listed = await client.messages.list_async(to=ÅSA, page_size=2)
        inbound = await client.messages.list_async(to=OURS)
    assert [message.body for message in listed] == ["4", "3", "2", "1", "0"]
    assert inbound == []
    assert sum(call.path.endswith("/Messages.json") for call in standin.journal.requests) == 6 + 3 + 1


async def test_a_date_filter_misses_what_is_not_sent_yet(twilio: Running) -> None:
    standin, url = twilio
    now = datetime.now(UTC)
    standin.log.send({"To": ÅSA, "From": OURS, "Body": "i kö"})
    sent = standin.log.send({"To": ÅSA, "From": OURS, "Body": "skickat"})
    standin.log.advance(sent, "sent")
    async with twilio_client(url, standin.account) as client:
        today = await client.messages.list_async(date_sent_after=now - timedelta(days=1))
        earlier = await client.messages.list_async(date_sent_before=now - timedelta(days=2))
        undated = await client.messages.list_async(to=ÅSA)
    assert [message.body for message in today] == ["skickat"]
    assert earlier == []
    assert len(undated) == 2


async def test_a_deleted_message_is_gone(twilio: Running) -> None:
    standin, url = twilio
    async with twilio_client(url, standin.account) as client:
        sent = await client.messages.create_async(to=ÅSA, from_=OURS, body="Hej")
        assert await client.messages(sent.sid).delete_async()
        with pytest.raises(TwilioRestException) as missing:
            await client.messages(sent.sid).fetch_async()
    assert (missing.value.status, missing.value.code) == (404, 20404)


async def test_a_service_lists_its_numbers(twilio: Running) -> None:
    standin, url = twilio
    async with twilio_client(url, standin.account) as client:
        numbers = await client.messaging.v1.services(standin.account.service).phone_numbers.list_async()
    assert [number.phone_number for number in numbers] == [OURS]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "070-174 06 05"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "+46701740610"}, 21606),
        ({"To": OURS}, 21266),
        ({"Body": ""}, 21602),
        ({"Body": "a" * 1601}, 21617),
        ({"To": ALI}, 21610),
        ({"From": "Budkavle"}, 0),
    ],
)
def test_twilio_objects_to_what_it_cannot_send(fields: dict[str, str], code: int) -> None:
    log = Log(Account())
    log.opted_out.add(ALI)
    assert log.objection({"To": ÅSA, "From": OURS, "Body": "Hej", **fields}) == code


async def test_a_refused_message_is_in_the_journal_as_refused(twilio: Running) -> None:
    standin, url = twilio
    standin.log.opted_out.add(ALI)
    async with twilio_client(url, standin.account) as client:
        with pytest.raises(TwilioRestException) as refused:
            await client.messages.create_async(to=ALI, from_=OURS, body="Hej")
    assert (refused.value.status, refused.value.code) == (400, 21610)
    assert [(entry.to, entry.state) for entry in standin.journal.entries] == [(ALI, "refused")]


async def test_a_wrong_token_is_turned_away(twilio: Running) -> None:
    standin, url = twilio
    async with twilio_client(url, Account(auth_token="x" * 32)) as client:
        with pytest.raises(TwilioRestException) as refused:
            await client.messages.create_async(to=ÅSA, from_=OURS, body="Hej")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert standin.journal.accepted() == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("ö" * 306, 2),
        ("ö" * 307, 3),
        ("a" * 158 + "€", 1),
        ("a" * 159 + "€", 2),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("a" * 68 + "🌹", 1),
        ("a" * 69 + "🌹", 2),
        ("a" * 152 + "€" + "a" * 152, 3),
    ],
)
def test_parts_are_counted_as_twilio_counts_them(text: str, count: int) -> None:
    assert parts(text) == count


def test_smart_encoding_keeps_a_text_in_gsm_7() -> None:
    assert smart_encoded("“Vi ses” – kl. 10…") == '"Vi ses" - kl. 10...'
