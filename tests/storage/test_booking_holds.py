"""A candidate's time is held by whoever asked first, with the way there, and no two bookings ever have the same."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from storage import booking_choice, booking_moves, booking_slots, bookings, busy_times
from storage.booking_slots import Span, blocked, busy_at, hold, span_of
from storage.once import insert_many_once
from storage.session import Database
from storage.tables import booking, booking_slot
from tests import booked
from tests.booked import accepted, asked, candidate, happened, minutes_held, requested, span, state, times
from tests.rows import each
from tests.storage.doubles import NOW, SOLNA, SUNDBYBERG, settle

LATER = NOW + timedelta(days=1)
POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        settle(connection)
        yield connection


# One after the other


def test_what_is_asked_is_held_and_whoever_asks_next_is_second_in_line(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, came = asked(db, amina, 5, "13-14")
    second, came_next = asked(db, amina, 5, "13.30-15", at=SUNDBYBERG)
    assert (came, came_next) == ("asked", "queued")
    assert (minutes_held(db, first), minutes_held(db, second)) == (60, 0)
    assert happened(db, second) == ["requested", "queued"]


@each(
    ("free_it", "after"),
    [
        (booking_moves.decline, "declined"),
        (booking_moves.cancel, "cancelled"),
        (booking_moves.expire, "expired"),
    ],
)
def test_the_second_in_line_is_asked_when_the_first_is_over(
    db: Connection, free_it: Callable[..., str], after: str
) -> None:
    amina = candidate(db, "Amina")
    first, second = (asked(db, amina, 5, "13-14", at=at)[0] for at in (SOLNA, SUNDBYBERG))
    assert free_it(db, first, LATER, by="test") == after
    assert minutes_held(db, first) == 0
    assert booking_choice.waiting_for(db, amina, LATER) == [second]
    assert booking_moves.ask(db, second, amina, LATER, by="clock") == "asked"
    assert minutes_held(db, second) == 60


def test_of_what_is_promised_there_is_no_second_in_line(db: Connection) -> None:
    amina = candidate(db, "Amina")
    accepted(db, amina, 5, "13-14")
    second, came = asked(db, amina, 5, "13-14", at=SUNDBYBERG)
    assert (came, state(db, second), minutes_held(db, second)) == ("taken", "declined", 0)
    assert bookings.events(db, second)[-1].detail == {"why": "accepted"}


@each(
    ("venue", "hours", "travel", "stands_in_the_way"),
    [
        ("Torget", "14-15", 30, False),  # at the same place one thing follows another
        ("torget", "14-15", 30, False),
        ("Kista", "14-15", 30, True),
        ("Kista", "14.25-15", 30, True),
        ("Kista", "14.30-15", 30, False),
        ("Kista", "14.30-15", 45, True),  # the longer of the two ways counts
        ("Kista", "14.30-15", 0, False),
        ("Kista", "12-12.35", 30, True),  # the way there as well as the way back
        ("Kista", "12-12.30", 30, False),
        ("Torget", "12-13", 30, False),
        ("Torget", "12-13.01", 30, True),
    ],
)
def test_the_way_between_two_places_is_time_too(
    db: Connection, venue: str, hours: str, travel: int, stands_in_the_way: bool
) -> None:
    amina = candidate(db, "Amina")
    accepted(db, amina, 5, "13-14")
    wanted = span(5, hours, venue, travel)
    assert (blocked(db, amina, wanted) == "accepted") is stands_in_the_way
    assert busy_at(db, [amina], wanted) == ({amina} if stands_in_the_way else set())
    assert asked(db, amina, 5, hours, venue, travel=travel)[1] == ("taken" if stands_in_the_way else "asked")


def test_somebody_elses_time_stands_in_nobodys_way(db: Connection) -> None:
    amina, ali = candidate(db, "Amina"), candidate(db, "Ali", booked.ALI)
    accepted(db, amina, 5, "13-14")
    assert asked(db, ali, 5, "13-14")[1] == "asked"


def test_whoever_has_said_that_they_are_busy_is_not_asked(db: Connection) -> None:
    amina = candidate(db, "Amina")
    busy = times(5, "12-13.30")
    busy_times.mark(db, amina, busy.starts_at, busy.ends_at, NOW, source="text")
    assert asked(db, amina, 5, "13-14")[1] == "taken"
    assert asked(db, amina, 5, "13.30-14")[1] == "asked"


def test_a_time_marked_busy_while_a_request_stands_does_not_leave_it_holding_what_it_lost(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, _ = asked(db, amina, 5, "13-14")
    booking_moves.perhaps(db, first, NOW, by="candidate")
    busy_times.mark(db, amina, times(5, "13-14").starts_at, times(5, "13-14").ends_at, NOW, source="text")
    assert booking_moves.ask(db, first, amina, LATER, by="desk") == "taken"
    assert (state(db, first), minutes_held(db, first)) == ("declined", 0)


# Another time


def test_another_time_that_is_proposed_is_held_instead(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, _ = asked(db, amina, 5, "13-14")
    assert booking_moves.counter(db, first, times(5, "16-17"), NOW, by="candidate") == "countered"
    assert asked(db, amina, 5, "13-14", at=SUNDBYBERG)[1] == "asked"
    assert asked(db, amina, 5, "16-17", at=SUNDBYBERG)[1] == "queued"


def test_of_what_was_promised_both_times_are_held_until_the_host_has_answered(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first = accepted(db, amina, 5, "13-14")
    for hours in ("16-17", "18-19"):  # of two proposals the last counts
        assert booking_moves.counter(db, first, times(5, hours), NOW, by="candidate") == "countered"
    assert minutes_held(db, first) == 120
    assert blocked(db, amina, span(5, "16-17")) is None
    assert booking_moves.agree(db, first, NOW, by="host") == "accepted"
    assert blocked(db, amina, span(5, "18-19")) == "accepted"
    assert blocked(db, amina, span(5, "13-14")) is None


def test_what_was_promised_is_kept_though_they_have_marked_that_time_as_busy_since(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, when = accepted(db, amina, 5, "13-14"), times(5, "13-14")
    busy_times.mark(db, amina, when.starts_at, when.ends_at, NOW, source="text")
    booking_moves.counter(db, first, times(6, "13-14"), NOW, by="candidate")
    assert booking_moves.refuse(db, first, NOW, by="host") == "kept"
    busy_times.unmark(db, amina, when.starts_at, when.ends_at, NOW)
    assert minutes_held(db, first) == 60
    assert asked(db, amina, 5, "13-14", at=SUNDBYBERG)[1] == "taken"


def test_what_was_proposed_is_free_when_the_desk_takes_over(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, _ = asked(db, amina, 5, "13-14")
    booking_moves.counter(db, first, times(5, "16-17"), NOW, by="candidate")
    assert booking_moves.to_desk(db, first, LATER, by="clock") == "desk"
    assert blocked(db, amina, span(5, "16-17")) is None
    assert blocked(db, amina, span(5, "13-14")) == "held"
    assert booking_moves.accept(db, first, LATER, by="candidate") == "accepted"
    assert minutes_held(db, first) == 60


def test_a_booking_that_is_moved_takes_its_time_with_it(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first = accepted(db, amina, 5, "13-14")
    assert booking_moves.move(db, first, times(6, "10-11"), "Kista", LATER, by="desk") == "asked"
    assert (blocked(db, amina, span(5, "13-14")), blocked(db, amina, span(6, "10-11", "Kista"))) == (None, "held")
    row = bookings.get(db, first)
    assert row is not None
    assert LATER < row.answer_by < row.starts_at


def test_what_is_moved_to_earlier_is_to_be_answered_before_it_begins(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, _ = asked(db, amina, 9, "13-14", answer_by=times(8, "12-13").starts_at)
    booking_moves.move(db, first, times(4, "10-11"), "Torget", NOW, by="desk")
    row = bookings.get(db, first)
    assert row is not None
    assert NOW < row.answer_by < row.starts_at


def test_asked_of_somebody_else_the_first_ones_time_is_free(db: Connection) -> None:
    amina, ali = candidate(db, "Amina"), candidate(db, "Ali", booked.ALI)
    first, _ = asked(db, amina, 5, "13-14")
    assert booking_moves.ask(db, first, ali, NOW, by="host") == "asked"
    assert (blocked(db, amina, span(5, "13-14")), blocked(db, ali, span(5, "13-14"))) == (None, "held")


MINUTES = st.integers(0, 240)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(MINUTES, MINUTES), st.tuples(MINUTES, MINUTES), st.sampled_from((0, 7, 30)), st.booleans())
def test_two_times_are_both_held_when_they_are_far_enough_apart_and_only_then(
    sqlite_database: Database, first: tuple[int, int], second: tuple[int, int], travel: int, elsewhere: bool
) -> None:
    one, other = (_minutes(*each, venue, travel) for each, venue in ((first, "a"), (second, "ab"[elsewhere])))
    apart = max(other.starts_at - one.ends_at, one.starts_at - other.ends_at)
    with sqlite_database.engine.connect() as db:
        settle(db)
        amina = candidate(db, "Amina")
        ids = [requested(db, 5, "13-14", place.venue, travel=travel) for place in (one, other)]
        assert hold(db, amina, ids[0], one) is None
        came = hold(db, amina, ids[1], other)
    need = timedelta(minutes=travel if elsewhere else 0)
    if apart < need or apart < timedelta():
        assert came == "held"
    if apart >= need + timedelta(minutes=5):  # what has begun of five minutes is taken whole
        assert came is None


def _minutes(begins: int, lasts: int, venue: str, travel: int) -> Span:
    start = times(5, "10-11").starts_at + timedelta(minutes=begins)
    return Span(start, start + timedelta(minutes=lasts + 1), venue, travel)


# At the same moment


def settled(database: Database, count: int, hours: Callable[[int], str], venue: Callable[[int], str]) -> list[int]:
    """Amina, person 1, and so many requests that hold nothing yet; the ids."""

    def fill(db: Connection) -> list[int]:
        settle(db)
        assert candidate(db, "Amina") == 1
        return [requested(db, 5, hours(n), venue(n), at=(SOLNA, SUNDBYBERG)[n % 2]) for n in range(count)]

    return database.change(fill)


def left_to_the_desk(database: Database, count: int, hours: Callable[[int], str], venue: Callable[[int], str]) -> Any:
    """As `settled`, and she may say yes to any of them: the time to answer went by, for one and the next in line."""
    ids = settled(database, count, hours, venue)
    for number in ids:
        database.change(partial(_to_desk, booking_id=number))
    return ids


def at_once(databases: list[Database], deeds: list[Callable[[Connection], Any]]) -> list[Any]:
    """Do all of this at the same moment, spread over several programs that have the database open."""
    with ThreadPoolExecutor(len(deeds)) as threads:
        done = [threads.submit(databases[n % len(databases)].change, deed) for n, deed in enumerate(deeds)]
        return [each.result() for each in done]


def ask_all(databases: list[Database], ids: list[int]) -> list[str]:
    return at_once(databases, [partial(booking_moves.ask, booking_id=n, candidate_id=1, now=NOW, by="x") for n in ids])


def accept_all(databases: list[Database], ids: list[int]) -> list[str]:
    """A yes to each of them comes at once."""
    return at_once(databases, [partial(booking_moves.accept, booking_id=n, now=NOW, by="candidate") for n in ids])


def _to_desk(db: Connection, booking_id: int) -> None:
    booking_moves.ask(db, booking_id, 1, NOW, by="host")
    booking_moves.to_desk(db, booking_id, NOW, by="clock")
    booking_slots.free(db, booking_id)  # as of one that was second in line


def too_near(db: Connection) -> int:
    """How many pairs of what is promised overlap, or leave no time for the way."""
    rows = list(db.execute(select(booking).where(booking.c.state == "accepted")))
    pairs = [(one, other) for n, one in enumerate(rows) for other in rows[:n]]
    return sum(not apart(span_of(one), span_of(other)) for one, other in pairs)


def apart(one: Span, other: Span) -> bool:
    way = timedelta() if one.venue == other.venue else timedelta(minutes=max(one.travel, other.travel))
    return max(other.starts_at - one.ends_at, one.starts_at - other.ends_at) >= way


@pytest.fixture
def two(database: Database, db_url: str) -> Iterator[list[Database]]:
    """Two programs that have one database open."""
    other = Database(db_url, "a key for tests")
    yield [database, other]
    other.close()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and writing there is time for others."""
    looked = booking_slots.blocked

    def look_slowly(*args: Any, **options: Any) -> Any:
        found = looked(*args, **options)
        time.sleep(0.005)
        return found

    monkeypatch.setattr(booking_slots, "blocked", look_slowly)


