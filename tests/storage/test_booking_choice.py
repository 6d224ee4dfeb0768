"""Who is proposed: those who know the topic and speak the language, are near, free, and have been heard least."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Row, insert, update

from storage import addresses, booking_choice, booking_moves, booking_placing, bookings, organizations, suppression
from storage.booking_choice import alternatives, named, owed, speakers, visits_given, visits_had, waiting_for, words_of
from storage.booking_record import Wanted
from storage.session import Database
from storage.suppression import Silence
from storage.tables import organization, person_role
from tests.booked import ALI, AMINA, BO, accepted, asked, candidate, host, requested, span, state, times
from tests.rows import each
from tests.storage.doubles import DISTRICT, ELSEWHERE, NOW, SOLNA, SUNDBYBERG, settle, somebody

CILLA = "+46701740614"


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction on either database; rolled back."""
    with database.engine.connect() as connection:
        settle(connection)
        yield connection


def got(db: Connection, booking_id: int) -> Row[Any]:
    row = bookings.get(db, booking_id)
    assert row is not None
    return row


def names(found: list[Any]) -> list[str]:
    return [each.first_name for each in found]


# In which order


def test_whoever_knows_the_topic_and_speaks_the_language_comes_first(db: Connection) -> None:
    candidate(db, "Ali", ALI, "skola")
    candidate(db, "Bo", BO, "Bostad")
    candidate(db, "Amina", AMINA, "bostad", language="so")
    assert names(speakers(db, SOLNA, NOW, "bostad och somaliska")) == ["Amina", "Bo", "Ali"]
    assert [each.fits for each in speakers(db, SOLNA, NOW, "housing, Somali")] == [1, 0, 0]


def test_a_language_is_known_by_a_tag_as_well(db: Connection) -> None:
    candidate(db, "Amina", AMINA, "somaliska")
    assert [each.fits for each in speakers(db, SOLNA, NOW, "Somali")] == [1]


def test_then_who_is_near_then_who_has_been_heard_least(db: Connection) -> None:
    candidate(db, "Ali", ALI, at=SUNDBYBERG)
    candidate(db, "Amina", AMINA, at=DISTRICT)
    often = candidate(db, "Bo", BO)
    candidate(db, "Cilla", CILLA)
    accepted(db, often, 5, "13-14")
    assert names(speakers(db, SOLNA, NOW)) == ["Cilla", "Bo", "Amina", "Ali"]
    assert names(speakers(db, DISTRICT, NOW))[0] == "Amina"


@each(
    ("wish", "words"),
    [
        ("bostad och somaliska", {"bostad", "so"}),
        ("Housing, Somali", {"housing", "so"}),
        ("vem som helst på engelska", {"en"}),
        ("", set()),
        ("  !? ", set()),
    ],
)
def test_a_wish_is_its_words_and_languages(wish: str, words: set[str]) -> None:
    assert words_of(wish) == words


# Who is not proposed


def test_nobody_of_another_party_nor_with_a_protected_identity_nor_without_the_role(db: Connection) -> None:
    candidate(db, "Ali", ALI, at=ELSEWHERE)
    candidate(db, "Bo", BO, protected=True)
    somebody(db, "Cilla", "Ek", CILLA)
    assert speakers(db, SOLNA, NOW) == []


@pytest.mark.parametrize("role", ["Candidate", "TALARE"])
def test_a_candidate_is_whoever_has_the_role(db: Connection, role: str) -> None:
    amina = somebody(db, "Amina", "Ek", AMINA)
    assert not booking_choice.is_candidate(db, amina)
    db.execute(insert(person_role).values(person_id=amina, role=role))
    assert booking_choice.is_candidate(db, amina)
    assert names(speakers(db, SOLNA, NOW)) == ["Amina"]


def test_somebody_else_is_whoever_is_free_and_can_be_reached(db: Connection) -> None:
    amina, booked = candidate(db, "Amina", AMINA), candidate(db, "Booked", BO)
    near, silent = candidate(db, "Near", ALI), candidate(db, "Silent", CILLA)
    candidate(db, "Unreachable", None)
    candidate(db, "Free", "+46701740615")
    accepted(db, booked, 5, "13.30-15")
    accepted(db, near, 5, "14.10-15", "Kista")
    hashes = [row.hash for row in addresses.of_person(db, silent)]
    suppression.suppress(db, hashes, Silence(), source="text", now=NOW)
    first, _ = asked(db, amina, 5, "13-14")
    assert names(alternatives(db, got(db, first), NOW)) == ["Free"]


