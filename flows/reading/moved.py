"""Another time told from the one asked about: "en halvtimme senare", "dagen efter", "veckan därpå"."""

import re
from datetime import timedelta
from functools import cache
from typing import Any

from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.question import ShiftShown

Proposal = dict[str, Any]

_HALF_HOUR, _QUARTER = 30, 15  # minutes
_LONGEST = 12 * 60  # minutes


def moved(plain: str, asked: ShiftShown, words: Lexicon) -> list[Proposal]:
    """Proposals told by how far from the asked time they are; none when the text tells no such thing."""
    if minutes := _minutes(digits(plain, words), words):
        begins = asked.start + timedelta(minutes=minutes)
        return [{"date": begins.date().isoformat(), "from": f"{begins:%H:%M}"}]
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
