"""A file as a sheet: a row of headings and the rows below it, whatever program wrote the file."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.importing.boxed import workbook_rows
from storage.importing.limits import (
    MAX_AREA,
    MAX_BYTES,
    MAX_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_WIDTH,
    MEGABYTE,
)
from storage.importing.reasons import BadFile, Unreadable
from storage.importing.separated import separated_rows

Cells = tuple[str, ...]
Row = tuple[int, Cells]

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"  # the old .xls, and an .xlsx with a password
JOINERS = "\u200c\u200d"  # written inside names in Persian and other scripts
HEADING_SEARCH = 30  # rows
SHARED = 50_000  # texts


@dataclass(frozen=True)
class Sheet:
    """name: the file's. header: the headings, "" where a column has none. rows: (number as the spreadsheet shows
    it, cells without trailing empty ones). unread: names of other filled sheets in the same workbook.
    """

    name: str
    header: Cells
    rows: list[Row]
    unread: tuple[str, ...] = ()


def read_sheet(source: Path | bytes, name: str) -> Sheet | BadFile:
    """The sheet in a .csv, .txt or .xlsx, told apart by what is in it; BadFile when it cannot be used."""
    try:
        return _sheet(_content(source), name)
    except Unreadable as unreadable:
        return BadFile(unreadable.reason)


def _content(source: Path | bytes) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
    if len(source) > MAX_BYTES:
        raise Unreadable("too_large", limit=MAX_BYTES // MEGABYTE)
    return source


def _sheet(data: bytes, name: str) -> Sheet:
    unread: tuple[str, ...] = ()
    if data.startswith(OLE):
        raise Unreadable("old_workbook")
    if data.startswith(ZIP):
        unread, raw = workbook_rows(data)
    else:
        raw = separated_rows(data)
    rows = list(_counted(_filled(raw)))
    if not rows:
        raise Unreadable("empty")
    at = _heading_at(rows)
    return Sheet(name, rows[at][1], [(number, _trimmed(cells)) for number, cells in rows[at + 1 :]], unread)


def _filled(raw: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    texts, area = _Texts(), 0
    for number, cells in raw:
        area += len(cells)
        if len(cells) > MAX_WIDTH:
            raise Unreadable("too_many_columns", limit=MAX_COLUMNS)
        if area > MAX_AREA:
            raise Unreadable("too_many_cells", limit=MAX_CELLS)
        cleaned = tuple(map(texts.__getitem__, cells))
        if any(cleaned):
            yield number, cleaned


def _counted(rows: Iterator[Row]) -> Iterator[Row]:
    held = 0
    for count, (number, cells) in enumerate(rows):
        width = len(_trimmed(cells))
        held += width
        if count > MAX_ROWS:
            raise Unreadable("too_many_rows", limit=MAX_ROWS)
        if width > MAX_COLUMNS:
            raise Unreadable("too_many_columns", limit=MAX_COLUMNS)
        if held > MAX_CELLS:
            raise Unreadable("too_many_cells", limit=MAX_CELLS)
        if any(len(cell) > MAX_CELL for cell in cells):
            raise Unreadable("cell_too_long", row=number)
        yield number, cells[:MAX_COLUMNS]


def _heading_at(rows: list[Row]) -> int:
    """The first row that fills more than half as many columns as the fullest near it: a title above fills fewer."""
    filled = [sum(map(bool, cells)) for _, cells in rows[:HEADING_SEARCH]]
    return next(index for index, count in enumerate(filled) if count * 2 > max(filled))


def _trimmed(cells: Cells) -> Cells:
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return cells[:width]


def clean(cell: str) -> str:
    """A cell without what cannot be seen: marks of direction, odd spaces, letters taken apart."""
    if cell.isascii():
        return cell.strip()
    return unicodedata.normalize("NFC", cell).translate(_SEEN).strip()


class _Texts(dict[str, str]):
    """What cells say when cleaned; what stands in many rows is held once."""

    def __missing__(self, cell: str) -> str:
        cleaned = clean(cell)
        if len(self) < SHARED:
            self[cell] = cleaned
        return cleaned


class _Seen(dict[int, str]):
    """Characters as they are seen, each looked up once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        self[code] = " " if kind == "Zs" else "" if kind == "Cf" and char not in JOINERS else char
        return self[code]


_SEEN = _Seen()
