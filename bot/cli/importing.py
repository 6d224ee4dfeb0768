"""What `people import` is made of: the file, the import with its bar, and the report."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import typer

from bot import importing
from bot.cli.common import fail
from bot.importing import Told
from storage.importing.columns import guess
from storage.importing.correcting import Column, corrections, seen
from storage.importing.people import Row
from storage.importing.people_file import usable
from storage.importing.reasons import BadFile, Reason
from storage.importing.report import ENCODING, write_report
from storage.importing.sheet import Sheet, read_sheet
from storage.importing.staging import Dropped, Order
from storage.importing.texts import reason_text, step_text
from storage.importing.verdict import ImportResult
from storage.session import Database

T = TypeVar("T")


@dataclass(frozen=True)
class Intake:
    """A file that is to be imported. corrected: `FIELD=HEADING` words. allowed: country codes. language: that of
    reasons and of the bar.
    """

    file: Path
    order: Order
    corrected: tuple[str, ...]
    allowed: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class Taken:
    """What came, or would come, of a file: its columns as they were read, and its rows."""

    columns: list[Column]
    result: ImportResult


def take_in(base: Database, intake: Intake, *, dry_run: bool) -> Taken:
    """Import the people of the file, or with `dry_run` only look; ends the command when the file cannot be used."""
    with bar(intake.language) as told:
        columns, rows = _read(intake, told)
        importing.finish_left(base)
        plan = importing.check(base, rows, intake.order, told)
        if dry_run:
            return Taken(columns, plan.result)
        try:
            return Taken(columns, importing.run(base, plan, intake.order, told))
        except Dropped:
            _refuse(intake.file, Reason("interrupted"), intake.language)


def _read(intake: Intake, told: Told) -> tuple[list[Column], list[Row]]:
    sheet = _sheet(intake)
    corrected = _used(intake, corrections(sheet.header, intake.corrected))
    columns = guess(sheet, corrected)
    if bad := usable(sheet, columns):
        _refuse(intake.file, bad.reason, intake.language)
    if sheet.unread:
        typer.echo(reason_text(Reason("unread", {"sheets": ", ".join(sheet.unread)}), intake.language), err=True)
    return seen(sheet, columns, corrected), importing.read(sheet, columns, intake.allowed, told)


def _sheet(intake: Intake) -> Sheet:
    try:
        return _used(intake, read_sheet(intake.file, intake.file.name))
    except OSError:
        fail("no_file", file=intake.file)


def _used(intake: Intake, found: T | BadFile) -> T:
    """What was read; ends the command with one line on what is wrong with the file."""
    return _refuse(intake.file, found.reason, intake.language) if isinstance(found, BadFile) else found


def _refuse(file: Path, reason: Reason, language: str) -> NoReturn:
    fail("bad_file", file=file.name, reason=reason_text(reason, language))


@contextmanager
def bar(language: str) -> Iterator[Told]:
    """How far it is, on standard error and only when that is a terminal: standard output is the result's."""
    if not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    from rich.console import Console  # imported where it is used: most commands show no bar
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda step, done, total: shown.update(
            task, description=step_text(step, language), completed=done, total=total
        )


def can_write(report: Path | None, file: Path, language: str) -> None:
    """End the command before anything is done when the report cannot be written, or would be over the list itself."""
    if report is not None and not _is_writable(report, file):
        _refuse(report, Reason("no_report"), language)


def _is_writable(report: Path, file: Path) -> bool:
    try:
        report.open("a").close()
        return not (file.exists() and report.samefile(file))
    except OSError:
        return False


def report_to(report: Path | None, result: ImportResult, language: str) -> None:
    """Write the verdict on each row, when that is wanted."""
    if report is not None:
        with report.open("w", encoding=ENCODING, newline="") as out:
            report.chmod(0o600)  # it tells who is a member
            write_report(out, result.verdicts, language)
