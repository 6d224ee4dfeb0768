"""What in a text points at shown shifts: days, activities, places, ends of the list; and compounds taken apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from flows.reading.calendar import WEEK, Day
from flows.reading.inside import wall
from flows.reading.kin import is_akin, root
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.negation import Mention
from flows.reading.normal import normalise
from flows.reading.question import ShiftShown

Shifts = tuple[ShiftShown, ...]
_PLACE_ALIKE = 6
_SHORTEST = 3
_HEAD = 5
_DATE = r"\d{1,2}/\d{1,2}"


@dataclass(frozen=True)
class Clue:
    """Something that points at shifts: its kind ("day", "number", "time", "word", "end") and the ids it fits.

    order: for an end, the ids from that end on; those alike in one set.
    """

    kind: str
    fits: frozenset[str]
    order: tuple[frozenset[str], ...] = ()


def apart(plain: str, words: Lexicon) -> str:
    """ "Tisdags- och onsdagspasset", "kvällspasset": the day or part of the day stands alone."""
    hanging, compound, _ = _compounds(words.language)
    return compound.sub(r"\1 \2", hanging.sub(r"\1 \2", plain))


def names_several(plain: str, words: Lexicon) -> bool:
    """ "Helgpassen", "the weekend ones": all that are then."""
    return _compounds(words.language)[2].search(plain) is not None


@cache
def _compounds(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = lexicon(language)
    known = [name for name in (*words.parts, *words.days) if " " not in name and len(name) >= _SHORTEST]
    names, of = "|".join(sorted(known, key=lambda name: -len(name))), words.any_of
    return (
        re.compile(rf"(?<!\S)({names})s? - ({of('joins', 'or')})(?!\S)"),
        re.compile(rf"(?<!\S)({names})s?({of('shift_end', 'shifts_end')})(?!\S)"),
        re.compile(rf"(?<!\S)(?:{names})s? {of('shifts_end')}(?!\S)"),
    )


def first_or_last_few(text: str, shifts: Shifts) -> list[Mention]:
    """ "De två sista", "the first three": so many from one end of the list."""
    found: list[Mention] = []
    ordered = sorted(shifts, key=lambda s: s.start)
    for match in _FEW.finditer(text):
        count, end = int(match[1] or match[4]), match[2] or match[3]
        few = ordered[:count] if end == "1e" else ordered[-count:]
        found += [Mention(Clue("number", frozenset({s.id})), match.start(), match.end()) for s in few]
    return found


def nth_of_day(text: str, shifts: Shifts, words: Lexicon) -> list[Mention]:
    """ "Andra lördagspasset", "första passet på lördag", "the second saturday shift": that number on its day."""
    found = []
    for match in _nth(words.language).finditer(text):
        day, number = match[2] or match[4] or match[5], int(match[1] or match[3] or match[6])
        there = sorted((s for s in shifts if _is_called(day, s, words)), key=lambda s: s.start)
        if number <= len(there):
            found.append(Mention(Clue("number", frozenset({there[number - 1].id})), match.start(), match.end()))
    return found


def _is_called(day: str, shift: ShiftShown, words: Lexicon) -> bool:
    """Whether a shift is on a weekday or a date, "13/9"."""
    if day in words.days:
        return WEEK[shift.start.weekday()] == words.days[day]
    return day == f"{shift.start.day}/{shift.start.month}"


@cache
def _nth(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    names = "|".join(sorted((name for name in words.days if len(name) >= _SHORTEST), key=lambda name: -len(name)))
    shift, of = words.any_of("shift_end", "the_shift"), words.any_of("of_the_day")
    called = rf"([1-3])e ((?:{names})(?=s? {shift}(?!\S))|{_DATE})(?:s? {shift})?"
    later = rf"([1-3])e (?:{shift} (?:{of} )?|{of} )({names}|{_DATE})"
    owned = rf"({names})(?:ens|s) ([1-3])e(?: {shift})?"
    return re.compile(rf"(?<!\S)(?:{called}|{later}|{owned})(?!\S)")


_FEW = re.compile(r"(?<!\S)(?:([2-6]) (1e|sista|last)|(1e|sista|last) ([2-6]))(?!\S)")


def ends_of_list(text: str, shifts: Shifts, words: Lexicon) -> list[Mention]:
    """ "The early one", "det sena passet", "det sista": one end of the shifts by time of day or of the list."""
    found = []
    for meaning, last in (("early", False), ("late_one", True)):
        for match in words.find(meaning, text):
            by_list = words.has("last", match[0])
            keys = sorted({s.start if by_list else wall(s.start) for s in shifts}, reverse=last)
            at = {key: frozenset(s.id for s in shifts if key in (s.start, wall(s.start))) for key in keys}
            if len(shifts) > 1:
                clue = Clue("end", frozenset(s.id for s in shifts), tuple(at[key] for key in keys))
                found.append(Mention(clue, match.start(), match.end()))
    return found


def day_clues(named: Sequence[Day], shifts: Shifts, text: str, words: Lexicon) -> list[Mention]:
    """A mention for each day; "29 och 30 augusti" is two."""
    found = []
    for day in named:
        phrase = text[day.start : day.end]
        several = len(day.dates) > 1 and not day.span and ("," in phrase or words.has("joins", phrase))
        each = [replace(day, dates=(date,)) for date in day.dates] if several else [day]
        found += [Mention(Clue("day", on_day(one, shifts)), day.start, day.end) for one in each if not day.unsure]
    return found


def on_day(day: Day, shifts: Shifts) -> frozenset[str]:
    """The ids of the shifts on a day."""
    fits = {s.id for s in shifts if s.start.date() in day.dates or WEEK[s.start.weekday()] in day.days}
    fits |= {s.id for s in shifts if s.start.isocalendar().week in day.weeks}
    return frozenset(fits)


def word_clues(text: str, shifts: Shifts, words: Lexicon) -> list[Mention]:
    """The activities and places of shifts that a text names."""
    found: list[Mention] = []
    vocabulary = {s.id: (_vocabulary(s.activity, words), _vocabulary(s.venue, words)) for s in shifts}
    own = {s.id: (_tokens(s.activity, words), _tokens(s.venue, words)) for s in shifts}
    for match in re.finditer(r"[^\W\d_]{3,}", text):
        if words.all_of("filler", match[0]) or match[0] in words.days:
            continue
        kinds = (("activity", 0), ("place", 1))
        whole = any(match[0] in names[1] for names in own.values())
        for kind, which in reversed(kinds) if whole else kinds:
            direct = frozenset(id for id, names in own.items() if _names(match[0], names[which], words))
            fits = direct or frozenset(id for id, names in vocabulary.items() if match[0] in names[which])
            fits = fits or frozenset(id for id, names in vocabulary.items() if _names(match[0], names[which], words))
            if kind == "place" and not fits:
                fits = frozenset(id for id, names in own.items() if _ends_a_name(match[0], names[which], words))
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
    stem = root(word, words.language)
    alike = (name for name in vocabulary if name.startswith(stem[:_PLACE_ALIKE]))
    return len(stem) >= _PLACE_ALIKE and any(_same_beginning(stem, name) for name in alike)


def _ends_a_name(word: str, names: frozenset[str], words: Lexicon) -> bool:
    """ "Depån" for "Hornsbergsdepån", "skolan" for "Rågsvedsskolan"."""
    if len(word) < _HEAD or words.all_of("no_place", word):
        return False
    return any(name.endswith(word) and len(name) - len(word) >= _SHORTEST for name in names)


def _same_beginning(stem: str, name: str) -> bool:
    """Whether two long words begin alike: "Skärholmen" and "Skärholmstorget"."""
    size = max(_PLACE_ALIKE, (min(len(stem), len(name)) * 2) // 3)
    return len(stem) >= size and stem[:size] == name[:size]
