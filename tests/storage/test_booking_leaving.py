"""A candidate, host or desk is erased or merged: nobody waits for somebody who is no more, or who is in two places."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select, update

from bot.booking_telling import tell
from storage import addresses, booking_moves, booking_slots, bookings, busy_times, organizations
from storage.booking_slots import blocked, overlaps
from storage.erasing import Report, erase
from storage.merging import Merged, merge
from storage.session import Database
from storage.tables import address, booking, booking_event, booking_slot, outbox
from storage.tables import candidate as candidates
from tests.booked import ALI, AMINA, BO, LISA, accepted, asked, candidate, happened, host, requested, span, state, times
from tests.storage.doubles import NOW, SOLNA, SUNDBYBERG, count, settle, somebody
from tests.world import HOUSE

NEW = "+46701740615"


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        settle(connection)
        yield connection


def erased(db: Connection, person_id: int) -> Report:
    report = erase(db, person_id, NOW, by="test")
    assert isinstance(report, Report)
    return report


def told(db: Connection, number: str) -> list[str]:
    """What is said to a number, when all that has happened to bookings is told."""
    for event_id in bookings.untold(db, 100):
        tell(db, event_id, NOW, HOUSE)
    wanted = select(outbox.c.body).where(outbox.c.address == number).order_by(outbox.c.id)
    return list(db.execute(wanted).scalars())


# Erased


def test_of_a_candidate_who_is_erased_every_booking_is_called_off(db: Connection) -> None:
    amina = candidate(db, "Amina")
    ids = {"asked": asked(db, amina, 5, "13-14")[0], "queued": asked(db, amina, 5, "13-14", at=SUNDBYBERG)[0]}
    ids |= {"accepted": accepted(db, amina, 6, "13-14"), "over": accepted(db, amina, 7, "13-14")}
    booking_moves.over(db, ids["over"], times(7, "15-16").starts_at)
    bookings.note_came(db, ids["over"], "Jag var hes")
    assert erased(db, amina).removed["bookings"] == 3
    assert count(db, booking, booking.c.came.is_not(None)) == 0
    assert {name: state(db, booking_id) for name, booking_id in ids.items()} == {
        "asked": "cancelled", "queued": "cancelled", "accepted": "cancelled", "over": "done",
    }  # fmt: skip
    assert count(db, booking_slot) == count(db, candidates) == 0
    assert count(db, booking, booking.c.candidate_id.is_not(None)) == 0


def test_the_host_is_told_without_a_name_and_comes_first_next_time(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first = accepted(db, amina, 5, "13-14")
    before = told(db, LISA)
    assert any("Amina" in each for each in before)
    erased(db, amina)
    said = told(db, LISA)[len(before) :]
    assert ["är avbokat" in each for each in said] == [True]
    assert "Amina" not in said[0]
    row = bookings.get(db, first)
    assert row is not None
    assert row.lost


def test_what_was_not_told_yet_when_a_candidate_was_erased_is_told_without_them(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, _ = asked(db, amina, 5, "13-14")
    booking_moves.said(db, first, "Jag har ont i halsen", NOW, by="candidate")
    booking_moves.decline(db, first, NOW, by="candidate", reason="sjuk")
    erased(db, amina)
    assert not any("Amina" in each or "halsen" in each or "sjuk" in each for each in told(db, LISA))


def test_nothing_of_what_a_candidate_said_stays(db: Connection) -> None:
    amina, ali = candidate(db, "Amina"), candidate(db, "Ali", ALI)
    first, _ = asked(db, amina, 5, "13-14")
    booking_moves.counter(db, first, None, NOW, by="candidate", condition="om jag får skjuts")
    other, _ = asked(db, ali, 6, "13-14")
    booking_moves.decline(db, other, NOW, by="candidate", reason="hemma med barn")
    bookings.show_others(db, other, [(amina, "Amina Ek"), (7, "Bo Al")])
    erased(db, amina)
    kept = str([list(db.execute(select(table))) for table in (booking, booking_event)])
    assert "skjuts" not in kept
    assert "Amina" not in kept
    assert "Bo Al" in kept
    assert "hemma med barn" in kept


def test_a_candidate_who_was_asked_before_somebody_else_is_forgotten_there(db: Connection) -> None:
    amina, ali = candidate(db, "Amina"), candidate(db, "Ali", ALI)
    first, _ = asked(db, amina, 5, "13-14")
    booking_moves.ask(db, first, ali, NOW, by="host")
    erased(db, amina)
    assert (state(db, first), blocked(db, ali, span(5, "13-14"))) == ("asked", "held")
    assert told(db, ALI)


def test_a_host_and_a_desk_who_are_erased_leave_the_booking_to_the_association(db: Connection) -> None:
    lisa, bo = somebody(db, "Lisa", "Berg", LISA), somebody(db, "Bo", "Al", BO)
    amina = candidate(db, "Amina")
    organizations.change(db, SOLNA, desk_id=host(db, BO))
    first, wished = accepted(db, amina, 5, "13-14"), requested(db, 6, "13-14")
    for person_id in (lisa, bo):
        erased(db, person_id)
    assert count(db, address, address.c.address.in_((LISA, BO))) == 0
    assert bookings.desk_of(db, [SOLNA]) is None
    told(db, AMINA)
    assert booking_moves.cancel(db, first, NOW, by="desk") == "cancelled"
    assert booking_moves.ask(db, wished, amina, NOW, by="desk") == "asked"
    assert len(told(db, AMINA)) >= 2


def test_a_wish_for_somebody_erased_is_a_wish_for_nobody(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first = requested(db, 5, "13-14", wished_id=amina)
    erased(db, amina)
    row = bookings.get(db, first)
    assert row is not None
    assert (row.state, row.wished_id) == ("open", None)


# Merged


def merged(db: Connection, keep: int, drop: int) -> Merged:
    outcome = merge(db, keep, drop, NOW, by="test")
    assert isinstance(outcome, Merged)
    return outcome


def two(db: Connection) -> tuple[int, int]:
    """One human in two rows, each with the role of a candidate."""
    return candidate(db, "Amina", AMINA), candidate(db, "Amina", NEW)


def test_what_both_were_booked_for_is_the_kept_ones(db: Connection) -> None:
    keep, drop = two(db)
    ids = [accepted(db, keep, 5, "13-14"), accepted(db, drop, 5, "14-15"), accepted(db, drop, 6, "13-14")]
    busy_times.mark(db, drop, times(7, "9-12").starts_at, times(7, "9-12").ends_at, NOW, source="text")
    merged(db, keep, drop)
    assert [state(db, booking_id) for booking_id in ids] == ["accepted"] * 3
    assert blocked(db, keep, span(6, "13-14")) == "accepted"
    assert blocked(db, keep, span(7, "10-11")) == "busy"
    assert count(db, booking_slot) == 36


@pytest.mark.parametrize(("hours", "venue"), [("13-14", "Torget"), ("13.55-15", "Torget"), ("14.10-15", "Kista")])
def test_of_two_promises_that_cannot_both_be_kept_one_is_called_off_and_told_of(
    db: Connection, hours: str, venue: str
) -> None:
    keep, drop = two(db)
    stays, goes = accepted(db, keep, 5, "13-14"), accepted(db, drop, 5, hours, venue, at=SUNDBYBERG)
    told(db, LISA)
    merged(db, keep, drop)
    assert (state(db, stays), state(db, goes), overlaps(db)) == ("accepted", "cancelled", 0)
    assert "är avbokat" in told(db, LISA)[-1]


def test_what_is_promised_stays_and_what_is_only_asked_for_waits(db: Connection) -> None:
    keep, drop = two(db)
    open_, promised = asked(db, keep, 5, "13-14")[0], accepted(db, drop, 5, "13-14", at=SUNDBYBERG)
    merged(db, keep, drop)
    assert (state(db, promised), state(db, open_)) == ("accepted", "declined")
    assert happened(db, open_)[-1] == "taken"


def test_of_two_that_are_asked_for_one_is_second_in_line(db: Connection) -> None:
    keep, drop = two(db)
    first, second = asked(db, keep, 5, "13-14")[0], asked(db, drop, 5, "13-14", at=SUNDBYBERG)[0]
    merged(db, keep, drop)
    assert (state(db, first), state(db, second)) == ("asked", "queued")


def test_what_was_proposed_and_cannot_be_is_left_to_the_desk(db: Connection) -> None:
    keep, drop = two(db)
    accepted(db, keep, 5, "16-17")
    second, _ = asked(db, drop, 5, "13-14", at=SUNDBYBERG)
    booking_moves.counter(db, second, times(5, "16-17"), NOW, by="candidate")
    merged(db, keep, drop)
    assert (state(db, second), blocked(db, keep, span(5, "16-17"))) == ("desk", "accepted")


def test_every_request_of_the_merged_one_has_its_own_word(db: Connection) -> None:
    keep, drop = two(db)
    ids = [asked(db, keep, 5, "13-14")[0], asked(db, drop, 6, "13-14", host_address_id=host(db, BO))[0]]
    db.execute(update(booking).values(word="ALFA"))
    merged(db, keep, drop)
    rows = [bookings.get(db, booking_id) for booking_id in ids]
    assert len({row.word for row in rows if row is not None}) == 2


@pytest.mark.parametrize("whose", [0, 1])
def test_whoever_has_a_calendar_of_their_own_goes_on_having_it(db: Connection, whose: int) -> None:
    keep, drop = two(db)
    for person_id in (keep, drop):
        booking_slots.lock_line(db, person_id)
    one = candidates.c.person_id == (keep, drop)[whose]
    db.execute(update(candidates).where(one).values(feed_url="https://example.org/amina.ics"))
    merged(db, keep, drop)
    [row] = db.execute(select(candidates))
    assert (row.person_id, row.feed_url) == (keep, "https://example.org/amina.ics")


def test_whoever_is_no_candidate_is_merged_as_before(db: Connection) -> None:
    keep, drop = somebody(db, "Bo", "Ek", BO), somebody(db, "Bo", "Ek", ALI)
    merged(db, keep, drop)
    assert count(db, candidates) == count(db, booking) == 0


def test_a_host_who_is_merged_goes_on_being_the_host(db: Connection) -> None:
    lisa, twin, amina = somebody(db, "Lisa", "Berg", LISA), somebody(db, "Lisa", "Berg", BO), candidate(db, "Amina")
    first, _ = asked(db, amina, 5, "13-14")
    merged(db, twin, lisa)
    booking_moves.accept(db, first, NOW, by="candidate")
    assert any("Klart" in each for each in told(db, LISA) + told(db, BO))
    assert len(addresses.of_person(db, twin)) == 2