def together(monkeypatch: pytest.MonkeyPatch, count: int = 8) -> None:
    """Whoever has looked waits until so many have, before anything is written."""
    looked, barrier = booking_slots.blocked, Barrier(count)

    def look_and_wait(*args: Any, **options: Any) -> Any:
        found = looked(*args, **options)
        barrier.wait(20)
        return found

    monkeypatch.setattr(booking_slots, "blocked", look_and_wait)


SAME: Any = (lambda n: "13-14", lambda n: "Torget")
NEAR: Any = (lambda n: f"{10 + n}.05-{11 + n}", lambda n: f"Plats {n}")  # five minutes between, at other places


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its guard: nobody waits for anybody."""
    monkeypatch.setattr(booking_slots, "lock_line", lambda db, person_id: None)


def unkeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its guard: what is held twice is passed over instead of refused."""

    def hold_anyhow(
        db: Connection, person_id: int, booking_id: int, wanted: Span, *, busy_too: bool = False
    ) -> str | None:
        reason = booking_slots.blocked(db, person_id, wanted, but=booking_id)
        rows = [{"candidate_id": person_id, "slot": n, "booking_id": booking_id} for n in booking_slots.slots(wanted)]
        if reason is None:
            insert_many_once(db, booking_slot, rows)
        return reason

    monkeypatch.setattr(booking_slots, "hold", hold_anyhow)


