"""What Twilio says of a message, in any order and any number of times: the highest rank stands."""

import itertools

import pytest

from bot.standins.faults import Fault, callback_first, callbacks_as
from tests.roads.road import Road

RANKS = ("queued", "sent", "delivered")


@pytest.mark.parametrize("order", list(itertools.permutations(RANKS)), ids=", ".join)
async def test_in_any_order_it_ends_delivered(road: Road, order: tuple[str, ...]) -> None:
    member = road.member()
    road.twilio.faults.add(callbacks_as(*order, to=member))
    road.queue(member, f"order:{member}")
    await road.settled()
    assert road.messages(member)[0].state == "delivered"
    assert len(road.sent(member)) == 1


async def test_ten_times_each_is_once(road: Road) -> None:
    member = road.member()
    road.twilio.faults.add(callbacks_as("sent", "delivered", copies=10, to=member))
    road.queue(member, "ten times")
    before = road.sizes()["delivery_status"]
    await road.settled()
    assert {callback.status for callback in road.twilio.journal.callbacks} == {204}
    assert road.sizes()["delivery_status"] - before == 2


async def test_a_word_that_nobody_knows_is_kept_and_changes_nothing(road: Road) -> None:
    member = road.member()
    road.twilio.faults.add(callbacks_as("sent", "teleported", to=member))
    road.queue(member, "an unknown word")
    before = road.sizes()["delivery_status"]
    await road.settled()
    assert {callback.status for callback in road.twilio.journal.callbacks} == {204}
    assert road.messages(member)[0].state == "sent"
    assert road.sizes()["delivery_status"] - before == 2


@pytest.mark.parametrize("end", ["failed", "undelivered"])
async def test_what_did_not_arrive_says_why(road: Road, end: str) -> None:
    member = road.member()
    road.twilio.faults.add(callbacks_as("sent", end, code=30005, to=member))
    road.queue(member, f"it {end}")
    await road.settled()
    [message] = road.messages(member)
    assert (message.state, message.error) == ("undelivered", "30005")


async def test_before_the_answer_to_our_own_request_they_count_too(road: Road) -> None:
    member = road.member()
    road.twilio.faults.add(callback_first(to=member))
    road.queue(member, "callback first")
    await road.settled()
    [message] = road.messages(member)
    [entry] = road.twilio.journal.accepted(member)
    assert (message.state, message.sid, message.attempts) == ("delivered", entry.sid, 1)


async def test_no_status_at_all_leaves_it_accepted(road: Road) -> None:
    member = road.member()
    road.twilio.faults.add(Fault(callbacks=(), to=member))
    road.queue(member, "no callbacks")
    await road.settled()
    assert road.messages(member)[0].state == "accepted"
