"""An answer that never came: it stays unknown until there is evidence, and nothing is ever sent again on a guess."""

from dataclasses import replace
from typing import Any

import pytest

from bot.standins.faults import Fault, accept_then_hang, accept_then_reset, down, drop, garbage, refused
from tests.roads.road import Road, until

TAKEN = {
    "reset": Fault("reset"),
    "hang": accept_then_hang(30),
    "bad gateway": down(502, accepts=True),
    "a page of HTML": garbage("<html>", status=200),
    "a gigabyte, begun": garbage("{", size=20_000_000, status=201),
}
NO_ANSWER_EITHER = {
    "nothing": garbage("", status=200),
    "no sid": garbage("{}", status=201),
    "half of it": garbage('{"sid": "SM', status=201),
}


def faults(named: dict[str, Fault], *marks: pytest.MarkDecorator) -> list[Any]:
    return [pytest.param(fault, id=name, marks=marks) for name, fault in named.items()]


@pytest.mark.parametrize("fault", [*faults(TAKEN), *faults(NO_ANSWER_EITHER, pytest.mark.long)])
async def test_taken_without_an_answer_is_settled_by_the_callback(road: Road, fault: Fault) -> None:
    member = road.member()
    road.twilio.faults.add(fault)
    key = f"by callback {member}"
    road.queue(member, key)
    await until(lambda: road.message(key).state == "delivered")
    await road.settled()
    [entry] = road.twilio.journal.accepted(member)
    assert (road.message(key).sid, road.message(key).attempts) == (entry.sid, 1)


@pytest.mark.parametrize("end", ["reset", "hang", pytest.param("a page of HTML", marks=pytest.mark.long)])
async def test_taken_without_an_answer_or_a_callback_is_settled_by_the_list(road: Road, end: str) -> None:
    member = road.member()
    road.twilio.faults.add(replace(TAKEN[end], callbacks=()))
    key = f"by list {member}"
    road.queue(member, key)
    await until(lambda: road.message(key).state == "accepted")
    await road.settled()
    [entry] = road.twilio.journal.accepted(member)
    assert (road.message(key).sid, road.message(key).attempts) == (entry.sid, 1)
    assert {call.method for call in road.twilio.journal.requests} == {"POST", "GET"}


async def test_what_was_dropped_is_sent_once_more_after_three_looks(road: Road) -> None:
    member = road.member()
    road.twilio.faults.add(drop())
    road.queue(member, "dropped")
    await until(lambda: road.message("dropped").state == "unknown")
    await until(lambda: road.message("dropped").state == "delivered")
    looks = [call for call in road.twilio.journal.requests if call.method == "GET"]
    assert len(looks) == 3
    assert [entry.state for entry in road.twilio.journal.entries] == ["lost", "accepted"]


async def test_while_the_list_cannot_be_asked_it_stays_unknown(road: Road) -> None:
    member = road.member()
    road.twilio.faults.add(Fault("reset", callbacks=()), refused(503, 20503, "later", on="list", times=5))
    road.queue(member, "no list")
    await until(lambda: len([call for call in road.twilio.journal.requests if call.method == "GET"]) >= 4)
    assert road.message("no list").state == "unknown"
    await until(lambda: road.message("no list").state == "accepted")
    assert len(road.twilio.journal.accepted(member)) == 1


async def test_the_same_words_twice_to_one_number_are_told_apart(road: Road) -> None:
    member = road.member()
    await road.text(member, "hjälp")
    await road.settled()
    road.twilio.faults.add(Fault("reset", callbacks=()))
    await road.text(member, "hjälp")
    await road.settled()
    sids = [message.sid for message in road.messages(member)]
    assert sids == [entry.sid for entry in road.twilio.journal.accepted(member)]
    assert len(set(sids)) == 2


async def test_three_in_a_hundred_that_are_cut_all_arrive_once(road: Road) -> None:
    members = [road.member() for _ in range(20)]
    road.twilio.faults.add(accept_then_reset(every=5, times=8), Fault("reset", callbacks=(), every=7, times=5))
    for round_ in range(3):
        for member in members:
            road.queue(member, f"{round_} {member}")
    await until(lambda: len(road.twilio.journal.accepted()) == 60)
    await road.settled(30)
    assert set(road.twilio.journal.accepted_per_recipient().values()) == {3}
    assert len({entry.body for entry in road.twilio.journal.accepted()}) == 60


@pytest.mark.parametrize(
    "fault",
    [
        *faults({"taken and cut": accept_then_reset(), "bad gateway": down(502)}),
        *faults({"cut": drop(), "HTML": garbage()}, pytest.mark.long),
    ],
)
async def test_telegram_cannot_be_asked_so_it_stays_uncertain_and_is_not_sent_again(both: Road, fault: Fault) -> None:
    _, chat = both.member_with_chat()
    both.telegram.faults.add(fault)
    key = f"uncertain {chat}"
    both.queue(str(chat), key, channel="telegram", person_id=both.people_at(chat)[0])
    await both.settled()
    assert (both.message(key).state, both.message(key).attempts) == ("uncertain", 1)
    both.queue(str(chat), f"next {chat}", channel="telegram", person_id=both.people_at(chat)[0])
    await both.settled()
    assert [entry.body for entry in both.telegram.journal.entries] == [key, f"next {chat}"]
