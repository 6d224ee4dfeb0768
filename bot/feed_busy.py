"""When a calendar says that somebody is busy, and nothing of why.

It runs as a process of its own, `python -P feed_busy.py ZONE SINCE UNTIL < calendar`, and writes the times as JSON:
anybody can write a rule of recurrence that takes forever, and only a process can be ended.
"""

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Component, Event

MOST = 5_000  # times within three months
MEMORY = 1 << 30  # bytes
DAY = timedelta(days=1)
FREE = ("FREE", "WORKINGELSEWHERE")  # as Outlook has it

Time = tuple[datetime, datetime]


class TooMuch(Exception):
    """A calendar in which somebody is busy more often than anybody can be."""


def busy_times(content: bytes, zone: ZoneInfo, since: datetime, until: datetime) -> list[Time]:
    """When somebody is busy from `since` until `until`, in UTC and in order.

    zone: where whole days, and times that name no zone, are. Raises ValueError for what is no calendar, and TooMuch.
    """
    calendars = Calendar.from_ical(content, multiple=True)
    if not calendars or any(each.name != "VCALENDAR" for each in calendars):
        raise ValueError("no calendar")
    found: set[Time] = set()
    for calendar in calendars:
        for begins, ends in _times(calendar, zone, since, until):
            found.add((max(begins, since), min(ends, until)))
            if len(found) > MOST:
                raise TooMuch
    return sorted(found)


def _times(calendar: Component, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Time]:
    """The times of busy events that are not over by `since`. An event that is written wrong is left out."""
    calendar.subcomponents = [each for each in calendar.subcomponents if not isinstance(each, Event) or _counts(each)]
    events = recurring_ical_events.of(calendar, skip_bad_series=True)
    for event in events.between(since - DAY, until + DAY):  # whole days begin and end elsewhere in other zones
        begins, ends = _moment(event.start, zone), _moment(event.end, zone)
        if _is_busy(event) and max(begins, since) < min(ends, until):
            yield begins, ends


def _counts(event: Event) -> bool:
    """Whether it says when it is. One that takes back a meeting of a series counts as well."""
    try:
        return bool(event.start <= event.end)
    except (ValueError, TypeError):  # icalendar's own errors are such
        return False


def _is_busy(event: Event) -> bool:
    shown = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    is_off = str(event.get("STATUS", "")).upper() == "CANCELLED"
    return not is_off and str(event.get("TRANSP", "")).upper() != "TRANSPARENT" and shown not in FREE


def _moment(at: date, zone: ZoneInfo) -> datetime:
    """A moment in UTC; of a day its midnight there."""
    wall = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (wall if wall.tzinfo is not None else wall.replace(tzinfo=zone)).astimezone(UTC)


def main(zone: str, since: str, until: str) -> int:
    """Read standard input, write standard output; 1 for what is no calendar, 2 for too much of one."""
    with suppress(ValueError, OSError):  # not every system has such a limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        moments = datetime.fromisoformat(since), datetime.fromisoformat(until)
        times = busy_times(sys.stdin.buffer.read(), ZoneInfo(zone), *moments)
    except (TooMuch, MemoryError):
        return 2
    json.dump([[begins.isoformat(), ends.isoformat()] for begins, ends in times], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
