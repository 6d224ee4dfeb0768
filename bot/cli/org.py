"""budkavle org: the tree of organizations."""

from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.cli.common import database, fail, now, organization, print_json, settings
from storage import addresses, organizations, phones

app = typer.Typer(help="Organizations: party, districts, associations.", no_args_is_help=True)


@app.command()
def add(name: str, parent: Annotated[str | None, typer.Option(help="The organization above it.")] = None) -> None:
    """Add an organization."""
    found = settings()
    with database(found) as base:
        parent_id = base.read(lambda db: organization(db, parent).id) if parent else None
        added = base.change(
            lambda db: organizations.add(db, name.strip(), parent_id, found.timezone, found.quiet_hours, now())
        )
    if added is None:
        fail("name_taken", name=name)


@app.command("set")
def set_(
    name: str,
    on_call: Annotated[
        str | None, typer.Option(help="Whose phone is told at once when somebody may be in danger; '' is nobody's.")
    ] = None,
    desk: Annotated[
        str | None, typer.Option(help="Whose phone is told of requests that nobody answers; '' is nobody's.")
    ] = None,
) -> None:
    """Change an organization."""
    found = settings()
    with database(found) as base:
        here = base.read(lambda db: organization(db, name))
        if on_call is not None:
            number = _number(on_call, found.allowed_countries)
            base.change(lambda db: organizations.set_on_call(db, here.id, _address(db, number)))
        if desk is not None:
            told = _number(desk, found.allowed_countries)
            base.change(lambda db: organizations.change(db, here.id, desk_id=_address(db, told)))


def _number(text: str, countries: tuple[str, ...]) -> str:
    if not text.strip():
        return ""
    phone = phones.normal(text, countries)
    return phone.e164 if isinstance(phone, phones.Phone) else fail("bad_number", number=text)


def _address(db: Connection, number: str) -> int | None:
    return int(addresses.find_or_make(db, "sms", number, now()).id) if number else None


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """All organizations."""
    with database() as base:
        rows = base.read(organizations.listed)
    names = {row.id: row.name for row in rows}
    if as_json:
        return print_json([{"id": row.id, "name": row.name, "parent": names.get(row.parent_id)} for row in rows])
    for row in rows:
        typer.echo(f"{row.id}\t{row.name}\t{names.get(row.parent_id, '')}")
    return None
