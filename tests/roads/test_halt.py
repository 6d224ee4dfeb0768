"""Halt: all sending stops within two seconds; what comes in is still stored, and answered into the queue."""

import asyncio
import time
from datetime import UTC, datetime

from bot.standins.faults import slow
from storage import installation
from tests.roads.road import Road, until


async def test_halted_nothing_is_sent_and_resumed_everything_is_once(both: Road) -> None:
    members = [both.member() for _ in range(30)]
    both.twilio.faults.add(slow(0.05, times=0))
    for member in members:
        both.queue(member, f"a {member}", f"b {member}", f"c {member}")
    await until(lambda: len(both.twilio.journal.accepted()) > 8)
    both.database.change(lambda db: installation.halt(db, datetime.now(UTC)))
    halted = time.time()
    assert await both.text(members[0], "meny") == 204
    await asyncio.sleep(1)
    assert [entry for entry in both.twilio.journal.entries if entry.at > halted + 0.5] == []
    assert [came.state for came in both.came(members[0])] == ["done"]
    assert any(message.state == "queued" and message.flow == "menu" for message in both.messages(members[0]))
    both.database.change(installation.resume)
    await both.settled()
    counts = both.twilio.journal.accepted_per_recipient()
    assert counts == dict.fromkeys(members, 3) | {members[0]: 4}
