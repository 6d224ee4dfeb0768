"""Days named in a text, and what the calendar knows of them: weeks, month ends, the next such day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_AGO = timedelta(days=60)


@dataclass(frozen=True)
class Day:
    """Days named at a place in the text.

    days: weekdays by name. dates: days of the calendar. weeks: ISO weeks without a weekday. part: a part of the day
    said in the same word. unsure: two dates fit ("nästa lördag" said on a Monday),
    `dates` holds both. wrong: no such date. span: from one day to another.
    """

    start: int
    end: int
    days: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    weeks: tuple[int, ...] = ()
    part: str | None = None
    unsure: bool = False
    wrong: bool = False
    span: bool = False


def safe(year: int, month: int, day: int) -> date | None:
    """A date, None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_on(today: date, month: int, day: int) -> date | None:
    """Such a day of this year or, long past, of the next; a 29 February in a year without one is no date."""
    this_year = safe(today.year, month, day)
    if this_year and this_year < today - _LONG_AGO:
        return safe(today.year + 1, month, day)
    return this_year


def next_numbered(today: date, number: int) -> date | None:
    """ "Den 31": in the next month that has such a day, today included."""
    for ahead in range(13):
        month = today.month - 1 + ahead
        found = safe(today.year + month // 12, month % 12 + 1, number)
        if found and found >= today:
            return found
    return None


def last_of_month(today: date, month: int) -> date:
    """The last day of the next such month, this one included."""
    year = today.year + (month < today.month)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def nth_weekday(today: date, month: int, weekday: str, which: int) -> date | None:
    """The first (0), second… or last (-1) such weekday of the next such month, this one included."""
    first = next_on(today.replace(day=1), month, 1)
    if first is None:
        return None
    all_of_them = [
        d for n in range(31) if (d := first + timedelta(days=n)).month == month and WEEK[d.weekday()] == weekday
    ]
    return all_of_them[which] if which < len(all_of_them) else None


def next_weekday(today: date, day: str) -> date:
    """The next such weekday after today: said on a Monday, "måndag" is in a week."""
    ahead = (WEEK.index(day) - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead)


def week_day(week: int, weekday: int, today: date) -> date | None:
    """A weekday of an ISO week, this year or, when that week has passed, the next."""
    for year in (today.isocalendar().year, today.isocalendar().year + 1):
        try:
            found = date.fromisocalendar(year, week, weekday + 1)
        except ValueError:
            continue
        if date.fromisocalendar(year, week, 7) >= today:
            return found
    return None


def exists(day: date, moment: time, now: datetime) -> bool:
    """Whether a wall time happens on that day in the zone of `now`: not so in the hour that a clock change skips."""
    local = datetime.combine(day, moment, tzinfo=now.tzinfo)
    return local.astimezone(UTC).astimezone(now.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)
