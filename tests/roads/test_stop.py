"""STOP: nothing begins to that number after its webhook was answered, whatever was on its way."""

import pytest

from bot.standins.faults import slow
from storage import suppression
from tests.roads.road import Road, until


@pytest.mark.parametrize("word", ["STOPP", "Stop", "sluta skicka sms"])
async def test_a_stop_in_the_middle_of_a_queue_lets_nothing_begin(road: Road, word: str) -> None:
    member, others = road.member(), [road.member() for _ in range(10)]
    road.twilio.faults.add(slow(0.05, times=0))
    road.queue(member, *(f"{word} {n}" for n in range(20)))
    for other in others:
        road.queue(other, *(f"{word} {other} {n}" for n in range(2)))
    await until(lambda: len(road.sent(member)) >= 2)
    assert await road.text(member, word) == 204
    on_the_wire = {message.body for message in road.messages(member) if message.wire_at is not None}
    await road.settled()
    [stopped] = road.came(member)
    begun = {message.body for message in road.messages(member) if message.wire_at and message.flow != "stop"}
    assert begun <= on_the_wire
    assert all(m.wire_at <= stopped.received_at for m in road.messages(member) if m.body in begun)
    late = [entry for entry in road.twilio.journal.accepted(member) if entry.at > stopped.received_at.timestamp()]
    assert len([entry for entry in late if entry.body in begun]) <= 1
    never = {message.state for message in road.messages(member) if message.wire_at is None}
    assert never == {"suppressed"}
    assert all(len(road.sent(other)) == 2 for other in others)


async def test_twilio_has_answered_its_own_word_so_we_do_not(road: Road) -> None:
    member = road.member()
    await road.text(member, "STOP")
    await road.settled()
    assert road.sent(member) == []
    await road.text(member, "START")
    await road.settled()
    assert len(road.sent(member)) == 1


async def test_our_own_word_gets_one_receipt_and_then_silence(road: Road) -> None:
    member = road.member()
    for _ in range(3):
        await road.text(member, "STOPP")
        await road.settled()
    assert len(road.sent(member)) == 1


async def test_a_stranger_who_says_stop_is_heard(road: Road) -> None:
    stranger = road.stranger()
    await road.text(stranger, "STOPP")
    await road.settled()
    hashes = [message.hash for message in road.messages(stranger)]
    assert road.database.read(lambda db: suppression.since(db, hashes[0]))


async def test_a_stop_in_a_chat_silences_the_number_too(both: Road) -> None:
    member, chat = both.member_with_chat()
    await both.telegram.text_in(chat, "STOPP")
    both.queue(member, "after the stop", person_id=both.people_at(member)[0])
    await both.settled()
    assert both.sent(member) == []
    assert both.message("after the stop").state == "suppressed"
