"""Times of the day in a text: "halv sex", "17.30–20", "efter 5", "kvart över ett", "7 pm"."""

import re
from dataclasses import dataclass
from datetime import time
from functools import cache, partial
from itertools import islice

from flows.reading.lexicon import Lexicon, lexicon

_T = r"(\d{1,2})(?:[.:]([0-5]\d))?(h|pm|am)?(?![\d/])(?![.:]\d)(?!e\b)"
_BARE = re.compile(rf"(?<![\w.:/+-]){_T}(?![^\s.,!?-])")
_JOINED = re.compile(r"(?<=\d)(?<!\d{4}-\d\d)-(?=\d)(?!\d\d-\d\d(?!\d))")  # but for "2026-08-29"
_FOUR = re.compile(r"(?<![\w.:/-])(?!202[4-9])([01]\d|2[0-3])([0-5]\d)(?![\w.:/])")  # but for the years
_AFTER_WORK = re.compile(r"after [78](?![\d])")  # "after 7": nobody waits for seven in the morning
_NEAR_MARK = 22
_MOST = 12  # of one kind in a text: nobody names more times than that


@dataclass(frozen=True)
class Clock:
    """A time or span at a place in the text, on a 24-hour clock.

    bare: only a number, which may mean something else. negated: said with a no: "inte före 9" begins at 9.
    """

    start: int
    end: int
    begins: time | None
    ends: time | None
    bare: bool = False
    negated: bool = False


def clocks(
    plain: str, words: Lexicon, near: tuple[time, time] | None = None, *, morning: bool = False
) -> tuple[str, list[Clock]]:
    """The text with spoken times written out, and the times in it.

    `near`: the span that is talked of; "till ett" about a shift 11-14 is 13:00. `morning`: 1-6 are not put
    in the afternoon.
    """
    written = _write_out(plain, words)
    found: list[Clock] = []
    for kind, pattern in _patterns(words.language):
        for match in islice(pattern.finditer(written), _MOST):
            if not any(c.start < match.end() and match.start() < c.end for c in found):
                clock = _clock(kind, match, written, words, near, morning)
                found += [clock] if clock else []
    return written, sorted(found, key=lambda c: c.start)


def prepare(words: Lexicon) -> None:
    """Compile the patterns of a language."""
    _patterns(words.language)
    _spoken(words.language)


def _write_out(plain: str, words: Lexicon) -> str:
    plain = _FOUR.sub(r"\1:\2", _JOINED.sub(" - ", plain))
    plain = _hour_words(words.language).sub(lambda match: f"{words.numbers[match[1]]} {match[2]}", plain)
    plain = words.patterns["noon_edge"].sub("12:00", plain)
    plain = _past_the_same(words.language).sub(_same_hour, plain)
    for pattern, shift in _spoken(words.language):
        plain = pattern.sub(partial(_spoken_time, shift=shift), plain)
    return plain


@cache
def _past_the_same(language: str) -> re.Pattern[str]:
    """ "Between 5 and half past": the hour is not said again."""
    alt = lexicon(language).any_of
    joint = f"(?:-|{alt('until_word', 'joins', 'or')})"
    return re.compile(rf"(?<!\S)(\d{{1,2}}) ({joint}) (?:({alt('half_past')})|{alt('quarter_past')})(?! \d)(?!\S)")


def _same_hour(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]} {match[1]}:{30 if match[3] else 15}"


def _spoken_time(match: re.Match[str], shift: int) -> str:
    """A spoken time as "17:30": an hour and a shift, or minutes before or after a time."""
    figures = [int(group) for group in match.groups() if group is not None]
    if shift not in (1, -1):
        figures = [abs(shift), *figures]
    minutes, hour, past = (*figures, 0)[:3]
    total = hour * 60 + past + (minutes if shift > 0 else -minutes)
    return f"{total // 60 % 24}:{total % 60:02d}" if total >= 0 and hour <= 24 else match[0]


@cache
def _hour_words(language: str) -> re.Pattern[str]:
    """ "Femtiden", "sevenish"."""
    words = lexicon(language)
    names = "|".join(sorted(words.numbers, key=lambda name: -len(name)))
    return re.compile(rf"(?<!\S)({names})({words.any_of('o_clock')})(?!\S)")


