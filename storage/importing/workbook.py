"""Open an .xlsx, in a process of its own: started as a script by `boxed`, it imports nothing of ours.

A small file can make any reader of workbooks ask for all the memory there is, and end the process that asked.
So a process with a limit asks, and hands back one JSON line a row.
"""

import datetime
import io
import json
import resource
import signal
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    load_workbook,
)

REFUSED = 3


def main(memory: int, seconds: int, text: int, unpacked: int, rows: int, columns: int) -> None:
    """Standard input to standard output: a line `{"unread": [sheet…]}`, then `[row, [cell…]]` for each filled row."""
    _limit(memory, seconds, text)
    data = sys.stdin.buffer.read()
    _check_unpacked(data, unpacked)
    try:
        book = load_workbook(io.BytesIO(data))
        sheet, unread = _first_filled(book)
    except PasswordError:
        _refuse("password")
    except CalamineError:
        _refuse("damaged")
    last_row, last_column = sheet.end or (0, 0)  # counted from 0, and the headings are no row
    if last_row > rows:
        _refuse("too_many_rows", limit=rows)
    if last_column >= columns:
        _refuse("too_many_columns", limit=columns)
    _print({"unread": unread})
    for row in _rows(sheet):
        _print(row)


def _limit(memory: int, seconds: int, text: int) -> None:
    """Whatever goes beyond ends this process by a signal, or leaves it without memory."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    with suppress(ValueError, OSError):  # not every system has them all
        resource.setrlimit(resource.RLIMIT_FSIZE, (text, text))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _check_unpacked(data: bytes, limit: int) -> None:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        _refuse("damaged")
    if not any(member.filename.lower() == "xl/workbook.xml" for member in members):
        _refuse("not_a_workbook")
    if sum(member.file_size for member in members) > limit:
        _refuse("too_much_inside")


def _first_filled(book: CalamineWorkbook) -> tuple[CalamineSheet, list[str]]:
    """The first visible sheet that holds anything, and the names of the others that do."""
    first: CalamineSheet | None = None
    unread = []
    for meta in book.sheets_metadata:
        if meta.visible == SheetVisibleEnum.Visible and (sheet := book.get_sheet_by_name(meta.name)).end:
            if first is None:
                first = sheet
            else:
                unread.append(sheet.name)
    return first or _refuse("empty"), unread


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    merged = _merged_down(sheet)
    spread: dict[int, tuple[int, str]] = {}  # column → the last row that says the same, and what
    left = [""] * (sheet.start or (0, 0))[1]
    for index, values in enumerate(sheet.iter_rows()):
        cells = left + [_text(value) for value in values]
        for column, (last, text) in spread.items():
            if index <= last:
                cells[column] = text
        spread |= {column: (last, cells[column]) for column, last in merged.get(index, ())}
        if any(cells):
            yield index + 1, cells


def _merged_down(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """First row → (column, last row) of cells merged downwards: what they say holds for each of their rows."""
    found: dict[int, list[tuple[int, int]]] = {}
    width = (sheet.end or (0, 0))[1]
    for (row, column), (last, _) in sheet.merged_cell_ranges or []:
        if last > row and column <= width:
            found.setdefault(row, []).append((column, last))
    return found


def _text(value: Any) -> str:
    """A cell as it would be typed: whole numbers without a decimal point, dates and times in ISO 8601."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _print(document: Any) -> None:
    sys.stdout.write(json.dumps(document) + "\n")


def _refuse(key: str, **values: int) -> Any:
    _print({"key": key, "values": values})
    sys.stdout.flush()
    sys.exit(REFUSED)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
