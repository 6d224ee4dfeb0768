"""The pace of a sender: messages leave when their moments come, and answers go ahead of the queue."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.standins.faults import slow
from storage import installation
from storage.tables import outbox
from tests.roads.conftest import Opened
from tests.roads.road import Road, until


async def test_telegram_goes_on_the_wire_when_it_is_put_there(both: Road) -> None:
    """What is marked as on the wire must be: a STOP or a halt that comes after that cannot hold it back any more."""
    chats = [both.member_with_chat()[1] for _ in range(24)]
    for chat in chats:
        both.queue(str(chat), f"paced {chat}", channel="telegram", person_id=both.people_at(chat)[0])
    await until(lambda: all(both.sent(chat) for chat in chats))
    await both.settled()
    wanted = select(outbox.c.body, outbox.c.wire_at).where(outbox.c.channel == "telegram")
    marked = {row.body: row.wire_at.timestamp() for row in both.database.read(lambda db: list(db.execute(wanted)))}
    late = [entry.at - marked[entry.body] for entry in both.telegram.journal.accepted()]
    assert sorted(late)[len(late) // 2] < 0.05


async def test_an_answer_does_not_wait_behind_what_was_queued_before(open_road: Opened) -> None:
    slowly = open_road(sms_parts_per_second=10.0)
    members, writes = [slowly.member() for _ in range(30)], slowly.member()
    for member in members:
        slowly.queue(member, f"broadcast {member}")
    await until(lambda: len(slowly.twilio.journal.accepted()) >= 3)
    await slowly.text(writes, "meny")
    await until(lambda: slowly.sent(writes))
    assert len(slowly.twilio.journal.accepted()) < 15


async def test_one_provider_that_is_slow_does_not_hold_up_the_other(both: Road) -> None:
    members = [both.member() for _ in range(40)]
    _, chat = both.member_with_chat()
    both.twilio.faults.add(slow(0.2, times=0))
    both.database.change(lambda db: installation.halt(db, datetime.now(UTC)))
    for member in members:
        both.queue(member, f"slow {member}")
    both.database.change(installation.resume)
    await until(lambda: both.twilio.journal.accepted())
    await both.telegram.text_in(chat, "meny")
    await until(lambda: both.sent(chat))
    before = len(both.twilio.journal.accepted())
    await both.settled()
    assert before < 30
