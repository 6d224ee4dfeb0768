"""A member's text, as Twilio really posts it, is answered: once, by SMS, whatever letters are in it."""

import pytest

from tests.roads.road import Road


@pytest.mark.parametrize("body", ["Ja å 🌹 ", "ja", "JA! + & 100 %", "Nej, är på Öland"])
async def test_a_signed_swedish_text_is_answered_once(road: Road, body: str) -> None:
    member = await road.asked()
    assert await road.text(member, body) == 204
    await road.settled()
    [came] = road.came(member)
    assert (came.body, came.state, came.flow) == (body, "done", "survey")
    asked, answer = road.messages(member)
    assert road.sent(member) == [asked.body, answer.body]
    assert (asked.state, answer.state) == ("delivered", "delivered")


async def test_our_answer_says_where_its_status_goes_and_how_long_it_is_of_use(road: Road) -> None:
    member = road.member()
    await road.text(member, "meny")
    await road.settled()
    [entry] = road.twilio.journal.accepted(member)
    [message] = road.messages(member)
    assert entry.fields["StatusCallback"].endswith(f"/webhooks/twilio/status/{message.token}")
    assert 0 < int(entry.fields["ValidityPeriod"]) <= 36_000


@pytest.mark.parametrize(
    "body",
    ["", "\0", "\0kanske\0", "x" * 20_000, "😀" * 2000, "\u202eabc\u202c", "å" * 100_000],
    ids=["empty", "NUL", "NULs", "long", "smileys", "backwards", "100 000 letters"],
)
async def test_strange_texts_get_a_friendly_answer(road: Road, body: str) -> None:
    member = await road.asked()
    assert await road.text(member, body) == 204
    await road.settled()
    assert len(road.sent(member)) == 2
    assert "\0" not in road.came(member)[0].body


async def test_a_picture_is_told_that_it_cannot_be_seen(road: Road) -> None:
    member = road.member()
    picture = {"NumMedia": "1", "MediaUrl0": "https://example.org/1", "MediaContentType0": "image/png"}
    assert await road.text(member, "", **picture) == 204
    await road.settled()
    assert [came.kind for came in road.came(member)] == ["media"]
    assert len(road.sent(member)) == 1


async def test_a_stranger_is_told_once_who_we_are_and_a_person_reads_it(road: Road) -> None:
    stranger = road.stranger()
    for body in ("hej", "vem är ni?"):
        assert await road.text(stranger, body) == 204
        await road.settled()
    assert len(road.sent(stranger)) == 1
    assert {came.asks_for for came in road.came(stranger)} == {"stranger"}


@pytest.mark.parametrize("sender", ["Telia", "71456", "", "+266696687"])
async def test_who_cannot_be_answered_is_not(road: Road, sender: str) -> None:
    """An alphanumeric sender, a short code, nobody at all, and a number that is withheld."""
    before = len(road.twilio.journal.entries)
    assert await road.text(sender, "Du har ett missat samtal") in (204, 400)
    await road.settled()
    assert len(road.twilio.journal.entries) == before
