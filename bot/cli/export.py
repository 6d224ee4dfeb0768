"""budkavle people export: the list of an organization as a file for a spreadsheet."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import fail, now, organization, tell
from bot.cli.segment import chosen
from bot.cli.who import note_looks, operator, whole_list
from storage import exporting, installation, people


def export(
    file: Path, org: Annotated[str, typer.Option("--org", help="The organization, and those below it.")],
    segment: Annotated[str | None, typer.Option(help="Only those of this expression.")] = None,
    protected: Annotated[bool, typer.Option("--protected", help="Also those whose identity is protected.")] = False,
) -> None:  # fmt: skip
    """Write the people of an organization to FILE (.csv). It holds who is a member: keep it safe, and delete it."""
    if file.suffix.lower() != ".csv":
        fail("export_csv", file=file.name)
    with whole_list() as base:
        here = base.read(lambda db: organization(db, org))
        everybody = base.read(lambda db: chosen(db, here.id, segment))
        ids = everybody if protected else people.unprotected(everybody)
        seen = base.read(lambda db: list(db.execute(ids).scalars()))
        hidden = base.read(lambda db: len(db.execute(everybody).all())) - len(seen)
        note_looks(base, seen, "people export")
        try:
            with file.open("w", encoding=exporting.ENCODING, newline="") as out:
                file.chmod(0o600)
                count = base.read(lambda db: exporting.write_people(db, out, ids, here.language, protected=protected))
        except OSError:
            fail("cannot_write", file=file)
        detail = {"people": count, "segment": segment, "protected": protected}
        base.change(
            lambda db: installation.note(
                db, operator(), "people export", now(), organization_id=here.id, object="people", detail=detail
            )
        )
    tell("exported", count=count, file=file.name)
    tell_hidden(hidden)


def tell_hidden(count: int) -> None:
    """How many people were left out because their identity is protected, when any were."""
    if count:
        tell("hidden", count=count)
