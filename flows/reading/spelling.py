"""One spelling of what people spell as they speak: "int", "ente" and "itte" are "inte", "u" beside a word is "you"."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

SPOT = "_"  # where the word itself stands in a phrase of [spelling_beside]
_BEFORE, _AFTER, _ROUNDS = 3, 4, 4
_FILES = re.compile(r"words_(\w+)\.toml")
_LOOKS_BACK = r"\(\?<[=!][^)]*\)"
_OF_PHRASE = re.compile(rf"{_LOOKS_BACK}|(?<![^ (|])([a-z0-9]+)(?![^ )|])")


@dataclass(frozen=True)
class Beside:
    """A spelling that only neighbours can tell: `places` finds the words around it, with "_" for itself."""

    plain: str
    places: re.Pattern[str]


@dataclass(frozen=True)
class Table:
    """All languages' spellings. always: variant to plain words. beside: variant to what its neighbours decide."""

    always: Mapping[str, str]
    beside: Mapping[str, tuple[Beside, ...]]


@cache
def file_of(language: str) -> Mapping[str, Any]:
    """The tables of a language's file of words, as they stand in it."""
    file = resources.files(__package__).joinpath(f"words_{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def table() -> Table:
    """The spellings of every language: people mix them, so the person's own does not come first."""
    files = _files()
    beside: dict[str, tuple[Beside, ...]] = {}
    for plain, variants in (item for file in files for item in file["spelling_beside"].items()):
        for variant, places in variants.items():
            key = _bare(variant)
            beside[key] = (*beside.get(key, ()), Beside(_bare(plain), _places(places)))
    return Table(dict(_pairs(files, "spelling", _bare)), beside)


@cache
def _marked() -> tuple[re.Pattern[str], Mapping[str, str]]:
    words = dict(_pairs(_files(), "spelling_marked", str.casefold))
    return re.compile(rf"(?<![\w\[^-])(?:{'|'.join(words)})(?![\w\]-])"), words


def spell_marked(text: str) -> str:
    """The text, lower case but with its accents, with the words that only accents tell from others: "dä" is "det"."""
    places, words = _marked()
    return places.sub(lambda match: words[match[0]], text)


def spell(tokens: Sequence[str]) -> list[str]:
    """The tokens of a folded text, spelled plainly; one may become several words. Spelling again changes nothing."""
    return [word for stretch in spell_each(tokens) for word in stretch.split(" ")]


def spell_each(tokens: Sequence[str]) -> list[str]:
    """As `spell`, but for each token the words that it becomes, with spaces between."""
    known = table()
    spelled = [known.always.get(token, token) for token in tokens]
    for _ in range(_ROUNDS):
        found = [word for stretch in spelled for word in stretch.split(" ")]
        changed = [_settle(found, i, known) for i, word in enumerate(found) if word in known.beside]
        if not any(changed):
            break
        words = iter(found)
        spelled = [" ".join(next(words) for _ in stretch.split(" ")) for stretch in spelled]
    return spelled


@cache
def spell_phrase(phrase: str) -> str:
    """A phrase of the word files, a pattern, spelled as texts are; what neighbours decide may be either."""
    if not re.search(r"[^a-z0-9 ]", phrase):
        return " ".join(spell(phrase.split()))
    return _OF_PHRASE.sub(_either, phrase)


def _either(match: re.Match[str]) -> str:
    word, known = match[1], table()
    if word is None:
        return match[0]
    if word in known.beside:
        return f"(?:{'|'.join([word, *(rule.plain for rule in known.beside[word])])})"
    return known.always.get(word, word)


def _settle(found: list[str], i: int, known: Table) -> bool:
    """Spell one token by its neighbours; whether that changed it."""
    around = " ".join([*found[max(0, i - _BEFORE) : i], SPOT, *found[i + 1 : i + 1 + _AFTER]])
    for rule in known.beside[found[i]]:
        if rule.places.search(around):
            found[i] = rule.plain
            return True
    return False


def _files() -> list[Mapping[str, Any]]:
    names = sorted(file.name for file in resources.files(__package__).iterdir())
    return [file_of(found[1]) for found in map(_FILES.fullmatch, names) if found]


def _pairs(files: Sequence[Mapping[str, Any]], name: str, fold: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for plain, variants in (item for file in files for item in file[name].items()):
        for variant in filter(None, (word.strip() for word in variants.split(","))):
            yield fold(variant), fold(plain)


def _places(text: str) -> re.Pattern[str]:
    """What finds any of the phrases, which stand with commas between; none holds a comma of its own."""
    places = filter(None, (_bare(" ".join(place.split())) for place in text.split(",")))
    return re.compile(rf"(?<!\S)(?:{'|'.join(places)})(?!\S)")


def _bare(text: str) -> str:
    """Lower case without accents, as texts are folded."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in apart if unicodedata.category(char) != "Mn")
