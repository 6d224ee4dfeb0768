"""Calendars that others read: a link, and the shifts, bookings and busy times that stand behind it."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, exists, false, insert, or_, select

from storage import booking_choice, booking_pages, bookings, organizations
from storage.booking_choice import VISITS
from storage.feeds import Time, merged
from storage.tables import activity, booking, booking_event, calendar, claim, organization, person, shift

BACK, AHEAD = timedelta(days=60), timedelta(days=500)
MOST = 2000
OFF = ("declined", "expired", "cancelled")

Stands = Literal["sure", "perhaps", "off"]


@dataclass(frozen=True)
class Entry:
    """Something in a calendar. key: by which it is known again; turn, changed_at: of its last change, where known.

    taken, maximum: of an organization's own shifts. name: whose time it is, where it says nothing more.
    """

    key: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    stands: Stands = "sure"
    title: str = ""
    venue: str = ""
    name: str = ""
    taken: int | None = None
    maximum: int | None = None
    turn: int | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Feed:
    """A calendar: whose name it has, in which language, and its entries, the earliest first."""

    name: str
    language: str
    entries: Sequence[Entry]


# Links


def link(db: Connection, now: datetime, **whose: Any) -> str:
    """The token of a calendar; made when there is none.

    whose: `organization_id` (its shifts; with `of_candidates`, when its candidates are busy), `person_id` (what
    somebody has promised) or `booking_id` (that one, for both sides).
    """
    token = link_there(db, **whose)
    if token is None:
        token = secrets.token_urlsafe(24)
        db.execute(insert(calendar).values(**whose, token=token, made_at=now))
    return token


def link_there(db: Connection, **whose: Any) -> str | None:
    """The token there is already, or None; whose: see `link`."""
    mine = select(calendar.c.token).where(_is(**whose))
    return db.execute(mine.order_by(calendar.c.id).limit(1)).scalar()


def end_link(db: Connection, **whose: Any) -> bool:
    """From now on no link to it leads anywhere; False when there was none. whose: see `link`."""
    return db.execute(delete(calendar).where(_is(**whose))).rowcount > 0


def _is(
    organization_id: int | None = None, person_id: int | None = None, booking_id: int | None = None,
    of_candidates: bool = False,
) -> ColumnElement[bool]:  # fmt: skip
    ids = {"organization_id": organization_id, "person_id": person_id, "booking_id": booking_id}
    given = [calendar.c[name] == value for name, value in ids.items() if value is not None]
    return and_(calendar.c.of_candidates.is_(of_candidates), *(given or [false()]))


# What stands behind them


def feed(db: Connection, token: str, now: datetime) -> Feed | None:
    """What stands behind a token; None when nothing does. Nobody is named but candidates, in a calendar of theirs."""
    found = db.execute(select(calendar).where(calendar.c.token == token)).one_or_none()
    if found is None:
        return None
    if found.person_id is not None:
        named = select(person.c.language, organization.c.name).join(organization).where(person.c.id == found.person_id)
        theirs = db.execute(named).one()
        return _feed(theirs.name, theirs.language, _promised(db, found.person_id, now))
    row = bookings.get(db, found.booking_id) if found.booking_id is not None else None
    whose = organizations.get(db, row.organization_id if row is not None else found.organization_id)
    if row is not None:
        return _feed(whose.name, whose.language, [_booking(row)])
    entries = _of_candidates(db, whose, now) if found.of_candidates else _of_organization(db, whose.id, now)
    return _feed(whose.name, whose.language, entries)


def _feed(name: str, language: str, entries: Iterable[Entry]) -> Feed:
    return Feed(name, language, sorted(entries, key=lambda each: (each.starts_at, each.key))[:MOST])


def _near(table: Any, now: datetime) -> ColumnElement[bool]:
    near: ColumnElement[bool] = table.c.starts_at.between(now - BACK, now + AHEAD)
    return near


def _shifts(now: datetime) -> Select[Any]:
    wanted = select(shift, activity.c.name.label("activity")).join(activity, activity.c.id == shift.c.activity_id)
    return wanted.where(_near(shift, now)).order_by(shift.c.starts_at).limit(MOST)


def _shift(row: Row[Any]) -> Entry:
    stands: Stands = "off" if row.state == "cancelled" else "sure"
    return Entry(f"shift-{row.id}", row.starts_at, row.ends_at, row.zone, stands, row.activity, row.venue)


def _booking(row: Row[Any]) -> Entry:
    stands: Stands = "sure" if row.state in VISITS else "off" if row.state in OFF else "perhaps"
    made = Entry(f"booking-{row.id}", row.starts_at, row.ends_at, row.zone, stands, row.title, row.venue)
    return replace(made, turn=row.turn, changed_at=row.updated_at)


def _of_organization(db: Connection, organization_id: int, now: datetime) -> Iterator[Entry]:
    """The shifts of an organization and of those below it."""
    within = shift.c.organization_id.in_(organizations.below(db, organization_id))
    for row in db.execute(_shifts(now).where(within)):
        yield replace(_shift(row), taken=row.taken, maximum=row.maximum)


def _promised(db: Connection, person_id: int, now: datetime) -> Iterator[Entry]:
    """The shifts in which somebody has a place, and the bookings to which they said yes, called off since or not."""
    held = claim.c.person_id == person_id, claim.c.state.in_(("confirmed", "attended"))
    for row in db.execute(_shifts(now).join(claim, claim.c.shift_id == shift.c.id).where(*held)):
        yield _shift(row)
    said_yes = (booking_event.c.kind == "accepted") & (booking_event.c.candidate_id == person_id)
    promised = exists().where(booking_event.c.booking_id == booking.c.id, said_yes)
    called_off = (booking.c.state == "cancelled") & promised
    mine = booking.c.candidate_id == person_id, _near(booking, now)
    known = or_(booking.c.state.in_((*VISITS, "countered")), called_off)
    for row in db.execute(select(booking).where(*mine, known)):
        if row.state != "countered" or (row.proposal or {}).get("back") == "accepted":
            yield _booking(row)


def _of_candidates(db: Connection, whose: Row[Any], now: datetime) -> Iterator[Entry]:
    """When those whom an association may ask for are busy, never why; and what is agreed, as everybody may know."""
    known = {each.id: _short(each.name) for each in booking_choice.speakers(db, whose.id, now)}
    taken: dict[tuple[int, Stands], list[Time]] = {}
    for row in booking_pages.holding(db, list(known), now - BACK, now + AHEAD):
        stands: Stands = "sure" if row.state == "accepted" else "perhaps"
        taken.setdefault((row.candidate_id, stands), []).extend(booking_pages.times_held(row))
    for row in booking_pages.busy_between(db, list(known), now - BACK, now + AHEAD):
        taken.setdefault((row.candidate_id, "sure"), []).append((row.starts_at, row.ends_at))
    for (person_id, stands), times in taken.items():
        for begins, ends in merged(times):
            key = f"{stands}-{person_id}-{begins:%Y%m%dT%H%M}"
            yield Entry(key, begins, ends, whose.timezone, stands, name=known[person_id])
    yield from _events(db, whose.id, now)


def _short(name: str) -> str:
    """`Amina Warsame` as `Amina W`."""
    first, _, last = name.partition(" ")
    return f"{first} {last[:1]}".strip()


def _events(db: Connection, organization_id: int, now: datetime) -> Iterator[Entry]:
    """What is agreed in the whole tree; where several are coming to one thing it stands there once."""
    tree = organizations.below(db, organizations.above(db, organization_id)[-1])
    agreed = booking.c.organization_id.in_(tree), booking.c.state == "accepted", _near(booking, now)
    seen: set[tuple[Any, ...]] = set()
    for row in db.execute(select(booking).where(*agreed).order_by(booking.c.id).limit(MOST)):
        if (what := (row.title, row.venue, row.starts_at)) not in seen:
            seen.add(what)
            yield _booking(row)
