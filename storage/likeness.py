"""Names that may be one name: å or aa, swapped, with initials, without a middle name, or spelled a little otherwise."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from rapidfuzz import fuzz

from storage.importing.names import fold, folded_name

Name = tuple[str, str]  # first, last
Words = tuple[str, ...]
Kind = Literal["same_name", "accents", "swapped", "shorter", "initials", "spelling", "first_name"]

# What is written instead of a letter, in this order; the databases do the same to find who may be alike.
LETTERS = (
    ("å", "a"), ("ä", "a"), ("ö", "o"), ("æ", "a"), ("ø", "o"), ("é", "e"), ("ü", "u"), ("aa", "a"), ("ae", "a"),
    ("oe", "o"), ("-", " "), (".", " "), ("'", ""), ("’", ""),
)  # fmt: skip
WORD = 80  # how alike two words have to be, of 100, to be one word in two spellings


def likeness(one: Name, other: Name, bar: float) -> Kind | None:
    """How two names are alike, the closest way that fits, or None.

    bar: of 100, how alike the whole must be to be one name in two spellings. `first_name` is the last resort: the
    first names are the same and the last names are not, as when somebody marries.
    """
    if not fold("".join(one)) or not fold("".join(other)):
        return None
    if folded_name(*one) == folded_name(*other):
        return "same_name"
    words, others = plain(" ".join(one)), plain(" ".join(other))
    for kind, fits in KINDS.items():
        if fits(words, others):
            return kind
    if _spelled(words, others, bar):
        return "spelling"
    return "first_name" if len("".join(plain(one[0]))) > 1 and plain(one[0]) == plain(other[0]) else None


def plain(name: str) -> Words:
    """The words of a name in the plainest letters."""
    text = fold(name)
    for letter, plainer in LETTERS:
        text = text.replace(letter, plainer)
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return tuple(text.split())


def _in_order(some: Words, all_: Words, same: Callable[[str, str], bool]) -> bool:
    """Whether each of some words is the same as one of all, in the same order; the first as the first."""
    rest: Iterator[str] = iter(all_)
    return same(some[0], all_[0]) and all(any(same(word, other) for other in rest) for word in some)


def _by_length(words: Words, others: Words) -> tuple[Words, Words]:
    return (words, others) if len(words) <= len(others) else (others, words)


def _shorter(words: Words, others: Words) -> bool:
    """A middle name, or the second of two last names, is missing."""
    fewer, more = _by_length(words, others)
    return len(fewer) > 1 and _in_order(fewer, more, str.__eq__)


def _initials(words: Words, others: Words) -> bool:
    """K Ek is Karin Ek; K E is nobody in particular."""
    fewer, more = _by_length(words, others)
    shared = any(len(word) > 1 and word in more for word in fewer)
    return shared and len(fewer) > 1 and _in_order(fewer, more, _is_initial)


def _is_initial(word: str, other: str) -> bool:
    return word == other or ((len(word) == 1 or len(other) == 1) and word[0] == other[0])


def _spelled(words: Words, others: Words, bar: float) -> bool:
    if "".join(words) == "".join(others):
        return True
    alike = fuzz.ratio(" ".join(words), " ".join(others), score_cutoff=bar)
    return alike > 0 and len(words) == len(others) and _each_alike(words, others)


def _each_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    return all(fuzz.ratio(word, other) >= WORD for word, other in zip(words, others, strict=True))


KINDS: Mapping[Kind, Callable[[Words, Words], bool]] = {
    "accents": lambda words, others: words == others,
    "swapped": lambda words, others: sorted(words) == sorted(others),
    "shorter": _shorter,
    "initials": _initials,
}
