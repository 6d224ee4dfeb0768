"""Who was written to, who wrote, and who can be reached."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from tests.storage.segments.village import (
    NOW,
    found,
    has_address,
    org,
    silenced,
    somebody,
    they_wrote,
    we_wrote,
)

DAY = timedelta(days=1)


@pytest.fixture
def solna(db: Connection) -> int:
    return org(db, "Solna")


def test_written_counts_what_went_out_and_only_that(db: Connection, solna: int) -> None:
    states = ("accepted", "sent", "delivered", "uncertain", "queued", "refused", "suppressed", "cancelled")
    for state in states:
        we_wrote(db, somebody(db, solna, state), NOW - DAY, state)
    we_wrote(db, somebody(db, solna, "old"), NOW - 4 * DAY)
    somebody(db, solna, "never")
    assert found(db, solna, "written in last 3 days") == "accepted delivered sent uncertain"
    rest = "cancelled never old queued refused suppressed"
    assert found(db, solna, "not written in last 3 days") == rest


def test_replied_is_what_they_wrote(db: Connection, solna: int) -> None:
    they_wrote(db, somebody(db, solna, "Anna"), NOW - DAY)
    they_wrote(db, somebody(db, solna, "Bo"), NOW - 8 * DAY)
    assert found(db, solna, "replied in last 7 days") == "Anna"
    assert found(db, solna, "not replied in last 7 days") == "Bo"


def test_a_stranger_who_wrote_hides_nobody(db: Connection, solna: int) -> None:
    they_wrote(db, None, NOW - DAY)  # type: ignore[arg-type]
    somebody(db, solna, "Anna")
    assert found(db, solna, "not replied in last 7 days") == "Anna"


def test_reachable_is_a_working_address_on_that_channel(db: Connection, solna: int) -> None:
    for channel, state in (("sms", "ok"), ("sms", "invalid"), ("telegram", "ok"), ("telegram", "blocked")):
        has_address(db, somebody(db, solna, f"{channel}-{state}"), channel, state)
    somebody(db, solna, "nothing")
    assert found(db, solna, "reachable by sms") == "sms-ok"
    assert found(db, solna, "reachable by TELEGRAM") == "telegram-ok"


def test_who_opted_out_is_not_reachable(db: Connection, solna: int) -> None:
    elsewhere = org(db, "Kista")

    def with_both(name: str, **spärr: object) -> None:
        person_id = somebody(db, solna, name)
        for channel in ("sms", "telegram"):
            silenced(db, has_address(db, person_id, channel), **spärr)  # type: ignore[arg-type]

    with_both("all")
    with_both("sms", scope="sms")
    with_both("topic", scope="topic", topic="doors")
    with_both("hours", scope="hours")
    with_both("over", until=NOW)
    with_both("until", until=NOW + DAY)
    with_both("here", organization_id=solna)
    with_both("there", organization_id=elsewhere)
    assert found(db, solna, "reachable by sms") == "hours over there topic"
    assert found(db, solna, "reachable by telegram") == "hours over sms there topic"
