"""Columns as somebody sees them: what each was taken for, and what it is when that was wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.importing.columns import FIELDS, SURE, Columns, field_called, guesses_of, plain
from storage.importing.reasons import BadFile, Reason
from storage.importing.sheet import Cells, Sheet

SHOWN = 300  # characters of the headings


@dataclass(frozen=True)
class Column:
    """One column of a file. number: from 1. field: what it was taken for, or None. score: how sure that is, 0–100."""

    number: int
    heading: str
    field: str | None
    score: int


def seen(sheet: Sheet, columns: Columns, corrected: Columns) -> list[Column]:
    """Every column of the file, as it is read: a score of 100 is a heading known word for word, or a correction."""
    scores = {guess.index: guess.score for guess in guesses_of(sheet)}
    scores |= {index: SURE for indexes in corrected.values() for index in indexes}
    held = {index: field for field, indexes in columns.items() for index in indexes}
    return [
        Column(index + 1, heading, held.get(index), scores[index] if index in held else 0)
        for index, heading in enumerate(sheet.header)
    ]


def corrections(header: Cells, said: Iterable[str]) -> Columns | BadFile:
    """What `FIELD=HEADING` words say, as `guess` takes it: field → indexes of its columns.

    A field goes by its name, or by any heading that it is known by; a heading may be given as its number, from 1.
    Nothing after the sign is no column; a field said several times has several.
    """
    found: dict[str, tuple[int, ...]] = {}
    for word in said:
        name, _, heading = (part.strip() for part in word.partition("="))
        field = field_called(name)
        if field is None:
            return BadFile(Reason("unknown_field", {"word": name, "columns": ", ".join(FIELDS)}))
        indexes = _indexes(header, heading)
        if heading and not indexes:
            return BadFile(Reason("unknown_column", {"word": heading, "headings": _shown(header)}))
        found[field] = (*found.get(field, ()), *indexes)
    return found


def _indexes(header: Cells, heading: str) -> tuple[int, ...]:
    alike = tuple(index for index, known in enumerate(header) if heading and plain(known) == plain(heading))
    if alike or not heading.isdecimal():
        return alike
    return (int(heading) - 1,) if 0 < int(heading) <= len(header) else ()


def _shown(header: Cells) -> str:
    return ", ".join(filter(None, header))[:SHOWN]


def documents(columns: Iterable[Column]) -> list[Mapping[str, str | int | None]]:
    """As `people import --json` prints them."""
    return [{"column": each.number, "heading": each.heading, "field": each.field, "score": each.score}
            for each in columns]  # fmt: skip
