"""What is written about speakers without being asked: booking one, being busy, who is free then."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flows.reading.calendar import WEEK, next_weekday
from flows.reading.dates import week_day
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.negation import part
from flows.reading.normal import normalise
from flows.reading.reading import Reading, reading
from flows.reading.when import find_times, windows

Span = tuple[datetime, datetime]
PARTS = {"morning": (6, 10), "forenoon": (8, 12), "midday": (11, 14), "day": (8, 17), "afternoon": (12, 18),
         "evening": (17, 23)}  # fmt: skip
LONGEST = 16  # words: whoever writes more tells something else
KINDS = ("speaker_request", "who_free", "not_busy", "busy_mark")
# The words within which a time is named: "vem kan köra mig på lördag?" asks for a driver.
_SOON = {"who_free": 3, "not_busy": 2, "busy_mark": LONGEST}
_FAR = timedelta(days=330)  # a week that is farther away was not meant
_SAYS_MORE = re.compile(r" [,.;!] \w")


def speaker_wish(text: str, *, now: datetime, language: str) -> Reading | None:
    """`speaker_request`; `busy_mark`, `not_busy` or `who_free` with `windows`; None for anything else.

    now: aware, in the zone of the organization. The text begins with it, so that no reply is taken for one.
    """
    words, plain = lexicon(language), normalise(text)
    if not 0 < len(plain.words) <= LONGEST:
        return None
    begun = next(((name, end) for name in KINDS if (end := _begins(name, plain.plain, words))), None)
    if begun is None:
        return None
    kind, end = begun
    if kind == "speaker_request":
        return reading(kind) if words.all_of(kind, " ".join(plain.words)) else None
    rest = plain.plain[end:]
    says_more = _SAYS_MORE.search(rest) or words.has("says_what_for", rest)
    found = spans(rest, now=now, language=language)
    soon = spans(" ".join(rest.split()[: _SOON[kind]]), now=now, language=language)
    return reading(kind, windows=found) if soon and not says_more else None


def _begins(name: str, plain: str, words: Lexicon) -> int:
    """Where a phrase ends that a text begins with; 0 when it begins with none."""
    return max((match.end() for match in words.find(name, plain) if match.start() <= 1), default=0)


def mentions_off(text: str, language: str) -> bool:
    """Whether something that was promised is to be called off, in words that say so: a "no" alone does not."""
    words, plain = lexicon(language), normalise(text)
    said = part(plain.plain, words).says
    off = words.has("book_off", said) or words.has("cancel", said)
    return off and len(plain.words) > 1 and not words.has("cancel_negated", plain.plain)


def topic_of(text: str, language: str) -> str:
    """What a speaker must know: a wish without its "någon som kan"."""
    words, plain = lexicon(language), normalise(text).plain
    end = _begins("anyone_who", plain, words)
    return plain[end:].strip(" .,!") or text.strip()


def spans(text: str, *, now: datetime, language: str) -> list[Span]:
    """The times that a text names, each from when to when, in the zone of `now`; without a clock the whole day."""
    words = lexicon(language)
    found = find_times(normalise(text).plain, words, now, bare=True)
    return [span for each in windows(found, whole_week=False, today=now.date()) for span in _spans(each, now)]


def _spans(window: Mapping[str, Any], now: datetime) -> list[Span]:
    return [_span(day, window, now) for day in _days(window, now.date())]


def _days(window: Mapping[str, Any], today: date) -> Sequence[date]:
    if window.get("date"):
        return [date.fromisoformat(window["date"])]
    if window.get("week"):
        found = (week_day(int(window["week"]), number, today) for number in range(len(WEEK)))
        return [day for day in found if day is not None and day - today < _FAR]
    return [next_weekday(today, name) for name in window.get("days") or ()]


def _span(day: date, window: Mapping[str, Any], now: datetime) -> Span:
    begins, ends = PARTS.get(str(window.get("part")), (0, 24))
    start = _at(day, window["from"], now) if window.get("from") else _hour(day, begins, now)
    end = _at(day, window["to"], now) if window.get("to") else _hour(day, ends, now)
    return (start, end) if start < end else (start, _hour(day, 24, now))


def _at(day: date, clock: str, now: datetime) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), now.tzinfo)


def _hour(day: date, hour: int, now: datetime) -> datetime:
    after = day + timedelta(days=hour // 24)
    return datetime.combine(after, time(hour % 24), now.tzinfo)


def named_time(text: str, *, now: datetime, language: str) -> Span | None:
    """The one time that a text names with a clock, an hour long where no end is told; None without just one."""
    words = lexicon(language)
    found = find_times(normalise(text).plain, words, now, bare=True)
    told = [each for each in windows(found, whole_week=False, today=now.date()) if each.get("from")]
    days = [day for each in told for day in _days(each, now.date())]
    if len(told) != 1 or len(days) != 1:
        return None
    start = _at(days[0], told[0]["from"], now)
    end = _at(days[0], told[0]["to"], now) if told[0].get("to") else start + timedelta(hours=1)
    return (start, end) if start < end else None
