"""What an option is called: its label and words, words of the same kin, inflections, and near misses of them."""

import re
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
_PIECES = re.compile(r"[/,]| (?:och|and|eller|or) ")


@dataclass(frozen=True)
class Names:
    """whole: phrases that name an option as they stand. stems: words that inflections and compounds are made of."""

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
        return Names(frozenset(own), frozenset())
    single = {word for piece in pieces for word in piece.split() if not words.all_of("filler", word)}
    kin = {word for group in words.kin.values() if group & (own | single) for word in group}
    return Names(frozenset(own | single | kin), frozenset(word for word in single | kin if len(word) >= _STEM))


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


def is_akin(word: str, stems: frozenset[str], words: Lexicon) -> bool:
    """Whether a word is an inflection or compound of a name: "dörrar", "dörrknackning" of "dörr"."""
    if len(word) < _STEM or words.all_of("filler", word):
        return False
    if any(len(stem) >= _HEAD and word.endswith(stem) for stem in stems):
        return True
    return any(_is_made_of(word, root(stem, words.language), words.language) for stem in stems)


def _is_made_of(word: str, stem: str, language: str) -> bool:
    if len(stem) >= _STEM and (word.startswith(stem) or root(word, language) == stem):
        return True
    return len(word) >= _HEAD and stem.startswith(word)


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
