"""Shifts and the places in them. A place is taken by one guarded statement, so that none is ever sold twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from storage.once import insert_once
from storage.tables import activity, address, claim, organization, shift

HELD = ("confirmed", "waiting", "offered")
CAME = ("confirmed", "attended", "no_show")  # what may be said of who came, and taken back again


def _select() -> Select[Any]:
    waiting = select(func.coalesce(func.sum(claim.c.people), 0)).where(
        claim.c.shift_id == shift.c.id, claim.c.state == "waiting"
    )
    return (
        select(
            shift,
            activity.c.name.label("activity"),
            address.c.address.label("responsible"),
            organization.c.name.label("organization"),
            waiting.scalar_subquery().label("waiting"),
        )
        .join(activity, activity.c.id == shift.c.activity_id)
        .join(organization, organization.c.id == shift.c.organization_id)
        .join(address, address.c.id == shift.c.responsible_id, isouter=True)
    )


def get(db: Connection, shift_id: int) -> Row[Any] | None:
    """A shift with `activity`, `organization`, `responsible` (a number or None) and `waiting`."""
    return db.execute(_select().where(shift.c.id == shift_id)).one_or_none()


def listed(db: Connection, organization_ids: Sequence[int] | None = None) -> list[Row[Any]]:
    """Shifts that are not cancelled, the earliest first; of these organizations, or of all."""
    wanted = _select().where(shift.c.state == "open").order_by(shift.c.starts_at, shift.c.id)
    return list(
        db.execute(wanted if organization_ids is None else wanted.where(shift.c.organization_id.in_(organization_ids)))
    )


def between(
    db: Connection, organization_ids: Sequence[int], since: datetime, until: datetime, activity_name: str = ""
) -> list[Row[Any]]:
    """Shifts that start within the time, those called off too, the earliest first; of one activity or all."""
    wanted = _select().where(shift.c.organization_id.in_(organization_ids))
    if activity_name:
        wanted = wanted.where(activity.c.name == activity_name)
    within = wanted.where(shift.c.starts_at >= since, shift.c.starts_at < until)
    return list(db.execute(within.order_by(shift.c.starts_at, shift.c.id)))


def next_start(db: Connection, organization_ids: Sequence[int], since: datetime) -> datetime | None:
    """When the first shift starts from then on; None when there is none."""
    mine = shift.c.organization_id.in_(organization_ids), shift.c.state == "open", shift.c.starts_at >= since
    return db.execute(select(func.min(shift.c.starts_at)).where(*mine)).scalar()


def with_room(
    db: Connection, organization_ids: Sequence[int], now: datetime, people: int, limit: int
) -> list[Row[Any]]:
    """Shifts to come with so many places left, the soonest first."""
    wanted = _select().where(shift.c.organization_id.in_(organization_ids), shift.c.state == "open")
    free = wanted.where(shift.c.starts_at > now, shift.c.taken + people <= shift.c.maximum)
    return list(db.execute(free.order_by(shift.c.starts_at, shift.c.id).limit(limit)))


def suggestions(db: Connection, organization_id: int, limit: int = 30) -> tuple[list[str], list[str]]:
    """What an organization's activities and venues are called, those used last first."""
    mine = select(activity.c.name, shift.c.venue, shift.c.id).join(shift, shift.c.activity_id == activity.c.id)
    rows = list(
        db.execute(mine.where(shift.c.organization_id == organization_id).order_by(shift.c.id.desc()).limit(500))
    )
    return list(dict.fromkeys(row.name for row in rows))[:limit], list(dict.fromkeys(row.venue for row in rows))[:limit]


def open_to(
    db: Connection, person_id: int, organization_ids: Sequence[int], now: datetime, limit: int
) -> list[Row[Any]]:
    """Shifts to come with places left, in which the person has none; the soonest first."""
    mine = select(claim.c.shift_id).where(claim.c.person_id == person_id, claim.c.state.in_(HELD))
    wanted = _select().where(
        shift.c.organization_id.in_(organization_ids), shift.c.state == "open", shift.c.starts_at > now,
        shift.c.taken < shift.c.maximum, shift.c.id.not_in(mine),
    )  # fmt: skip
    return list(db.execute(wanted.order_by(shift.c.starts_at, shift.c.id).limit(limit)))


