"""budkavle segment: whom an expression describes, how many can be written to, and expressions kept under a name."""

from typing import Annotated, Any, Literal, TypeVar

import typer
from sqlalchemy import Connection, Select

from bot.cli.common import database, fail, now, organization, print_json, settings
from storage.segments import Reach, SegmentError, error_text, reach, remove, save, seen_from, select_people

app = typer.Typer(help="Segments: count, save, list, remove.", no_args_is_help=True)

Org = Annotated[str, typer.Option("--org", help="The organization.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
T = TypeVar("T")


@app.command("count")
def count_(
    expression: Annotated[str, typer.Argument(metavar="EXPR")], org: Org,
    kind: Annotated[Literal["organizing", "political"], typer.Option(help="What would be sent.")] = "organizing",
    spare: Annotated[bool, typer.Option("--spare", help="Leave out those who had three texts in seven days.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """How many people it describes, how many can be written to, and why the others cannot."""
    found = settings()
    with database(found) as base:
        here = base.read(lambda db: organization(db, org))
        manner: dict[str, Any] = {"kind": kind, "spare": spare, "channels": found.channels}
        result = base.read(lambda db: reach(db, here.id, expression, now(), **manner))
    return _report(_known(result), as_json)


def _report(found: Reach, as_json: bool) -> None:
    document = {
        "count": found.count, "reachable": found.reachable, "recipients": found.recipients, "often": found.often,
        "left_out": found.left_out,
    }  # fmt: skip
    if as_json:
        return print_json(document)
    for name in ("count", "reachable", "often"):
        typer.echo(f"{name}\t{document[name]}")
    for reason, people in found.left_out.items():
        typer.echo(f"left out\t{reason}\t{people}")
    return None


@app.command("save")
def save_(name: str, expression: Annotated[str, typer.Argument(metavar="EXPR")], org: Org) -> None:
    """Keep an expression under a name; it then stands in others as: segment NAME."""
    with database() as base:
        here = base.read(lambda db: organization(db, org))
        _known(base.change(lambda db: save(db, here.id, name, expression, by="command line", now=now())))


@app.command("list")
def list_(org: Org, as_json: Json = False) -> None:
    """The saved segments that can be used here: its own and those of the organizations above."""
    with database() as base:
        rows = base.read(lambda db: seen_from(db, organization(db, org).id))
    if as_json:
        names = ("name", "expression", "organization", "by", "created_at")
        return print_json([{name: getattr(row, name) for name in names} for row in rows])
    for row in rows:
        typer.echo("\t".join([row.name, row.organization, row.expression]))
    return None


@app.command("remove")
def remove_(name: str, org: Org) -> None:
    """Forget a saved segment of the organization itself."""
    with database() as base:
        here = base.read(lambda db: organization(db, org))
        gone = base.change(lambda db: remove(db, here.id, name))
    if not gone:
        fail("no_segment", name=name, organization=here.name)


def chosen(db: Connection, organization_id: int, expression: str | None) -> Select[Any]:
    """The ids of the people an expression describes; ends the command when it cannot be read."""
    return _known(select_people(db, organization_id, expression, now()))


def _known(found: T | SegmentError) -> T:
    """What was asked for; ends the command with one line on what is wrong with the expression."""
    if isinstance(found, SegmentError):
        typer.echo(error_text(found, "en"), err=True)
        raise typer.Exit(1)
    return found
