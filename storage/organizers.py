"""Organizers: who has an account in the panel, and what they are in which organization."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from storage import broadcasts, organizations, sessions, signing_in
from storage.once import insert_once
from storage.tables import broadcast, organization, organizer, organizer_role


def folded(email: str) -> str:
    """An address of e-mail as it is kept and looked for."""
    return email.strip().casefold()


def add(db: Connection, email: str, now: datetime, *, name: str = "", language: str = "sv") -> int:
    """The id of the account with this e-mail; made when there is none."""
    values = {"email": folded(email), "name": name, "language": language, "created_at": now}
    made = insert_once(db, organizer, values)
    return made if made is not None else int(by_email(db, email).id)  # type: ignore[union-attr]


def get(db: Connection, organizer_id: int) -> Row[Any] | None:
    """An account by id."""
    return db.execute(select(organizer).where(organizer.c.id == organizer_id)).one_or_none()


def get_for_update(db: Connection, organizer_id: int) -> Row[Any] | None:
    """As `get`, and locked: nobody is signed in while they are removed."""
    return db.execute(select(organizer).where(organizer.c.id == organizer_id).with_for_update()).one_or_none()


def by_email(db: Connection, email: str) -> Row[Any] | None:
    """The account with this e-mail."""
    return db.execute(select(organizer).where(organizer.c.email == folded(email))).one_or_none()


def give_role(db: Connection, organizer_id: int, organization_id: int, role: str) -> None:
    """Make somebody something in an organization; what they were there before is replaced."""
    take_role(db, organizer_id, organization_id)
    db.execute(insert(organizer_role).values(organizer_id=organizer_id, organization_id=organization_id, role=role))


def take_role(db: Connection, organizer_id: int, organization_id: int) -> int:
    """They are nothing there any more; how many roles that were."""
    mine = (organizer_role.c.organizer_id == organizer_id) & (organizer_role.c.organization_id == organization_id)
    return db.execute(delete(organizer_role).where(mine)).rowcount


def roles(db: Connection, organizer_id: int) -> dict[int, str]:
    """What somebody is, by the organization's id."""
    theirs = select(organizer_role.c.organization_id, organizer_role.c.role)
    rows = db.execute(theirs.where(organizer_role.c.organizer_id == organizer_id))
    return {row.organization_id: row.role for row in rows}


def listed(db: Connection, organization_id: int | None = None) -> list[Row[Any]]:
    """Who is what where: organizer's columns, role, organization_id, organization; of one organization, or all."""
    columns = (organizer_role.c.role, organizer_role.c.organization_id, organization.c.name.label("organization"))
    wanted = (
        select(organizer, *columns)
        .join(organizer_role, organizer_role.c.organizer_id == organizer.c.id)
        .join(organization, organization.c.id == organizer_role.c.organization_id)
        .order_by(organizer.c.email, organizer_role.c.organization_id)
    )
    if organization_id is not None:
        wanted = wanted.where(organizer_role.c.organization_id == organization_id)
    return list(db.execute(wanted))


def change(db: Connection, organizer_id: int, **values: Any) -> None:
    """Set columns of an account."""
    db.execute(update(organizer).where(organizer.c.id == organizer_id).values(values))


def remove(db: Connection, organizer_id: int, *, organization_id: int | None = None) -> int:
    """They are out at once, of one organization or of all; how many roles went.

    Their sessions and links end, and what they approved or wait to have approved there is a draft again. Who has no
    role left has no password and no second factor either. The row stays: the audit and the read log name it.
    """
    get_for_update(db, organizer_id)
    mine = organizer_role.c.organizer_id == organizer_id
    here = mine if organization_id is None else and_(mine, organizer_role.c.organization_id == organization_id)
    went = db.execute(delete(organizer_role).where(here)).rowcount
    if not went:
        return 0
    sessions.end_all(db, organizer_id)
    signing_in.end_links(db, organizer_id)
    _withdraw(db, f"organizer:{organizer_id}", organization_id)
    if not roles(db, organizer_id):
        signing_in.forget_second_factor(db, organizer_id)
        change(db, organizer_id, password_hash=None, address_id=None)
    return went


def _withdraw(db: Connection, actor: str, organization_id: int | None) -> None:
    """What waits for an approval that they asked for, or goes by one that they gave, is a draft again."""
    asked = and_(broadcast.c.author == actor, broadcast.c.state == "approval")
    gave = and_(broadcast.c.approver == actor, broadcast.c.state.in_(("undo", "scheduled")))
    theirs = select(broadcast.c.id).where(or_(asked, gave))
    if organization_id is not None:
        theirs = theirs.where(broadcast.c.organization_id.in_(organizations.below(db, organization_id)))
    for broadcast_id in db.execute(theirs.order_by(broadcast.c.id)).scalars().all():
        broadcasts.take_back(db, broadcast_id)
