"""A broadcast through the whole app: the provider's journal is the judge of what was sent, and how often."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.broadcasting import FLOW
from bot.standins.faults import accept_then_reset, refused, slow
from bot.standins.twilio_message import parts, smart_encoded
from storage import broadcasts, installation, suppression
from storage.broadcast_ledger import Ledger, ledger
from storage.broadcasts import Draft
from tests.broadcasts.crowd import TEXT, confirmed, join, rows_of, state_of
from tests.roads.conftest import Opened
from tests.roads.road import Road, until

ENDS = ("refused", "too_late", "suppressed", "cancelled", "uncertain")


def members(road: Road, count: int, **columns: str) -> list[str]:
    return road.database.change(lambda db: join(db, road.organization_id, count, **columns))


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
def alone(open_road: Opened) -> Road:
    """An app of its own: everybody in it is written to."""
    return open_road()


async def test_three_hundred_get_one_each_through_twenty_pauses_and_what_nobody_answered_is_settled(
    alone: Road,
) -> None:
    numbers = members(alone, 300)
    alone.twilio.faults.add(slow(0.02, every=3, times=0), accept_then_reset(every=11, times=9))
    broadcast_id = order(alone)
    await until(lambda: alone.twilio.journal.accepted())
    for _ in range(20):
        alone.database.change(lambda db: broadcasts.pause(db, broadcast_id))
        await asyncio.sleep(0.01)
        alone.database.change(lambda db: broadcasts.resume(db, broadcast_id))
        await asyncio.sleep(0.01)
    found = await over(alone, broadcast_id)
    assert taken(alone, numbers) == dict.fromkeys(numbers, 1)
    assert (found.recipients, found.accepted) == (300, 300)


async def test_cancelled_nothing_begins_any_more_and_what_was_sent_is_known(alone: Road) -> None:
    numbers = members(alone, 200)
    alone.twilio.faults.add(slow(0.05, times=0))
    broadcast_id = order(alone)
    await until(lambda: len(alone.twilio.journal.accepted()) > 10)
    alone.database.change(lambda db: broadcasts.cancel(db, broadcast_id))
    cancelled = time.time()
    found = await over(alone, broadcast_id, "cancelled")
    await asyncio.sleep(0.3)
    assert [entry for entry in alone.twilio.journal.entries if entry.at > cancelled + 2] == []
    assert sum(taken(alone, numbers).values()) == found.accepted
    assert found.accepted + found.states["cancelled"] == 200
    sent = {row.address for row in rows_of(alone.database, broadcast_id) if row.accepted_at is not None}
    assert sent == {phone for phone, count in taken(alone, numbers).items() if count}


async def test_halted_it_stands_still_and_goes_on_afterwards(alone: Road) -> None:
    numbers = members(alone, 120)
    alone.twilio.faults.add(slow(0.03, times=0))
    broadcast_id = order(alone)
    await until(lambda: len(alone.twilio.journal.accepted()) > 5)
    alone.database.change(lambda db: installation.halt(db, datetime.now(UTC)))
    halted = time.time()
    await asyncio.sleep(0.6)
    assert [entry for entry in alone.twilio.journal.entries if entry.at > halted + 0.5] == []
    assert state_of(alone.database, broadcast_id) == "sending"
    alone.database.change(installation.resume)
    await over(alone, broadcast_id)
    assert taken(alone, numbers) == dict.fromkeys(numbers, 1)


async def test_the_price_is_what_the_provider_counts(alone: Road) -> None:
    for name in ("Åsa", "Zoć", "Kim 🎉", "“Bosse”"):
        members(alone, 2, first_name=name)
    found = await over(alone, order(alone, "Hej {förnamn}! " + "x" * 80))
    counted = sum(parts(smart_encoded(entry.body)) for entry in alone.twilio.journal.accepted())
    assert found.parts == counted > 8
    assert found.price == counted * Decimal("0.45")


async def test_one_who_opted_out_at_the_provider_and_one_who_has_no_number_stop_nobody_else(alone: Road) -> None:
    stopped, gone, *others = members(alone, 30)
    alone.twilio.log.opted_out.add(stopped)
    alone.twilio.faults.add(refused(400, 21211, "no", to=gone))
    found = await over(alone, order(alone))
    assert (found.accepted, found.states["refused"]) == (28, 2)
    assert taken(alone, others) == dict.fromkeys(others, 1)
    hash_ = alone.messages(stopped)[0].hash
    assert alone.database.read(lambda db: suppression.since(db, hash_))
    assert alone.address_state(gone) == "invalid"
    again = await over(alone, order(alone))
    assert again.recipients == 28
    assert taken(alone, [stopped, gone]) == {stopped: 0, gone: 0}


async def test_who_says_stop_in_the_middle_gets_no_more_of_it(alone: Road) -> None:
    numbers = members(alone, 60)
    alone.twilio.faults.add(slow(0.1, times=0))
    broadcast_id = order(alone)
    await until(lambda: len(alone.twilio.journal.accepted()) > 3)
    assert await alone.text(numbers[-1], "STOPP") == 204
    found = await over(alone, broadcast_id)
    assert (found.accepted, found.states["suppressed"]) == (59, 1)
    assert [m.flow for m in alone.messages(numbers[-1]) if m.accepted_at is not None and m.flow == FLOW] == []


async def test_while_it_is_quiet_nothing_of_it_goes(open_road: Opened) -> None:
    road = open_road(quiet="00:00-23:59")
    members(road, 5)
    broadcast_id = order(road)
    await until(lambda: state_of(road.database, broadcast_id) == "sending")
    await asyncio.sleep(0.5)
    assert road.twilio.journal.entries == []
    assert result(road, broadcast_id).waiting == 5


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


async def test_a_new_number_is_told_who_we_are_once_and_with_the_first_message(alone: Road) -> None:
    [new] = alone.database.change(lambda db: join(db, alone.organization_id, 1, new=True))
    for _ in range(2):
        await over(alone, order(alone, "Hej {förnamn}!"))
    first, second = alone.sent(new)
    assert "medlemmar.xlsx" in first
    assert second == "Solidaritet Solna: Hej Åsa!\nSvara STOPP om du inte vill ha fler sms."
