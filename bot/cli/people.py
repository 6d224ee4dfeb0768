"""budkavle people: the list of an organization."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from sqlalchemy import Connection

from bot.cli import duplicates, export, rights
from bot.cli.common import database, now, organization, print_json, settings
from bot.cli.importing import Intake, can_write, report_to, take_in
from bot.cli.segment import chosen
from bot.cli.who import one
from bot.story import story
from storage import organizations, people
from storage.importing.staging import Order
from storage.tables import person

app = typer.Typer(help="People: import, list, show, and who stands there twice.", no_args_is_help=True)

Org = Annotated[str, typer.Option("--org", help="The organization.")]
MaybeOrg = Annotated[str | None, typer.Option("--org", help="Only this organization and those below it.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("import")
def import_(
    file: Path, org: Org, basis: Annotated[Literal["member", "consent", "contact"] | None, typer.Option()] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the verdict on each row to this CSV file.")] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Take the people of a spreadsheet (.xlsx or .csv) into an organization."""
    found = settings()
    with database(found) as base:
        here = base.read(lambda db: organization(db, org))
        can_write(report, file, here.language)
        order = Order(here.id, basis, source=file.name, actor="command line", made_at=now())
        intake = Intake(file, order, found.allowed_countries, here.language)
        result = take_in(base, intake, dry_run=dry_run)
    report_to(report, result, here.language)
    _report(result.to_json(here.language), as_json)


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


app.command("duplicates")(duplicates.list_)
app.command()(duplicates.merge)
app.command()(duplicates.apart)
app.command()(rights.access)
app.command()(rights.erase)
app.command()(export.export)
