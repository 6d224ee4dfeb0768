"""What an option is called: its label and words, words of the same kin, inflections, and near misses of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.normal import Text, normalise
from flows.reading.question import Choice, Question

# A near miss is taken when it is this alike, this far ahead of the next option, and this long.
NEAR, AHEAD, SHORTEST = 85, 15, 5
_STEM = 4
_HEAD = 5  # "textskrivning" is a kind of "skrivning"
_SHORTEST_WORD, _SHORTEST_DAY, _LAST_DAY = 3, 3, 31
_NO_SHORT_NAMES = ("filler", "negation", "yes", "no", "all", "nothing", "joins", "or", "but")
_AFTER_A_VOWEL = ("n", "t", "na")  # "miljön", "schemat", "tiderna"
_DATE = re.compile(r"(?<!\S)(\d{1,2})e? ([^\W\d]+)")
_SLASHED = re.compile(r"(?<!\S)(\d{1,2})/(\d{1,2})(?!\S)")
_TONGUES = ("en", "ar", "so", "fi", "es", "ku", "ti", "syr")
_PIECES = re.compile(r"[/,]| (?:och|and|eller|or) ")


@dataclass(frozen=True)
class Names:
    """own: the label, its words and its day. whole: these and their kin. stems: what compounds are made of."""

    own: frozenset[str]
    whole: frozenset[str]
    stems: frozenset[str]


@lru_cache(maxsize=4096)
def names_of(choice: Choice, language: str) -> Names:
    """All names of an option for somebody of this language."""
    words = lexicon(language)
    label = normalise(choice.label).plain
    pieces = [piece.strip() for piece in _PIECES.split(label)]
    own = {label, *pieces, *(normalise(word).plain for word in choice.words)}
    if is_nothing(choice, words):
        return Names(frozenset(own), frozenset(own), frozenset())
    single = {word for piece in pieces for word in piece.split() if not words.all_of("filler", word)}
    kin = {word for group in words.kin.values() if group & (own | single) for word in group}
    own |= single | day_names(label, words)
    stems = {word for word in single | kin if len(word) >= _STEM and len(label) >= _STEM}  # "L" has no compounds
    return Names(frozenset(own), frozenset(own | kin), frozenset(stems))


def day_names(label: str, words: Lexicon) -> set[str]:
    """What the day of a label is called: its weekday or part of the day in any form, its date, "14e", "14/2"."""
    codes = {words.days.get(word, "") for word in label.split() if len(word) >= _SHORTEST_DAY}
    single = {code for code in codes if code and " " not in code and code != "all"}
    names = {word for word, code in words.days.items() if code in single}
    parts = {words.parts[word] for word in label.split() if word in words.parts}
    names |= {word for word, part in words.parts.items() if part in parts}
    for day, month, number in dates(label, words):
        names |= {day, f"{day}e", f"{day}/{number}", month and f"{day} {month}"} - {""}
        names |= {f"{of} {name}" for name, at in words.months.items() if at == number for of in (day, f"{day}e")}
    return names


def is_another_day(plain: str, question: Question, words: Lexicon) -> bool:
    """Whether a text names a date, and not one that an option has: "9 mars" where "9 februari" is shown."""
    shown = {(day, month) for c in question.choices for day, _, month in dates(normalise(c.label).plain, words)}
    return bool(shown) and any((day, month) not in shown for day, _, month in dates(plain, words))


def dates(label: str, words: Lexicon) -> Iterator[tuple[str, str, int]]:
    """(day, the word of its month or "", its month) of each date in a label."""
    for match in _DATE.finditer(label):
        if match[2] in words.months and 0 < int(match[1]) <= _LAST_DAY:
            yield match[1], match[2], words.months[match[2]]
    for match in _SLASHED.finditer(label):
        yield match[1], "", int(match[2])


def inflects(word: str, names: frozenset[str], words: Lexicon) -> bool:
    """Whether a word is another form of one of the names: "lön" of "lönen", "arbetstiderna" of "arbetstider"."""
    if len(word) < _SHORTEST_WORD or words.all_of("filler", word):
        return False
    return any(_bare_form(word, words) & _bare_form(name, words) for name in names if len(name) >= _SHORTEST_WORD)


def _bare_form(word: str, words: Lexicon) -> set[str]:
    """A word and what is left of it without an ending; three letters at least."""
    return _forms(word, words.language)


@lru_cache(maxsize=16384)
def _forms(word: str, language: str) -> set[str]:
    cut = {word[: -len(end)] for end in (*lexicon(language).endings, *_AFTER_A_VOWEL) if word.endswith(end)}
    return {word, *(form for form in cut if len(form) >= _SHORTEST_WORD)}


def begun(bare: str, question: Question, words: Lexicon) -> Choice | None:
    """The one option with a word that a whole reply of one word begins: "sec" for "Secretary"; or ends: "miljön"."""
    if not bare.isalpha() or len(bare) < _SHORTEST_WORD or any(words.all_of(n, bare) for n in _NO_SHORT_NAMES):
        return None
    for fits in (str.startswith, _ends_with):
        found = [c for c in question.choices if any(fits(w, bare) for w in normalise(c.label).words)]
        if found:
            return found[0] if len(found) == 1 and not is_nothing(found[0], words) else None
    return None


def _ends_with(word: str, tail: str) -> bool:
    """Whether a compound ends with a word in any of its forms: "arbetsmiljo" with "miljon"."""
    return any(len(form) > _STEM and len(form) < len(word) and word.endswith(form) for form in _forms(tail, "sv"))


def called(bare: str, question: Question, words: Lexicon) -> Choice | None:
    """The one option that a whole reply is the name of: its label first, then its words, then a part of its label."""
    if whole := _only(bare, question, words):
        return whole
    for names in (_label, _spoken, _parts_of):
        found = [choice for choice in question.choices if bare and bare in names(choice)]
        if found:
            return found[0] if len(found) == 1 and not words.all_of("filler", bare) else None
    return None


def labelled(text: Text, question: Question) -> Choice | None:
    """The one option whose label is the whole reply."""
    bare = " ".join(text.words)
    found = [choice for choice in question.choices if bare and bare in _label(choice)]
    return found[0] if len(found) == 1 else None


def _only(bare: str, question: Question, words: Lexicon) -> Choice | None:
    """The option "Only English" for "just English" and "English only"."""
    rest = words.without("only", bare)
    if rest == bare or not rest:
        return None
    labels = [(choice, _bare(choice.label)) for choice in question.choices]
    return next((c for c, label in labels if label != rest and words.without("only", label) == rest), None)


def _label(choice: Choice) -> set[str]:
    return {_bare(choice.label)}


def _spoken(choice: Choice) -> set[str]:
    return {_bare(word) for word in choice.words}


def _parts_of(choice: Choice) -> set[str]:
    label = normalise(choice.label)
    return {_bare(piece) for piece in _PIECES.split(label.plain)} | set(label.words)


def _bare(name: str) -> str:
    return " ".join(normalise(name).words)


def is_nothing(choice: Choice, words: Lexicon) -> bool:
    """Whether an option is the one for none of the others."""
    return words.all_of("nothing_label", normalise(choice.label).plain)


def is_other(choice: Choice, words: Lexicon) -> bool:
    """Whether an option is the one for what is not listed."""
    return words.all_of("other_label", normalise(choice.label).plain)


def shows_tongues(question: Question, words: Lexicon) -> bool:
    """Whether the options are languages: then the name of one is an answer."""
    known = {name for code in _TONGUES for name in words.kin[code]}
    return any(normalise(choice.label).plain in known for choice in question.choices)


def is_akin(word: str, stems: frozenset[str], words: Lexicon) -> bool:
    """Whether a word is an inflection or compound of a name: "dörrar", "dörrknackning" of "dörr"."""
    if len(word) < _STEM or words.all_of("filler", word):
        return False
    heads, roots = _made_of(stems, words.language)
    if word.endswith(heads) or word.startswith(roots) or root(word, words.language) in roots:
        return True
    return len(word) >= _HEAD and any(stem.startswith(word) for stem in roots)


@lru_cache(maxsize=4096)
def _made_of(stems: frozenset[str], language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What ends and what begins the words that are made of stems."""
    heads = tuple(stem for stem in stems if len(stem) >= _HEAD)
    return heads, tuple({found for stem in stems if len(found := root(stem, language)) >= _STEM})


@lru_cache(maxsize=16384)
def root(word: str, language: str) -> str:
    """A word without its ending, when four letters or more remain."""
    for ending in lexicon(language).endings:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


def nearest(word: str, question: Question, words: Lexicon) -> Choice | None:
    """The one option that a misspelt word is near, with the next well behind; else None."""
    scores = sorted((-_likeness(word, choice, words), choice.number) for choice in question.choices)
    best = -scores[0][0] if scores else 0.0
    second = -scores[1][0] if len(scores) > 1 else 0.0
    if best < NEAR or best - second < AHEAD:
        return None
    return next(choice for choice in question.choices if choice.number == scores[0][1])


def _likeness(word: str, choice: Choice, words: Lexicon) -> float:
    names = names_of(choice, words.language).whole
    return max((fuzz.ratio(word, name) for name in names if len(name) >= SHORTEST), default=0.0)
