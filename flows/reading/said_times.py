"""What a text says of days and times, in groups that belong together: "tis o tors efter halv sex"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import pairwise

from flows.reading.calendar import WEEK, Day, days
from flows.reading.clock import Clock, clocks
from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.negation import Mention, clauses, settle

WHOLE_DAY = "whole"
_HALF = re.compile(r" (am|pm)(?!\S)")  # "Thurs am": alone, "am" is what "I" takes
_HALVES = {"am": "morning", "pm": "afternoon"}
_SAYS_NO_MORE = re.compile(r"(?: (?:[,.!?]|och|o|and|eller|or)(?!\S)|$)")


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
    """What a text says of days and times. text: the plain text that the places point into.

    denied: days that are said not to do. not_then: words of times that are. open: "efter den 5": no end is told.
    spares: they are left out of something larger: "alla lördagar utom den 10".
    """

    text: str
    groups: tuple[Group, ...]
    denied: tuple[Day, ...]
    not_then: tuple[str, ...] = ()
    open: bool = False
    spares: bool = False

    @property
    def all_days(self) -> tuple[Day, ...]:
        return tuple(day for group in self.groups for day in group.days)


def find_times(
    plain: str, words: Lexicon, now: datetime, *, near: tuple[time, time] | None = None, bare: bool = False
) -> Found:
    """Days and times of a plain text in groups; corrections, negations and exclusions are seen to.

    `near`: the span that is talked of. `bare`: a number alone counts as a time.
    """
    plain = words.patterns["any_but"].sub(lambda match: match[0].rsplit(" ", 1)[0] + " except", plain)
    text, times = clocks(digits(plain, words), words, near)
    named = _with_others(days(text, words, now), text, words)
    times = [c for c in times if not any(d.start < c.end and c.start < d.end for d in named)]
    times = [c for c in times if bare or not c.bare or _is_beside(c, named, text)]
    times = [c for c in times if not words.patterns["duration"].match(text, c.start)]
    parts = _parts(text, words, named)
    named, parts = _joined_of(named, parts, text, words)
    events: list[Day | Part | Clock] = [*named, *parts, *times]
    text = _listed(text, named, words).replace("?", ",")
    mentions = [Mention(event, event.start, event.end) for event in events]
    meant, denied = settle(sorted(mentions, key=lambda m: m.start), text, words)
    kept = _without_any_time([m.what for m in meant if isinstance(m.what, Day | Part | Clock)], text, words)
    return Found(
        text,
        tuple(_group(sorted(kept, key=lambda event: event.start), text, words)),
        tuple(m.what for m in denied if isinstance(m.what, Day)),
        tuple(text[m.start : m.end] for m in denied if not isinstance(m.what, Day)),
        any(_is_open(event, text, words) for event in kept if isinstance(event, Day)),
        words.has("spared", text),
    )


def _with_others(named: list[Day], text: str, words: Lexicon) -> list[Day]:
    """With "övriga dagar" as the weekdays that are not named, when a time is told for them in the same clause."""
    told = {name for day in named for name in day.days}
    rest = tuple(name for name in WEEK if name not in told)
    if not told or not rest:
        return named
    for match in words.find("other_days", text):
        free = all(match.end() <= day.start or day.end <= match.start() for day in named)
        clause = re.split(r" [,.!?](?!\S)", text[match.end() :])[0]
        if free and (words.has("part", clause) or any(char.isdigit() for char in clause)):
            return sorted([*named, Day(match.start(), match.end(), rest)], key=lambda day: day.start)
    return named


def _listed(text: str, named: Sequence[Day], words: Lexicon) -> str:
    """ "Inte måndag, tisdag eller onsdag" and "inte mån, ons, fre" are one list: its commas divide nothing."""
    commas: list[int] = []
    for last, day in pairwise(named):
        between = text[last.end : day.start]
        if between.strip() == ",":
            commas.append(last.end + between.index(","))
        if len(commas) > 1 or words.all_of("or", between.strip()):
            for at in commas:
                text = text[:at] + " " + text[at + 1 :]
        if between.strip() != ",":
            commas = []
    return text


def _is_beside(clock: Clock, named: Sequence[Day], text: str) -> bool:
    """Whether a number alone stands right after a day, with nothing that it could count: "tisdag 17"."""
    return any(day.end + 1 == clock.start for day in named) and _SAYS_NO_MORE.match(text, clock.end) is not None


def _joined_of(named: Sequence[Day], parts: Sequence[Part], text: str, words: Lexicon) -> tuple[list[Day], list[Part]]:
    """ "The evening of the 5th" is one thing."""
    ends = {part.end: part for part in parts}
    joined: dict[int, Part] = {}
    for i, day in enumerate(named):
        for match in words.find("part_of", text[: day.start].rstrip()):
            if match.end() == len(text[: day.start].rstrip()) and (part := ends.get(match.start() - 1)):
                joined[i] = part
    days_now = [replace(day, part=joined[i].name) if i in joined else day for i, day in enumerate(named)]
    return days_now, [part for part in parts if part not in joined.values()]


def _without_any_time(kept: Sequence[Day | Part | Clock], text: str, words: Lexicon) -> list[Day | Part | Clock]:
    """ "Fredag när som helst" is all of Friday, not every day."""
    any_time = [
        event
        for event in kept
        if isinstance(event, Day) and event.days == WEEK and words.all_of("any_time", text[event.start : event.end])
    ]
    others = [event for event in kept if isinstance(event, Day) and event not in any_time]
    if any(day.weeks for day in others):
        any_time = [event for event in kept if isinstance(event, Day) and event.days == WEEK]
    if not others:
        return list(kept)
    return [event for event in kept if event not in any_time]


def _is_open(day: Day, text: str, words: Lexicon) -> bool:
    """Whether the day only begins or ends something: "efter den 5", "until Friday"."""
    before = words.without("day_glue", text[: day.start].rstrip()[-40:].replace(",", " , "))
    return not day.span and any(match.end() == len(before) for match in words.find("open_day", before))


def _parts(text: str, words: Lexicon, named: Sequence[Day]) -> list[Part]:
    whole = [Part(m.start(), m.end(), WHOLE_DAY) for m in words.find("any_time", text)]
    places = list(words.find("part", text))
    free = [m for m in places if not any(day.start < m.end() and m.start() < day.end for day in named)]
    halves = [Part(m.start(1), m.end(1), _HALVES[m[1]]) for day in named if (m := _HALF.match(text, day.end))]
    told = [Part(m.start(), m.end(), words.parts[m[0]]) for m in free]
    return [*told, *halves, *(p for p in whole if _is_apart(p, named))]


def _is_apart(part: Part, named: Sequence[Day]) -> bool:
    return not any(day.start < part.end and part.start < day.end for day in named)


def _group(events: Sequence[Day | Part | Clock], text: str, words: Lexicon) -> list[Group]:
    groups = [Group()]
    for i, event in enumerate(events):
        between = text[events[i - 1].end : event.start] if i else ""
        groups = _add_day(groups, event, between, words) if isinstance(event, Day) else _add_time(groups, event)
    return _at_any_time([group for group in groups if group.days or group.part or group.clock])


def _at_any_time(groups: list[Group]) -> list[Group]:
    """Groups that stand side by side without times are one: "tisdagar bäst, torsdagar ok"."""
    out: list[Group] = []
    for group in groups:
        free = out and not any((out[-1].part, out[-1].clock, group.part, group.clock))
        out[-1:] = [replace(out[-1], days=(*out[-1].days, *group.days))] if free else [*out[-1:], group]
    return out


def _add_time(groups: list[Group], event: Part | Clock) -> list[Group]:
    """The groups with one more time said: it joins the last group, or opens another."""
    last = groups[-1]
    time_first = last.time_first or not last.days
    if isinstance(event, Part):
        if last.part and not last.clock:
            return [*groups, Group(last.days, event.name)]
        return [*groups[:-1], replace(last, part=event.name, time_first=time_first)]
    if last.clock:
        return [*groups, Group(last.days, clock=event)]
    return [*groups[:-1], replace(last, clock=event, time_first=time_first)]


def _add_day(groups: list[Group], day: Day, between: str, words: Lexicon) -> list[Group]:
    last = groups[-1]
    apart = "," in between
    is_told = last.part or last.clock
    complete = last.days and is_told and (apart or not last.time_first)
    lone_part = last.part and not last.clock and not last.days and apart
    if complete or lone_part or (day.part and last.days) or _is_told_apart(last, between, words):
        return [*groups, Group((day,), day.part)]
    return [*groups[:-1], replace(last, days=(*last.days, day), part=last.part or day.part)]


def _is_told_apart(last: Group, between: str, words: Lexicon) -> bool:
    """Whether what was said of the days before is at an end: "helgerna funkar, fredag em", "Mondays, and Fridays"."""
    said, comma, joint = between.partition(",")
    if not comma or not last.days or last.time_first:
        return False
    told = [word for word in said.split() if word.isalpha() and not words.all_of("day_glue", word)]
    return bool(told) or (len(last.days) == 1 and words.all_of("joins", joint.strip()))


def without_clauses(meaning: str, plain: str, words: Lexicon) -> tuple[str, str]:
    """The clauses that have a phrase of this meaning, and the text without them."""
    taken = [(begin, end) for begin, end in clauses(plain, words) if words.has(meaning, plain[begin:end])]
    rest = plain
    for begin, end in taken:
        rest = rest[:begin] + " " * (end - begin) + rest[end:]
    return " . ".join(plain[begin:end].strip() for begin, end in taken), " ".join(rest.split())
