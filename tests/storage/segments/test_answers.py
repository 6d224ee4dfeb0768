"""What people answered in a survey, and how far they came with it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from tests.storage.segments.village import answers, error, found, inventory, org, somebody, stands

QUESTIONS = (
    {"key": "tasks", "kind": "many", "options": [
        {"key": "cottage", "sv": "Stå i valstuga", "en": "Campaign cottage"},
        {"key": "flyers", "sv": "Dela flygblad", "en": "Hand out flyers"},
    ]},
    {"key": "hours", "kind": "number"},
    {"key": "car", "kind": "yesno"},
    {"key": "area", "kind": "one", "options": [{"key": "north", "sv": "Norr"}, {"key": "south", "sv": "Söder"}]},
    {"key": "idea", "kind": "text"},
    {"key": "tongue", "kind": "language"},
    {"key": "days", "kind": "when"},
)  # fmt: skip


@pytest.fixture
def solna(db: Connection) -> int:
    solna = org(db, "Solna")
    version = inventory(db, solna, "Inventering", *QUESTIONS)
    anna, bo, _ = (somebody(db, solna, name) for name in ("Anna", "Bo", "Cia"))
    answers(db, version, anna, tasks=["cottage", "flyers"], hours=4.5, car="yes", area="north", tongue="so")
    answers(db, version, bo, tasks=["flyers"], hours=0, car="no", area="south", idea="Mer ÄRTSOPPA")
    return solna


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tasks has cottage", "Anna"),
        ('tasks has "stå i VALSTUGA"', "Anna"),
        ("tasks = flyers", "Anna Bo"),
        ("not tasks has cottage", "Bo Cia"),
        ("tasks != cottage", "Bo Cia"),
        ("inventering.tasks has flyers and TASKS has cottage", "Anna"),
        ("car = yes", "Anna"),
        ("car = Nej", "Bo"),
        ("area = north or area = Söder", "Anna Bo"),
        ("area has south", "Bo"),
        ("hours = 4.5", "Anna"),
        ('hours = "4,5"', "Anna"),
        ("hours != 4.5", "Bo Cia"),
        ("hours < 4.5", "Bo"),
        ("hours <= 4.5", "Anna Bo"),
        ("hours > 0", "Anna"),
        ("hours >= 0", "Anna Bo"),
        ("hours > -1", "Anna Bo"),
        ('idea = "mer ärtsoppa"', "Bo"),
        ('idea = "mer artsoppa"', ""),
        ("tongue = so", "Anna"),
    ],
)
def test_an_answer_is_compared_as_its_kind_of_question_allows(
    db: Connection, solna: int, text: str, names: str
) -> None:
    assert found(db, solna, text) == names


@pytest.mark.parametrize(
    ("text", "reason", "place", "near"),
    [
        ("tasks has cotage", "unknown_option", 10, "cottage"),
        ("task has cottage", "unknown_question", 0, "tasks"),
        ("organisation = Solna", "unknown_question", 0, "organization"),
        ("inventering.hour > 3", "unknown_question", 0, "Inventering.hours"),
        ("answered inventring", "unknown_survey", 9, "Inventering"),
        ("hours = few", "bad_number", 8, None),
        ("hours = 1e5", "bad_number", 8, None),
        ("hours = nan", "bad_number", 8, None),
        ("hours has cottage", "no_options", 0, None),
        ("tasks >= 3", "not_a_number", 0, None),
        ("days = mon", "ask_free", 0, None),
    ],
)
def test_what_cannot_be_compared_says_why_and_where(
    db: Connection, solna: int, text: str, reason: str, place: int, near: str | None
) -> None:
    said = error(db, solna, text)
    assert (said.reason, said.position, said.values.get("near")) == (reason, place, near)


def test_a_question_of_two_surveys_is_written_with_its_survey(db: Connection, solna: int) -> None:
    inventory(db, solna, "Sommar", {"key": "hours", "kind": "number"})
    said = error(db, solna, "car = yes and hours > 2")
    assert (said.reason, said.position) == ("ambiguous_question", 14)
    assert said.values["choices"] == "Inventering.hours, Sommar.hours"
    assert found(db, solna, "inventering.hours > 2") == "Anna"
    assert found(db, solna, "sommar.hours > 2") == ""


def test_a_question_named_as_a_field_is_written_with_its_survey(db: Connection, solna: int) -> None:
    version = inventory(db, solna, "Nya bekanta", {"key": "town", "kind": "text"})
    answers(db, version, somebody(db, solna, "Eva"), town="Kiruna")
    assert found(db, solna, "town = Kiruna") == ""
    assert found(db, solna, '"nya bekanta.town" = kiruna') == "Eva"


def test_an_option_that_a_later_version_dropped_still_has_its_answers(db: Connection, solna: int) -> None:
    fewer = {**QUESTIONS[0], "options": [{"key": "flyers"}, {"key": "phone"}]}
    inventory(db, solna, "Inventering", fewer, *QUESTIONS[1:])
    assert found(db, solna, "tasks has cottage") == "Anna"
    assert found(db, solna, "tasks has phone") == ""


def test_asked_answered_and_half_answered(db: Connection, solna: int) -> None:
    version = inventory(db, solna, "Höst", {"key": "x", "kind": "yesno"})
    people = {name: somebody(db, solna, name) for name in ("asked", "partial", "answered", "declined")}
    for state, person_id in people.items():
        stands(db, version, person_id, state)
    assert found(db, solna, "asked höst") == "answered asked declined partial"
    assert found(db, solna, "answered HÖST") == "answered"
    assert found(db, solna, "half answered höst") == "partial"
    assert found(db, solna, "asked höst and not answered höst") == "asked declined partial"


def test_before_a_date_is_before_its_midnight_on_the_organizations_wall(db: Connection, solna: int) -> None:
    version = inventory(db, solna, "Höst", {"key": "x", "kind": "yesno"})
    midnight = datetime(2026, 8, 1, tzinfo=ZoneInfo("Europe/Stockholm"))
    stands(db, version, somebody(db, solna, "Early"), "answered", midnight - timedelta(seconds=1))
    stands(db, version, somebody(db, solna, "Late"), "answered", midnight)
    assert found(db, solna, "answered höst before 2026-08-01") == "Early"
    assert found(db, solna, "answered höst before 2026-08-02") == "Early Late"
    assert found(db, solna, "asked höst before 2026-08-01") == "Early"
