"""The verdict on each row of an import, as a file that any spreadsheet opens without running anything in it."""

import csv
from collections.abc import Iterable
from typing import TextIO

from storage.exporting import COMMANDS, whole
from storage.importing.texts import reason_text
from storage.importing.verdict import Verdict

HEADINGS = ("row", "outcome", "reason", "notes")
ENCODING = "utf-8-sig"  # with the mark by which Excel knows its letters
SEPARATOR = ";"  # what Excel expects where the comma stands in numbers


def write_report(file: TextIO, verdicts: Iterable[Verdict], language: str) -> None:
    """One line a row of the list, reasons and notes in `language`; `file` is open with newline="" and `ENCODING`."""
    writer = csv.writer(file, delimiter=SEPARATOR)
    writer.writerow(HEADINGS)
    for verdict in verdicts:
        reason = reason_text(verdict.reason, language) if verdict.reason else ""
        notes = " | ".join(reason_text(note, language) for note in verdict.notes)
        writer.writerow([verdict.row, verdict.outcome, safe(whole(reason)), safe(whole(notes))])


def safe(cell: str) -> str:
    """A cell that a spreadsheet shows and never runs."""
    return f"'{cell}" if cell.strip().startswith(COMMANDS) else cell