def of_person(db: Connection, person_id: int, now: datetime) -> list[Row[Any]]:
    """Shifts not yet over in which the person has a place, with `people` (how many are theirs) and `partial`."""
    own = claim.alias("own")
    mine = (own.c.shift_id == shift.c.id) & (own.c.person_id == person_id) & (own.c.state == "confirmed")
    wanted = _select().add_columns(own.c.people, own.c.partial).join(own, mine)
    ahead = wanted.where(shift.c.state == "open", shift.c.ends_at > now)
    return list(db.execute(ahead.order_by(shift.c.starts_at, shift.c.id)))


def activities_done(db: Connection, person_id: int, since: datetime, until: datetime) -> list[str]:
    """The names of what somebody took part in, in shifts that ended within the time; the latest first."""
    mine = (claim.c.person_id == person_id) & claim.c.state.in_(("confirmed", "attended"))
    wanted = (
        select(activity.c.name)
        .join(shift, shift.c.activity_id == activity.c.id)
        .join(claim, claim.c.shift_id == shift.c.id)
        .where(mine, shift.c.ends_at > since, shift.c.ends_at <= until, shift.c.state == "open")
        .group_by(activity.c.id, activity.c.name)
    )
    return list(db.execute(wanted.order_by(func.max(shift.c.ends_at).desc())).scalars())


def of_responsible(db: Connection, address_ids: Sequence[int], now: datetime, until: datetime) -> list[Row[Any]]:
    """Shifts not yet over that start before `until` and that one of these addresses is responsible for."""
    wanted = _select().where(shift.c.responsible_id.in_(address_ids), shift.c.state == "open")
    soon = wanted.where(shift.c.ends_at > now, shift.c.starts_at < until)
    return list(db.execute(soon.order_by(shift.c.starts_at, shift.c.id)))


def take_place(db: Connection, shift_id: int, people: int, now: datetime) -> bool:
    """Take places in a shift to come: one guarded statement, and whoever comes too late gets False."""
    room = (shift.c.taken + people <= shift.c.maximum) & (shift.c.state == "open") & (shift.c.ends_at > now)
    took = update(shift).where(shift.c.id == shift_id, room).values(taken=shift.c.taken + people)
    return db.execute(took).rowcount == 1


def free_place(db: Connection, shift_id: int, people: int) -> None:
    """Places that were taken are free again."""
    db.execute(update(shift).where(shift.c.id == shift_id).values(taken=shift.c.taken - people))


def claim_of(db: Connection, shift_id: int, person_id: int) -> Row[Any] | None:
    """The claim that a person holds in a shift, or held when it began."""
    mine = (claim.c.shift_id == shift_id) & (claim.c.person_id == person_id) & (claim.c.state != "cancelled")
    return db.execute(select(claim).where(mine).order_by(claim.c.id.desc()).limit(1)).one_or_none()


def make_claim(db: Connection, values: Mapping[str, Any]) -> int | None:
    """Note a claim for places that were taken; None when the person holds one already."""
    return insert_once(db, claim, values)


def end_claim(db: Connection, claim_id: int, now: datetime) -> bool:
    """Cancel a confirmed claim; False when it was not confirmed any more."""
    held = update(claim).where(claim.c.id == claim_id, claim.c.state == "confirmed")
    return db.execute(held.values(state="cancelled", updated_at=now)).rowcount == 1


def leave_line(db: Connection, claim_id: int, now: datetime, *, to: str) -> bool:
    """Somebody waits no longer: `to` is confirmed or cancelled; False when they did not wait any more."""
    waits = update(claim).where(claim.c.id == claim_id, claim.c.state.in_(("waiting", "offered")))
    return db.execute(waits.values(state=to, updated_at=now)).rowcount == 1


def mark(db: Connection, shift_id: int, claim_ids: Sequence[int], came: bool, now: datetime) -> int:
    """Write down who came to a shift, or did not; how many claims of it that were."""
    theirs = update(claim).where(claim.c.shift_id == shift_id, claim.c.id.in_(claim_ids), claim.c.state.in_(CAME))
    return db.execute(theirs.values(state="attended" if came else "no_show", updated_at=now)).rowcount


def say_coming(db: Connection, claim_id: int, now: datetime) -> None:
    """The person said to a reminder that they are coming."""
    db.execute(update(claim).where(claim.c.id == claim_id).values(coming="yes", updated_at=now))


