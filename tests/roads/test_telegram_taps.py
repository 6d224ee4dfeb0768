"""Telegram: taps count once and for the question they hang below, and a chat is tied by one's own contact or a link."""

import asyncio
import re
from typing import Any

from sqlalchemy import select

from storage.tables import answer
from tests.roads.association import add_member, ask_survey
from tests.roads.road import Road, until


def buttons(both: Road, chat: int) -> list[str]:
    """What the buttons below the last message to a chat carry."""
    pressed = both.telegram.chats.last_sent(chat) or {}
    rows: list[list[dict[str, Any]]] = pressed.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


async def menu(both: Road) -> tuple[int, list[str]]:
    """A chat that has the menu before it."""
    _, chat = both.member_with_chat()
    await both.telegram.text_in(chat, "meny")
    await until(lambda: both.sent(chat))
    return chat, buttons(both, chat)


async def test_a_tap_is_answered_and_its_spinner_is_stopped(both: Road) -> None:
    chat, data = await menu(both)
    assert len(data) >= 3
    await both.telegram.tap(chat, data[0])
    await both.settled()
    assert len(both.sent(chat)) == 2
    await until(lambda: any(call.method == "answerCallbackQuery" for call in both.telegram.journal.requests))


async def test_every_button_fits_into_telegrams_sixty_four_bytes(both: Road) -> None:
    _, data = await menu(both)
    assert all(1 <= len(value.encode()) <= 64 for value in data)


async def test_a_doubled_tap_counts_once(both: Road) -> None:
    chat, data = await menu(both)
    await asyncio.gather(both.telegram.tap(chat, data[2]), both.telegram.tap(chat, data[2]))
    await both.settled()
    assert len(both.came(chat)) == 3
    _, once, again = both.sent(chat)
    assert again != once, "the second tap is told that the question has passed"


async def test_a_tap_on_an_old_button_changes_nothing_and_asks_again(both: Road) -> None:
    member, chat = both.member_with_chat()
    [person_id] = both.people_at(chat)
    await both.telegram.text_in(chat, "hjälp")  # so that the chat is the channel last used
    await both.settled()
    both.database.change(lambda db: ask_survey(db, both.organization_id, person_id))
    await until(lambda: len(both.sent(chat)) == 2)
    yes = buttons(both, chat)[0]
    old = both.telegram.chats.last_sent(chat) or {}
    await both.telegram.tap(chat, yes)
    await until(lambda: len(both.sent(chat)) == 3)
    await both.telegram.tap(chat, buttons(both, chat)[0] if buttons(both, chat) else yes, old["message_id"], old=True)
    await both.settled()
    await both.telegram.tap(chat, yes, old["message_id"], late=True)
    await both.settled()
    values = select(answer.c.question, answer.c.value).where(answer.c.person_id == person_id)
    assert both.database.read(lambda db: [tuple(row) for row in db.execute(values)]) == [("car", "yes")]
    assert member not in both.twilio.journal.accepted_per_recipient()


async def test_what_a_tap_carries_is_not_believed(both: Road) -> None:
    chat, _ = await menu(both)
    for data in ("", "c1.1.1", "c999999.1.0", "../../..", "x" * 64, "🌹" * 16, "c1..", "'; --"):
        await both.telegram.tap(chat, data)
        await both.settled()
    assert {came.state for came in both.came(chat)} == {"done"}


async def test_a_new_chat_is_asked_for_its_number(both: Road) -> None:
    chat = next(both.chats)
    await both.telegram.text_in(chat, "/start")
    await both.settled()
    [asked_for] = both.telegram.journal.accepted(str(chat))
    assert "request_contact" in str(asked_for.fields["reply_markup"])


async def test_sharing_ones_own_contact_ties_the_chat_and_the_number_is_told(both: Road) -> None:
    member, chat = both.member(), next(both.chats)
    await both.telegram.text_in(chat, "hej")
    await both.settled()
    [asked_for] = both.telegram.journal.accepted(str(chat))
    assert "request_contact" in str(asked_for.fields["reply_markup"])
    await both.telegram.share_contact(chat, member)
    await both.settled()
    assert len(both.sent(member)) == 1
    assert both.people_at(member) == both.people_at(chat) != []


async def test_somebody_elses_contact_ties_nothing(both: Road) -> None:
    member, chat = both.member(), next(both.chats)
    await both.telegram.share_contact(chat, member, user_id=4242)
    await both.settled()
    assert both.people_at(chat) == []
    assert both.sent(member) == []
    assert len(both.sent(chat)) == 1


async def test_a_link_that_came_by_sms_ties_the_chat_once(both: Road) -> None:
    member, chat, thief = both.member(), next(both.chats), next(both.chats)
    await both.text(member, "telegram")
    await both.settled()
    [told] = both.sent(member)
    found = re.search(r"https://t\.me/budkavle_bot\?start=([\w-]{1,64})", told)
    assert found is not None
    await both.telegram.text_in(chat, f"/start {found[1]}")
    await both.telegram.text_in(thief, f"/start {found[1]}")
    await both.settled()
    assert both.people_at(chat) == both.people_at(member)
    assert both.people_at(thief) == []


async def test_begun_by_sms_it_goes_on_in_the_chat(both: Road) -> None:
    phone, chat = both.stranger(), next(both.chats)
    person_id = both.database.change(lambda db: add_member(db, both.organization_id, phone, chat))
    both.database.change(lambda db: ask_survey(db, both.organization_id, person_id))
    await until(lambda: both.sent(phone))
    await both.telegram.text_in(chat, "ja")
    await both.settled()
    values = select(answer.c.value).where(answer.c.person_id == person_id)
    assert both.database.read(lambda db: list(db.execute(values).scalars())) == ["yes"]
    assert len(both.sent(chat)) == 1
