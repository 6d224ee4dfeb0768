"""The tree of organizations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from storage.once import insert_once
from storage.tables import organization, outbox


def add(
    db: Connection, name: str, parent_id: int | None, timezone: str, quiet_hours: str, now: datetime
) -> int | None:
    """A new organization; None when the name is taken."""
    values = {"name": name, "parent_id": parent_id, "timezone": timezone, "quiet_hours": quiet_hours}
    return insert_once(db, organization, {**values, "created_at": now})


def set_on_call(db: Connection, organization_id: int, address_id: int | None) -> None:
    """Who is told at once when somebody of the organization, or of one below it, may be in danger."""
    mine = update(organization).where(organization.c.id == organization_id)
    db.execute(mine.values(on_call_id=address_id))


def change(db: Connection, organization_id: int, **values: Any) -> None:
    """Set columns of an organization."""
    db.execute(update(organization).where(organization.c.id == organization_id).values(values))


def find(db: Connection, name: str) -> Row[Any] | None:
    """An organization by its name, in any case of letters."""
    rows = db.execute(select(organization))
    return next((row for row in rows if row.name.casefold() == name.strip().casefold()), None)


def get(db: Connection, organization_id: int) -> Row[Any]:
    """An organization by id."""
    return db.execute(select(organization).where(organization.c.id == organization_id)).one()


def listed(db: Connection) -> list[Row[Any]]:
    """All organizations, in order of id."""
    return list(db.execute(select(organization).order_by(organization.c.id)))


def above(db: Connection, organization_id: int) -> list[int]:
    """The ids of an organization and of those above it, the nearest first."""
    parents = {row.id: row.parent_id for row in listed(db)}
    found = [organization_id]
    while (parent := parents.get(found[-1])) is not None and parent not in found:
        found.append(parent)
    return found


def below(db: Connection, organization_id: int) -> list[int]:
    """The ids of an organization and of all below it."""
    found, rows = [organization_id], listed(db)
    for current in found:
        found.extend(row.id for row in rows if row.parent_id == current and row.id not in found)
    return found


def top(db: Connection) -> Row[Any] | None:
    """The organization that speaks for the installation: the first without a parent."""
    wanted = (
        select(organization).where(organization.c.parent_id.is_(None)).order_by(organization.c.id).limit(1)
    )
    return db.execute(wanted).one_or_none()


def wrote_last(
    db: Connection, address_id: int, organization_ids: Sequence[int], since: datetime
) -> int | None:
    """Which of the organizations wrote last to an address, since then."""
    mine = (outbox.c.address_id == address_id) & outbox.c.organization_id.in_(organization_ids)
    wanted = select(outbox.c.organization_id).where(mine, outbox.c.created_at >= since)
    return db.execute(wanted.order_by(outbox.c.id.desc()).limit(1)).scalar()
