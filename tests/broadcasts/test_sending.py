"""A broadcast through the whole app: the provider's journal is the judge of what was sent, and how often."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.broadcasting import FLOW
from bot.standins.faults import Fault, accept_then_reset, refused
from bot.standins.twilio_message import parts, smart_encoded
from storage import broadcasts, installation, suppression
from storage.broadcast_ledger import Ledger, ledger
from storage.broadcasts import Draft
from tests.broadcasts.crowd import ALL_DAY, TEXT, beside, confirmed, join, rows_of, state_of
from tests.roads.conftest import Opened
from tests.roads.road import Road, until

ENDS = ("refused", "too_late", "suppressed", "cancelled", "uncertain")


def silent(seconds: float) -> Fault:
    """The usual answer, late, and no word afterwards of what became of it."""
    return Fault(seconds=seconds, callbacks=(), times=0)


def members(road: Road, n: int, **columns: Any) -> list[str]:
    return road.database.change(lambda db: join(db, road.organization_id, n, **columns))


def order(road: Road, text: str = TEXT) -> int:
    """A broadcast, confirmed with no minute to wait: the worker does the rest."""
    key = f"form {time.monotonic_ns()}"
    return road.database.change(lambda db: confirmed(db, road.organization_id, Draft({"sv": text}), key=key))


def result(road: Road, broadcast_id: int) -> Ledger:
    """Its ledger, which adds up."""
    row = road.database.read(lambda db: broadcasts.get(db, broadcast_id))
    assert row is not None
    found = road.database.read(lambda db: ledger(db, row))
    assert found.recipients == found.accepted + found.waiting + sum(found.states.get(end, 0) for end in ENDS)
    return found


async def over(road: Road, broadcast_id: int, state: str = "finished", seconds: float = 20) -> Ledger:
    """Wait for its end; its ledger."""
    await until(lambda: state_of(road.database, broadcast_id) == state, seconds)
    await until(lambda: result(road, broadcast_id).waiting == 0, seconds)
    return result(road, broadcast_id)


def taken(road: Road, to: Sequence[str]) -> Counter[str]:
    """How many messages the provider took for each of the numbers."""
    counts = road.twilio.journal.accepted_per_recipient()
    return Counter({phone: counts[phone] for phone in to})


@pytest.fixture
def here(road: Road) -> Road:
    """An organization of one's own: all in it are written to."""
    return beside(road)


async def test_each_gets_one_through_twenty_pauses_and_what_was_not_answered_is_settled(
    here: Road,
) -> None:
    numbers = members(here, 150)
    here.twilio.faults.add(accept_then_reset(every=11, times=9), silent(0.02))
    broadcast_id = order(here)
    await until(lambda: here.twilio.journal.accepted())
    for _ in range(20):
        here.database.change(lambda db: broadcasts.pause(db, broadcast_id))
        await asyncio.sleep(0.01)
        here.database.change(lambda db: broadcasts.resume(db, broadcast_id))
        await asyncio.sleep(0.01)
    found = await over(here, broadcast_id)
    assert taken(here, numbers) == dict.fromkeys(numbers, 1)
    assert (found.recipients, found.accepted) == (150, 150)


async def test_cancelled_nothing_begins_any_more_and_what_was_sent_is_known(here: Road) -> None:
    numbers = members(here, 100)
    here.twilio.faults.add(silent(0.05))
    broadcast_id = order(here)
    await until(lambda: len(here.twilio.journal.accepted()) > 10)
    here.database.change(lambda db: broadcasts.cancel(db, broadcast_id))
    cancelled = time.time()
    found = await over(here, broadcast_id, "cancelled")
    await asyncio.sleep(0.3)
    assert [entry for entry in here.twilio.journal.entries if entry.at > cancelled + 2] == []
    assert sum(taken(here, numbers).values()) == found.accepted
    assert found.accepted + found.states["cancelled"] == 100
    sent = {row.address for row in rows_of(here.database, broadcast_id) if row.accepted_at is not None}
    assert sent == {phone for phone, times in taken(here, numbers).items() if times}


