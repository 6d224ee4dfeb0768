"""Which of the shown shifts a text means: by number, day, time, activity, place, in any mixture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cache
from itertools import pairwise

from flows.reading.calendar import Day, days
from flows.reading.clock import Clock, clocks
from flows.reading.clues import (
    Clue,
    Shifts,
    apart,
    day_clues,
    ends_of_list,
    first_or_last_few,
    names_several,
    nth_of_day,
    on_day,
    word_clues,
)
from flows.reading.inside import edges, part_of_edges, plain_hours, wall
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.narrower import election_day
from flows.reading.negation import Mention, settle
from flows.reading.question import ShiftShown

_PARTS = {
    "morning": (time(4), time(9, 59)),
    "forenoon": (time(7), time(11, 59)),
    "midday": (time(11, 30), time(12, 30)),
    "day": (time(8), time(16)),
    "afternoon": (time(12), time(17)),
    "evening": (time(16, 30), time(23)),
}
_SHORT, _NOON, _LATE = 6, time(13), time(16)
_TELL_TIME = ("clock", "before", "after", "around", "half_to", "week")
_DASH_AFTER = re.compile(r" (?:-|till|to) \d")
_DASH_BEFORE = re.compile(r"\d (?:-|till|to) $")


@dataclass(frozen=True)
class Picked:
    """What a text picks. chosen: certain. candidates: it may be any of these. missing: what it names is not shown.

    partial: {from, to} when only a part of the one chosen shift is meant.
    """

    chosen: Shifts = ()
    candidates: Shifts = ()
    missing: bool = False
    partial: tuple[tuple[str, str], ...] = ()


def pick(plain: str, shifts: Shifts, words: Lexicon, now: datetime, *, numbers: bool = True) -> Picked:
    """The shifts a plain text means. `numbers`: a bare number is the number of a shift."""
    single = words.has("one_of", plain)
    plain = _with_election(words.without("one_of", plain), words, now)
    rest, ends = edges(plain_hours(apart(words.without("rather", plain), words), words), words)
    rest = _without_count(rest, shifts, words)
    text, times = clocks(rest, words, _hours_of(shifts))
    every = not single and (words.has("both", text) or names_several(text, words))
    picked = _picked(text, times, shifts, words, now, numbers=numbers, every=every)
    if ends and len(picked.chosen) == 1 and not picked.partial:
        return Picked(picked.chosen, partial=tuple(part_of_edges(picked.chosen[0], ends).items()))
    return picked


def _with_election(plain: str, words: Lexicon, now: datetime) -> str:
    """The text with election day as its date."""
    if not words.has("election_day", plain):
        return plain
    day = election_day(now.date())
    return words.without("election_day", plain, f"{day.day}/{day.month}")


def _without_count(text: str, shifts: Shifts, words: Lexicon) -> str:
    """ "Alla fyra" of four is all of them, not number four."""
    return _counted(words.language, len(shifts)).sub(lambda m: m[1], text)


@cache
def _counted(language: str, count: int) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)({lexicon(language).any_of('both')}) {count}(?!\S)")


def _picked(
    text: str, times: Sequence[Clock], shifts: Shifts, words: Lexicon, now: datetime, *, numbers: bool, every: bool
) -> Picked:
    named = [day for day in days(text, words, now) if not _is_shown_number(text[day.start : day.end], shifts, numbers)]
    few = [*first_or_last_few(text, shifts), *nth_of_day(text, shifts, words)]
    named = [day for day in named if not any(m.start < day.end and day.start < m.end for m in few)]
    ends = [end for end in ends_of_list(text, shifts, words) if not any(m.start <= end.start < m.end for m in few)]
    mentions = [*day_clues(named, shifts, text, words), *word_clues(text, shifts, words), *ends, *few]
    sharp = [c for c in times if not c.bare and not _inside(c, named)]
    if numbers:
        mentions += [m for m in _numbers(text, named, shifts, words, now) if not any(_within(m, c) for c in sharp)]
        mentions = [m for m in mentions if m in few or not any(f.start <= m.start < f.end for f in few)]
    meant, denied = settle(sorted(mentions, key=lambda m: m.start), text, words)
    clues = _without_denied(meant, denied)
    unsure = {id for day in named if day.unsure for id in on_day(day, shifts)}
    if unsure and not clues:
        return Picked(candidates=_by_id(unsure, shifts))
    if not clues and denied and words.has("all", text):
        return Picked(chosen=tuple(s for s in shifts if s.id not in _fits_of(denied)))
    if not clues:
        return _by_time_alone(text, sharp, shifts, words) if not denied else Picked()
    return _resolve(clues, sharp, text, shifts, words, every)


def _within(mention: Mention, clock: Clock) -> bool:
    return clock.start <= mention.start < clock.end


def _is_shown_number(phrase: str, shifts: Shifts, numbers: bool) -> bool:
    """ "Första" and "2:a" are numbers of shifts before they are days of the month."""
    match = re.fullmatch(r"(\d{1,2})e", phrase)
    return numbers and match is not None and int(match[1]) in {s.number for s in shifts}


def _fits_of(mentions: Sequence[Mention]) -> set[str]:
    return {id for mention in mentions if isinstance(mention.what, Clue) for id in mention.what.fits}


def _hours_of(shifts: Shifts) -> tuple[time, time] | None:
    if not shifts:
        return None
    return min(wall(s.start) for s in shifts), max(wall(s.end) for s in shifts)


def _inside(clock: Clock, named: Sequence[Day]) -> bool:
    return any(day.start < clock.end and clock.start < day.end for day in named)


def _numbers(text: str, named: Sequence[Day], shifts: Shifts, words: Lexicon, now: datetime) -> list[Mention]:
    found: list[Mention] = []
    for match in re.finditer(r"(?<![\w.:/+])(\d+)(?:an|e|or)?(?![\w:])(?!\.\d)", text):
        if _is_no_number(match, text, named, words):
            continue
        number = int(match[1][:6])
        fits = {s.id for s in shifts if s.number == number}
        kind = "number"
        if not fits and number > len(shifts):
            fits = {s.id for s in shifts if s.start.day == number and s.start.date() >= now.date()}
            hours = {s.id for s in shifts if s.start.hour == number and s.start.minute == 0}
            kind, fits = ("day", fits) if fits else ("hour", hours)
        found.append(Mention(Clue(kind, frozenset(fits)), match.start(), match.end()))
    return found


def _is_no_number(match: re.Match[str], text: str, named: Sequence[Day], words: Lexicon) -> bool:
    dated = [day for day in named if day.start < match.end() and match.start() < day.end]
    if any(not match[0].endswith("e") or day.end > match.end() for day in dated):
        return True
    before = text[: match.start()].rstrip().split(" ")[-1]
    told = any(words.all_of(name, before) for name in _TELL_TIME if before)
    unit = words.patterns["not_option_unit"].match(text, match.end() + 1)
    dashed = _DASH_AFTER.match(text, match.end()) or _DASH_BEFORE.search(text[: match.start()])
    return told or unit is not None or dashed is not None


def _without_denied(meant: Sequence[Mention], denied: Sequence[Mention]) -> list[Mention]:
    ruled_out = _fits_of(denied)
    kept = []
    for mention in meant:
        if isinstance(mention.what, Clue):
            fits = mention.what.fits - ruled_out or mention.what.fits
            kept.append(Mention(replace(mention.what, fits=fits), mention.start, mention.end))
    return kept


def _resolve(
    clues: Sequence[Mention], times: Sequence[Clock], text: str, shifts: Shifts, words: Lexicon, every: bool
) -> Picked:
    groups = _groups(clues, text, words)
    chosen: set[str] = set()
    open_to: set[str] = set()
    missing = False
    for group in groups:
        fits = _fit(group, groups)
        if len(fits) > 1:
            fits = _narrow(fits, group, times, text, shifts, words) or fits
        fits = frozenset() if _at_another_time(fits, text, shifts, words) else fits
        missing = missing or not fits
        if len(fits) == 1 or (every and fits):
            chosen |= fits
        else:
            open_to |= fits
    by_hour = all(isinstance(clue.what, Clue) and clue.what.kind == "hour" for clue in clues)
    if by_hour or (_is_either(clues, text, words) and len(chosen) > 1):
        return Picked(candidates=_by_id(chosen | open_to, shifts))
    if open_to or missing:
        return Picked(
            candidates=_by_id(open_to | (chosen if open_to else set()), shifts), missing=missing and not open_to
        )
    return Picked(chosen=_by_id(chosen, shifts), partial=_partial(_by_id(chosen, shifts), times, text, words))


def _groups(clues: Sequence[Mention], text: str, words: Lexicon) -> list[list[Clue]]:
    """Neighbouring clues of different kinds describe one shift; a kind said again begins the next."""
    groups: list[list[Clue]] = []
    end = 0
    for mention in clues:
        clue = mention.what
        if not isinstance(clue, Clue):
            continue
        joined, end = words.has("joins", text[end : mention.start]), mention.end
        if groups and not _begins_next(clue, groups[-1], joined):
            groups[-1].append(clue)
        elif groups and groups[-1][-1].kind == clue.kind and clue.fits == groups[-1][-1].fits and not clue.order:
            continue
        else:
            groups.append([clue])
    return groups


def _begins_next(clue: Clue, group: Sequence[Clue], joined: bool) -> bool:
    """Whether a clue is of the next shift: "the first and the last" are two, "the last, number 4" is one."""
    kinds = {c.kind for c in group}
    return clue.kind in kinds or (joined and {clue.kind, *kinds} >= {"number", "end"})


def _fit(group: Sequence[Clue], groups: Sequence[Sequence[Clue]]) -> frozenset[str]:
    fits = frozenset.intersection(*(clue.fits for clue in group))
    for clue in group:
        fits = next((alike & fits for alike in clue.order if alike & fits), fits)
    if len(fits) > 1:
        kinds = {clue.kind for clue in group}
        for clue in (c for other in groups for c in other if c.kind not in kinds):
            fits = fits & clue.fits or fits
    return fits


def _narrow(
    fits: frozenset[str], group: Sequence[Clue], times: Sequence[Clock], text: str, shifts: Shifts, words: Lexicon
) -> frozenset[str]:
    among = tuple(s for s in shifts if s.id in fits)
    fitting = _at_times(among, times) or _at_parts(among, text, words)
    return frozenset(s.id for s in fitting) or fits


def _at_another_time(fits: frozenset[str], text: str, shifts: Shifts, words: Lexicon) -> bool:
    """ "Onsdag kväll" when Wednesday's only shift is in the morning."""
    named = {words.parts[match[0]] for match in words.patterns["part"].finditer(text)}
    if len(fits) != 1 or len(named) != 1 or len(text.split()) > _SHORT:
        return False
    shift = next(s for s in shifts if s.id in fits)
    part = named.pop()
    if part in ("morning", "forenoon"):
        return wall(shift.start) >= _NOON
    return part in ("evening", "afternoon") and wall(shift.end) <= (_NOON if part == "afternoon" else _LATE)


