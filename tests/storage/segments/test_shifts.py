"""Who has a shift, who came, who did not, and who is free."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from storage.tables import shift
from tests.storage.segments.village import (
    NOW,
    answers,
    error,
    found,
    has_shift,
    inventory,
    org,
    somebody,
    work,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def solna(db: Connection) -> int:
    solna = org(db, "Solna")
    cottage, doors = work(db, solna, "Valstuga"), work(db, solna, "Knacka dörr")
    has_shift(db, somebody(db, solna, "Soon"), cottage, NOW + 6 * DAY)
    has_shift(db, somebody(db, solna, "Later"), doors, NOW + 8 * DAY)
    has_shift(db, somebody(db, solna, "Now"), cottage, NOW - HOUR)
    has_shift(db, somebody(db, solna, "Came"), cottage, NOW - 3 * DAY, "attended")
    has_shift(db, somebody(db, solna, "Missed"), doors, NOW - 3 * DAY, "no_show")
    has_shift(db, somebody(db, solna, "Quit"), cottage, NOW + DAY, "cancelled")
    has_shift(db, somebody(db, solna, "Waits"), cottage, NOW + DAY, "waiting")
    return solna


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("claimed", "Came Later Missed Now Soon"),
        ("claimed in next 7 days", "Now Soon"),
        ("claimed in next 30 days", "Later Now Soon"),
        ("claimed in last 7 days", "Came Missed Now"),
        ("claimed in last 2 days", "Now"),
        ("claimed valstuga in next 30 days", "Now Soon"),
        ('claimed "knacka DÖRR"', "Later Missed"),
        ("not claimed in next 7 days", "Came Later Missed Quit Waits"),
        ("attended", "Came"),
        ("missed", "Missed"),
        ("missed in last 1 day", ""),
        ('attended "knacka dörr" in last 7 days', ""),
    ],
)
def test_claims_are_found_by_what_became_of_them_and_when(db: Connection, solna: int, text: str, names: str) -> None:
    assert found(db, solna, text) == names


def test_a_cancelled_shift_is_no_shift(db: Connection, solna: int) -> None:
    db.execute(update(shift).where(shift.c.starts_at > NOW).values(state="cancelled"))
    assert found(db, solna, "claimed in next 30 days") == "Now"


def test_an_unknown_activity_says_which_may_be_meant(db: Connection, solna: int) -> None:
    said = error(db, solna, "claimed valstug in next 3 days")
    assert (said.reason, said.position, said.values["near"]) == ("unknown_activity", 8, "Valstuga")


@pytest.fixture
def willing(db: Connection, solna: int) -> int:
    """2026-09-05 is a Saturday."""
    version = inventory(db, solna, "inventering", {"key": "days", "kind": "when"})
    said = {
        "Saturdays": [{"days": ["sat", "sun"]}],
        "Mornings": [{"days": ["sat"], "from": "08:00", "to": "12:00"}],
        "Evenings": [{"days": ["mon", "sat"], "part": "evening"}],
        "Once": [{"date": "2026-09-05", "from": "10:00"}],
        "Mondays": [{"days": ["mon"]}, {"date": "2026-09-06"}],
        "Busy": [{"days": ["sat"]}],
    }
    for name, windows in said.items():
        answers(db, version, somebody(db, solna, name), days=windows)
    return solna


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("free on 2026-09-05", "Busy Evenings Mornings Once Saturdays"),
        ("free on 2026-09-05 10:00-12:00", "Busy Mornings Once Saturdays"),
        ("free on 2026-09-05 10-14", "Busy Once Saturdays"),
        ("free on 2026-09-05 18.00–21.00", "Busy Evenings Once Saturdays"),
        ("free on 2026-09-06", "Mondays Saturdays"),
        ("free on 2026-09-08", ""),
    ],
)
def test_free_are_those_whose_words_cover_the_day_and_hours(
    db: Connection, willing: int, text: str, names: str
) -> None:
    assert found(db, willing, text) == names


def test_who_has_a_shift_at_that_hour_is_not_free(db: Connection, willing: int) -> None:
    busy = somebody(db, willing, "Other")
    version = inventory(db, willing, "inventering", {"key": "days", "kind": "when"})
    answers(db, version, busy, days=[{"days": ["sat"]}])
    start = NOW.replace(month=9, day=5, hour=8)  # ten o'clock on the wall, until one
    has_shift(db, busy, work(db, willing, "Torgmöte"), start)
    assert "Other" not in found(db, willing, "free on 2026-09-05")
    assert "Other" not in found(db, willing, "free on 2026-09-05 12:30-15:00")
    assert "Other" in found(db, willing, "free on 2026-09-05 13:00-15:00")
    assert "Other" in found(db, willing, "free on 2026-09-12")
