"""Rights: who asked for what the law gives them and what came of it, and who looked at a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select

from storage import installation
from storage.tables import audit, rights_request

Kind = Literal["access", "erasure", "source"]


def given(
    db: Connection, organization_id: int, kind: Kind, now: datetime, *, by: str,
    report: Mapping[str, Any] | None = None, asked_at: datetime | None = None,
) -> int:  # fmt: skip
    """Note that a right was given, as soon as it was asked for unless `asked_at` says when; the id of the note.

    by: who asked (an organizer, `command line`, `person`). report: counts; never a name, a number or a text.
    """
    values = {"organization_id": organization_id, "kind": kind, "asked_at": asked_at or now, "done_at": now}
    made = insert(rights_request).values({**values, "by": by, "report": dict(report or {})})
    return int(db.execute(made.returning(rights_request.c.id)).scalar_one())


def listed(db: Connection, organization_id: int) -> list[Row[Any]]:
    """What an organization was asked for, the oldest first."""
    mine = rights_request.c.organization_id == organization_id
    return list(db.execute(select(rights_request).where(mine).order_by(rights_request.c.id)))


def looked(db: Connection, person_id: int, organization_id: int, now: datetime, *, by: str, action: str) -> None:
    """Somebody saw, or was given, what there is about a person; `action` says how: `people access`, `export` …"""
    installation.note(db, by, action, now, organization_id=organization_id, object=about(person_id))


def lookers(db: Connection, person_id: int) -> list[Row[Any]]:
    """The lines of the audit about a person, the oldest first."""
    return list(db.execute(select(audit).where(audit.c.object == about(person_id)).order_by(audit.c.id)))


def about(person_id: int) -> str:
    """How the audit names a person: by a number that nobody gets again."""
    return f"person:{person_id}"
