"""budkavle people: the list of an organization."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from sqlalchemy import Connection, Row

from bot.cli import duplicates, export, rights
from bot.cli.common import database, now, organization, print_json, settings, tell
from bot.cli.export import tell_hidden
from bot.cli.importing import Intake, can_write, report_to, take_in
from bot.cli.segment import chosen
from bot.cli.who import note_looks, one, operator, whole_list
from bot.story import story
from storage import installation, organizations, people
from storage.importing.correcting import documents
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
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=HEADING", help="What a column holds when the guess is wrong; may be said again."),
    ] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Take the people of a spreadsheet (.xlsx or .csv) into an organization."""
    found = settings()
    with database(found) as base:
        here = base.read(lambda db: organization(db, org))
        can_write(report, file, here.language)
        order = Order(here.id, basis, source=file.name, actor=operator(), made_at=now())
        intake = Intake(file, order, tuple(column or ()), found.allowed_countries, here.language)
        taken = take_in(base, intake, dry_run=dry_run)
    report_to(report, taken.result, here.language)
    _report({**taken.result.to_json(here.language), "columns": documents(taken.columns)}, as_json)


def _report(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        return print_json(found)
    for each in found["columns"]:
        typer.echo(f"column\t{each['column']}\t{each['heading']}\t{each['field'] or '-'}\t{each['score']}")
    for name in ("created", "updated", "unchanged", "households", "suppressed"):
        typer.echo(f"{name}\t{found[name]}")
    for kind in ("refused", "notes"):
        for row in found[kind]:
            typer.echo(f"{kind}\t{row['row']}\t{row['reason']}")
    return None


@app.command("list")
def list_(
    org: MaybeOrg = None, segment: Annotated[str | None, typer.Option(help="An expression.")] = None,
    protected: Annotated[bool, typer.Option("--protected", help="Also those whose identity is protected.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """The people of an organization and those below it, or those of a segment."""
    with whole_list() as base:
        found = base.read(lambda db: _listed(db, org, segment))
        rows = [row for row in found if protected or not row["protected"]]
        note_looks(base, [row["id"] for row in rows], "people list")
    tell_hidden(len(found) - len(rows))
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
            "protected": row.protected,
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
    with whole_list() as base:
        document = base.read(lambda db: story(db, one(db, who, org).id, now()))
        note_looks(base, [document["person"]["id"]], "people show")
    if as_json:
        return print_json(document)
    for name, value in document["person"].items():
        typer.echo(f"{name}\t{value}")
    for message in document["messages"]:
        typer.echo(f"{message['at']:%Y-%m-%d %H:%M}\t{message['direction']}\t{message['state']}\t{message['text']}")
    return None


@app.command()
def protect(
    who: str, org: MaybeOrg = None,
    off: Annotated[bool, typer.Option("--off", help="It is protected no more.")] = False,
) -> None:  # fmt: skip
    """The identity of a person is protected: they stand in no list and no export. WHO is an id or an address."""
    with whole_list() as base:
        found = base.read(lambda db: one(db, who, org))
        base.change(lambda db: _protect(db, found, {"protected": not off}))
    tell("unprotected" if off else "protected", who=found.id)


def _protect(db: Connection, found: Row[Any], values: dict[str, bool]) -> None:
    people.correct(db, found.id, values, now())
    about = {"organization_id": found.organization_id, "object": str(found.id), "detail": values}
    installation.note(db, operator(), "people protect", now(), **about)


app.command("duplicates")(duplicates.list_)
app.command()(duplicates.merge)
app.command()(duplicates.apart)
app.command()(rights.access)
app.command()(rights.erase)
app.command()(rights.hold)
app.command()(rights.release)
app.command()(rights.looked)
app.command()(export.export)