def claims(db: Connection, shift_id: int) -> list[Row[Any]]:
    """The confirmed claims of a shift, in the order they were made."""
    wanted = select(claim).where(claim.c.shift_id == shift_id, claim.c.state == "confirmed").order_by(claim.c.id)
    return list(db.execute(wanted))


def get_claim(db: Connection, claim_id: int) -> Row[Any] | None:
    """A claim by id."""
    return db.execute(select(claim).where(claim.c.id == claim_id)).one_or_none()


def claims_of_person(db: Connection, person_id: int) -> list[Row[Any]]:
    """All claims of a person, whatever became of them."""
    return list(db.execute(select(claim).where(claim.c.person_id == person_id).order_by(claim.c.id)))


def activity_id(db: Connection, organization_id: int, name: str) -> int:
    """The id of an activity of an organization; made when it is new."""
    insert_once(db, activity, {"organization_id": organization_id, "name": name})
    same = (activity.c.organization_id == organization_id) & (activity.c.name == name)
    return int(db.execute(select(activity.c.id).where(same)).scalar_one())


def put_shift(db: Connection, values: Mapping[str, Any]) -> str:
    """Load one shift, known by activity, venue and wall start: `created`, `updated`, `unchanged` or `too_small`."""
    key = ("activity_id", "venue", "wall_start")
    same = select(shift).where(*(shift.c[name] == values[name] for name in key))
    row = db.execute(same.with_for_update()).one_or_none()
    if row is None:
        db.execute(insert(shift).values(values))
        return "created"
    if row.taken > values["maximum"]:
        return "too_small"
    if all(getattr(row, name) == value for name, value in values.items()):
        return "unchanged"
    db.execute(update(shift).where(shift.c.id == row.id).values(values))
    return "updated"


def standing(db: Connection, organization_id: int, name: str, venue: str) -> dict[datetime, Row[Any]]:
    """The shifts of an activity at a venue by their wall start: `id`, `state`."""
    columns: list[Any] = [shift.c.wall_start, shift.c.id, shift.c.state]
    wanted = select(*columns).join(activity, activity.c.id == shift.c.activity_id)
    there = wanted.where(activity.c.organization_id == organization_id, activity.c.name == name, shift.c.venue == venue)
    return {row.wall_start: row for row in db.execute(there)}


def make(db: Connection, values: Mapping[str, Any]) -> int | None:
    """A new shift; None when there is one with this activity, venue and wall start already."""
    return insert_once(db, shift, values)


def change(db: Connection, shift_id: int, shown: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Change an open shift if it still is as it was `shown` and those with a place have room; else False.

    Both are column → value; what is not shown may have changed meanwhile.
    """
    same = [shift.c[name].is_not_distinct_from(value) for name, value in shown.items()]
    room = shift.c.taken <= wanted.get("maximum", shift.c.maximum)
    changed = update(shift).where(shift.c.id == shift_id, shift.c.state == "open", room, *same).values(wanted)
    return db.execute(changed).rowcount == 1


def for_update(db: Connection, shift_ids: Sequence[int]) -> None:
    """Lock shifts, in order of id: whoever changes two of them waits for nobody who waits for him."""
    db.execute(select(shift.c.id).where(shift.c.id.in_(shift_ids)).order_by(shift.c.id).with_for_update())


def cancel(db: Connection, shift_id: int) -> bool:
    """Call a shift off; False when it was called off before."""
    off = update(shift).where(shift.c.id == shift_id, shift.c.state == "open").values(state="cancelled")
    return db.execute(off).rowcount == 1


def reopen(db: Connection, shift_id: int) -> bool:
    """Take back that a shift was called off; False when it was not."""
    off = update(shift).where(shift.c.id == shift_id, shift.c.state == "cancelled").values(state="open")
    return db.execute(off).rowcount == 1


def at_same_time(db: Connection, activity_id_: int, venue: str, wall_start: datetime) -> int | None:
    """The id of the shift that already has this activity, venue and wall start."""
    same = (shift.c.activity_id == activity_id_) & (shift.c.venue == venue) & (shift.c.wall_start == wall_start)
    return db.execute(select(shift.c.id).where(same)).scalar()


def ask_again(db: Connection, claim_id: int) -> None:
    """The shift is another one now: what they said to its reminder no longer counts."""
    db.execute(update(claim).where(claim.c.id == claim_id).values(coming=None))
