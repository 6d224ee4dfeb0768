"""What all commands share: settings, a database that is closed again, output, and how a command gives up."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy import Connection, Row, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.texts import TEXTS
from bot.config import MissingSetting, Settings
from bot.service import NotReady, open_database
from storage import organizations
from storage.installation import WrongKey
from storage.session import Database


def fail(key: str, **values: object) -> NoReturn:
    """One clear line on standard error that says what to do; the command ends with 1."""
    typer.echo(TEXTS[key].format(**values), err=True)
    raise typer.Exit(1)


def tell(key: str, **values: object) -> None:
    """A line for whoever reads along; standard error, so that standard output stays what scripts expect."""
    typer.echo(TEXTS[key].format(**values), err=True)


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(document, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def settings() -> Settings:
    """The settings; ends the command when one of them is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        fail("bad_setting", name=", ".join(str(item["loc"][0]).upper() for item in error.errors()))


@contextmanager
def giving_up(found: Settings) -> Iterator[None]:
    """End the command with one clear line when the database cannot be used as it is."""
    try:
        yield
    except (NotReady, MissingSetting) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except WrongKey as error:
        typer.echo(TEXTS["wrong_key"], err=True)
        raise typer.Exit(1) from error
    except SQLAlchemyError as error:
        typer.echo(TEXTS["no_database"].format(url=make_url(found.database_url).render_as_string()), err=True)
        raise typer.Exit(1) from error


@contextmanager
def database(found: Settings | None = None) -> Iterator[Database]:
    """The database of the settings, for as long as the command needs it."""
    found = found or settings()
    with giving_up(found):
        opened = open_database(found)
    try:
        yield opened
    finally:
        opened.close()


def now() -> datetime:
    return datetime.now(UTC)


def organization(db: Connection, name: str) -> Row[Any]:
    """The organization of that name; ends the command when there is none."""
    found = organizations.find(db, name)
    return found if found is not None else fail("no_organization", name=name)


def confirmed(yes: bool, question: str, refusal: str, **values: object) -> None:
    """Go on when told so: by --yes, or by whoever sits at the terminal."""
    if yes:
        return
    if not sys.stdin.isatty():
        fail(refusal, **values)
    if not typer.confirm(TEXTS[question].format(**values)):
        raise typer.Exit(1)
