"""Calendars that others read: a link, and the shifts and bookings that stand behind it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, insert, literal, select, union_all

from storage import organizations
from storage.tables import activity, booking, calendar, claim, organization, person, shift

BACK, AHEAD = timedelta(days=60), timedelta(days=500)
MOST = 2000


@dataclass(frozen=True)
class Feed:
    """A calendar: whose name it has, in which language, and its entries.

    Each has kind (shift or booking), id, title, venue, wall_start, wall_end, zone, starts_at, state, and for an
    organization's own shifts taken and maximum; None for a person's.
    """

    name: str
    language: str
    entries: Sequence[Row[Any]]


def link(db: Connection, now: datetime, *, organization_id: int | None = None, person_id: int | None = None) -> str:
    """The token of an organization's calendar, or of a person's; made when there is none."""
    mine = {"organization_id": organization_id, "person_id": person_id}
    token = link_there(db, **mine)
    if token is None:
        token = secrets.token_urlsafe(24)
        db.execute(insert(calendar).values(**mine, token=token, made_at=now))
    return token


def link_there(db: Connection, *, organization_id: int | None = None, person_id: int | None = None) -> str | None:
    """The token there is already, or None."""
    mine = select(calendar.c.token).where(_whose(organization_id, person_id))
    return db.execute(mine.order_by(calendar.c.id).limit(1)).scalar()


def end_link(db: Connection, *, organization_id: int | None = None, person_id: int | None = None) -> bool:
    """From now on no link to it leads anywhere; False when there was none."""
    return db.execute(delete(calendar).where(_whose(organization_id, person_id))).rowcount > 0


def _whose(organization_id: int | None, person_id: int | None) -> ColumnElement[bool]:
    return calendar.c.organization_id == organization_id if person_id is None else calendar.c.person_id == person_id


def feed(db: Connection, token: str, now: datetime) -> Feed | None:
    """What stands behind a token; None when nothing does. No entry names or numbers anybody."""
    found = db.execute(select(calendar).where(calendar.c.token == token)).one_or_none()
    if found is None:
        return None
    if found.organization_id is not None:
        whose = db.execute(select(organization).where(organization.c.id == found.organization_id)).one()
        within = shift.c.organization_id.in_(organizations.below(db, whose.id))
        return Feed(
            whose.name, whose.language, _entries(db, now, _shifts(shift.c.taken, shift.c.maximum).where(within))
        )
    named = select(person.c.language, organization.c.name).join(organization).where(person.c.id == found.person_id)
    whose = db.execute(named).one()
    return Feed(whose.name, whose.language, _entries(db, now, *_promised(found.person_id)))


def _shifts(taken: Any, maximum: Any) -> Select[Any]:
    times = shift.c.wall_start, shift.c.wall_end, shift.c.zone, shift.c.starts_at
    named = literal("shift").label("kind"), shift.c.id, activity.c.name.label("title"), shift.c.venue
    columns = *named, *times, shift.c.state, taken.label("taken"), maximum.label("maximum")
    return select(*columns).join(activity, activity.c.id == shift.c.activity_id)


def _promised(person_id: int) -> tuple[Select[Any], Select[Any]]:
    """The shifts in which somebody has a place, and the bookings to which they said yes."""
    none = literal(None, shift.c.taken.type)
    held = claim.c.person_id == person_id, claim.c.state.in_(("confirmed", "attended"))
    mine = _shifts(none, none).join(claim, claim.c.shift_id == shift.c.id).where(*held)
    times = booking.c.wall_start, booking.c.wall_end, booking.c.zone, booking.c.starts_at
    named = literal("booking").label("kind"), booking.c.id, booking.c.title, booking.c.venue
    booked = select(*named, *times, literal("open").label("state"), none.label("taken"), none.label("maximum"))
    return mine, booked.where(booking.c.candidate_id == person_id, booking.c.state == "accepted")


def _entries(db: Connection, now: datetime, *wanted: Select[Any]) -> list[Row[Any]]:
    all_of_them = union_all(*wanted).subquery()
    near = all_of_them.c.starts_at.between(now - BACK, now + AHEAD)
    return list(db.execute(select(all_of_them).where(near).order_by(all_of_them.c.starts_at).limit(MOST)))
