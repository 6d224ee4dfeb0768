"""Reading the audit: who did what in an organization and below, and who has looked at whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from storage.tables import audit, organizer, person, read_log


def listed(
    db: Connection, organization_ids: Sequence[int], *, action: str = "", before: int | None = None, limit: int = 50
) -> list[Row[Any]]:
    """The latest lines, newest first, of actions that begin with `action`; `before` an id for the next page."""
    wanted = select(audit).where(audit.c.organization_id.in_(organization_ids))
    if action:
        wanted = wanted.where(audit.c.action.startswith(action, autoescape=True))
    if before is not None:
        wanted = wanted.where(audit.c.id < before)
    return list(db.execute(wanted.order_by(audit.c.id.desc()).limit(limit)))


def looks(
    db: Connection, organization_ids: Sequence[int], *, before: int | None = None, since: datetime | None = None,
    limit: int = 50,
) -> list[Row[Any]]:  # fmt: skip
    """Who looked at people of these organizations, newest first: id, at, actor, action, person_id, and the name."""
    columns = read_log.c.id, read_log.c.at, read_log.c.actor, read_log.c.action, read_log.c.person_id
    wanted = (
        select(*columns, person.c.first_name, person.c.last_name)
        .outerjoin(person, person.c.id == read_log.c.person_id)
        .where(read_log.c.organization_id.in_(organization_ids))
    )
    if before is not None:
        wanted = wanted.where(read_log.c.id < before)
    if since is not None:
        wanted = wanted.where(read_log.c.at >= since)
    return list(db.execute(wanted.order_by(read_log.c.id.desc()).limit(limit)))


def names(db: Connection, actors: Sequence[str]) -> dict[str, str]:
    """What the organizers among these actors are called, by actor; a command line stays what it is."""
    ids = {int(number) for kind, _, number in (actor.partition(":") for actor in actors) if kind == "organizer"
           and number.isdecimal()}  # fmt: skip
    rows = db.execute(select(organizer.c.id, organizer.c.name, organizer.c.email).where(organizer.c.id.in_(ids)))
    return {f"organizer:{row.id}": row.name or row.email for row in rows}
