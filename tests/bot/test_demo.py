"""The made-up association of `make demo`: whole, made up, made once, and always with a week ahead."""

import re
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from sqlalchemy import select

from bot.config import Settings
from bot.demo import ASSOCIATION, fill, links
from flows.surveys import KINDS, Survey
from storage import bookings, organizations, people, shifts, surveys, threads
from storage.session import Database
from storage.tables import timer
from tests.conftest import emptied

NOW = datetime(2025, 10, 24, 22, 30, tzinfo=UTC)  # the clocks go back two nights later


SETTINGS = Settings(_env_file=None, secret_key="a key for tests")  # type: ignore[call-arg]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """The association, made once for all that is asked about it."""
    made = emptied(request.getfixturevalue(f"{request.param}_stage"))
    fill(made, SETTINGS, NOW)
    return made


def test_some_forty_people_belong_to_an_association_in_a_district(database: Database) -> None:
    district, association = database.read(organizations.listed)
    assert (association.name, association.parent_id) == (ASSOCIATION, district.id)
    rows = database.read(people.listed)
    assert len(rows) == 40
    assert {row.organization for row in rows} == {ASSOCIATION}
    assert {row.language for row in rows} == {"sv", "en"}


def test_no_number_in_it_can_be_anybodys(database: Database) -> None:
    numbers = [member.number for member in database.read(threads.members)[0]]
    numbers += [row.responsible for row in database.read(shifts.listed)]
    assert all(re.fullmatch(r"\+467017406(0[5-9]|[1-9]\d)", number) for number in numbers)
    assert "+46701740699" not in numbers, "that is the stranger's"


def test_made_twice_it_is_there_once_and_an_organization_of_ones_own_keeps_it_away(database: Database) -> None:
    fill(database, SETTINGS, NOW + timedelta(days=1))
    assert len(database.read(people.listed)) == 40
    assert len(database.read(shifts.listed)) == 12


def test_the_inventory_has_every_kind_of_question_in_both_languages(database: Database) -> None:
    association = database.read(organizations.listed)[1]
    survey_id = database.read(lambda db: surveys.find(db, association.id, "inventering"))
    version = database.read(lambda db: surveys.newest_version(db, survey_id or 0))
    survey = Survey.from_json(version.definition if version else {})
    assert {question.kind for question in survey.questions} == set(KINDS)
    assert all(set(question.ask) == {"sv", "en"} for question in survey.questions)


def test_all_shifts_lie_in_the_week_ahead_and_are_filled_to_different_degrees(database: Database) -> None:
    rows = database.read(shifts.listed)
    assert all(NOW < row.starts_at < NOW + timedelta(days=8) for row in rows)
    assert any(row.taken == 0 for row in rows)
    assert any(0 < row.taken < row.minimum for row in rows)
    assert any(row.taken == row.maximum for row in rows)
    for row in rows:
        assert len(database.read(lambda db, row=row: shifts.claims(db, row.id))) == row.taken


def test_the_responsible_are_members_and_whoever_has_a_place_is_reminded(database: Database) -> None:
    for row in database.read(shifts.listed):
        assert database.read(lambda db, row=row: people.at_address(db, row.responsible))
    reminded = set(database.read(lambda db: db.execute(select(timer.c.claim_id)).scalars().all())) - {None}
    assert len(reminded) == sum(row.taken for row in database.read(shifts.listed))


def test_it_has_speakers_one_who_comes_and_one_who_is_asked_by_two(database: Database) -> None:
    states = [row.state for row in database.read(bookings.listed)]
    assert sorted(states) == ["accepted", "asked", "asked", "queued"]


def test_some_members_have_telegram_from_the_start(database: Database) -> None:
    tied = [member.tied for member in database.read(threads.members)[0]]
    assert 0 < sum(tied) < len(tied)


def test_its_link_leads_to_the_phone() -> None:
    link = links(SETTINGS, "127.0.0.1", 8123)["phone"]
    assert re.fullmatch(r"http://127\.0\.0\.1:8123/phone\?key=[0-9a-f]{32}", link)
    assert links(SETTINGS, "::1", 8000)["phone"].startswith("http://[::1]:8000/phone?key=")


def test_its_files_are_in_the_package() -> None:
    assert {file.name for file in files("bot").joinpath("demo_data").iterdir()} >= {
        "people.csv", "inventory.yaml", "shifts.csv",
    }  # fmt: skip