def _at_times(shifts: Shifts, times: Sequence[Clock]) -> Shifts:
    """The shifts that the times fit, the exact ones alone when there are any."""
    exact = tuple(s for s in shifts for c in times if (wall(s.start), wall(s.end)) == (c.begins, c.ends))
    return exact or tuple(s for s in shifts if any(_fits_clock(s, clock) for clock in times))


def _at_parts(shifts: Shifts, text: str, words: Lexicon) -> Shifts:
    named = [words.parts[match[0]] for match in words.patterns["part"].finditer(text)]
    fitting = tuple(s for s in shifts if any(_fits_part(s, part) for part in named))
    wider = tuple(s for s in shifts if "morning" in named and _fits_part(s, "forenoon") and not _fits_part(s, "midday"))
    return fitting or wider


def _fits_clock(shift: ShiftShown, clock: Clock) -> bool:
    begins, ends = wall(shift.start), wall(shift.end)
    if clock.begins and clock.ends:
        return clock.begins <= begins < clock.ends or begins <= clock.begins < ends
    if clock.begins:
        return begins == clock.begins
    return clock.ends is not None and ends == clock.ends


def _fits_part(shift: ShiftShown, part: str) -> bool:
    first, last = _PARTS[part]
    return first <= wall(shift.start) <= last


