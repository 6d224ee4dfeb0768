"""Another time told from the one asked about: "en halvtimme senare", "dagen efter", "veckan därpå"."""

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

from flows.reading.calendar import WEEK, days, next_weekday
from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.question import ShiftShown

Proposal = dict[str, Any]

_HALF_HOUR, _QUARTER = 30, 15  # minutes
_WEEK = timedelta(days=7)
_LONGEST = 12 * 60  # minutes


def moved(plain: str, asked: ShiftShown, words: Lexicon) -> list[Proposal]:
    """Proposals told by how far from the asked time they are; none when the text tells no such thing."""
    if minutes := _minutes(digits(plain, words), words):
        begins = asked.start + timedelta(minutes=minutes)
        return [{"date": begins.date().isoformat(), "from": f"{begins:%H:%M}"}]
    if found := _weekday_beside(plain, asked, words) or _days_of_week_after(plain, asked, words):
        return [{"date": day.isoformat(), **_same_time(plain, asked, words)} for day in found]
    for meaning, ahead in (("day_later", 1), ("day_earlier", -1)):
        if words.has(meaning, plain) and not words.has("tomorrow", plain):
            return [
                {"date": (asked.start.date() + timedelta(days=ahead)).isoformat(), **_same_time(plain, asked, words)}
            ]
    if words.has("weekend_later", plain):
        saturday = asked.start.date() + timedelta(days=12 - asked.start.weekday())
        return [{"date": (saturday + timedelta(days=n)).isoformat()} for n in (0, 1)]
    for meaning, ahead in (("after_next", 7), ("week_earlier", -7)):
        if words.has(meaning, plain):
            return [{"week": (asked.start.date() + timedelta(days=ahead)).isocalendar().week}]
    return []


def _weekday_beside(plain: str, asked: ShiftShown, words: Lexicon) -> list[date]:
    """ "Torsdagen efter", "the Saturday before": the nearest such day on that side of the asked one."""
    day = asked.start.date()
    for pattern, later in _beside_asked(words.language):
        match = pattern.search(plain)
        if match and words.days[match[1]] in WEEK:
            found = next_weekday(day, words.days[match[1]])
            return [found if later else found - timedelta(days=7 if found - day < _WEEK else 14)]
    return []


def _days_of_week_after(plain: str, asked: ShiftShown, words: Lexicon) -> list[date]:
    """ "Torsdag veckan efter": a weekday of the week after the asked one."""
    for meaning, ahead in (("after_next", 7), ("week_earlier", -7)):
        if match := words.patterns[meaning].search(plain):
            monday = asked.start.date() + timedelta(days=ahead - asked.start.weekday())
            rest = f"{plain[: match.start()]} {plain[match.end() :]}"
            names = [name for day in days(rest, words, asked.start) for name in day.days if len(day.days) < len(WEEK)]
            same_day = [WEEK[asked.start.weekday()]] if words.has("same_day", rest) else []
            return [monday + timedelta(days=WEEK.index(name)) for name in names or same_day]
    return []


def _same_time(plain: str, asked: ShiftShown, words: Lexicon) -> Proposal:
    if not words.has("same_time", plain):
        return {}
    return {"from": f"{asked.start:%H:%M}", "to": f"{asked.end:%H:%M}"}


def _minutes(text: str, words: Lexicon) -> int:
    """Minutes later (or, below zero, earlier) than asked; 0 when none are told."""
    for pattern, sign in _shapes(words.language):
        if match := pattern.search(text):
            found = _length(match)
            return sign * found if found <= _LONGEST else 0
    return 0


def _length(match: re.Match[str]) -> int:
    if match["half"]:
        return _HALF_HOUR
    if match["quarter"]:
        return _QUARTER
    if match["minutes"]:
        return int(match["minutes"])
    return 60 * int(match["hours"]) if match["hours"].isdigit() else 60


@cache
def _beside_asked(language: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Patterns of a weekday beside the asked day, and whether it is the later side."""
    words = lexicon(language)
    day = "(" + "|".join(re.escape(name) for name in sorted(words.days, key=lambda name: -len(name))) + ")"
    end = rf"(?= [,.!?]|$| {words.any_of('same_time', 'joins')}(?!\S))"
    return (
        (re.compile(rf"(?<!\S){day} {words.any_of('later_side')}{end}"), True),
        (re.compile(rf"(?<!\S){words.any_of('following')} {day}(?!\S)"), True),
        (re.compile(rf"(?<!\S){day} {words.any_of('earlier_side')}{end}"), False),
    )


@cache
def _shapes(language: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    alt = lexicon(language).any_of
    length = (
        rf"(?:(?P<half>{alt('one_half_hour', 'half_hour')})|(?P<quarter>(?:en |a )?{alt('quarter')})"
        rf"|(?P<minutes>\d{{1,3}}) ?{alt('minutes_word')}|(?P<hours>\d{{1,2}}|en|an|a) ?{alt('hours_word')})"
    )
    return (
        (re.compile(rf"(?<!\S){alt('put_off')} ?{length}(?!\S)"), 1),
        (re.compile(rf"(?<!\S){length} {alt('later_by')}(?!\S)(?! \d)"), 1),
        (re.compile(rf"(?<!\S){length} {alt('earlier_by')}(?!\S)(?! \d)"), -1),
    )
