"""Which column holds what: guessed from its heading and from what its cells look like, with a score."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from storage.importing.headings import CLEAR, VAGUE
from storage.importing.names import fold
from storage.importing.sheet import Cells, Sheet
from storage.importing.words import BASES, LANGUAGES, RELATIONS

Columns = Mapping[str, tuple[int, ...]]

FIELDS = tuple(CLEAR)
SEVERAL = frozenset({"phone", "tags", "role"})  # fields that may stand in several columns
SURE = 100
SPELT_ALIKE = 85  # of 100; a heading this near a known one is taken for it
SHORT = 5  # letters; a heading no longer than this has to be known as it stands
BY_LOOK = 70  # what cells alone are worth
MOSTLY = 0.6  # of the filled cells
LOOKED_AT = 50  # rows
LONG = 100  # characters; what comes after tells nothing about a column

PHONE = re.compile(r"[\D]*(?:\d[\s\-–./()]*){7,15}\D*")
NO_PHONES = re.compile(r"person|pnr|fodd|fodelse|birth|datum|date|konto|account|org")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
NUMBER = re.compile(r"[A-Za-z]{0,3}[\s-]?\d{1,12}")
WORDS = re.compile(r"[^\W\d_][^\d@]*")

LOOKS: dict[str, Callable[[str], bool]] = {
    "phone": lambda cell: PHONE.fullmatch(cell) is not None,
    "email": lambda cell: EMAIL.fullmatch(cell) is not None,
    "member_number": lambda cell: NUMBER.fullmatch(cell) is not None,
    "relation": lambda cell: fold(cell) in RELATIONS,
    "basis": lambda cell: fold(cell) in BASES,
    "language": lambda cell: fold(cell) in LANGUAGES,
}


@dataclass(frozen=True)
class Guess:
    """What column `index` holds; score 0–100, where 100 is a heading known word for word."""

    index: int
    field: str
    score: int


def guess(sheet: Sheet, corrected: Columns | None = None) -> dict[str, tuple[int, ...]]:
    """Field → indexes of its columns, the surest first; `corrected` fields are as given, () for none."""
    corrected = corrected or {}
    taken = {index for indexes in corrected.values() for index in indexes}
    guesses = [found for found in guesses_of(sheet) if found.index not in taken and found.field not in corrected]
    return _as_written({**_by_field(guesses), **{field: found for field, found in corrected.items() if found}})


def guesses_of(sheet: Sheet) -> list[Guess]:
    """The likeliest field of each column that seems to hold one, in order of column."""
    cells = _sample(sheet)
    return [best for index, heading in enumerate(sheet.header) if (best := _best(index, heading, cells[index]))]


def _sample(sheet: Sheet) -> list[list[str]]:
    rows = [cells for _, cells in sheet.rows[:LOOKED_AT]]
    columns = range(len(sheet.header))
    return [[cell[:LONG] for cells in rows if (cell := cell_at(cells, index))] for index in columns]


def _best(index: int, heading: str, cells: list[str]) -> Guess | None:
    scores = {field: _score(field, plain(heading), cells) for field in FIELDS}
    field = max(scores, key=lambda name: scores[name])
    return Guess(index, field, scores[field]) if scores[field] else None


def _score(field: str, heading: str, cells: list[str]) -> int:
    looks = field in LOOKS and _mostly(LOOKS[field], cells)
    clear = _nearness(heading, _CLEAR[field])
    if clear == SURE or (clear and (looks or field not in LOOKS)):
        return clear
    if looks and heading in _VAGUE.get(field, ()):
        return SPELT_ALIKE - 1
    if heading in _VAGUE.get(field, ()) and field not in LOOKS and _mostly(_is_words, cells):
        return BY_LOOK - 1
    return BY_LOOK if looks and _tells_by_look(field, heading) else 0


def _tells_by_look(field: str, heading: str) -> bool:
    """Personal identity numbers and dates look like phone numbers, and must never become them."""
    return field == "email" or (field == "phone" and not NO_PHONES.search(heading))


def _nearness(heading: str, known: Iterable[str]) -> int:
    """100 for a known heading, also with a number or an addition after it; less for one spelt alike; else 0."""
    if heading in known or heading.rstrip(" 0123456789") in known:
        return SURE
    if len(heading) <= SHORT:
        return 0
    found = process.extractOne(heading, known, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE)
    return int(found[1]) if found else 0


def _mostly(look: Callable[[str], bool], cells: list[str]) -> bool:
    return bool(cells) and sum(map(look, cells)) >= MOSTLY * len(cells)


def _is_words(cell: str) -> bool:
    return WORDS.fullmatch(cell) is not None


def _by_field(guesses: list[Guess]) -> dict[str, tuple[int, ...]]:
    surest = sorted(guesses, key=lambda found: -found.score)
    every = {field: tuple(found.index for found in surest if found.field == field) for field in FIELDS}
    return {field: found if field in SEVERAL else found[:1] for field, found in every.items() if found}


def _as_written(columns: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """`Namn` beside `Efternamn` is the first name; beside `Förnamn` it says nothing new."""
    if "last_name" in columns and "name" in columns:
        columns.setdefault("first_name", columns["name"])
    if "first_name" in columns:
        columns.pop("name", None)
    return columns


def plain(heading: str) -> str:
    """A heading without case, accents, signs and what stands in brackets."""
    letters = unicodedata.normalize("NFD", heading[:LONG])
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return fold(re.sub(r"[^\w\s]|_", " ", re.sub(r"\(.*?\)", " ", bare)))


def field_called(word: str) -> str | None:
    """The field that goes by that name, which is any clear heading of its column; or None."""
    called = plain(word)
    return next((field for field in FIELDS if called in _CLEAR[field]), None)


def cell_at(cells: Cells, index: int) -> str:
    """The cell, or "" beyond the end of the row."""
    return cells[index] if index < len(cells) else ""


def _headings(table: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {field: frozenset(plain(word) for word in words.split(", ")) for field, words in table.items()}


_CLEAR = _headings(CLEAR)
_VAGUE = _headings(VAGUE)
