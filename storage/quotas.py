"""Quotas: how many shifts of an activity each candidate is to do between two days, and how far they have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from storage import booking_choice, organizations
from storage.booking_choice import Speaker
from storage.importing.names import fold
from storage.tables import activity, claim, organization, quota, shift


@dataclass(frozen=True)
class Wanted:
    """What candidates are to do. since, until: the first and the last day."""

    organization_id: int
    activity: str
    minimum: int
    since: date
    until: date


@dataclass(frozen=True)
class Standing:
    """How far a candidate has come. booked: shifts that are not over; expected: how many they should have by now."""

    person: Speaker
    done: int
    booked: int
    minimum: int
    expected: int

    @property
    def have(self) -> int:
        return self.done + self.booked

    @property
    def is_behind(self) -> bool:
        """They have fewer, those that are booked with them, than their share of the time that has gone."""
        return self.have < self.expected


def make(db: Connection, wanted: Wanted, now: datetime) -> int:
    """A new quota; its id. One that is made after its half-time writes to nobody."""
    values = {name: getattr(wanted, name) for name in ("organization_id", "activity", "minimum", "since", "until")}
    made = db.execute(insert(quota).values(**values, created_at=now).returning(quota.c.id)).scalar_one()
    row = get(db, int(made))
    if row is not None and half_time(row) <= now:
        told(db, row.id, now)
    return int(made)


def remove(db: Connection, quota_id: int, organization_ids: Sequence[int]) -> bool:
    """Take a quota of these organizations away; False when it is not there."""
    mine = (quota.c.id == quota_id) & quota.c.organization_id.in_(organization_ids)
    return db.execute(delete(quota).where(mine)).rowcount == 1


def _select() -> Select[Any]:
    named = organization.c.name.label("organization"), organization.c.timezone.label("zone")
    return select(quota, *named).join(organization, organization.c.id == quota.c.organization_id)


def get(db: Connection, quota_id: int) -> Row[Any] | None:
    """A quota with its `organization` and the `zone` there."""
    return db.execute(_select().where(quota.c.id == quota_id)).one_or_none()


def listed(db: Connection, organization_ids: Sequence[int]) -> list[Row[Any]]:
    """The quotas of these organizations, that which ends last first; columns as of `get`."""
    mine = _select().where(quota.c.organization_id.in_(organization_ids))
    return list(db.execute(mine.order_by(quota.c.until.desc(), quota.c.id)))


# How far they have come


def standing(db: Connection, row: Row[Any], now: datetime) -> list[Standing]:
    """How far each candidate of the organization and of those below it has come, who lacks most first.

    A shift counts wherever in the tree it is, by the name of its activity; nobody with a protected identity is here.
    """
    below = organizations.below(db, row.organization_id)
    people = [each for each in booking_choice.speakers(db, row.organization_id, now) if each.organization_id in below]
    done, booked = _counted(db, row, [each.id for each in people], now)
    expected = expected_by(row, now)
    found = [Standing(each, done.get(each.id, 0), booked.get(each.id, 0), row.minimum, expected) for each in people]
    return sorted(found, key=lambda each: (each.have, each.done, fold(each.person.name)))


def _counted(
    db: Connection, row: Row[Any], person_ids: Sequence[int], now: datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """How many shifts each has done, and how many are booked and not over."""
    tree = organizations.below(db, organizations.above(db, row.organization_id)[-1])
    named = db.execute(select(activity).where(activity.c.organization_id.in_(tree)))
    same = [each.id for each in named if fold(each.name) == fold(row.activity)]
    held = claim.c.person_id.in_(person_ids), claim.c.state.in_(("confirmed", "attended")), shift.c.state == "open"
    during = shift.c.starts_at >= begins(row), shift.c.starts_at < ends(row)
    wanted = select(claim.c.person_id, claim.c.state, shift.c.ends_at).join(shift, shift.c.id == claim.c.shift_id)
    done: dict[int, int] = {}
    booked: dict[int, int] = {}
    for each in db.execute(wanted.where(*held, *during, shift.c.activity_id.in_(same))):
        counts = done if each.state == "attended" or each.ends_at <= now else booked
        counts[each.person_id] = counts.get(each.person_id, 0) + 1
    return done, booked


def begins(row: Row[Any]) -> datetime:
    """When the first day begins there, in UTC."""
    return _midnight(row.since, row.zone)


def ends(row: Row[Any]) -> datetime:
    """When the last day is over there, in UTC."""
    return _midnight(row.until + timedelta(days=1), row.zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def half_time(row: Row[Any]) -> datetime:
    """When half of the time has gone."""
    return begins(row) + (ends(row) - begins(row)) / 2


def expected_by(row: Row[Any], now: datetime) -> int:
    """How many shifts somebody should have by then: as large a part of them as of the time, to the nearest whole."""
    gone: float = (now - begins(row)) / (ends(row) - begins(row))
    return int(int(row.minimum) * min(max(gone, 0), 1) + 0.5)


# Half-time


def due(db: Connection, now: datetime) -> list[Row[Any]]:
    """The quotas past half-time, not over, of which nobody has been told yet; columns as of `get`."""
    today = now.date()
    near = quota.c.since <= today + timedelta(days=1), quota.c.until >= today - timedelta(days=1)
    rows = db.execute(_select().where(quota.c.told_at.is_(None), *near).order_by(quota.c.id))
    return [row for row in rows if half_time(row) <= now < ends(row)]


def told(db: Connection, quota_id: int, now: datetime) -> bool:
    """Those who are behind have been written to; False when that was written down before."""
    waits = (quota.c.id == quota_id) & quota.c.told_at.is_(None)
    return db.execute(update(quota).where(waits).values(told_at=now)).rowcount == 1
