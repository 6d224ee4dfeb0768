"""budkavle organizer: who has an account in the panel, and what they are in which organization."""

import re
from typing import Annotated, Literal

import typer
from sqlalchemy import Connection

from bot.cli.common import database, fail, now, organization, print_json, settings, tell
from storage import installation, organizers, sessions, signing_in

app = typer.Typer(help="Organizers: who may use the panel.", no_args_is_help=True)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ACTOR = "command line"

Role = Literal["viewer", "sender", "organizer", "booker", "admin"]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def add(
    email: str,
    org: Annotated[str, typer.Option(help="The organization; what they are there holds below it, too.")],
    role: Annotated[Role, typer.Option()],
    name: Annotated[str, typer.Option(help="What the others see.")] = "",
    lost_phone: Annotated[bool, typer.Option(help="They set up a new second factor, too.")] = False,
) -> None:
    """Give somebody a role, and print a link that signs them in once: to choose a password."""
    if not EMAIL.fullmatch(email.strip()):
        fail("no_email", email=email)
    found = settings()

    def unit(db: Connection) -> str:
        here = organization(db, org)
        organizer_id = organizers.add(db, email, now(), name=name)
        organizers.give_role(db, organizer_id, here.id, role)
        _note(db, "organizer.added", organizer_id, here.id, role=role, lost_phone=lost_phone)
        if lost_phone:
            signing_in.forget_second_factor(db, organizer_id)
            sessions.end_all(db, organizer_id)
        return signing_in.make_link(db, organizer_id, now())

    with database(found) as base:
        token = base.change(unit)
    tell("sign_in_link", email=organizers.folded(email))
    typer.echo(f"{found.public_url}/sign-in/link/{token}")


@app.command("list")
def list_(
    org: Annotated[str | None, typer.Option(help="One organization alone.")] = None, as_json: Json = False
) -> None:
    """All organizers; somebody who is something in several organizations, once for each."""
    with database() as base:
        rows = base.read(lambda db: organizers.listed(db, organization(db, org).id if org else None))
    if as_json:
        return print_json(
            [
                {
                    "id": row.id, "email": row.email, "name": row.name, "organization": row.organization,
                    "role": row.role, "set_up": bool(row.password_hash and row.totp_secret),
                }
                for row in rows
            ]
        )  # fmt: skip
    for row in rows:
        typer.echo(f"{row.email}\t{row.role}\t{row.organization}\t{row.name}")
    return None


@app.command()
def remove(
    email: str, org: Annotated[str | None, typer.Option(help="Of this organization alone; else of all.")] = None
) -> None:
    """Take somebody's roles: they are out at once, and their link and what they approved is no longer good."""

    def unit(db: Connection) -> int:
        account = organizers.by_email(db, email)
        here = organization(db, org).id if org else None
        went = organizers.remove(db, account.id, organization_id=here) if account else 0
        if account is None or not went:
            return 0
        _note(db, "organizer.removed", account.id, here, roles=went)
        return went

    with database() as base:
        if not base.change(unit):
            fail("no_organizer", email=email)


def _note(db: Connection, action: str, organizer_id: int, organization_id: int | None, **detail: object) -> None:
    columns = {"organization_id": organization_id, "object": f"organizer:{organizer_id}", "detail": detail}
    installation.note(db, ACTOR, action, now(), **columns)