def test_who_has_said_no_to_it_already_is_not_proposed_again(db: Connection) -> None:
    amina, ali = candidate(db, "Amina", AMINA), candidate(db, "Ali", ALI)
    candidate(db, "Bo", BO)
    first, _ = asked(db, amina, 5, "13-14")
    booking_moves.decline(db, first, NOW, by="candidate")
    booking_moves.ask(db, first, ali, NOW, by="host")
    booking_moves.decline(db, first, NOW, by="candidate")
    assert names(alternatives(db, got(db, first), NOW)) == ["Bo"]


def test_only_those_who_fit_the_topic_best_are_proposed_when_anybody_does(db: Connection) -> None:
    amina = candidate(db, "Amina", AMINA, "bostad")
    candidate(db, "Ali", ALI, "skola")
    candidate(db, "Bo", BO, "bostad")
    first, _ = asked(db, amina, 5, "13-14", topic="bostad")
    assert names(alternatives(db, got(db, first), NOW)) == ["Bo"]
    other, _ = asked(db, amina, 6, "13-14", topic="vård")
    assert names(alternatives(db, got(db, other), NOW)) == ["Ali", "Bo"]


def test_three_are_proposed_at_most(db: Connection) -> None:
    for n in range(5):
        candidate(db, f"P{n}", f"+4670174062{n}")
    assert len(alternatives(db, got(db, requested(db, 5, "13-14")), NOW)) == 3


# By name


def test_a_name_means_whoever_has_it(db: Connection) -> None:
    candidate(db, "Åsa", AMINA)
    candidate(db, "Ali", ALI)
    candidate(db, "Ali Reza", BO)
    found = speakers(db, SOLNA, NOW)
    for wish, meant in {
        "åsa": ["Åsa"], "ÅSA EK": ["Åsa"], "ali": ["Ali", "Ali Reza"], "ali ek": ["Ali"], "reza": ["Ali Reza"],
        "bostad": [], "": [], "  ": [], "Ek Åsa Svensson": [],
    }.items():  # fmt: skip
        assert sorted(names(named(found, wish))) == meant, wish


# Whose turn it is


def test_first_in_line_is_whose_visit_was_called_off_then_the_class_then_the_fewest_visits(db: Connection) -> None:
    amina, ali = candidate(db, "Amina", AMINA), candidate(db, "Ali", ALI)
    asked(db, amina, 9, "13-14", at=SOLNA)
    accepted(db, ali, 5, "10-11", at=SOLNA)
    lost = accepted(db, ali, 5, "16-17", at=DISTRICT)
    booking_moves.cancel(db, lost, NOW, by="candidate")
    db.execute(update(organization).where(organization.c.id == DISTRICT).values(priority=3))
    wait = {at: asked(db, amina, 9, "13-14", at=at)[0] for at in (SOLNA, SUNDBYBERG, DISTRICT)}
    assert waiting_for(db, amina, NOW) == [wait[DISTRICT], wait[SUNDBYBERG], wait[SOLNA]]
    db.execute(update(organization).where(organization.c.id == SOLNA).values(priority=1))
    db.execute(update(organization).where(organization.c.id == SUNDBYBERG).values(priority=2))
    assert waiting_for(db, amina, NOW) == [wait[DISTRICT], wait[SOLNA], wait[SUNDBYBERG]]


def test_of_equals_who_asked_first_is_first(db: Connection) -> None:
    amina = candidate(db, "Amina")
    asked(db, amina, 9, "13-14", at=SOLNA)
    wait = [asked(db, amina, 9, "13-14", at=at)[0] for at in (SUNDBYBERG, DISTRICT)]
    assert waiting_for(db, amina, NOW) == wait
    assert waiting_for(db, amina, times(9, "13-14").starts_at) == []


