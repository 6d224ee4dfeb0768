"""The words of all languages as patterns: the person's own language first, the others beside it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from flows.reading import numbers_en, numbers_sv
from flows.reading.normal import fold
from flows.reading.phrases import Phrases
from flows.reading.spelling import file_of, spell_phrase

# A new language: a file of words beside these (words_xx.toml) and a module of numbers, named here.
LANGUAGES: Mapping[str, ModuleType] = {"sv": numbers_sv, "en": numbers_en}

_PIECE = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Lexicon:
    """What is known of words: patterns by meaning, and tables of numbers, days, months and parts of the day."""

    language: str
    patterns: Mapping[str, Phrases]
    numbers: Mapping[str, int]
    articles: Mapping[str, int]
    ordinals: Mapping[str, int]
    days: Mapping[str, str]
    months: Mapping[str, int]
    parts: Mapping[str, str]
    reactions: Mapping[str, str]
    kin: Mapping[str, frozenset[str]]
    topics: Mapping[str, Phrases]
    breaks: Mapping[str, Phrases]
    near_stops: tuple[str, ...]
    endings: tuple[str, ...]

    def has(self, meaning: str, plain: str) -> bool:
        """Whether a phrase of this meaning stands in the plain text."""
        return self.patterns[meaning].holds(plain)

    def all_of(self, meaning: str, plain: str) -> bool:
        """Whether the plain text is a phrase of this meaning and nothing else."""
        return self.patterns[meaning].fullmatch(plain) is not None

    def find(self, meaning: str, plain: str) -> Iterator[re.Match[str]]:
        """All places where a phrase of this meaning stands."""
        return self.patterns[meaning].finditer(plain)

    def without(self, meaning: str, plain: str, instead: str = " ") -> str:
        """The plain text with the phrases of this meaning taken out."""
        return " ".join(self.patterns[meaning].sub(instead, plain).split())

    def any_of(self, *meanings: str) -> str:
        """The phrases of these meanings as a part for a larger pattern, without groups of its own."""
        return _any_of(self.language, meanings)


@cache
def _any_of(language: str, meanings: tuple[str, ...]) -> str:
    return "(?:" + "|".join(lexicon(language).patterns[meaning].inner for meaning in meanings) + ")"


def phrases(text: str) -> list[str]:
    """Phrases divided by commas, longest first, folded and spelled like a reply."""
    found = {spell_phrase(" ".join(fold(part).split())) for part in _parts(text)}
    return sorted(found - {""}, key=lambda phrase: (-len(phrase), phrase))


def pattern(text: str) -> Phrases:
    """What finds any of the phrases as whole words; without phrases it finds nothing."""
    return Phrases(tuple(phrases(text)))


@cache
def words_of(language: str) -> Mapping[str, Mapping[str, str]]:
    """The file of words of a language: its tables, with the pieces put in where phrases name them."""
    file = file_of(language)
    pieces: dict[str, str] = {}
    for name, text in file["pieces"].items():
        pieces[name] = "(" + "|".join(phrases(_spelt_out(text, pieces))) + ")"
    return {**file, "words": {meaning: _spelt_out(text, pieces) for meaning, text in file["words"].items()}}


def _spelt_out(text: str, pieces: Mapping[str, str]) -> str:
    """The text with the pieces that it names, "<sms>", put in."""
    return _PIECE.sub(lambda match: pieces[match[1]], text)


@cache
def lexicon(language: str) -> Lexicon:
    """The words for a person of this language; an unknown language gets Swedish first."""
    first = language if language in LANGUAGES else "sv"
    order = [first, *(code for code in LANGUAGES if code != first)]
    files = [words_of(code) for code in order]
    numbers = [LANGUAGES[code] for code in order]
    parts = _merged([n.PARTS for n in numbers])
    return Lexicon(
        language=first,
        patterns={**_patterns(files), "part": pattern(",".join(parts))},
        numbers=_merged([n.NUMBERS for n in numbers]),
        articles=_merged([n.ARTICLES for n in numbers]),
        ordinals=_merged([n.ORDINALS for n in numbers]),
        # "on", "sat" and "to" are days only to those whose language it is.
        days=_merged([numbers[0].SHORT_DAYS, *(n.DAYS for n in numbers)]),
        months=_merged([n.MONTHS for n in numbers]),
        parts=parts,
        reactions=_merged([{verbs: sign for sign, verbs in file["reactions"].items()} for file in files]),
        kin=_joined([file["kin"] for file in files]),
        topics=_tabled([file["topics"] for file in files]),
        breaks=_tabled([file["breaks"] for file in files]),
        near_stops=tuple(phrases(",".join(file["near"]["stops"] for file in files))),
        endings=tuple(phrases(",".join(file["near"]["endings"] for file in files))),
    )


def _patterns(files: Sequence[Mapping[str, Mapping[str, str]]]) -> dict[str, Phrases]:
    meanings = sorted({meaning for file in files for meaning in file["words"]})
    return {meaning: pattern(",".join(file["words"].get(meaning, "") for file in files)) for meaning in meanings}


def _joined(tables: Sequence[Mapping[str, str]]) -> dict[str, frozenset[str]]:
    names = sorted({name for table in tables for name in table})
    return {name: frozenset(phrases(",".join(table.get(name, "") for table in tables))) for name in names}


def _tabled(tables: Sequence[Mapping[str, str]]) -> dict[str, Phrases]:
    names = list(dict.fromkeys(name for table in tables for name in table))
    return {name: pattern(",".join(table.get(name, "") for table in tables)) for name in names}


def _merged(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for table in tables:
        for words, value in table.items():
            merged.update({word: merged.get(word, value) for word in phrases(words)})
    return merged


def _parts(text: str) -> list[str]:
    """Split at commas that stand in no bracket."""
    depth, parts = 0, [""]
    for char in text:
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts
