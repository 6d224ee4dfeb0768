"""budkavle people access, erase: what the law gives everybody who stands in a list."""

from typing import Annotated

import typer
from sqlalchemy import Connection, Row

from bot.access import access as dossier_of
from bot.access import readable
from bot.cli.common import confirmed, database, now, print_json, tell
from bot.cli.who import one
from storage import people, rights
from storage.erasing import erase as erase_person

BY = "command line"
MaybeOrg = Annotated[str | None, typer.Option("--org", help="Only this organization and those below it.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def access(who: str, org: MaybeOrg = None, as_json: Json = False) -> None:
    """Everything there is about one person, to hand out to them: WHO is an id or an address."""
    with database() as base:
        found = base.read(lambda db: one(db, who, org))
        base.change(lambda db: _handed_out(db, found.id, found.organization_id))
        document = base.read(lambda db: dossier_of(db, found.id, now()))
    if as_json:
        return print_json(document)
    return typer.echo(readable(document, found.language), nl=False)


def _handed_out(db: Connection, person_id: int, organization_id: int) -> None:
    rights.given(db, organization_id, "access", now(), by=BY)
    rights.looked(db, person_id, organization_id, now(), by=BY, action="people access")


def erase(who: str, org: MaybeOrg = None, yes: Yes = False) -> None:
    """Erase everything about one person, for good: WHO is an id or an address. An opt-out stays."""
    with database() as base:
        found = base.read(lambda db: one(db, who, org))
        confirmed(yes, "erase_confirm", "erase_needs_yes", name=_name(found))
        report = base.change(lambda db: erase_person(db, found.id, now(), by=BY))
    for name, count in report.removed.items():
        typer.echo(f"{name}\t{count}")
    tell("erased")


def _name(row: Row[object]) -> str:
    return people.name_of(row) or str(row.id)
