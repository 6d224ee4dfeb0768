"""budkavle people export: the list of an organization as a file for a spreadsheet."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import database, fail, now, organization, tell
from bot.cli.segment import chosen
from storage import exporting, installation


def export(
    file: Path, org: Annotated[str, typer.Option("--org", help="The organization, and those below it.")],
    segment: Annotated[str | None, typer.Option(help="Only those of this expression.")] = None,
) -> None:  # fmt: skip
    """Write the people of an organization to FILE (.csv). It holds who is a member: keep it safe, and delete it."""
    if file.suffix.lower() != ".csv":
        fail("export_csv", file=file.name)
    with database() as base:
        here = base.read(lambda db: organization(db, org))
        ids = base.read(lambda db: chosen(db, here.id, segment))
        try:
            with file.open("w", encoding=exporting.ENCODING, newline="") as out:
                file.chmod(0o600)
                count = base.read(lambda db: exporting.write_people(db, out, ids, here.language))
        except OSError:
            fail("cannot_write", file=file)
        detail = {"people": count, "segment": segment}
        base.change(
            lambda db: installation.note(
                db, "command line", "people export", now(), organization_id=here.id, object="people", detail=detail
            )
        )
    tell("exported", count=count, file=file.name)
