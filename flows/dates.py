"""How a day, a time and a shift are written to a person, in signs that all fit GSM-7."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Words:
    """How one language writes dates. Weekdays from Monday; months from January, as they stand in `day`."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    minutes: str
    near: Mapping[int, str]


# A further language is one more table. The first one is what an unknown language is written in.
WORDS: Final[Mapping[str, Words]] = {
    "sv": Words(
        weekdays=("mån", "tis", "ons", "tor", "fre", "lör", "sön"),
        months=("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"),
        day="{weekday} {day}/{month}",
        minutes=".",
        near={0: "i dag", 1: "i morgon"},
    ),
    "en": Words(
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        day="{weekday} {day} {month}",
        minutes=":",
        near={0: "today", 1: "tomorrow"},
    ),
}

# Within half a year a day and a month can only be one day; further away the year is said.
_PLAIN: Final = timedelta(days=182)


def day(moment: datetime, language: str, now: datetime, *, zone: str | None = None) -> str:
    """The day of a moment: "lör 28/11", "Sat 28 Nov"; with its year when it is over half a year from now.

    Here and below moments are aware and written in their own zone, unless another is given.
    """
    wall = _wall(moment, zone)
    return date_words(wall.date(), language, _today(now, wall))


def clock(moment: datetime, language: str, *, zone: str | None = None) -> str:
    """The time of day, whole hours alone: "11", "17.30"; in English "17:30"."""
    wall, minutes = _wall(moment, zone), _words(language).minutes
    return f"{wall.hour}{minutes}{wall.minute:02}" if wall.minute else str(wall.hour)


def span(start: datetime, end: datetime, language: str, now: datetime, *, zone: str | None = None) -> str:
    """From when to when: "lör 28/11 11-14"; what ends at midnight ends at 24; later, with the day it ends."""
    begins, ends = _wall(start, zone), _wall(end, zone)
    first = f"{day(begins, language, now)} {clock(begins, language)}"
    if ends.date() == begins.date():
        return f"{first}-{clock(ends, language)}"
    if ends.date() == begins.date() + timedelta(days=1) and ends.time() == time(0):
        return f"{first}-24"
    return f"{first} - {day(ends, language, now)} {clock(ends, language)}"


def relative_day(moment: datetime, language: str, now: datetime, *, zone: str | None = None) -> str | None:
    """ "i dag", "i morgon", "today", "tomorrow", or None for any other day."""
    wall = _wall(moment, zone)
    return _words(language).near.get((wall.date() - _today(now, wall)).days)


def date_words(which: date, language: str, today: date | None = None) -> str:
    """A date as in `day`; without a today to measure from it has no year."""
    words = _words(language)
    weekday, month = words.weekdays[which.weekday()], words.months[which.month - 1]
    text = words.day.format(weekday=weekday, day=which.day, month=month)
    return f"{text} {which.year}" if today and abs(which - today) > _PLAIN else text


def _wall(moment: datetime, zone: str | None) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment must carry its zone; a naive one could be anywhere.")
    return moment.astimezone(ZoneInfo(zone)) if zone else moment


def _today(now: datetime, wall: datetime) -> date:
    return now.astimezone(wall.tzinfo).date()


def _words(language: str) -> Words:
    return WORDS.get(language) or next(iter(WORDS.values()))
