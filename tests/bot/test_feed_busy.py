"""What a candidate's own calendar says of when they are busy: over clock changes and for whole days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.feed_busy import TooMuch, busy_times
from bot.feeds import read_apart
from tests.bot.feed_server import calendar

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def busy(content: bytes, since: str = "2026-03-01", days: int = 90) -> list[str]:
    """When somebody is busy, as Stockholm's clocks show it."""
    begin = datetime.fromisoformat(since).replace(tzinfo=UTC)
    found = busy_times(content, STOCKHOLM, begin, begin + timedelta(days))
    shown = [(start.astimezone(STOCKHOLM), end.astimezone(STOCKHOLM)) for start, end in found]
    return [f"{start:%d/%m %H.%M}-{end:%H.%M}" for start, end in shown]


@pytest.mark.parametrize(("since", "days"), [("2026-03-23", "23/03 30/03 06/04"), ("2026-10-19", "19/10 26/10 02/11")])
def test_every_monday_at_six_is_at_six_on_both_sides_of_a_clock_change(since: str, days: str) -> None:
    weekly = "DTSTART;TZID=Europe/Stockholm:20260105T180000\nDURATION:PT90M\nRRULE:FREQ=WEEKLY"
    assert busy(calendar(weekly), since, 20)[:3] == [f"{day} 18.00-19.30" for day in days.split()]


@pytest.mark.parametrize("since", ["2026-03-23", "2026-10-19"])
def test_a_time_that_names_no_zone_is_where_the_organization_is(since: str) -> None:
    daily = "DTSTART:20260101T120000\nDTEND:20260101T130000\nRRULE:FREQ=DAILY"
    assert {each[6:] for each in busy(calendar(daily), since, 14)} == {"12.00-13.00"}


def test_a_whole_day_is_busy_from_midnight_to_midnight_there_and_without_an_end_it_is_one_day() -> None:
    two, one = "DTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330", "DTSTART;VALUE=DATE:20260402"
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    found = busy_times(calendar(two, one), STOCKHOLM, begin, begin + timedelta(90))
    assert [(start.isoformat()[5:16], end - start) for start, end in found] == [
        ("03-27T23:00", timedelta(hours=47)),  # the clocks go forward
        ("04-01T22:00", timedelta(hours=24)),
    ]


@pytest.mark.parametrize(
    "line",
    ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "DURATION:PT0S",
     "DTEND:20260101T000000Z"],
)  # fmt: skip
def test_who_is_free_then_is_not_busy(line: str) -> None:
    assert busy(calendar(f"DTSTART:20260401T100000Z\n{line}")) == []


def test_a_meeting_of_a_series_can_be_moved_or_left_out() -> None:
    series = "DTSTART:20260401T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260403T100000Z"
    moved = calendar(series).replace(
        b"END:VCALENDAR",
        b"BEGIN:VEVENT\r\nUID:0\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20260402T100000Z\r\n"
        b"DTSTART:20260402T150000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )
    assert busy(moved) == ["01/04 12.00-13.00", "02/04 17.00-18.00"]


def test_only_the_three_months_to_come_count_and_what_goes_on_now_counts_from_now() -> None:
    past, far = "DTSTART:20260201T100000Z\nDURATION:PT1H", "DTSTART:20260601T100000Z\nDURATION:PT1H"
    now = "DTSTART:20260228T200000Z\nDTEND:20260301T040000Z"
    assert busy(calendar(past, now, far)) == ["01/03 01.00-05.00"]


def test_an_event_that_is_written_wrong_takes_no_other_with_it() -> None:
    wrong = ["DTSTART:20260401T100000Z\nRRULE:FREQ=SOMETIMES", "SUMMARY:never", "DTSTART:20260401T100000Z\nDTEND:soon"]
    assert busy(calendar(*wrong, "DTSTART:20260402T100000Z\nDURATION:PT1H")) == ["02/04 12.00-13.00"]


@pytest.mark.parametrize(
    "rubbish", [b"", b"<html>", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
)
def test_what_is_no_calendar_is_not_read_as_one_in_which_somebody_is_free(rubbish: bytes) -> None:
    with pytest.raises(ValueError):
        busy(rubbish)


def test_nobody_is_busy_every_minute() -> None:
    with pytest.raises(TooMuch):
        busy(calendar("DTSTART:20260301T100000Z\nDURATION:PT30S\nRRULE:FREQ=MINUTELY;COUNT=6000"))


def test_a_rule_that_never_ends_is_ended() -> None:
    endless = calendar("DTSTART:20260301T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=0")
    since = datetime(2026, 3, 1, tzinfo=UTC)
    assert read_apart(endless, STOCKHOLM.key, since, patience=2) == "too_large"
    assert read_apart(b"<html>", STOCKHOLM.key, since) == "not_a_calendar"
