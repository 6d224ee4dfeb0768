"""A date is written so that it can only be read in one way, and costs no more than it must."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.dates import WORDS, clock, date_words, day, relative_day, span
from flows.parts import count

STOCKHOLM = "Europe/Stockholm"
NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo(STOCKHOLM))
moments = st.datetimes(datetime(2024, 1, 2), datetime(2035, 12, 30), timezones=st.just(UTC))
languages = st.sampled_from(sorted(WORDS))
zones = st.sampled_from([STOCKHOLM, "Europe/Helsinki", "UTC"])


def stockholm(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(STOCKHOLM)).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "swedish", "english"),
    [
        ((2026, 11, 28, 11), "lör 28/11", "Sat 28 Nov"),
        ((2026, 12, 31, 23, 59), "tor 31/12", "Thu 31 Dec"),
        ((2027, 1, 1, 0, 0), "fre 1/1", "Fri 1 Jan"),
        ((2028, 2, 29, 12), "tis 29/2 2028", "Tue 29 Feb 2028"),
        ((2026, 5, 1, 12), "fre 1/5 2026", "Fri 1 May 2026"),
    ],
)
def test_a_day_has_its_weekday_and_a_year_when_it_is_far_away(when, swedish, english):
    assert day(stockholm(*when), "sv", NOW, zone=STOCKHOLM) == swedish
    assert day(stockholm(*when), "en", NOW, zone=STOCKHOLM) == english


def test_a_day_is_the_day_of_its_zone():
    late = datetime(2026, 11, 28, 22, 30, tzinfo=UTC)

    assert day(late, "sv", NOW, zone=STOCKHOLM) == "lör 28/11"
    assert day(late, "sv", NOW, zone="Europe/Helsinki") == "sön 29/11"


def test_whole_hours_stand_alone():
    assert clock(stockholm(2026, 11, 28, 11), "sv", zone=STOCKHOLM) == "11"
    assert clock(stockholm(2026, 11, 28, 17, 30), "sv", zone=STOCKHOLM) == "17.30"
    assert clock(stockholm(2026, 11, 28, 17, 30), "en", zone=STOCKHOLM) == "17:30"
    assert clock(stockholm(2026, 11, 28, 0, 5), "en", zone=STOCKHOLM) == "0:05"


@pytest.mark.parametrize(
    ("start", "end", "language", "text"),
    [
        ((2026, 11, 28, 11), (2026, 11, 28, 14), "sv", "lör 28/11 11-14"),
        ((2026, 11, 28, 12), (2026, 11, 28, 15), "en", "Sat 28 Nov 12-15"),
        ((2026, 11, 26, 17, 30), (2026, 11, 26, 20), "sv", "tor 26/11 17.30-20"),
        ((2026, 11, 28, 20), (2026, 11, 29, 0), "sv", "lör 28/11 20-24"),
        ((2026, 11, 28, 22), (2026, 11, 29, 2, 30), "sv", "lör 28/11 22 - sön 29/11 2.30"),
        ((2027, 3, 28, 1), (2027, 3, 28, 9), "sv", "sön 28/3 1-9"),
        ((2026, 11, 28, 20), (2026, 11, 30, 0), "en", "Sat 28 Nov 20 - Mon 30 Nov 0"),
    ],
)
def test_a_shift_says_its_day_and_its_hours(start, end, language, text):
    assert span(stockholm(*start), stockholm(*end), language, NOW, zone=STOCKHOLM) == text


def test_only_today_and_tomorrow_have_names_of_their_own():
    days = [relative_day(NOW + timedelta(days=n), "sv", NOW) for n in (-1, 0, 1, 2)]

    assert days == [None, "i dag", "i morgon", None]
    assert relative_day(stockholm(2026, 11, 24, 0, 0), "en", NOW, zone=STOCKHOLM) == "tomorrow"


def test_today_is_the_day_of_the_zone():
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)

    assert relative_day(late, "en", NOW, zone=STOCKHOLM) == "today"
    assert relative_day(late, "en", NOW, zone="Europe/Helsinki") == "tomorrow"


def test_a_language_without_a_table_is_written_in_the_first():
    assert day(stockholm(2026, 11, 28, 11), "so", NOW) == "lör 28/11"


def test_a_moment_in_a_zone_of_its_own_is_written_there():
    start = datetime(2026, 11, 28, 11, tzinfo=ZoneInfo("Europe/Helsinki"))

    assert span(start, start + timedelta(hours=3), "sv", NOW) == "lör 28/11 11-14"
    assert span(start, start + timedelta(hours=3), "sv", NOW, zone=STOCKHOLM) == "lör 28/11 10-13"


def test_a_bare_date_is_written_as_a_day():
    assert date_words(date(2026, 12, 24), "sv") == "tor 24/12"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        clock(datetime(2026, 11, 28, 12), "sv")


@given(moments, st.integers(1, 800), st.integers(-400, 400), zones, languages)
def test_two_days_are_never_written_alike(moment, apart, ago, zone, language):
    other, now = moment + timedelta(days=apart), moment + timedelta(days=ago)

    assert day(moment, language, now, zone=zone) != day(other, language, now, zone=zone)


@given(moments, st.integers(1, 40), zones, languages)
def test_every_date_fits_the_cheap_alphabet(start, hours, zone, language):
    assert count(span(start, start + timedelta(hours=hours), language, start, zone=zone)).encoding == "GSM-7"
