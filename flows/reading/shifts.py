"""Which of the shown shifts a text means: by number, day, time, activity, place, in any mixture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache, lru_cache
from itertools import pairwise

from flows.reading.calendar import WEEK, Day, days
from flows.reading.clock import Clock, clocks
from flows.reading.inside import edges, part_of_edges, plain_hours, wall
from flows.reading.kin import is_akin, root
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.negation import Mention, settle
from flows.reading.normal import normalise
from flows.reading.question import ShiftShown

Shifts = tuple[ShiftShown, ...]
_PARTS = {
    "morning": (time(4), time(9, 59)),
    "forenoon": (time(7), time(12, 0)),
    "midday": (time(11, 30), time(12, 30)),
    "day": (time(8), time(16)),
    "afternoon": (time(12), time(17)),
    "evening": (time(16, 30), time(23)),
}
_PLACE_ALIKE = 6
_TELL_TIME = ("clock", "before", "after", "around", "half_to", "week")
_DASH_AFTER = re.compile(r" (?:-|till|to) \d")
_DASH_BEFORE = re.compile(r"\d (?:-|till|to) $")


@dataclass(frozen=True)
class Clue:
    """Something that points at shifts: its kind ("day", "number", "time", "word") and the ids it fits."""

    kind: str
    fits: frozenset[str]


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
    rest, ends = edges(plain_hours(words.without("rather", plain), words), words)
    rest = _without_count(rest, shifts, words)
    text, times = clocks(rest, words, _hours_of(shifts))
    picked = _picked(text, times, shifts, words, now, numbers)
    if ends and len(picked.chosen) == 1 and not picked.partial:
        return Picked(picked.chosen, partial=tuple(part_of_edges(picked.chosen[0], ends).items()))
    return picked


def _without_count(text: str, shifts: Shifts, words: Lexicon) -> str:
    """ "Alla fyra" of four is all of them, not number four."""
    return _counted(words.language, len(shifts)).sub(lambda m: m[1], text)


@cache
def _counted(language: str, count: int) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)({lexicon(language).any_of('both')}) {count}(?!\S)")


def _picked(text: str, times: Sequence[Clock], shifts: Shifts, words: Lexicon, now: datetime, numbers: bool) -> Picked:
    named = [day for day in days(text, words, now) if not _is_shown_number(text[day.start : day.end], shifts, numbers)]
    mentions = [*_days(named, shifts), *_words(text, shifts, words), *_ends_of_list(text, shifts, words)]
    sharp = [c for c in times if not c.bare and not _inside(c, named)]
    if numbers:
        mentions += [m for m in _numbers(text, named, shifts, words, now) if not any(_within(m, c) for c in sharp)]
    meant, denied = settle(sorted(mentions, key=lambda m: m.start), text, words)
    clues = _without_denied(meant, denied)
    every = words.has("both", text)
    unsure = {id for day in named if day.unsure for id in _on(day, shifts)}
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


def _days(named: Sequence[Day], shifts: Shifts) -> list[Mention]:
    return [Mention(Clue("day", _on(day, shifts)), day.start, day.end) for day in named if not day.unsure]


def _on(day: Day, shifts: Shifts) -> frozenset[str]:
    fits = {s.id for s in shifts if s.start.date() in day.dates or WEEK[s.start.weekday()] in day.days}
    fits |= {s.id for s in shifts if s.start.isocalendar().week in day.weeks}
    return frozenset(fits)


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


def _words(text: str, shifts: Shifts, words: Lexicon) -> list[Mention]:
    found: list[Mention] = []
    vocabulary = {s.id: (_vocabulary(s.activity, words), _vocabulary(s.venue, words)) for s in shifts}
    own = {s.id: (_tokens(s.activity, words), _tokens(s.venue, words)) for s in shifts}
    for match in re.finditer(r"[^\W\d_]{3,}", text):
        if words.all_of("filler", match[0]) or match[0] in words.days:
            continue
        for kind, which in (("activity", 0), ("place", 1)):
            direct = frozenset(id for id, names in own.items() if _names(match[0], names[which], words))
            fits = direct or frozenset(id for id, names in vocabulary.items() if match[0] in names[which])
            fits = fits or frozenset(id for id, names in vocabulary.items() if _names(match[0], names[which], words))
            if fits:
                found.append(Mention(Clue(kind, fits), match.start(), match.end()))
                break
    return found


def _tokens(name: str, words: Lexicon) -> frozenset[str]:
    return frozenset(token for token in normalise(name).words if not words.all_of("filler", token) and len(token) >= 3)


@lru_cache(maxsize=4096)
def _known_as(name: str, language: str) -> frozenset[str]:
    words = lexicon(language)
    tokens = _tokens(name, words)
    return frozenset(
        tokens | {kin for group in words.kin.values() if group & tokens for kin in group if " " not in kin}
    )


def _vocabulary(name: str, words: Lexicon) -> frozenset[str]:
    return _known_as(name, words.language)


def _names(word: str, vocabulary: frozenset[str], words: Lexicon) -> bool:
    if word in vocabulary or is_akin(word, vocabulary, words):
        return True
    return len(word) >= _PLACE_ALIKE and any(_same_beginning(root(word, words.language), name) for name in vocabulary)


def _same_beginning(stem: str, name: str) -> bool:
    """Whether two long words begin alike: "Skärholmen" and "Skärholmstorget"."""
    size = max(_PLACE_ALIKE, (min(len(stem), len(name)) * 2) // 3)
    return len(stem) >= size and stem[:size] == name[:size]


def _ends_of_list(text: str, shifts: Shifts, words: Lexicon) -> list[Mention]:
    """ "The early one", "det sena passet": one end of the shifts by time of day, when only one is there."""
    found = []
    for meaning, last in (("early", False), ("late_one", True)):
        for match in words.find(meaning, text):
            by_list = words.has("last", match[0])
            ordered = sorted(shifts, key=lambda s: (0 if by_list else wall(s.start), s.start), reverse=last)
            if len(ordered) > 1:
                found.append(Mention(Clue("end", frozenset({ordered[0].id})), match.start(), match.end()))
    return found


def _without_denied(meant: Sequence[Mention], denied: Sequence[Mention]) -> list[Mention]:
    ruled_out = _fits_of(denied)
    kept = []
    for mention in meant:
        if isinstance(mention.what, Clue):
            fits = mention.what.fits - ruled_out or mention.what.fits
            kept.append(Mention(Clue(mention.what.kind, fits), mention.start, mention.end))
    return kept


def _resolve(
    clues: Sequence[Mention], times: Sequence[Clock], text: str, shifts: Shifts, words: Lexicon, every: bool
) -> Picked:
    groups = _groups(clues)
    chosen: set[str] = set()
    open_to: set[str] = set()
    missing = False
    for group in groups:
        fits = _fit(group, groups)
        if len(fits) > 1:
            fits = _narrow(fits, group, times, text, shifts, words) or fits
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


def _groups(clues: Sequence[Mention]) -> list[list[Clue]]:
    """Neighbouring clues of different kinds describe one shift; a kind said again begins the next."""
    groups: list[list[Clue]] = []
    for mention in clues:
        clue = mention.what
        if not isinstance(clue, Clue):
            continue
        if groups and clue.kind not in [c.kind for c in groups[-1]]:
            groups[-1].append(clue)
        elif groups and groups[-1][-1].kind == clue.kind and clue.fits == groups[-1][-1].fits:
            continue
        else:
            groups.append([clue])
    return groups


def _fit(group: Sequence[Clue], groups: Sequence[Sequence[Clue]]) -> frozenset[str]:
    fits = frozenset.intersection(*(clue.fits for clue in group))
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
        if clock.ends and begins < clock.ends < ends:
            found["to"] = f"{clock.ends:%H:%M}"
    return tuple(found.items())


def _by_id(ids: set[str] | frozenset[str], shifts: Shifts) -> Shifts:
    return tuple(shift for shift in shifts if shift.id in ids)


def overlap(shifts: Shifts) -> bool:
    """Whether two of the shifts are at the same time."""
    ordered = sorted(shifts, key=lambda s: s.start)
    return any(a.end > b.start for a, b in pairwise(ordered))
