"""A provider that says no, or that nobody reaches: what was surely not taken goes again, and arrives exactly once."""

import pytest

from bot.standins.faults import refused, too_many
from bot.standins.serve import serving
from bot.standins.telegram import TelegramStandin
from bot.standins.twilio import TwilioStandin
from storage import installation, suppression
from tests.roads.conftest import Opened
from tests.roads.program import free_port
from tests.roads.road import Road, until


async def test_too_many_requests_is_waited_out_and_each_arrives_once(both: Road) -> None:
    members = [both.member_with_chat() for _ in range(4)]
    both.twilio.faults.add(too_many(times=3))
    both.telegram.faults.add(too_many(1, on="send", times=2))
    for member, chat in members:
        both.queue(member, f"429:{member}")
        both.queue(str(chat), f"429:{chat}", channel="telegram", person_id=both.people_at(chat)[0])
    await until(lambda: all(len(both.sent(m)) == len(both.sent(c)) == 1 for m, c in members))
    await both.settled()
    assert all(len(both.sent(m)) == len(both.sent(c)) == 1 for m, c in members)


async def test_providers_that_are_not_there_are_tried_until_they_are(open_road: Opened) -> None:
    ports = free_port(), free_port()
    twilio_url, telegram_url = (f"http://127.0.0.1:{port}" for port in ports)
    alone = open_road(with_telegram=True, twilio_api_url=twilio_url, telegram_api_url=telegram_url)
    member, chat = alone.member_with_chat()
    alone.queue(member, "a text")
    alone.queue(str(chat), "a message", channel="telegram", person_id=alone.people_at(chat)[0])
    for key in ("a text", "a message"):
        await until(lambda key=key: alone.message(key).error == "not connected")  # type: ignore[misc]
        assert (alone.message(key).state, alone.message(key).attempts) == ("queued", 1)
    twilio, telegram = TwilioStandin(deliver_to=alone.url), TelegramStandin(deliver_to=alone.url)
    with serving(twilio.app, port=ports[0]), serving(telegram.app, port=ports[1]):
        await until(lambda: alone.message("a text").state == "delivered", 20)
        await until(lambda: alone.message("a message").state == "accepted", 20)
    assert len(twilio.journal.accepted(member)) == len(telegram.journal.accepted(str(chat))) == 1


async def test_who_opted_out_at_twilio_has_opted_out_with_us(road: Road) -> None:
    member = road.member()
    road.twilio.log.opted_out.add(member)
    road.queue(member, "21610", "and another")
    await road.settled()
    states = sorted(message.state for message in road.messages(member))
    assert states == ["refused", "suppressed"]
    [refusal] = [message for message in road.messages(member) if message.state == "refused"]
    assert refusal.error == "twilio 21610"
    assert road.database.read(lambda db: suppression.since(db, refusal.hash))


@pytest.mark.parametrize(
    ("code", "state"), [(21211, "invalid"), (21614, "invalid"), (21612, "ok"), (99999, "ok")]
)
async def test_a_refusal_ends_one_message_and_tells_of_the_number(road: Road, code: int, state: str) -> None:
    member = road.member()
    road.twilio.faults.add(refused(400, code, "no", to=member))
    road.queue(member, f"refused {code}")
    await road.settled()
    [message] = road.messages(member)
    assert (message.state, message.error, message.attempts) == ("refused", f"twilio {code}", 1)
    assert road.address_state(member) == state


@pytest.mark.parametrize(("status", "code"), [(401, 20003), (403, 63038)])
async def test_a_refusal_of_the_whole_account_keeps_the_queue(open_road: Opened, status: int, code: int) -> None:
    alone = open_road()
    member = alone.member()
    alone.twilio.faults.add(refused(status, code, "no", times=0))
    alone.queue(member, "of the account")
    await until(lambda: alone.message("of the account").error == f"twilio {code}")
    assert alone.message("of the account").state == "queued"
    assert alone.database.read(installation.provider_states)["twilio"] == "paused"
