"""What somebody does not want is not sent, and everything else is; the same on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from flows.hours import wall_time
from storage import addresses, organizations, outbox, suppression
from storage.session import Database
from storage.suppression import Silence
from storage.tables import outbox as outbox_table

NOW = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # 12.00 in Stockholm
NUMBER, CHAT = "+46701740605", "4605"
STOCKHOLM = "Europe/Stockholm"


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        yield connection


def queue(db: Connection, key: str, channel: str = "sms", **columns: Any) -> int:
    """A message that waits; its id."""
    place = addresses.find_or_make(db, channel, CHAT if channel == "telegram" else NUMBER, NOW)
    values = {
        "intent_key": key, "address_id": place.id, "channel": channel, "address": place.address, "hash": place.hash,
        "body": "Hej", "hours": "reminder", "priority": 1, "not_before": NOW, "not_after": NOW + timedelta(days=9),
        "token": key, "parts": 1, "price": 0, "created_at": NOW, **columns,
    }  # fmt: skip
    queued = outbox.queue(db, values)
    assert queued is not None
    return queued


def wish(db: Connection, what: Silence, channel: str = "sms") -> None:
    place = addresses.find_or_make(db, channel, CHAT if channel == "telegram" else NUMBER, NOW)
    suppression.suppress(db, [place.hash], what, source="text", now=NOW)


def states(db: Connection) -> dict[str, str]:
    """The state of each message after a worker has tried to claim all of them."""
    ids = list(db.execute(select(outbox_table.c.id)).scalars())
    outbox.claim(db, ids, owner="w", now=NOW)
    return {row.intent_key: row.state for row in db.execute(select(outbox_table))}


def may_go(db: Connection, now: datetime) -> set[str]:
    """The keys of the messages whose hour it is."""
    clocks = {zone: f"{wall_time(now, zone):%H:%M}" for zone in suppression.zones(db)}
    hours = outbox.quiet(now, [], [], clocks)
    return {row.intent_key for row in outbox.due(db, now=now, channel="sms", hours=hours, limit=9)}


def test_nothing_of_a_topic_goes_and_everything_else_does(db: Connection) -> None:
    queue(db, "survey", topic="survey")
    queue(db, "reminder", topic="reminder")
    queue(db, "none")
    wish(db, Silence("topic", topic="survey"))
    queue(db, "later", topic="survey")
    assert states(db) == {"survey": "suppressed", "reminder": "claimed", "none": "claimed", "later": "suppressed"}


def test_no_sms_leaves_telegram(db: Connection) -> None:
    wish(db, Silence("sms"))
    queue(db, "sms")
    queue(db, "telegram", "telegram")
    assert states(db) == {"sms": "suppressed", "telegram": "claimed"}


def test_a_pause_is_over_on_its_day(db: Connection) -> None:
    wish(db, Silence(until=NOW + timedelta(days=3)))
    place = addresses.find_or_make(db, "sms", NUMBER, NOW)
    assert suppression.standing(db, place.hash, NOW) == "paused"
    assert suppression.standing(db, place.hash, NOW + timedelta(days=3)) == "open"
    assert suppression.paused_until(db, [place.hash], NOW) == NOW + timedelta(days=3)


def test_a_pause_never_shortens_a_stop(db: Connection) -> None:
    wish(db, Silence())
    wish(db, Silence(until=NOW + timedelta(days=3)))
    place = addresses.find_or_make(db, "sms", NUMBER, NOW)
    assert suppression.standing(db, place.hash, NOW + timedelta(days=30)) == "silenced"
    assert suppression.paused_until(db, [place.hash], NOW) is None


def test_a_stop_in_a_pause_is_a_stop(db: Connection) -> None:
    wish(db, Silence(until=NOW + timedelta(days=3)))
    wish(db, Silence())
    place = addresses.find_or_make(db, "sms", NUMBER, NOW)
    assert suppression.standing(db, place.hash, NOW + timedelta(days=30)) == "silenced"


@pytest.mark.parametrize(
    ("early", "late", "utc_hours"),
    [("10:00", None, range(9, 23)), (None, "19:00", range(18)), ("10:00", "19:00", range(9, 18))],
)
def test_their_hours_are_those_of_the_wall_clock(db: Connection, early: Any, late: Any, utc_hours: range) -> None:
    """Stockholm is an hour ahead in winter, so 23.00 UTC is the next day there."""
    queue(db, "message")
    wish(db, Silence("hours", not_before=early, not_after=late, zone=STOCKHOLM))
    day = datetime(2026, 11, 26, tzinfo=UTC)
    going = [hour for hour in range(24) if may_go(db, day + timedelta(hours=hour))]
    assert set(going) - {23} == set(utc_hours)


@pytest.mark.parametrize(("day", "first"), [(datetime(2027, 3, 27), 9), (datetime(2027, 3, 28), 8)])
def test_the_hour_moves_with_the_clocks(db: Connection, day: datetime, first: int) -> None:
    queue(db, "message", not_after=datetime(2027, 9, 1, tzinfo=UTC))
    wish(db, Silence("hours", not_before="10:00", zone=STOCKHOLM))
    moments = [day.replace(tzinfo=UTC) + timedelta(hours=hour) for hour in range(12)]
    assert next(moment.hour for moment in moments if may_go(db, moment)) == first


def test_an_answer_to_their_own_text_is_not_held_back_by_their_hours(db: Connection) -> None:
    queue(db, "answer", free_until=NOW + timedelta(minutes=15))
    wish(db, Silence("hours", not_before="23:00", zone=STOCKHOLM))
    assert may_go(db, NOW) == {"answer"}


def test_start_lifts_every_wish(db: Connection) -> None:
    for what in (Silence(), Silence("topic", topic="survey"), Silence("hours", not_before="23:00", zone=STOCKHOLM)):
        wish(db, what)
    queue(db, "message", topic="survey")
    assert suppression.lift(db, [addresses.find_or_make(db, "sms", NUMBER, NOW).hash])
    assert may_go(db, NOW) == {"message"}
    assert states(db) == {"message": "claimed"}


def two(db: Connection) -> tuple[int, int]:
    """Two organizations."""
    names = ("Solidaritet Solna", "Solidaritet Sundbyberg")
    made = [organizations.add(db, name, None, STOCKHOLM, "20:00-09:00", NOW) or 0 for name in names]
    return made[0], made[1]


def test_nothing_of_one_organization_goes_and_everything_of_the_others_does(db: Connection) -> None:
    solna, sundbyberg = two(db)
    for key, organization_id in (("solna", solna), ("sundbyberg", sundbyberg), ("nobody's", None)):
        queue(db, key, organization_id=organization_id)
    wish(db, Silence(organization_id=solna))
    queue(db, "later", organization_id=solna)
    queue(db, "receipt", organization_id=solna, despite_stop=1)
    assert states(db) == {
        "solna": "suppressed", "sundbyberg": "claimed", "nobody's": "claimed", "later": "suppressed",
        "receipt": "claimed",
    }  # fmt: skip


def test_who_refuses_one_organization_is_silenced_for_it_alone(db: Connection) -> None:
    solna, sundbyberg = two(db)
    wish(db, Silence(organization_id=solna))
    hashes = [addresses.find_or_make(db, "sms", NUMBER, NOW).hash]
    assert suppression.standing(db, hashes[0], NOW) == "open"
    assert suppression.refused(db, hashes, NOW) == {solna}
    found = {each: suppression.of_hashes(db, hashes, NOW, organization_id=each) for each in (solna, sundbyberg, None)}
    assert found == {solna: set(hashes), sundbyberg: set(), None: set()}
    assert suppression.lift(db, hashes)
    assert suppression.refused(db, hashes, NOW) == set()


def test_a_pause_is_waited_for_by_those_who_are_not_refused(db: Connection) -> None:
    solna, sundbyberg = two(db)
    until = NOW + timedelta(days=3)
    wish(db, Silence(until=until))
    wish(db, Silence(organization_id=solna))
    hashes = [addresses.find_or_make(db, "sms", NUMBER, NOW).hash]
    ends = {each: suppression.paused_until(db, hashes, NOW, each) for each in (solna, sundbyberg, None)}
    assert ends == {solna: None, sundbyberg: until, None: until}


def test_an_opt_out_after_a_start_is_another_one(db: Connection) -> None:
    hash_ = addresses.find_or_make(db, "sms", NUMBER, NOW).hash
    wish(db, Silence())
    first = suppression.since(db, hash_)
    suppression.lift(db, [hash_])
    assert suppression.since(db, hash_) is None
    suppression.suppress(db, [hash_], source="text", now=NOW + timedelta(minutes=1))
    assert (first, suppression.since(db, hash_)) == (NOW, NOW + timedelta(minutes=1))