def _by_time_alone(text: str, times: Sequence[Clock], shifts: Shifts, words: Lexicon) -> Picked:
    said = bool(times) or words.patterns["part"].search(text) is not None
    found = _at_times(shifts, times) or _at_parts(shifts, text, words)
    if len(shifts) == 1 and said:
        return Picked()
    if len(found) == 1 or (found and words.has("both", text)):
        return Picked(chosen=found)
    return Picked(candidates=found, missing=said and not found)


def _is_either(clues: Sequence[Mention], text: str, words: Lexicon) -> bool:
    pairs = pairwise(clues)
    return any(words.has("or", text[a.end : b.start]) for a, b in pairs)


def _partial(chosen: Shifts, times: Sequence[Clock], text: str, words: Lexicon) -> tuple[tuple[str, str], ...]:
    if len(chosen) != 1:
        return ()
    begins, ends = wall(chosen[0].start), wall(chosen[0].end)
    found: dict[str, str] = {}
    for clock in times:
        if clock.begins and begins < clock.begins < ends:
            found["from"] = f"{clock.begins:%H:%M}"
        if clock.ends and begins < clock.ends and (clock.ends < ends or (clock.ends == ends and "from" in found)):
            found["to"] = f"{clock.ends:%H:%M}"
    return tuple(found.items())


def _by_id(ids: set[str] | frozenset[str], shifts: Shifts) -> Shifts:
    return tuple(shift for shift in shifts if shift.id in ids)


def overlap(shifts: Shifts) -> bool:
    """Whether two of the shifts are at the same time."""
    ordered = sorted(shifts, key=lambda s: s.start)
    return any(a.end > b.start for a, b in pairwise(ordered))
