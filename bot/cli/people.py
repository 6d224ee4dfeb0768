"""budkavle people: the list of an organization."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from sqlalchemy import Connection, Row

from bot.cli.common import database, fail, now, organization, print_json, settings
from bot.cli.segment import chosen
from bot.story import story
from storage import organizations, people
from storage.importing.columns import guess
from storage.importing.people import import_people
from storage.importing.people_file import read_people, usable
from storage.importing.reasons import BadFile
from storage.importing.sheet import read_sheet
from storage.importing.texts import reason_text
from storage.tables import person

app = typer.Typer(help="People: import, list, show.", no_args_is_help=True)

Org = Annotated[str, typer.Option("--org", help="The organization.")]
MaybeOrg = Annotated[str | None, typer.Option("--org", help="Only this organization and those below it.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("import")
def import_(
    file: Path, org: Org, basis: Annotated[Literal["member", "consent", "contact"] | None, typer.Option()] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Take the people of a spreadsheet (.xlsx or .csv) into an organization."""
    found = settings()
    with database(found) as base:
        here = base.read(lambda db: organization(db, org))
        candidates = _candidates(file, found.allowed_countries, here.language)
        result = base.change(
            lambda db: import_people(
                db, candidates, organization_id=here.id, basis=basis, source=file.name, now=now(), dry_run=dry_run
            )
        )
    _report(result.to_json(here.language), as_json)


def _candidates(file: Path, allowed: tuple[str, ...], language: str) -> list[Any]:
    try:
        sheet = read_sheet(file, file.name)
    except OSError:
        fail("no_file", file=file)
    columns = {} if isinstance(sheet, BadFile) else guess(sheet)
    bad = sheet if isinstance(sheet, BadFile) else usable(sheet, columns)
    if isinstance(bad, BadFile) or isinstance(sheet, BadFile):
        fail("bad_file", file=file.name, reason=reason_text(bad.reason, language) if bad else "")
    return list(read_people(sheet, columns, allowed))


def _report(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        return print_json(result)
    for name in ("created", "updated", "unchanged", "households", "suppressed"):
        typer.echo(f"{name}\t{result[name]}")
    for row in result["refused"]:
        typer.echo(f"refused\t{row['row']}\t{row['reason']}")
    return None


@app.command("list")
def list_(
    org: MaybeOrg = None, segment: Annotated[str | None, typer.Option(help="An expression.")] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """The people of an organization and those below it, or those of a segment."""
    with database() as base:
        rows = base.read(lambda db: _listed(db, org, segment))
    if as_json:
        return print_json(rows)
    for row in rows:
        typer.echo("\t".join([str(row["id"]), row["name"], row["organization"], ", ".join(row["addresses"])]))
    return None


def _listed(db: Connection, org: str | None, segment: str | None) -> list[dict[str, Any]]:
    rows = people.listed(db, _condition(db, org, segment))
    addresses = people.addresses_of(db, [row.id for row in rows])
    return [
        {
            "id": row.id, "name": people.name_of(row), "organization": row.organization, "relation": row.relation,
            "language": row.language, "addresses": [address.address for address in addresses[row.id]],
        }
        for row in rows
    ]  # fmt: skip


def _condition(db: Connection, org: str | None, segment: str | None) -> Any:
    if org is None and segment is None:
        return None
    here = organization(db, org) if org else organizations.top(db)
    if here is None:
        return person.c.id.is_(None)
    return person.c.id.in_(chosen(db, here.id, segment))


@app.command()
def show(who: str, org: MaybeOrg = None, as_json: Json = False) -> None:
    """Everything about one person: WHO is an id or an address."""
    with database() as base:
        document = base.read(lambda db: story(db, one(db, who, org).id, now()))
    if as_json:
        return print_json(document)
    for name, value in document["person"].items():
        typer.echo(f"{name}\t{value}")
    for message in document["messages"]:
        typer.echo(f"{message['at']:%Y-%m-%d %H:%M}\t{message['direction']}\t{message['state']}\t{message['text']}")
    return None


def one(db: Connection, who: str, org: str | None) -> Row[Any]:
    """The one person that an id or an address means; ends the command when it is none or several."""
    within = organizations.below(db, organization(db, org).id) if org else None
    found = people.at_address(db, who, within)
    if not found and who.isdigit() and len(who) < 12:
        row = people.get(db, int(who))
        found = [row] if row is not None and (within is None or row.organization_id in within) else []
    if not found:
        fail("no_person", who=who)
    if len(found) > 1:
        fail("several_people", who=who, ids=", ".join(str(row.id) for row in found))
    return found[0]


