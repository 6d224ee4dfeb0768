"""Text files with separators: which separator, and the rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from storage.importing.charset import charset_of
from storage.importing.limits import MAX_LINE, MAX_LINES, MAX_ROWS
from storage.importing.reasons import Unreadable

SEPARATORS = ";,\t"
SAMPLE_LINES = 50
SAMPLE_LINE = 10_000  # characters
OTHERS = re.compile(rb"(\xef\xbb\xbf)?\s*(%PDF-|\{\\rtf|<[!?a-zA-Z])")  # a document, whatever its name says
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
TOLD = re.compile(r"sep=([;,\t])\s*", re.IGNORECASE)  # what Excel writes and reads on a first line of its own


def separated_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number, as a spreadsheet would show it; raises Unreadable."""
    if OTHERS.match(data):
        raise Unreadable("not_text", row=1)
    codec = charset_of(data)
    separator = _separator(data, codec)
    lines = _lines(data, codec)
    if TOLD.fullmatch(next(_lines(data, codec), "")):
        next(lines)
    # Strict, because a quotation mark that is never closed would swallow people without a word.
    return _numbered(csv.reader(lines, delimiter=separator, strict=True))


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MAX_LINES:
                raise Unreadable("too_many_rows", limit=MAX_ROWS)
            yield number, cells
    except csv.Error as error:
        key = "cell_too_long" if "field limit" in str(error) else "quotes"
        raise Unreadable(key, row=number + 1) from error


def _lines(data: bytes, codec: str) -> Iterator[str]:
    text = io.TextIOWrapper(io.BytesIO(data), codec, newline="")
    for number, line in enumerate(iter(lambda: text.readline(MAX_LINE), ""), 1):
        if len(line) == MAX_LINE:
            raise Unreadable("cell_too_long", row=number)
        if CONTROL.search(line):
            raise Unreadable("not_text", row=number)
        yield line


def _separator(data: bytes, codec: str) -> str:
    sample = [line[:SAMPLE_LINE] for line in islice(_lines(data, codec), SAMPLE_LINES)]
    told = TOLD.fullmatch(sample[0]) if sample else None
    return told[1] if told else max(SEPARATORS, key=lambda separator: _fit(sample, separator))


def _fit(sample: list[str], separator: str) -> tuple[int, int]:
    """How well a separator fits: the rows that agree on a width of two or more, then that width."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=separator) if len(cells) > 1)
    except csv.Error:
        return 0, 0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return rows, width
