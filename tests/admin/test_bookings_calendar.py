"""The open calendar: everybody sees when candidates are busy, nobody why, and what is agreed by its name."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.session import Database
from tests.admin.conftest import Panel, make_panel
from tests.admin.plain import Browser
from tests.admin.visits_asked import MARIA, OLLE, book, busy, candidate, times


@pytest.fixture
def solna(database: Database) -> Panel:
    """An association that looks."""
    return make_panel(database, "viewer")


def calendar(panel: Panel, at: str = "Solna", days: float = 5, **query: str) -> Browser:
    day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    asked = "&".join(f"{name}={value}" for name, value in {"day": day, **query}.items())
    return Browser(panel.client).go(f"/o/{panel.ids[at]}/bookings/calendar?{asked}")


@pytest.mark.parametrize("view", ["", "month"])
def test_what_others_only_ask_for_has_no_name_and_what_is_agreed_has(solna: Panel, view: str) -> None:
    maria, olle = candidate(solna, "Maria Ek", MARIA), candidate(solna, "Olle Al", OLLE)
    book(solna, "Hemligt möte", maria, at="Kista", venue="Husby")
    book(solna, "Stormöte", olle, at="Kista", yes=True, venue="Kulturhuset")
    shown = calendar(solna, view=view).words
    assert "preliminär" in shown
    assert "Hemligt" not in shown
    assert "Husby" not in shown
    assert "Stormöte, Kulturhuset" in shown
    assert "Kista · Olle Al" in shown


def test_ones_own_question_is_named(solna: Panel) -> None:
    maria = candidate(solna, "Maria Ek", MARIA)
    booking_id = book(solna, "Vårt möte", maria)
    shown = calendar(solna)
    assert "Vårt möte (preliminär)" in shown.words
    assert f"/bookings/{booking_id}" in shown.html


def test_a_busy_day_says_nothing_more(solna: Panel) -> None:
    maria = candidate(solna, "Maria Ek", MARIA)
    busy(solna, maria, times())
    assert "upptagen" in calendar(solna).words
    assert "Alla är fria då." in calendar(solna, days=40).words


def test_one_candidate_or_one_topic_can_be_shown(solna: Panel) -> None:
    maria = candidate(solna, "Maria Ek", MARIA, tags=("bostad",))
    olle = candidate(solna, "Olle Al", OLLE)
    for each in (maria, olle):
        busy(solna, each, times())
    assert "Olle Al" not in table(calendar(solna, candidate=str(maria)))
    assert "Olle Al" not in table(calendar(solna, topic="bostad"))
    assert "Maria Ek" in table(calendar(solna, topic="bostad"))


def table(browser: Browser) -> str:
    """What stands beside the filter, in which everybody stands."""
    return browser.words.split("När talarna är upptagna", 1)[1]


def test_somebody_of_another_party_is_not_in_it(solna: Panel) -> None:
    theirs = candidate(solna, "Hemlig Person", OLLE, "Lund")
    book(solna, "Lunds möte", theirs, at="Lund", yes=True)
    candidate(solna, "Maria Ek", MARIA)
    shown = calendar(solna).words
    assert "Hemlig" not in shown
    assert "Lunds" not in shown


def test_without_candidates_it_says_what_to_do(solna: Panel) -> None:
    assert "Inga talare än" in calendar(solna).words


@pytest.mark.parametrize("day", ["2026-13-01", "0001-01-01", "9999-12-31", "i morgon"])
def test_no_day_at_all_is_this_week(solna: Panel, day: str) -> None:
    assert solna.get(f"/bookings/calendar?day={day}&view=month").status_code == 200
    assert solna.get(f"/bookings/calendar?day={day}").status_code == 200
