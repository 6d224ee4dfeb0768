"""Part of a shift: "från 12", "måste gå 13", "den sista timmen", "första halvan", "kvart över"."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache

from flows.reading.clock import clocks
from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.question import ShiftShown

# Words that every lexicon reads as the end and the beginning of a span.
_TO, _FROM = "till", "efter"


@dataclass(frozen=True)
class Edge:
    """The first or the last part of a shift: so many minutes, None for half of it."""

    last: bool
    minutes: int | None


def plain_hours(plain: str, words: Lexicon) -> str:
    """Ways of saying that somebody leaves at or comes after a time, as "till 13" and "efter 12"."""
    leaves, begins = _turns(words.language)
    spelt = digits(plain, words)
    text = begins.sub(f"{_FROM} ", leaves.sub(f"{_TO} ", spelt))
    return text if text != spelt else plain


@cache
def _turns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    alt = lexicon(language).any_of
    ahead = r" (?=(?:[^\W\d_]+ ){0,2}\d)"
    return re.compile(rf"(?<!\S){alt('leaves')}{ahead}"), re.compile(rf"(?<!\S){alt('not_until')}{ahead}")


def past_the_start(plain: str, start: time, words: Lexicon) -> str:
    """ "20 över" without an hour is that long after the hour the shift begins."""
    text = digits(plain, words)
    for match in _past(words.language).finditer(text):
        minutes = int(match[1] or 15)
        hour = start.hour + (minutes <= start.minute)
        return f"{text[: match.start()]}{hour % 24}:{minutes:02d}{text[match.end() :]}"
    return plain


@cache
def _past(language: str) -> re.Pattern[str]:
    alt = lexicon(language).any_of
    return re.compile(rf"(?<!\S)(?:(\d{{1,2}})(?: min[a-z]*)? {alt('past')}|{alt('quarter_past')})(?!\S)(?! \d)")


def edges(plain: str, words: Lexicon) -> tuple[str, tuple[Edge, ...]]:
    """The text without its first and last hours and halves, and those."""
    text = digits(plain, words)
    found = tuple(_edge_of(match, words) for match in _edge(words.language).finditer(text))
    return _edge(words.language).sub(" ", text), found


def _edge_of(match: re.Match[str], words: Lexicon) -> Edge:
    end, count, unit = match[1] or match[4], int(match[2] or match[3] or 1), match[5]
    last = end == "2e" or words.all_of("last", end)
    if words.all_of("half_word", unit):
        return Edge(last, None)
    return Edge(last, count * (60 if words.all_of("hours_word", unit) else 30))


@cache
def _edge(language: str) -> re.Pattern[str]:
    alt = lexicon(language).any_of
    end = rf"(1e|2e|{alt('last')})"
    unit = f"({alt('half_hour', 'half_word', 'hours_word')})"
    return re.compile(rf"(?<!\S)(?:{alt('date_word')} )?(?:{end}(?: (\d))?|(\d) {end}) {unit}(?!\S)")


def part_of_edges(shift: ShiftShown, found: tuple[Edge, ...]) -> dict[str, str]:
    """{from, to} of the first or last part of a shift; {} when it is no part of it."""
    length = shift.end - shift.start
    for edge in found:
        asked = length / 2 if edge.minutes is None else timedelta(minutes=edge.minutes)
        if timedelta() < asked < length:
            moment: datetime = shift.end - asked if edge.last else shift.start + asked
            return {"from" if edge.last else "to": f"{moment:%H:%M}"}
    return {}


def part_of_shift(shift: ShiftShown, plain: str, words: Lexicon) -> dict[str, str]:
    """The part of one shift that a text offers: "bara till 13" is {"to": "13:00"}; {} for the whole of it."""
    text, found = edges(plain_hours(plain, words), words)
    begins, ends = wall(shift.start), wall(shift.end)
    inside = part_of_edges(shift, found)
    _, times = clocks(text, words, (begins, ends))
    for clock in times:
        if clock.begins and begins < clock.begins < ends and not clock.bare:
            inside["from"] = f"{clock.begins:%H:%M}"
        if clock.ends and begins < clock.ends < ends and not clock.bare:
            inside["to"] = f"{clock.ends:%H:%M}"
    return inside


def wall(moment: datetime) -> time:
    """The time of the day on the wall, where the shift is."""
    return moment.timetz().replace(tzinfo=None)
