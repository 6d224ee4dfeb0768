"""Workbooks, opened in a process with limits: what is in them can end that process, never ours."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from storage.importing import workbook
from storage.importing.limits import MAX_COLUMNS, MAX_MEMORY, MAX_ROWS, MAX_SECONDS, MAX_TEXT, MAX_UNPACKED
from storage.importing.reasons import Unreadable

SCRIPT = Path(workbook.__file__)
LIMITS = (MAX_MEMORY, MAX_SECONDS, MAX_TEXT, MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS)
PATIENCE = 3  # times the processor time, when the machine is busy


def workbook_rows(data: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """The names of sheets that were not read, and each row with its number; raises Unreadable."""
    answer = tempfile.TemporaryFile()  # noqa: SIM115 - read row by row by whoever gets the rows
    status = _open(data, answer)
    answer.seek(0)
    if status == workbook.REFUSED:
        refusal = json.loads(answer.readline())
        raise Unreadable(refusal["key"], **refusal["values"])
    if status != 0:
        raise Unreadable("damaged" if status > 0 else "too_much_inside")
    return tuple(json.loads(answer.readline())["unread"]), _rows(answer)


def _open(data: bytes, answer: IO[bytes]) -> int:
    """The exit status; negative when a limit ended it."""
    command = [sys.executable, "-I", str(SCRIPT), *map(str, LIMITS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, numbers as arguments, the file only as its input
            command, input=data, stdout=answer, stderr=subprocess.DEVNULL, timeout=MAX_SECONDS * PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return -1
    return done.returncode


def _rows(answer: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    with answer:
        for line in answer:
            number, cells = json.loads(line)
            yield number, cells
