"""When candidates have said that they are busy, and that they are free after all; the same on both databases."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from storage import booking_slots, busy_times
from storage.session import Database
from storage.tables import busy
from tests.booked import ALI, candidate, span, times
from tests.storage.doubles import NOW, count, settle

FIVE = timedelta(minutes=5)
MIDDAY = times(5, "12-13").starts_at


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        settle(connection)
        yield connection


def mark(db: Connection, who: int, hours: str, source: str = "text") -> None:
    busy_times.mark(db, who, times(5, hours).starts_at, times(5, hours).ends_at, NOW, source=source)


def unmark(db: Connection, who: int, hours: str) -> None:
    busy_times.unmark(db, who, times(5, hours).starts_at, times(5, hours).ends_at, NOW)


def marked(db: Connection, who: int) -> list[str]:
    clock = "%H.%M"
    zone = times(5, "12-13").starts_at.tzinfo
    rows = busy_times.of(db, who, NOW)
    return [f"{row.starts_at.astimezone(zone):{clock}}-{row.ends_at.astimezone(zone):{clock}}" for row in rows]


def test_said_twice_is_said_once(db: Connection) -> None:
    amina = candidate(db, "Amina")
    for _ in range(2):
        mark(db, amina, "13-15")
    assert count(db, busy) == 1


def test_nothing_of_why_is_kept() -> None:
    assert {column.name for column in busy.columns} == {
        "id", "candidate_id", "starts_at", "ends_at", "source", "created_at"
    }  # fmt: skip


def test_who_has_an_hour_in_one_piece_has_time(db: Connection) -> None:
    amina, free = candidate(db, "Amina"), candidate(db, "Ali", ALI)
    mark(db, amina, "12-14")
    mark(db, amina, "14.30-17")
    day = times(5, "12-17")

    def with_time(hours: str) -> set[int]:
        asked = times(5, hours)
        return booking_slots.with_time(db, [amina, free], asked.starts_at, asked.ends_at, timedelta(hours=1))

    assert booking_slots.with_time(db, [], day.starts_at, day.ends_at, timedelta(hours=1)) == set()
    assert with_time("12-17") == {free}, "half an hour is not enough"
    assert with_time("14-14.30") == {amina, free}, "but all of what is asked about is"
    assert with_time("12-18") == {amina, free}


def test_what_is_free_after_all_is_cut_out_of_what_was_busy(db: Connection) -> None:
    amina = candidate(db, "Amina")
    mark(db, amina, "9-17")
    unmark(db, amina, "12-13")
    assert marked(db, amina) == ["09.00-12.00", "13.00-17.00"]
    unmark(db, amina, "8-10")
    unmark(db, amina, "16-18")
    assert marked(db, amina) == ["10.00-12.00", "13.00-16.00"]
    unmark(db, amina, "8-18")
    assert marked(db, amina) == []


def test_what_touches_is_left_as_it_is(db: Connection) -> None:
    amina = candidate(db, "Amina")
    mark(db, amina, "13-15")
    unmark(db, amina, "12-13")
    unmark(db, amina, "15-16")
    assert marked(db, amina) == ["13.00-15.00"]


def test_what_stands_in_their_own_calendar_stays_and_so_does_what_is_somebody_elses(db: Connection) -> None:
    amina, ali = candidate(db, "Amina"), candidate(db, "Ali", ALI)
    mark(db, amina, "13-15", "feed")
    mark(db, amina, "13-16", "panel")
    mark(db, ali, "13-15")
    unmark(db, amina, "12-18")
    assert (marked(db, amina), marked(db, ali)) == (["13.00-15.00"], ["13.00-15.00"])


def test_what_is_over_is_not_shown(db: Connection) -> None:
    amina = candidate(db, "Amina")
    mark(db, amina, "13-15")
    assert busy_times.of(db, amina, times(5, "14-15").starts_at)
    assert busy_times.of(db, amina, times(5, "14-15").ends_at) == []


def test_busy_stands_in_the_way_to_the_minute_and_without_a_way_there(db: Connection) -> None:
    amina = candidate(db, "Amina")
    mark(db, amina, "13-15")
    came = {
        hours: booking_slots.blocked(db, amina, span(5, hours)) for hours in ("12-13", "12-13.01", "14-16", "15-16")
    }
    assert came == {"12-13": None, "12-13.01": "busy", "14-16": "busy", "15-16": None}


MARKS = st.lists(st.tuples(st.booleans(), st.integers(0, 24), st.integers(1, 12)), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MARKS)
def test_somebody_is_busy_when_they_have_said_so_and_not_taken_it_back(
    sqlite_database: Database, said: list[tuple[bool, int, int]]
) -> None:
    with sqlite_database.engine.connect() as db:
        settle(db)
        amina, wanted = candidate(db, "Amina"), set[int]()
        for is_busy, first, lasts in said:
            begins, ends = _moment(first), _moment(first + lasts)
            if is_busy:
                busy_times.mark(db, amina, begins, ends, NOW, source="text")
                wanted |= set(range(first, first + lasts))
            else:
                busy_times.unmark(db, amina, begins, ends, NOW)
                wanted -= set(range(first, first + lasts))
        found = {n for n in range(40) if booking_slots.busy_in(db, [amina], _moment(n), _moment(n + 1))}
    assert found == wanted


def _moment(number: int) -> datetime:
    return MIDDAY + number * FIVE
