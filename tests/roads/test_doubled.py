"""The same webhook any number of times is one message, one turn and one answer."""

import asyncio

from tests.roads.road import Road, until

SID = "SM" + "5" * 32


async def test_fifty_times_at_once_is_fifty_welcomes_and_one_answer(road: Road) -> None:
    member = await road.asked()
    came = await asyncio.gather(*(road.text(member, "ja", MessageSid=SID, SmsSid=SID) for _ in range(50)))
    assert set(came) == {204}
    await road.settled()
    assert len(road.came(member)) == 1
    assert len(road.sent(member)) == 2  # the question that was asked, and one answer


async def test_a_repetition_with_another_idempotency_token_is_still_the_same_text(road: Road) -> None:
    """Every post of the stand-in carries a token of its own, as Twilio's do."""
    member = await road.asked()
    sid = "SM" + "6" * 32
    for _ in range(3):
        assert await road.text(member, "ja", MessageSid=sid) == 204
        await road.settled()
    assert len(road.came(member)) == 1
    assert len(road.sent(member)) == 2


async def test_a_captured_request_that_is_played_again_later_does_nothing(road: Road) -> None:
    member = await road.asked()
    form = road.twilio.missed_text(member, "ja")
    sid = form["MessageSid"]
    for body in ("ja", "nej"):  # what comes between the two is a text of its own
        await road.text(member, body, MessageSid=sid if body == "ja" else "")
        await road.settled()
    before = road.sizes()
    assert await road.text(member, "ja", MessageSid=sid) == 204
    await road.settled()
    assert road.sizes() == before


async def test_a_telegram_update_thirty_times_is_one_answer(both: Road) -> None:
    _, chat = both.member_with_chat()
    first = await both.telegram.text_in(chat, "meny")
    assert first is not None
    update = both.telegram.journal.callbacks[-1].params
    answers = await asyncio.gather(*(both.telegram.deliver(dict(update)) for _ in range(30)))
    assert {answer[0] for answer in answers if answer} == {200}
    await both.settled()
    assert len(both.came(chat)) == 1
    assert len(both.sent(chat)) == 1


async def test_two_texts_of_one_number_at_once_are_two_turns_in_a_row(road: Road) -> None:
    member = await road.asked()
    assert set(await asyncio.gather(road.text(member, "ja"), road.text(member, "3"))) == {204}
    await until(lambda: len(road.sent(member)) == 3)
    assert [came.state for came in road.came(member)] == ["done", "done"]