@pytest.mark.long
async def test_halted_it_stands_still_and_goes_on_afterwards(here: Road) -> None:
    numbers = members(here, 60)
    here.twilio.faults.add(silent(0.03))
    broadcast_id = order(here)
    await until(lambda: len(here.twilio.journal.accepted()) > 5)
    here.database.change(lambda db: installation.halt(db, datetime.now(UTC)))
    halted = time.time()
    await asyncio.sleep(0.6)
    assert [entry for entry in here.twilio.journal.entries if entry.at > halted + 0.5] == []
    assert state_of(here.database, broadcast_id) == "sending"
    here.database.change(installation.resume)
    await over(here, broadcast_id)
    assert taken(here, numbers) == dict.fromkeys(numbers, 1)


async def test_the_price_is_what_the_provider_counts(here: Road) -> None:
    for name in ("Åsa", "Zoć", "Kim 🎉", "“Bosse”"):
        members(here, 2, first_name=name)
    found = await over(here, order(here, "Hej {förnamn}! " + "x" * 80))
    counted = sum(parts(smart_encoded(entry.body)) for entry in here.twilio.journal.accepted())
    assert found.parts == counted > 8
    assert found.price == counted * Decimal("0.45")


async def test_one_who_opted_out_at_the_provider_and_one_who_has_no_number_stop_nobody_else(here: Road) -> None:
    stopped, gone, *others = members(here, 30)
    here.twilio.log.opted_out.add(stopped)
    here.twilio.faults.add(refused(400, 21211, "no", to=gone))
    found = await over(here, order(here))
    assert (found.accepted, found.states["refused"]) == (28, 2)
    assert taken(here, others) == dict.fromkeys(others, 1)
    hash_ = here.messages(stopped)[0].hash
    assert here.database.read(lambda db: suppression.since(db, hash_))
    assert here.address_state(gone) == "invalid"
    again = await over(here, order(here))
    assert again.recipients == 28
    assert taken(here, [stopped, gone]) == {stopped: 0, gone: 0}


@pytest.mark.long
async def test_who_says_stop_in_the_middle_gets_no_more_of_it(here: Road) -> None:
    numbers = members(here, 60)
    here.twilio.faults.add(silent(0.1))
    broadcast_id = order(here)
    await until(lambda: len(here.twilio.journal.accepted()) > 3)
    assert await here.text(numbers[-1], "STOPP") == 204
    found = await over(here, broadcast_id)
    await here.settled()
    assert (found.accepted, found.states["suppressed"]) == (59, 1)
    assert [m.flow for m in here.messages(numbers[-1]) if m.accepted_at is not None and m.flow == FLOW] == []


async def test_while_it_is_quiet_nothing_of_it_goes(road: Road) -> None:
    here = beside(road, quiet=ALL_DAY)
    numbers = members(here, 5)
    broadcast_id = order(here)
    await until(lambda: state_of(here.database, broadcast_id) == "sending")
    await asyncio.sleep(0.5)
    assert taken(here, numbers).total() == 0
    assert result(here, broadcast_id).waiting == 5


async def test_its_replies_go_before_it(open_road: Opened) -> None:
    road = open_road(sms_parts_per_second=40)
    first, *_ = members(road, 100)
    broadcast_id = order(road)
    await until(lambda: road.sent(first))
    assert await road.text(first, "meny") == 204
    await until(lambda: len(road.sent(first)) == 2)
    road.database.change(lambda db: broadcasts.cancel(db, broadcast_id))
    found = await over(road, broadcast_id, "cancelled")
    assert found.states["cancelled"] > 20


async def test_a_new_number_is_told_who_we_are_once_and_with_the_first_message(here: Road) -> None:
    [new] = here.database.change(lambda db: join(db, here.organization_id, 1, new=True))
    for _ in range(2):
        await over(here, order(here, "Hej {förnamn}!"))
    first, second = here.sent(new)
    assert "medlemmar.xlsx" in first
    assert second.partition(": ")[2] == "Hej Åsa!\nSvara STOPP om du inte vill ha fler sms."
