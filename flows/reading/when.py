"""Days and times as windows: "tis o tors efter halv sex, lördag v 36"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from flows.reading.calendar import WEEK, Day, days, exists, first_date
from flows.reading.clock import Clock, clocks
from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.negation import Mention, settle
from flows.reading.normal import Text, normalise
from flows.reading.question import Question
from flows.reading.reading import Reading, reading

Window = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A part of the day named at a place: "evening"."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Group:
    """Days, a part of the day and a time that belong together. time_first: the time was said before the days."""

    days: tuple[Day, ...] = ()
    part: str | None = None
    clock: Clock | None = None
    time_first: bool = False


@dataclass(frozen=True)
class Found:
    """What a text says of days and times. text: the plain text that the places point into."""

    text: str
    groups: tuple[Group, ...]
    denied: tuple[Day, ...]
    not_then: tuple[str, ...] = ()

    @property
    def all_days(self) -> tuple[Day, ...]:
        return tuple(day for group in self.groups for day in group.days)


def find_times(
    plain: str, words: Lexicon, now: datetime, *, near: tuple[time, time] | None = None, bare: bool = False
) -> Found:
    """Days and times of a plain text in groups; corrections, negations and exclusions are seen to.

    `near`: the span that is talked of. `bare`: a number alone counts as a time.
    """
    text, times = clocks(digits(plain, words), words, near)
    named = days(text, words, now)
    times = [c for c in times if (bare or not c.bare) and not any(d.start < c.end and c.start < d.end for d in named)]
    times = [c for c in times if not words.patterns["duration"].match(text, c.start)]
    parts = _parts(text, words, named)
    events: list[Day | Part | Clock] = [*named, *parts, *times]
    mentions = [Mention(event, event.start, event.end) for event in events]
    meant, denied = settle(sorted(mentions, key=lambda m: m.start), text, words)
    kept = [m.what for m in meant if isinstance(m.what, Day | Part | Clock)]
    return Found(
        text,
        tuple(_group(sorted(kept, key=lambda event: event.start), text)),
        tuple(m.what for m in denied if isinstance(m.what, Day)),
        tuple(text[m.start : m.end] for m in denied if not isinstance(m.what, Day)),
    )


def _parts(text: str, words: Lexicon, named: Sequence[Day]) -> list[Part]:
    places = list(words.find("part", text))
    free = [m for m in places if not any(day.start < m.end() and m.start() < day.end for day in named)]
    return [Part(m.start(), m.end(), words.parts[m[0]]) for m in free]


def _group(events: Sequence[Day | Part | Clock], text: str) -> list[Group]:
    groups = [Group()]
    for i, event in enumerate(events):
        between = text[events[i - 1].end : event.start] if i else ""
        groups = _add(groups, event, between)
    return [group for group in groups if group.days or group.part or group.clock]


def _add(groups: list[Group], event: Day | Part | Clock, between: str) -> list[Group]:
    """The groups with one more thing said: it joins the last group, or opens another."""
    last = groups[-1]
    if isinstance(event, Day):
        return _add_day(groups, event, between)
    time_first = last.time_first or not last.days
    if isinstance(event, Part):
        if last.part and not last.clock:
            return [*groups, Group(last.days, event.name)]
        return [*groups[:-1], replace(last, part=event.name, time_first=time_first)]
    if last.clock:
        return [*groups, Group(last.days, clock=event)]
    return [*groups[:-1], replace(last, clock=event, time_first=time_first)]


def _add_day(groups: list[Group], day: Day, between: str) -> list[Group]:
    last = groups[-1]
    apart = "," in between
    is_told = last.part or last.clock
    complete = last.days and is_told and (apart or not last.time_first)
    lone_part = last.part and not last.clock and not last.days and apart
    if complete or lone_part or (day.part and last.days):
        return [*groups, Group((day,), day.part)]
    return [*groups[:-1], replace(last, days=(*last.days, day), part=last.part or day.part)]


def windows(found: Found, *, whole_week: bool = True, default: date | None = None) -> list[Window]:
    """The windows of what was found: `{days | date | week, from, to, part}`.

    A time without a day is for `default`, or for every day when `whole_week`.
    """
    out: list[Window] = []
    for group in found.groups:
        times = _times(group)
        names = [name for day in group.days for name in day.days]
        denied = {name for day in found.denied for name in day.days}
        kept = [name for name in WEEK if name in names and name not in denied]
        if default and kept == list(WEEK):
            kept, out = [], [*out, {"date": default.isoformat(), **times}]
        out += [{"days": kept, **times}] if kept else []
        out += [{"date": d.isoformat(), **times} for day in group.days for d in day.dates]
        out += [{"week": week, **times} for day in group.days for week in day.weeks]
        if not group.days and times:
            out += [{"date": default.isoformat(), **times}] if default else []
            out += (
                [{"days": [name for name in WEEK if name not in denied], **times}] if whole_week and not default else []
            )
    return out


def _times(group: Group) -> Window:
    clock = group.clock
    times: Window = {}
    if clock and clock.begins:
        times["from"] = f"{clock.begins:%H:%M}"
    if clock and clock.ends:
        times["to"] = f"{clock.ends:%H:%M}"
    if group.part and not clock:
        times["part"] = group.part
    return times


def read_when(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """Windows, or what has to be asked again: nothing named, an unsure day, a day that does not exist."""
    plain = text.plain
    asked_day = _asked_day(question, words, now)
    found = find_times(plain, words, now, bare=asked_day is not None)
    if words.has("later", plain) and not (found.groups and not words.has("later_stem", plain)):
        day = first_date(found.text, words, now)
        return reading("later", date=day.isoformat() if day else None)
    if problem := _problem(found, words, now):
        return problem
    named = windows(found, default=asked_day)
    if not named:
        return reading("ask_again", exclude=sorted({name for day in found.denied for name in day.days}) or None)
    return reading("answer", windows=named, condition=_condition(plain, words, found))


def _asked_day(question: Question, words: Lexicon, now: datetime) -> date | None:
    """The one day that the question is about: "Vilken tid i morgon passar det?" """
    plain = normalise(question.text).plain
    if not words.has("which_time", plain):
        return None
    return next((d for day in days(digits(plain, words), words, now) for d in day.dates), None)


def _problem(found: Found, words: Lexicon, now: datetime) -> Reading | None:
    if words.has("every_other", found.text):
        return reading("ask_again", reason="every other")
    if found.not_then and not found.denied:
        return reading("ask_again", reason="not then", exclude=list(found.not_then))
    for day in found.all_days:
        if day.wrong:
            return reading("ask_again", reason="no such date")
        if day.unsure:
            return reading("ask_again", reason="two dates fit", candidates=[d.isoformat() for d in day.dates])
    for group in found.groups:
        moments = (group.clock.begins, group.clock.ends) if group.clock else ()
        dates = [d for day in group.days for d in day.dates]
        if any(not exists(d, moment, now) for moment in moments if moment for d in dates):
            return reading("ask_again", reason="no such time")
    return None


def _condition(plain: str, words: Lexicon, found: Found) -> str | None:
    """The words of a condition, unless they only name the days and times."""
    for match in words.find("condition", plain):
        rest = plain[match.start() :].strip(" .,!?")
        if not find_names(rest, words):
            return rest
    return None


def find_names(rest: str, words: Lexicon) -> bool:
    """Whether the words open with "only" and a day or time, which the windows tell already."""
    return words.patterns["only"].match(rest) is not None and not words.has("condition_if", rest)
