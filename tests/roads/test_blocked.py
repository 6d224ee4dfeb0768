"""Who closed the chat with the bot is written to by SMS."""

from bot.standins.faults import blocked
from tests.roads.road import Road, until


async def test_who_blocked_the_bot_gets_it_by_sms(both: Road) -> None:
    member, chat = both.member_with_chat()
    both.telegram.faults.add(blocked(to=str(chat)))
    both.queue(str(chat), "by either road", channel="telegram", person_id=both.people_at(chat)[0])
    await until(lambda: both.sent(member))
    await both.settled()
    assert both.sent(member) == ["by either road"]
    assert both.sent(chat) == []
    assert [message.state for message in both.messages(chat)] == ["refused"]


async def test_who_says_so_in_telegram_itself_is_written_to_by_sms(both: Road) -> None:
    _, chat = both.member_with_chat()
    await both.telegram.block(chat)
    await both.settled()
    assert both.address_state(chat) == "blocked"
    await both.telegram.block(chat, blocked=False)
    await both.telegram.text_in(chat, "meny")
    await both.settled()
    assert len(both.sent(chat)) == 1
