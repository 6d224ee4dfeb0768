"""What needs somebody today in some organizations: a few counts and short lists, each from one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select

from storage.tables import activity, booking, broadcast, organization, outbox, person, shift, survey, survey_asked

AHEAD = timedelta(days=14)
UNDER_WAY = ("approval", "undo", "scheduled", "sending", "paused")
UNANSWERED = ("open", "queued", "asked", "tentative", "countered", "desk")
FEW = 8


@dataclass(frozen=True)
class Covered:
    """How far a survey has come: by state, how many people; everybody: how many there are."""

    name: str
    everybody: int
    states: dict[str, int]


def short_shifts(db: Connection, organization_ids: Sequence[int], now: datetime, limit: int = FEW) -> list[Row[Any]]:
    """The next shifts below their minimum: id, activity, venue, starts_at, ends_at, zone, taken, minimum, maximum."""
    columns = (shift.c.id, shift.c.venue, shift.c.starts_at, shift.c.ends_at, shift.c.zone, shift.c.taken)
    wanted = (
        select(*columns, shift.c.minimum, shift.c.maximum, activity.c.name.label("activity"))
        .join(activity, activity.c.id == shift.c.activity_id)
        .where(shift.c.organization_id.in_(organization_ids), shift.c.state == "open")
        .where(shift.c.starts_at.between(now, now + AHEAD), shift.c.taken < shift.c.minimum)
    )
    return list(db.execute(wanted.order_by(shift.c.starts_at).limit(limit)))


def broadcasts_under_way(db: Connection, organization_ids: Sequence[int], limit: int = FEW) -> list[Row[Any]]:
    """Broadcasts that have not come to an end, the newest first."""
    mine = broadcast.c.organization_id.in_(organization_ids), broadcast.c.state.in_(UNDER_WAY)
    return list(db.execute(select(broadcast).where(*mine).order_by(broadcast.c.id.desc()).limit(limit)))


def bookings_unanswered(db: Connection, organization_ids: Sequence[int], limit: int = FEW) -> list[Row[Any]]:
    """Requests for speakers that nobody has answered, the one that has to be answered first on top."""
    mine = booking.c.organization_id.in_(organization_ids), booking.c.state.in_(UNANSWERED)
    in_order = booking.c.answer_by.is_(None), booking.c.answer_by, booking.c.id
    return list(db.execute(select(booking).where(*mine).order_by(*in_order).limit(limit)))


def covered(db: Connection, organization_ids: Sequence[int]) -> Covered | None:
    """How far the survey has come that was asked of these organizations last; None when none ever was."""
    theirs = person.c.organization_id.in_(organization_ids)
    asked = survey_asked.join(person, person.c.id == survey_asked.c.person_id)
    last = select(survey_asked.c.survey_id).select_from(asked).where(theirs).order_by(survey_asked.c.id.desc()).limit(1)
    survey_id = db.execute(last).scalar()
    if survey_id is None:
        return None
    mine = select(survey_asked.c.state, func.count().label("n")).select_from(asked).where(theirs)
    states = db.execute(mine.where(survey_asked.c.survey_id == survey_id).group_by(survey_asked.c.state))
    name = db.execute(select(survey.c.name).where(survey.c.id == survey_id)).scalar_one()
    return Covered(name, how_many(db, organization_ids), {row.state: row.n for row in states})


def how_many(db: Connection, organization_ids: Sequence[int]) -> int:
    """How many people there are."""
    return int(db.execute(select(func.count()).where(person.c.organization_id.in_(organization_ids))).scalar_one())


def is_large(db: Connection, organization_ids: Sequence[int], than: int) -> bool:
    """Whether there are more people than that: no more than so many are looked at."""
    some = select(person.c.id).where(person.c.organization_id.in_(organization_ids)).limit(than + 1).subquery()
    return int(db.execute(select(func.count()).select_from(some)).scalar_one()) > than


def has_people(db: Connection, organization_ids: Sequence[int]) -> bool:
    """Whether there is anybody."""
    anybody = exists().where(person.c.organization_id.in_(organization_ids))
    return bool(db.execute(select(anybody)).scalar())


def has_tested(db: Connection, organization_ids: Sequence[int]) -> bool:
    """Whether anybody has sent themselves a test, or a broadcast has left."""
    test = exists().where(outbox.c.organization_id.in_(organization_ids), outbox.c.flow == "test")
    left = exists().where(broadcast.c.organization_id.in_(organization_ids), broadcast.c.started_at.is_not(None))
    return bool(db.execute(select(test | left)).scalar())


def is_named(db: Connection, organization_id: int) -> bool:
    """Whether the organization has anything of its own: somebody on call."""
    mine = select(organization.c.on_call_id).where(organization.c.id == organization_id)
    return db.execute(mine).scalar() is not None
