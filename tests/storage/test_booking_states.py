"""Whatever is done to bookings, in whatever order: their states, holds, events and words go on making sense."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Row, select, update

from bot.due import fire
from storage import booking_choice, booking_moves, bookings, busy_times, timers
from storage.booking_record import Times
from storage.booking_slots import HOLDING, overlaps, span_of
from storage.session import Database
from storage.tables import booking, booking_event, booking_slot, timer
from storage.tables.booking import STATES
from tests import booked
from tests.booked import asked, candidate, host, requested, times
from tests.storage.doubles import NOW, SOLNA, SUNDBYBERG, settle
from tests.storage.test_booking_holds import apart
from tests.world import HOUSE, clear

NOTES = ("said", "late_yes", "shared", "booking_half", "booking_last")  # something happened, and nothing changed
AT_WORK = ("asked", "tentative", "countered", "accepted")
CONTRACT = "open queued asked tentative countered desk accepted declined expired cancelled done"
HOURS = ("10-11", "10.30-12", "11.20-12", "12.10-13", "13-14")
VENUES = ("Torget", "torget", "Kista")


@dataclass
class Story:
    """Some requests of two hosts, two candidates, and a clock that only goes forwards."""

    db: Connection
    candidates: list[int]
    ids: list[int]
    now: datetime = NOW
    turns: dict[int, int] = field(default_factory=dict)

    def row(self, number: int) -> Row[Any]:
        found = bookings.get(self.db, self.ids[number])
        assert found is not None
        return found


def begin(db: Connection) -> Story:
    settle(db)
    candidates = [candidate(db, "Amina", booked.AMINA), candidate(db, "Ali", booked.ALI)]
    places = [host(db, booked.LISA), host(db, booked.BO)]
    ids = [
        requested(db, 4, HOURS[n], VENUES[n % 3], at=(SOLNA, SUNDBYBERG)[n % 2], host_address_id=places[n % 2])
        for n in range(len(HOURS))
    ]
    return Story(db, candidates, ids)


# What can be done: to which booking, and with which of some choices


def ask(story: Story, number: int, choice: int) -> None:
    booking_moves.ask(story.db, story.ids[number], story.candidates[choice % 2], story.now, by="host")


def accept(story: Story, number: int, choice: int) -> None:
    booking_moves.accept(story.db, story.ids[number], story.now, by="candidate")


def decline(story: Story, number: int, choice: int) -> None:
    booking_moves.decline(story.db, story.ids[number], story.now, by="candidate", reason="sjuk")


def perhaps(story: Story, number: int, choice: int) -> None:
    booking_moves.perhaps(story.db, story.ids[number], story.now, by="candidate")


def counter(story: Story, number: int, choice: int) -> None:
    wished = _some_time(choice) if choice else None
    said = "" if wished else "om jag får skjuts"
    booking_moves.counter(story.db, story.ids[number], wished, story.now, by="candidate", condition=said)


def agree(story: Story, number: int, choice: int) -> None:
    booking_moves.agree(story.db, story.ids[number], story.now, by="host")


def refuse(story: Story, number: int, choice: int) -> None:
    booking_moves.refuse(story.db, story.ids[number], story.now, by="host")


def to_desk(story: Story, number: int, choice: int) -> None:
    booking_moves.to_desk(story.db, story.ids[number], story.now, by="clock")


def expire(story: Story, number: int, choice: int) -> None:
    booking_moves.expire(story.db, story.ids[number], story.now, by="clock")


def cancel(story: Story, number: int, choice: int) -> None:
    booking_moves.cancel(story.db, story.ids[number], story.now, by=("host", "candidate", "desk")[choice % 3])


def move(story: Story, number: int, choice: int) -> None:
    booking_moves.move(story.db, story.ids[number], _some_time(choice), VENUES[choice % 3], story.now, by="desk")


def over(story: Story, number: int, choice: int) -> None:
    booking_moves.over(story.db, story.ids[number], story.now)


def remind(story: Story, number: int, choice: int) -> None:
    turn = story.row(number).turn - choice % 2
    booking_moves.remind(story.db, story.ids[number], turn, "booking_half", story.now)


def say(story: Story, number: int, choice: int) -> None:
    booking_moves.said(story.db, story.ids[number], "Hur många blir vi?", story.now, by="candidate")


def share(story: Story, number: int, choice: int) -> None:
    booking_moves.share_number(story.db, story.ids[number], story.now)


def next_in_line(story: Story, number: int, choice: int) -> None:
    who = story.candidates[choice % 2]
    for booking_id in booking_choice.waiting_for(story.db, who, story.now):
        booking_moves.ask(story.db, booking_id, who, story.now, by="clock")


def busy(story: Story, number: int, choice: int) -> None:
    when = _some_time(choice)
    busy_times.mark(story.db, story.candidates[number % 2], when.starts_at, when.ends_at, story.now, source="text")


def not_busy(story: Story, number: int, choice: int) -> None:
    when = _some_time(choice)
    busy_times.unmark(story.db, story.candidates[number % 2], when.starts_at, when.ends_at, story.now)


def wait(story: Story, number: int, choice: int) -> None:
    """Time passes, and every timer that is due rings."""
    story.now += timedelta(hours=(1, 6, 13, 30, 49)[choice % 5])
    for timer_id in timers.due(story.db, story.now, 50):
        fire(story.db, timer_id, story.now, HOUSE)


def _some_time(choice: int) -> Times:
    return times(4 + choice % 2, HOURS[choice % len(HOURS)])


DEEDS: dict[str, Callable[[Story, int, int], None]] = {
    deed.__name__: deed
    for deed in (
        ask, accept, decline, perhaps, counter, agree, refuse, to_desk, expire, cancel, move, over, remind, say, share,
        next_in_line, busy, not_busy, wait,
    )
}  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*DEEDS, "ask", "ask", "accept", "accept", "counter"]),
        st.integers(0, len(HOURS) - 1),
        st.integers(0, 5),
    ),
    max_size=25,
)


# What always holds


def check(story: Story) -> None:
    rows = {number: bookings.get(story.db, number) for number in story.ids}
    standing = [row for row in rows.values() if row is not None]
    assert {row.state for row in standing} <= set(STATES)
    check_holds(story.db, standing)
    check_words(story.db, standing)
    check_timers(story.db, standing)
    for row in standing:
        assert row.answer_by is None or row.state not in AT_WORK[:3] or row.answer_by <= row.starts_at
        check_events(story, row)


def check_holds(db: Connection, rows: list[Row[Any]]) -> None:
    held = Counter((row.booking_id, row.candidate_id) for row in db.execute(select(booking_slot)))
    who = {row.id: row for row in rows}
    for booking_id, candidate_id in held:
        assert who[booking_id].state in HOLDING
        assert who[booking_id].candidate_id == candidate_id
    holding = {booking_id for booking_id, _ in held}
    assert holding >= {row.id for row in rows if row.state in AT_WORK}
    promised = [row for row in rows if row.state == "accepted"]
    for row in promised:  # just its own time, and nothing left of what was proposed
        assert held[row.id, row.candidate_id] == -(-(row.ends_at - row.starts_at) // timedelta(minutes=5))
    assert overlaps(db) == 0
    for one, other in combinations(promised, 2):
        assert one.candidate_id != other.candidate_id or apart(folded(one), folded(other))


def folded(row: Row[Any]) -> Any:
    found = span_of(row)
    return type(found)(found.starts_at, found.ends_at, found.venue.lower(), found.travel)


def check_events(story: Story, row: Row[Any]) -> None:
    """Every change has left one event, numbered by the turn; since the last look only later ones have come."""
    wanted = select(booking_event).where(booking_event.c.booking_id == row.id).order_by(booking_event.c.id)
    turns = [each.turn for each in story.db.execute(wanted) if each.kind not in NOTES]
    assert turns == list(range(len(turns)))
    assert turns[-1] == row.turn >= story.turns.get(row.id, 0)
    story.turns[row.id] = row.turn


def check_words(db: Connection, rows: list[Row[Any]]) -> None:
    asks_for = [row for row in rows if row.state in bookings.STANDING]
    for one, other in combinations(asks_for, 2):
        same_candidate = one.candidate_id is not None and one.candidate_id == other.candidate_id
        if same_candidate or one.host_address_id == other.host_address_id:
            assert one.word != other.word


def check_timers(db: Connection, rows: list[Row[Any]]) -> None:
    """What rings belongs to the turn that the booking is at, nothing settled rings, and what is open never hangs."""
    waits = list(db.execute(select(timer).where(timer.c.state == "waiting", timer.c.booking_id.is_not(None))))
    by_id = {row.id: row for row in rows}
    for each in waits:
        assert each.turn == by_id[each.booking_id].turn
        assert by_id[each.booking_id].state in bookings.OPEN_STATES
    ring = {each.booking_id for each in waits}
    assert ring >= {row.id for row in rows if row.state in bookings.OPEN_STATES}


@contextmanager
def rolled_back(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        yield connection


def test_the_states_are_those_of_the_contract() -> None:
    assert " ".join(STATES) == CONTRACT
    assert set(bookings.ALL) == set(STATES)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("ask", 0, 0), ("ask", 1, 0), ("decline", 0, 0), ("next_in_line", 0, 0), ("accept", 1, 0)])
@example([("ask", 0, 0), ("accept", 0, 0), ("busy", 0, 0), ("counter", 0, 4), ("refuse", 0, 0), ("not_busy", 0, 0)])
@given(STEPS)
def test_whatever_happens_to_bookings_makes_sense(sqlite_database: Database, steps: list[tuple[str, int, int]]) -> None:
    tell_of(sqlite_database, steps)


@pytest.mark.long
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_to_bookings_makes_sense_on_both(
    database: Database, steps: list[tuple[str, int, int]]
) -> None:
    tell_of(database, steps)


def tell_of(database: Database, steps: list[tuple[str, int, int]]) -> None:
    """Do all of this, looking after every step; then let four days go by, after which nothing is open."""
    with rolled_back(database) as db:
        if not database.is_sqlite:
            clear(db)  # ids begin at 1 again, which a rollback alone does not see to there
        story = begin(db)
        for deed, number, choice in steps:
            DEEDS[deed](story, number, choice)
            check(story)
        for _ in range(4):
            wait(story, 0, 4)
            check(story)
        assert {story.row(n).state for n in range(len(HOURS))} <= {*bookings.SETTLED, "accepted"}


# Deeds one by one


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with rolled_back(database) as connection:
        settle(connection)
        yield connection


def state_of(db: Connection, booking_id: int) -> str:
    return booked.state(db, booking_id)


def in_every_state(db: Connection, amina: int, now: datetime) -> dict[str, int]:
    """A booking in each state, all of one candidate and far apart."""
    ids = {name: requested(db, 10 + n, "13-14") for n, name in enumerate(STATES)}
    for name, booking_id in ids.items():
        if name != "open":
            booking_moves.ask(db, booking_id, amina, now, by="host")
    db.execute(update(booking).where(booking.c.id == ids["queued"]).values(state="queued"))
    booking_moves.perhaps(db, ids["tentative"], now, by="candidate")
    booking_moves.counter(db, ids["countered"], times(29, "13-14"), now, by="candidate")
    booking_moves.to_desk(db, ids["desk"], now, by="clock")
    booking_moves.decline(db, ids["declined"], now, by="candidate")
    booking_moves.expire(db, ids["expired"], now, by="clock")
    booking_moves.cancel(db, ids["cancelled"], now, by="host")
    for name in ("accepted", "done"):
        booking_moves.accept(db, ids[name], now, by="candidate")
    db.execute(update(booking).where(booking.c.id == ids["done"]).values(state="done"))
    assert [state_of(db, ids[name]) for name in STATES] == list(STATES)
    return ids


def outcomes(db: Connection, deed: Callable[..., str], **more: Any) -> dict[str, str]:
    """What comes of a deed in every state, where anything does."""
    ids = in_every_state(db, candidate(db, "Amina"), NOW)
    came = {name: deed(db, booking_id, now=NOW, by="x", **more) for name, booking_id in ids.items()}
    for name, booking_id in ids.items():
        if came[name] == "gone":
            assert state_of(db, booking_id) == name
    return {name: said for name, said in came.items() if said != "gone"}


def test_a_yes_counts_only_while_it_is_asked_for(db: Connection) -> None:
    yes = dict.fromkeys(("asked", "tentative", "desk", "accepted"), "accepted")
    assert outcomes(db, booking_moves.accept) == {**yes, "countered": "waits", "expired": "late"}


def test_a_no_counts_until_it_is_settled(db: Connection) -> None:
    said = ("queued", "asked", "tentative", "countered", "desk")
    assert outcomes(db, booking_moves.decline) == dict.fromkeys(said, "declined")


def test_what_stands_can_be_called_off_by_either_side(db: Connection) -> None:
    assert outcomes(db, booking_moves.cancel) == dict.fromkeys(bookings.STANDING, "cancelled")


def test_only_what_is_proposed_can_be_agreed_to_or_refused(db: Connection) -> None:
    assert outcomes(db, booking_moves.agree) == {"countered": "accepted"}


def test_what_is_settled_does_not_expire(db: Connection) -> None:
    assert outcomes(db, booking_moves.expire) == dict.fromkeys(bookings.OPEN_STATES, "expired")


def test_the_desk_takes_over_what_nobody_has_answered(db: Connection) -> None:
    said = ("open", "queued", "asked", "tentative", "countered")
    assert outcomes(db, booking_moves.to_desk) == dict.fromkeys(said, "desk")


def test_a_yes_that_comes_too_late_is_told_of_and_promises_nothing(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, _ = asked(db, amina, 5, "13-14")
    when = times(5, "13-14")
    assert booking_moves.accept(db, first, when.starts_at, by="candidate") == "late"
    booking_moves.expire(db, first, when.starts_at, by="clock")
    assert booking_moves.accept(db, first, when.ends_at, by="candidate") == "late"
    assert (state_of(db, first), booked.happened(db, first)[-1]) == ("expired", "late_yes")


def test_an_association_that_was_promised_a_visit_is_owed_one_whoever_calls_it_off(db: Connection) -> None:
    amina = candidate(db, "Amina")
    called_off: list[tuple[Callable[..., str], dict[str, Any]]] = [
        (booking_moves.cancel, {"by": "candidate"}),
        (booking_moves.cancel, {"by": "desk"}),
        (booking_moves.decline, {"by": "candidate"}),
    ]
    for day, (deed, who) in enumerate(called_off, 5):
        first = booked.accepted(db, amina, day, "13-14")
        booking_moves.counter(db, first, times(day, "16-17"), NOW, by="candidate")
        deed(db, first, NOW, **who)
        row = bookings.get(db, first)
        assert row is not None
        assert row.lost
        assert bookings.events(db, first)[-1].detail["was"] == "accepted"
    first = booked.accepted(db, amina, 9, "13-14")
    booking_moves.cancel(db, first, NOW, by="host")
    row = bookings.get(db, first)
    assert row is not None
    assert not row.lost


def test_what_is_left_to_the_desk_goes_on_having_a_deadline_when_it_is_moved(db: Connection) -> None:
    first = requested(db, 9, "13-14")
    booking_moves.to_desk(db, first, NOW, by="clock")
    assert booking_moves.move(db, first, times(8, "13-14"), "Kista", NOW, by="desk") == "open"
    row = bookings.get(db, first)
    assert row is not None
    waits = select(timer.c.due_at).where(timer.c.state == "waiting", timer.c.booking_id == first)
    assert list(db.execute(waits).scalars()) == [row.answer_by]


def test_the_same_request_once_more_is_the_same(db: Connection) -> None:
    first = requested(db, 5, "13-14", title="Torgmöte")
    assert requested(db, 5, "13-14", title="Torgmöte") == first
    assert requested(db, 5, "14-15", title="Torgmöte") != first
    booking_moves.cancel(db, first, NOW, by="host")
    assert requested(db, 5, "13-14", title="Torgmöte") != first
