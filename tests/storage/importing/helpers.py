"""What the stories of an import have in common."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, select

from storage.importing.columns import guess
from storage.importing.people import ImportResult, import_people
from storage.importing.people_file import Candidate, read_people
from storage.importing.reasons import Refused
from storage.importing.sheet import Sheet, read_sheet
from storage.importing.texts import reason_text
from storage.tables import address, person, person_address, person_role, person_tag
from tests.storage.importing.conftest import NOW, SOLNA

SWEDEN = ("+46",)


def sheet_of(text: str) -> Sheet:
    sheet = read_sheet(text.encode(), "lista.csv")
    assert isinstance(sheet, Sheet), sheet
    return sheet


def people_in(sheet: Sheet) -> list[Candidate | Refused]:
    return list(read_people(sheet, guess(sheet), SWEDEN))


def only_person(text: str) -> Candidate:
    (found,) = people_in(sheet_of(text))
    assert isinstance(found, Candidate), found
    return found


def only_refusal(text: str, language: str = "sv") -> str:
    (found,) = people_in(sheet_of(text))
    assert isinstance(found, Refused), found
    return reason_text(found.reason, language)


def take(
    db: Connection,
    text: str,
    *,
    organization: int = SOLNA,
    basis: str | None = None,
    dry_run: bool = False,
    days: int = 0,
) -> ImportResult:
    """Import the text of a file; `days` after the first."""
    rows = people_in(sheet_of(text))
    return import_people(
        db, rows, organization_id=organization, basis=basis, source="lista.csv", now=NOW + timedelta(days=days),
        dry_run=dry_run,
    )  # fmt: skip


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    return result.created, result.updated, result.unchanged, len(result.refused)


def reasons(result: ImportResult) -> dict[int, str]:
    return {refused.row: refused.reason.key for refused in result.refused}


def notes(result: ImportResult) -> dict[int, list[str]]:
    return {verdict.row: [note.key for note in verdict.notes] for verdict in result.verdicts if verdict.notes}


def everybody(db: Connection) -> list[Mapping[str, object]]:
    """All people with their phones, tags and roles, in order of id."""
    return [_whole(db, dict(row)) for row in db.execute(select(person).order_by(person.c.id)).mappings()]


def _whole(db: Connection, row: dict[str, object]) -> Mapping[str, object]:
    mine = person_address.c.person_id == row["id"]
    phones = select(address.c.address).join(person_address).where(mine).order_by(address.c.id)
    tags = select(person_tag.c.tag).where(person_tag.c.person_id == row["id"]).order_by(person_tag.c.tag)
    roles = select(person_role.c.role).where(person_role.c.person_id == row["id"]).order_by(person_role.c.role)
    lists = {"phones": phones, "tags": tags, "roles": roles}
    return row | {name: list(db.execute(wanted).scalars()) for name, wanted in lists.items()}
