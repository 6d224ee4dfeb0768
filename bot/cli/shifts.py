"""budkavle shifts: load a week of them, see how they fill, move one, call one off, print who comes."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection, Row

from bot import shift_changes
from bot.cli.common import database, fail, now, organization, print_json, settings, tell
from bot.cli.who import note_looks
from bot.service import house_of
from storage import organizations, rosters, shifts
from storage.importing.reasons import BadFile
from storage.importing.sheet import Sheet, read_sheet
from storage.importing.shift_file import BadShifts, ShiftRow, read_shifts
from storage.importing.texts import reason_text

app = typer.Typer(help="Shifts: load, list, move, cancel.", no_args_is_help=True)

Org = Annotated[str, typer.Option("--org", help="The organization.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def load(file: Path, org: Org, as_json: Json = False) -> None:
    """Load a CSV file of shifts; the same file twice changes nothing, and a bad row loads nothing."""
    found = settings()
    with database(found) as base:
        here = base.read(lambda db: organization(db, org))
        rows = _read(file, found.allowed_countries, here.language)
        outcome = base.change(lambda db: shift_changes.load(db, here, rows, now()))
    if isinstance(outcome, shift_changes.Refusal):
        fail(outcome.key, file=file.name, **outcome.values)
    return print_json(outcome) if as_json else tell("shifts_loaded", **outcome)


def _read(file: Path, allowed: tuple[str, ...], language: str) -> tuple[ShiftRow, ...]:
    try:
        sheet = read_sheet(file, file.name)
    except OSError:
        fail("no_file", file=file)
    read = read_shifts(sheet, allowed) if isinstance(sheet, Sheet) else sheet
    if isinstance(read, BadFile):
        fail("bad_file", file=file.name, reason=reason_text(read.reason, language))
    if isinstance(read, BadShifts):
        for problem in read.problems[:-1]:
            tell("bad_row", file=file.name, row=problem.row, reason=reason_text(problem.reason, language))
        last = read.problems[-1]
        fail("bad_row", file=file.name, row=last.row, reason=reason_text(last.reason, language))
    return read


@app.command("list")
def list_(org: Annotated[str | None, typer.Option("--org")] = None, as_json: Json = False) -> None:
    """The shifts that are not called off, the earliest first."""
    with database() as base:
        rows = base.read(lambda db: _listed(db, org))
    if as_json:
        return print_json(rows)
    for row in rows:
        places = f"{row['confirmed']}/{row['maximum']}"
        typer.echo("\t".join([str(row["id"]), row["start"], row["activity"], row["venue"], places]))
    return None


def _listed(db: Connection, org: str | None) -> list[dict[str, Any]]:
    ids = organizations.below(db, organization(db, org).id) if org else None
    return [document(row) for row in shifts.listed(db, ids)]


def document(row: Row[Any]) -> dict[str, Any]:
    """A shift as `shifts list --json` prints it; times with the offset of its own zone."""
    start, end = shift_changes.local(row)
    return {
        "id": row.id, "activity": row.activity, "venue": row.venue, "start": start.isoformat(), "end": end.isoformat(),
        "minimum": row.minimum, "maximum": row.maximum, "confirmed": row.taken, "waiting": row.waiting,
        "responsible": row.responsible, "organization": row.organization,
    }  # fmt: skip


@app.command()
def move(
    shift_id: Annotated[int, typer.Argument(metavar="ID")], start: Annotated[str, typer.Option()],
    end: Annotated[str, typer.Option()],
) -> None:  # fmt: skip
    """Move a shift: everybody with a place is told once, and their reminders move with it."""
    found = settings()
    with database(found) as base:
        times = _moment(start), _moment(end)
        house = house_of(found, base)
        _changed(base.change(lambda db: shift_changes.move(db, house, shift_id, times, now())), shift_id)


@app.command()
def cancel(shift_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Call a shift off: everybody with a place is told once, and offered another."""
    found = settings()
    with database(found) as base:
        house = house_of(found, base)
        _changed(base.change(lambda db: shift_changes.call_off(db, house, shift_id, now())), shift_id)


@app.command()
def roster(shift_id: Annotated[int, typer.Argument(metavar="ID")], file: Path) -> None:
    """Write the paper list of a shift to FILE (.pdf): who comes, rows for whoever turns up, and a QR code."""
    from admin import exports, paper  # imported where they are used: they cost a start that needs none of them

    found, moment = settings(), now()
    with database(found) as base:
        row = base.read(lambda db: shifts.get(db, shift_id)) or fail("no_shift", id=shift_id)
        coming = base.read(lambda db: rosters.roster(db, row, moment))
        note_looks(base, [each.row.person_id for each in coming], "shifts roster")
        who = base.read(lambda db: exports.responsible_of(db, row))
        language = base.read(lambda db: organizations.get(db, row.organization_id)).language
    page = f"{found.public_url}/o/{row.organization_id}/shifts/{shift_id}"
    sheet = exports.Sheet(language, moment, who, next(iter(found.twilio_from), ""), page)
    try:
        file.touch(0o600)
        file.write_bytes(paper.pdf(exports.roster_of(sheet, row, coming)))
    except OSError:
        fail("cannot_write", file=file)
    tell("exported", count=len(coming), file=file.name)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        fail("bad_time", time=text)


def _changed(outcome: int | shift_changes.Refusal, shift_id: int) -> None:
    if isinstance(outcome, shift_changes.Refusal):
        fail(outcome.key, id=shift_id, **outcome.values)
    tell("people_told", n=outcome)
