"""Tries are slowed, by a pace that holds however they come; links and what is over go. The same on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from storage import organizers, signing_in
from storage.session import Database
from storage.signing_in import RATES, Rate

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        yield connection


def made(db: Connection, whose: str, seconds: float) -> bool:
    """Whether a try may be made, some seconds after noon."""
    return not signing_in.take(db, "account", whose, NOW + timedelta(seconds=seconds))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 900), min_size=1, max_size=40), st.uuids())
def test_in_no_stretch_of_time_are_there_more_tries_than_the_pace_allows(
    db: Connection, pauses: list[int], whose: object
) -> None:
    times, at = [], 0
    for pause in pauses:
        at += pause
        if made(db, str(whose), at):
            times.append(at)
    for rate in RATES["account"]:
        for start in range(len(times)):
            for end in range(start, len(times)):
                assert end - start + 1 <= rate.burst + (times[end] - times[start]) / rate.seconds


def test_who_waits_as_long_as_was_said_may_try_and_nobody_a_second_earlier(db: Connection) -> None:
    for _ in range(5):
        assert made(db, "bo", 0)
    wait = signing_in.take(db, "account", "bo", NOW)
    assert wait == RATES["account"][0].seconds
    assert not made(db, "bo", wait - 1)
    assert made(db, "bo", wait)
    assert made(db, "eva", 0), "nobody waits for somebody else"


def test_a_good_try_does_not_count_and_both_factors_begin_anew(db: Connection) -> None:
    for _ in range(50):
        assert made(db, "bo", 0)
        signing_in.give_back(db, "account", "bo")
    for _ in range(5):
        made(db, "bo", 0)
    assert not made(db, "bo", 0)
    signing_in.forget(db, "account", "bo")
    assert made(db, "bo", 0)


def test_the_slack_of_a_rate_is_its_burst_but_one() -> None:
    assert Rate(5, 30).slack == 120


def test_of_many_at_the_same_time_no_more_are_made_than_may_be(database: Database) -> None:
    futures = [database.write(lambda db: signing_in.take(db, "account", "bo", NOW)) for _ in range(30)]
    assert sum(future.result() == 0 for future in futures) == 5


def test_of_many_that_use_one_link_at_the_same_time_one_does(database: Database) -> None:
    def plant(db: Connection) -> str:
        return signing_in.make_link(db, organizers.add(db, "bo@example.org", NOW), NOW)

    token = database.change(plant)
    futures = [database.write(lambda db: signing_in.use_link(db, token, NOW)) for _ in range(20)]
    assert sum(future.result() is not None for future in futures) == 1