def test_of_many_who_ask_for_one_candidate_at_once_one_is_first(two: list[Database], slow: None) -> None:
    came = ask_all(two, settled(two[0], 8, *SAME))
    assert sorted(came) == ["asked", *["queued"] * 7]


def test_of_many_that_are_said_yes_to_at_once_one_is_promised(two: list[Database], slow: None) -> None:
    came = accept_all(two, left_to_the_desk(two[0], 8, *SAME))
    assert sorted(came) == ["accepted", *["taken"] * 7]
    assert two[0].read(booking_slots.overlaps) == 0


def test_the_way_is_counted_for_many_at_once(two: list[Database], slow: None) -> None:
    accept_all(two, left_to_the_desk(two[0], 8, *NEAR))
    assert two[0].read(too_near) == 0


@POSTGRESQL
def test_without_its_guards_a_candidate_is_promised_twice_at_once(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must fail: it shows that the tests above can see it. On SQLite there is but one writer."""
    ids = left_to_the_desk(two[0], 8, *SAME)
    unlocked(monkeypatch)
    unkeyed(monkeypatch)
    together(monkeypatch)
    accept_all(two, ids)
    assert two[0].read(booking_slots.overlaps) > 0


@POSTGRESQL
def test_the_key_of_the_minutes_alone_promises_nobody_twice_at_once(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = left_to_the_desk(two[0], 8, *SAME)
    unlocked(monkeypatch)
    together(monkeypatch)
    came = accept_all(two, ids)
    assert sorted(came) == ["accepted", *["taken"] * 7]


@POSTGRESQL
def test_without_the_lock_of_the_line_the_way_is_not_counted_at_once(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must fail, of travel alone: the key of the minutes does not know of it."""
    ids = left_to_the_desk(two[0], 8, *NEAR)
    unlocked(monkeypatch)
    together(monkeypatch)
    accept_all(two, ids)
    assert two[0].read(too_near) > 0


def request_all(databases: list[Database]) -> list[int]:
    """The same is requested eight times at once, as by an impatient hand."""
    databases[0].change(settle)
    databases[0].change(booked.host)
    return at_once(databases, [partial(requested, day=5, hours="13-14", title="Torgmöte")] * 8)


def test_the_same_request_many_times_at_once_is_one(two: list[Database]) -> None:
    assert len(set(request_all(two))) == 1


@POSTGRESQL
def test_without_its_guard_the_same_request_at_once_is_many(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must fail: all look before anybody writes."""
    looked, barrier = bookings.same, Barrier(8)

    def look_and_wait(*args: Any) -> int | None:
        found = looked(*args)
        barrier.wait(20)
        return found

    monkeypatch.setattr(booking_moves, "lock_association", lambda db, organization_id: None)
    monkeypatch.setattr(bookings, "same", look_and_wait)
    assert len(set(request_all(two))) == 8


def test_without_looking_first_two_are_promised_on_either_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must fail where there is one writer."""
    unkeyed(monkeypatch)
    monkeypatch.setattr(booking_slots, "blocked", lambda *args, **options: None)
    accept_all([database], left_to_the_desk(database, 3, *SAME))
    assert database.read(booking_slots.overlaps) > 0


def deeds_on(booking_id: int) -> list[Callable[[Connection], Any]]:
    """A candidate, a host and the desk all want something of one booking."""
    turn: dict[str, Any] = {"booking_id": booking_id, "now": NOW}
    hours = f"{8 + booking_id % 3}.05-{9 + booking_id % 3}"
    return [
        partial(booking_moves.ask, **turn, candidate_id=1, by="desk"),
        partial(booking_moves.accept, **turn, by="candidate"),
        partial(booking_moves.counter, **turn, times=times(6, hours), by="candidate"),
        partial(booking_moves.agree, **turn, by="host"),
        partial(booking_moves.accept, **turn, by="candidate"),
        partial(booking_moves.move, **turn, times=times(6, "8-9"), venue=f"Plats {booking_id}", by="desk"),
        partial(booking_moves.accept, **turn, by="candidate"),
    ]


def mix(databases: list[Database], rounds: int) -> None:
    """Everything at once, on everything: after every round no two of what is promised are too near."""
    ids = settled(databases[0], 5, *NEAR)
    each_of = [deeds_on(number) for number in ids]
    for number in range(rounds * len(each_of[0])):
        at_once(databases, [each_of[n][(number + n) % len(each_of[n])] for n in range(len(ids))])
        assert databases[0].read(too_near) == 0


def test_whatever_all_three_sides_do_at_once_nobody_is_promised_twice(two: list[Database]) -> None:
    mix(two, 1)


@pytest.mark.long
def test_whatever_all_three_sides_do_at_once_for_long_nobody_is_promised_twice(two: list[Database]) -> None:
    mix(two, 12)


@pytest.mark.long
def test_of_many_processes_that_ask_at_once_one_is_first(database: Database, db_url: str) -> None:
    ids = settled(database, 16, *SAME)
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        came = list(processes.map(partial(booked.ask_from_afar, db_url), ids))
    assert sorted(came) == ["asked", *["queued"] * 15]


def test_the_minutes_belong_to_one_booking_in_the_database_itself(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, _ = asked(db, amina, 5, "13-14")
    other = requested(db, 5, "13-14")
    row = {"candidate_id": amina, "slot": booking_slots.slot(times(5, "13-14").starts_at), "booking_id": other}
    with pytest.raises(IntegrityError), db.begin_nested():
        db.execute(insert(booking_slot), row)
    assert minutes_held(db, first) == 60
