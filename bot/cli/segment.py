"""Segments on the command line: an expression to a selection, or one clear line on what is wrong with it."""

from typing import Any

import typer
from sqlalchemy import Connection, Select

from bot.cli.common import now
from storage.segments import SegmentError, error_text, select_people


def chosen(db: Connection, organization_id: int, expression: str | None) -> Select[Any]:
    """The ids of the people an expression describes; ends the command when it cannot be read."""
    found = select_people(db, organization_id, expression, now())
    if isinstance(found, SegmentError):
        typer.echo(error_text(found, "en"), err=True)
        raise typer.Exit(1)
    return found
