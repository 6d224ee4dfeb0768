"""Quiet hours, reminders and wall time, right over both clock changes of a year."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_SPAN: Final = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*", re.ASCII)
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)

DAY_BEFORE_AT: Final = time(18)
HOURS_BEFORE: Final = timedelta(hours=2)
REMINDERS_FROM: Final = time(7)
REMINDERS_TO: Final = time(21)
EVENING_AT: Final = time(20)


@dataclass(frozen=True)
class Span:
    """Hours of the day, from `start` until just before `end`, over midnight too; equal ends mean none."""

    start: time
    end: time

    def holds(self, clock: time) -> bool:
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


@dataclass(frozen=True)
class Impossible:
    """A wall time that the clocks jump over; `suggestion` is the same moment as the clocks then show it."""

    wall: datetime
    suggestion: datetime


@dataclass(frozen=True)
class ReminderTimes:
    """When a shift or booking is reminded of, in UTC: the evening before, and some hours before."""

    day_before: datetime
    hours_before: datetime


def parse_span(text: str) -> Span:
    """Read "20:00-09:00"; "00:00-00:00" is none. Raises ValueError, with a sentence that says why."""
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"Hours are written like 20:00-09:00, not {text[:40]!r}.")
    hours = [int(number) for number in found.groups()]
    try:
        span = Span(time(hours[0], hours[1]), time(hours[2], hours[3]))
    except ValueError:
        raise ValueError(f"There is no such time of day in {text!r}; the last is 23:59.") from None
    if span.start == span.end != time(0):
        raise ValueError(f"{text!r} begins when it ends; write 00:00-00:00 for no quiet hours.")
    return span


def is_quiet(moment_utc: datetime, span: Span, zone: str) -> bool:
    """Whether the clocks of the zone show a time within the span at that (aware) moment."""
    return span.holds(wall_time(moment_utc, zone).time())


def next_allowed(moment_utc: datetime, span: Span, zone: str) -> datetime:
    """The first moment from this one on that is not quiet, in UTC: this very one, or when quiet ends."""
    wall = wall_time(moment_utc, zone)
    if not span.holds(wall.time()):
        return moment_utc.astimezone(UTC)
    left = (datetime.combine(wall, span.end) - wall) % _DAY
    end = moment_utc.astimezone(UTC) + left
    if _offset(end, zone) == _offset(moment_utc, zone):
        return end
    # The clocks change before quiet ends: look again from where they do.
    return next_allowed(_clock_change(moment_utc.astimezone(UTC), end, zone), span, zone)


def to_utc(wall: datetime, zone: str) -> datetime | Impossible:
    """The moment at which the clocks of the zone show this (naive) time; of two such moments the first.

    Raises ValueError when `wall` carries a zone of its own.
    """
    if wall.tzinfo is not None:
        raise ValueError("A wall time has no zone of its own.")
    moment = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    shown = wall_time(moment, zone)
    return moment if shown == wall else Impossible(wall, shown)


def wall_time(moment: datetime, zone: str) -> datetime:
    """What the clocks of the zone show at that moment, naive. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("A moment must carry its zone; a naive one could be anywhere.")
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def reminder_times(start_utc: datetime, zone: str) -> ReminderTimes:
    """Both reminders of what starts then: at 18:00 the day before, and exactly 120 minutes before.

    The second goes 07:00-21:00 on the wall; outside, it goes at 20:00 the evening before it would have gone.
    """
    return ReminderTimes(
        day_before=_at(wall_time(start_utc, zone).date() - _DAY, DAY_BEFORE_AT, zone),
        hours_before=_awake(start_utc.astimezone(UTC) - HOURS_BEFORE, zone),
    )


def _awake(moment: datetime, zone: str) -> datetime:
    wall = wall_time(moment, zone)
    if REMINDERS_FROM <= wall.time() <= REMINDERS_TO:
        return moment
    evening = wall.date() if wall.time() > REMINDERS_TO else wall.date() - _DAY
    return _at(evening, EVENING_AT, zone)


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def _offset(moment: datetime, zone: str) -> timedelta | None:
    return moment.astimezone(ZoneInfo(zone)).utcoffset()


def _clock_change(before: datetime, after: datetime, zone: str) -> datetime:
    """The first whole second between the two from which the zone has another offset than at `before`."""
    low, high = before.replace(microsecond=0), after.replace(microsecond=0) + _SECOND
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        if _offset(middle, zone) == _offset(before, zone):
            low = middle
        else:
            high = middle
    return high