def test_a_visit_is_owed_until_there_is_another(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first = accepted(db, amina, 5, "13-14")
    assert owed(db, [SOLNA], NOW) == set()
    booking_moves.cancel(db, first, NOW + timedelta(hours=1), by="candidate")
    assert owed(db, [SOLNA, SUNDBYBERG], NOW) == {SOLNA}
    booking_id, _ = asked(db, amina, 6, "13-14")
    booking_moves.accept(db, booking_id, NOW + timedelta(hours=2), by="candidate")
    assert owed(db, [SOLNA, SUNDBYBERG], NOW) == set()


def test_visits_count_when_they_are_promised_or_have_been_for_a_year(db: Connection) -> None:
    amina = candidate(db, "Amina")
    first, second = (accepted(db, amina, day, "13-14") for day in (5, 6))
    asked(db, amina, 7, "13-14")
    assert (visits_given(db, [amina], NOW), visits_had(db, [SOLNA, SUNDBYBERG], NOW)) == ({amina: 2}, {SOLNA: 2})
    booking_moves.over(db, first, times(5, "15-16").starts_at)
    booking_moves.cancel(db, second, NOW, by="candidate")
    assert (state(db, first), visits_given(db, [amina], NOW)) == ("done", {amina: 1})
    assert visits_given(db, [amina], NOW + timedelta(days=370)) == {}


# In the association's name


def test_the_board_whoever_books_and_organizers_may_ask(db: Connection) -> None:
    lisa, bo = somebody(db, "Lisa", "Berg", BO), somebody(db, "Bo", "Ek", ALI)
    assert not booking_choice.may_request(db, lisa)
    db.execute(insert(person_role).values(person_id=lisa, role="Styrelse"))
    assert booking_choice.may_request(db, lisa)
    assert not booking_choice.may_request(db, bo)


# The road in


def place(db: Connection, **more: Any) -> int:
    values = {"title": "Möte", "venue": "Torget", "times": times(5, "13-14"), "host_address_id": host(db), **more}
    return booking_placing.place(db, Wanted(SOLNA, **values), NOW, by="host")


def test_whoever_is_wished_for_is_asked_at_once(db: Connection) -> None:
    amina = candidate(db, "Amina")
    row = got(db, place(db, wished_id=amina))
    assert (row.state, row.candidate_id) == ("asked", amina)
    assert got(db, place(db, wished_id=amina)).id == row.id
    assert len(bookings.events(db, row.id)) == 2


def test_the_best_who_is_free_and_knows_all_of_it_is_asked_at_once(db: Connection) -> None:
    busy = candidate(db, "Amina", AMINA, "bostad", "somaliska")
    free = candidate(db, "Bo", BO, "bostad", "somaliska")
    candidate(db, "Ali", ALI, "bostad")
    accepted(db, busy, 5, "13-14")
    assert got(db, place(db, topic="bostad och somaliska")).candidate_id == free


def test_with_nobody_who_can_it_stays_open_for_the_desk(db: Connection) -> None:
    candidate(db, "Ali", None, "bostad")
    for topic in ("bostad", "skola", None):
        assert got(db, place(db, topic=topic, title=f"Om {topic}")).state == "open"


def test_nobody_is_asked_who_does_not_want_to_be_written_to(db: Connection) -> None:
    amina = candidate(db, "Amina")
    hashes = [row.hash for row in addresses.of_person(db, amina)]
    suppression.suppress(db, hashes, Silence(), source="text", now=NOW)
    assert not booking_choice.can_be_asked(db, amina, NOW)
    assert got(db, place(db, wished_id=amina)).state == "open"


def test_the_desk_is_that_of_the_association_or_of_the_nearest_above(db: Connection) -> None:
    above = organizations.above(db, SOLNA)
    assert bookings.desk_of(db, above) is None
    organizations.change(db, DISTRICT, desk_id=host(db, BO))
    assert bookings.desk_of(db, above) == host(db, BO)
    organizations.change(db, SOLNA, desk_id=host(db, ALI))
    assert bookings.desk_of(db, above) == host(db, ALI)


def test_free_counts_the_way_there(db: Connection) -> None:
    amina = candidate(db, "Amina")
    accepted(db, amina, 5, "13-14")
    found = speakers(db, SOLNA, NOW)
    assert booking_choice.free(db, found, span(5, "14.10-15", "Kista")) == []
    assert booking_choice.free(db, found, span(5, "14.10-15", "Torget")) == found