@cache
def _spoken(language: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Patterns of spoken times; the shift in minutes from the full hour, or ±1: minutes that stand first."""
    alt = lexicon(language).any_of
    hour = r"(\d{1,2})(?![\d.:/e])"
    whole = r"(\d{1,2})(?::(\d\d))?(?![\d.:/e])"
    return (
        (re.compile(rf"(?<!\S){alt('half_to')} {hour}"), -30),
        (re.compile(rf"(?<!\S){alt('half_past')} {hour}"), 30),
        (re.compile(rf"(?<!\S){alt('quarter_past')} {hour}"), 15),
        (re.compile(rf"(?<!\S){alt('quarter_to')} {hour}"), -15),
        (re.compile(rf"(?<!\S)(5|10|20|25) (?:min[a-z]* )?{alt('past')} {whole}"), 1),
        (re.compile(rf"(?<!\S)(5|10|20|25) (?:min[a-z]* )?{alt('minutes_to')} {whole}"), -1),
        (re.compile(rf"(?<!\S)(20|25|(?:5|10)(?= min)) (?:min[a-z]* )?{alt('to_hour')} {whole}"), -1),
    )


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    alt = lexicon(language).any_of
    at = rf"(?:{alt('clock')} )?"
    to = rf"(?:-|{alt('until_word')})"
    return (
        ("range", re.compile(rf"(?<![\w.:/])(?:{alt('between')} )?{at}{_T} (?:{to}) {at}{_T}(?!\S)")),
        ("range", re.compile(rf"(?<!\S){alt('between')} {at}{_T} (?:{alt('joins')}|-) {at}{_T}(?!\S)")),
        (
            "range",
            re.compile(
                rf"(?<!\S){alt('after')} {at}{_T} (?:{alt('but', 'joins')} )?(?:{to}|{alt('before')}) {at}{_T}(?!\S)"
            ),
        ),
        ("from", re.compile(rf"(?<!\S){alt('after')} (?:{alt('around')} )?{at}{_T}(?!\S)")),
        ("to", re.compile(rf"(?<!\S){alt('before')} (?:{alt('around')} )?{at}{_T}(?!\S)")),
        ("from", re.compile(rf"(?<!\S)(?:{alt('clock', 'around')} )+{_T}(?: {alt('after')})?(?!\S)")),
        ("from", re.compile(rf"(?<![\w.:/]){_T}(?: -)? ?{alt('o_clock')}(?!\S)")),
        ("from", re.compile(rf"(?<![\w.:/]){_T} {alt('and_later')}(?!\S)")),
        ("from", re.compile(r"(?<![\w.:/])(\d{1,2})(?:[.:]([0-5]\d))?()\+(?!\S)")),
        ("bare", _BARE),
    )


def _clock(
    kind: str, match: re.Match[str], text: str, words: Lexicon, near: tuple[time, time] | None, morning: bool
) -> Clock | None:
    groups = match.groups()
    first = _hours(groups[0], groups[1])
    second = _hours(groups[3], groups[4]) if kind == "range" else None
    if first is None or (kind == "range" and second is None):
        return None
    mark = _mark(match, text, words, groups) or ("am" if len(groups[0]) == 2 and groups[0][0] == "0" else None)
    first = _settle(first, mark, near, morning)
    if second is not None:
        return _span(match, first, _settle(second, mark, near, morning), mark)
    if words.language == "en" and mark is None and near is None and _AFTER_WORK.match(match[0]):
        first = (first[0] + 12, first[1])
    moment = time(*first)
    certain = groups[1] is not None or mark is not None
    ends = moment if kind == "to" else None
    bare, negated = kind == "bare" and not certain, words.has("negation", match[0])
    return Clock(match.start(), match.end(), None if ends else moment, ends, bare, negated)


def _span(match: re.Match[str], first: tuple[int, int], second: tuple[int, int], mark: str | None) -> Clock | None:
    if second <= first and second[0] < 12 and first[0] < 24:
        second = (second[0] + 12, second[1])
    if second <= first and mark is None and first[0] >= 12 and (first[0] - 12, first[1]) < second:
        first = (first[0] - 12, first[1])
    if second <= first:
        return None
    return Clock(match.start(), match.end(), time(*first), time(*second))


def _hours(hour: str, minute: str | None) -> tuple[int, int] | None:
    value = int(hour)
    return (value % 24, int(minute or 0)) if value <= 24 else None


def _mark(match: re.Match[str], text: str, words: Lexicon, groups: tuple[str | None, ...]) -> str | None:
    for suffix in (groups[2], groups[5] if len(groups) > 5 else None):
        if suffix in ("am", "pm"):
            return suffix
    after = re.split(r" [,.!?]| \d", text[match.end() : match.end() + _NEAR_MARK])[0]
    before = re.split(r"[,.!?] |\d ", text[max(0, match.start() - _NEAR_MARK) : match.start()])[-1]
    before = before[max((join.end() for join in words.find("joins", before)), default=0) :]  # another day's morning
    for near in (after, before):
        if words.has("morning_mark", near.strip()):
            return "am"
        if words.has("evening_mark", near.strip()):
            return "pm"
    return None


def _settle(
    moment: tuple[int, int], mark: str | None, near: tuple[time, time] | None, morning: bool
) -> tuple[int, int]:
    hour, minute = moment
    if hour > 12 or hour == 0:
        return moment
    if mark:
        return (hour % 12 + (12 if mark == "pm" else 0), minute)
    later = (hour % 12 + 12, minute)
    if near and (near[0] <= time(*later) <= near[1]) != (near[0] <= time(hour % 24, minute) <= near[1]):
        return later if near[0] <= time(*later) <= near[1] else moment
    return later if hour < 7 and not morning else moment
