"""Nobody is written to at night, and six o'clock is six o'clock, whatever the clocks do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.hours import Impossible, Span, is_quiet, next_allowed, parse_span, reminder_times, to_utc

STOCKHOLM = "Europe/Stockholm"
NIGHT = Span(time(20), time(9))
NONE = Span(time(0), time(0))

zones = st.sampled_from([STOCKHOLM, "Europe/Helsinki", "UTC"])
walls = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31))
moments = st.datetimes(datetime(2024, 1, 2), datetime(2035, 12, 30), timezones=st.just(UTC))
clock_changes = st.sampled_from([datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)])
near_a_clock_change = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes), clock_changes, st.integers(-1500, 300)
)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
spans = st.builds(Span, clocks, clocks)


def stockholm(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(STOCKHOLM))


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)


def wall_of(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("20:00-09:00", NIGHT),
        (" 20:00 – 9:00 ", NIGHT),
        ("12:30-13:00", Span(time(12, 30), time(13))),
        ("00:00-00:00", NONE),
    ],
)
def test_hours_are_read_as_they_are_written(text, span):
    assert parse_span(text) == span


@pytest.mark.parametrize(
    "text", ["", "natten", "20-9", "20:00", "20:00-24:00", "25:00-09:00", "08:00-08:00", "²0:00-09:00"]
)
def test_other_hours_are_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"^.{20,}\.$"):
        parse_span(text)


def test_the_night_is_quiet_from_its_first_minute_until_just_before_its_last():
    assert not is_quiet(stockholm(2026, 11, 28, 19, 59), NIGHT, STOCKHOLM)
    assert is_quiet(stockholm(2026, 11, 28, 20, 0), NIGHT, STOCKHOLM)
    assert is_quiet(stockholm(2026, 11, 29, 8, 59), NIGHT, STOCKHOLM)
    assert not is_quiet(stockholm(2026, 11, 29, 9, 0), NIGHT, STOCKHOLM)


def test_what_comes_in_the_evening_waits_until_nine_in_the_morning():
    assert next_allowed(stockholm(2026, 11, 28, 22, 15), NIGHT, STOCKHOLM) == utc(2026, 11, 29, 8)


@pytest.mark.parametrize(
    ("evening", "morning"), [((2027, 3, 27, 22), (2027, 3, 28, 7)), ((2027, 10, 30, 22), (2027, 10, 31, 8))]
)
def test_nine_is_nine_also_on_the_morning_after_the_clocks_changed(evening, morning):
    assert next_allowed(stockholm(*evening), NIGHT, STOCKHOLM) == utc(*morning)


def test_quiet_that_should_end_in_the_hour_that_is_skipped_ends_when_the_clocks_jump():
    assert next_allowed(stockholm(2027, 3, 27, 23), Span(time(20), time(2, 30)), STOCKHOLM) == utc(2027, 3, 28, 1)


def test_the_time_of_day_is_that_of_the_zone_and_not_of_the_one_who_asks():
    moment = utc(2026, 11, 28, 18, 30)

    assert is_quiet(moment, NIGHT, "Europe/Helsinki")
    assert not is_quiet(moment, NIGHT, STOCKHOLM)


def test_without_quiet_hours_nothing_waits():
    assert next_allowed(utc(2026, 11, 28, 2), NONE, STOCKHOLM) == utc(2026, 11, 28, 2)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        is_quiet(datetime(2026, 11, 28, 12), NIGHT, STOCKHOLM)


@given(moments, spans, zones)
def test_what_waited_goes_at_a_moment_that_is_not_quiet(moment, span, zone):
    allowed = next_allowed(moment, span, zone)

    assert moment <= allowed < moment + timedelta(hours=26)
    assert not is_quiet(allowed, span, zone)
    assert (allowed == moment) == (not is_quiet(moment, span, zone))


@settings(max_examples=30)
@given(near_a_clock_change, spans)
def test_nothing_waits_longer_than_it_must(moment, span):
    allowed = next_allowed(moment, span, STOCKHOLM)
    minutes = int((allowed - moment) / timedelta(minutes=1))

    assert all(is_quiet(moment + timedelta(minutes=minute), span, STOCKHOLM) for minute in range(minutes))


def test_a_wall_time_that_the_clocks_jump_over_is_refused_with_a_suggestion():
    wall = datetime(2027, 3, 28, 2, 30)

    assert to_utc(wall, STOCKHOLM) == Impossible(wall, suggestion=datetime(2027, 3, 28, 3, 30))


def test_of_a_wall_time_that_comes_twice_the_first_is_meant():
    assert to_utc(datetime(2027, 10, 31, 2, 30), STOCKHOLM) == utc(2027, 10, 31, 0, 30)
    assert to_utc(datetime(2027, 10, 31, 2, 30, fold=1), STOCKHOLM) == utc(2027, 10, 31, 0, 30)


def test_a_wall_time_with_a_zone_of_its_own_is_refused():
    with pytest.raises(ValueError, match="wall time"):
        to_utc(utc(2027, 1, 1), STOCKHOLM)


@given(walls, zones)
def test_a_wall_time_comes_back_as_it_was_or_its_suggestion_does(wall, zone):
    moment = to_utc(wall, zone)
    if isinstance(moment, Impossible):
        assert moment.suggestion - wall == timedelta(hours=1)
        wall, moment = moment.suggestion, to_utc(moment.suggestion, zone)

    assert isinstance(moment, datetime)
    assert wall_of(moment, zone) == wall


@pytest.mark.parametrize(
    ("start", "day_before", "hours_before"),
    [
        (stockholm(2026, 11, 28, 11), stockholm(2026, 11, 27, 18), stockholm(2026, 11, 28, 9)),
        (stockholm(2027, 3, 28, 9), stockholm(2027, 3, 27, 18), stockholm(2027, 3, 28, 7)),
        (stockholm(2027, 3, 28, 3, 30), stockholm(2027, 3, 27, 18), stockholm(2027, 3, 27, 20)),
        (stockholm(2027, 10, 31, 9), stockholm(2027, 10, 30, 18), stockholm(2027, 10, 31, 7)),
        (stockholm(2027, 10, 31, 2, 30), stockholm(2027, 10, 30, 18), stockholm(2027, 10, 30, 20)),
        (stockholm(2026, 11, 28, 8, 59), stockholm(2026, 11, 27, 18), stockholm(2026, 11, 27, 20)),
        (stockholm(2026, 11, 28, 23), stockholm(2026, 11, 27, 18), stockholm(2026, 11, 28, 21)),
        (stockholm(2026, 11, 28, 23, 30), stockholm(2026, 11, 27, 18), stockholm(2026, 11, 28, 20)),
        (stockholm(2027, 1, 1, 0, 30), stockholm(2026, 12, 31, 18), stockholm(2026, 12, 31, 20)),
    ],
)
def test_reminders_come_the_day_before_and_two_hours_before_but_not_at_night(start, day_before, hours_before):
    times = reminder_times(start.astimezone(UTC), STOCKHOLM)

    assert times.day_before == day_before.astimezone(UTC)
    assert times.hours_before == hours_before.astimezone(UTC)


@given(moments, zones)
def test_every_reminder_comes_before_its_shift_and_while_people_are_awake(start, zone):
    times = reminder_times(start, zone)
    early, late = wall_of(times.day_before, zone), wall_of(times.hours_before, zone)

    assert times.day_before < times.hours_before <= start - timedelta(minutes=120)
    assert (early.date(), early.time()) == (wall_of(start, zone).date() - timedelta(days=1), time(18))
    assert time(7) <= late.time() <= time(21)
    assert start - times.hours_before == timedelta(minutes=120) or late.time() == time(20)
