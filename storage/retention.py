"""Retention: what is too old goes, in slices that hold the writer for a moment only. What goes is looked for first.

How long the words of messages, answers, people who have left, and the logs are kept is each organization's to say;
all else goes after a year. Opt-outs stay; and so does what is somebody's whose things must be kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Connection, Select, Table, and_, delete, func, null, or_, select, update

from storage import erasing, installation, rights
from storage.blanking import MOVING
from storage.once import put
from storage.tables import (
    address,
    answer,
    audit,
    booking,
    booking_event,
    busy,
    change,
    conversation,
    inbox,
    lease,
    legal_hold,
    link_token,
    organization,
    outbox,
    person,
    person_address,
    read_log,
    timer,
)

NIGHT = "retention"  # the lease it is done under; when it is done, until when nobody needs to
HELD = 300.0  # seconds that a worker may be silent before another goes on in its place
SLICE = 500  # rows in one transaction
FOUND = 5000  # rows that are looked for at a time
MONTH, YEAR = timedelta(days=30), timedelta(days=365)

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Went:
    """How many rows went, and the shifts in which places are free again by it."""

    rows: int
    freed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Step:
    """One kind of thing that goes: which rows of a table are too old, and what makes an end of them.

    theirs: which of the rows are of people whose ids are given; None where nothing is anybody's.
    """

    name: str
    table: Table
    old: Callable[[Connection, datetime], Condition]
    end: Callable[[Connection, Condition, datetime], Went]
    theirs: Callable[[Select[Any]], Condition] | None = None
    slice: int = SLICE


def find(db: Connection, step: Step, now: datetime, after: int) -> list[int]:
    """The ids above `after`, in order, of what is too old now; not all at once."""
    key = step.table.c.id
    wanted = select(key).where(key > after, _goes(db, step, now)).order_by(key).limit(FOUND)
    return list(db.execute(wanted).scalars())


def end(db: Connection, step: Step, ids: Sequence[int], now: datetime) -> Went:
    """Make an end of those of the rows that are still to go."""
    return step.end(db, and_(step.table.c.id.in_(ids), _goes(db, step, now)), now)


def _goes(db: Connection, step: Step, now: datetime) -> Condition:
    """Too old, and nothing of anybody whose things must be kept."""
    old = step.old(db, now)
    return old if step.theirs is None else and_(old, ~step.theirs(rights.held(now)))


# What is too old


def _by_organization(
    db: Connection, at: Column[Any], whose: ColumnElement[Any], days: Column[int], now: datetime
) -> Condition:
    """From before what its organization keeps; what is nobody's goes as the first organization's."""
    rows = db.execute(select(organization.c.id, days.label("days")).order_by(organization.c.id)).all()
    terms = []
    for kept in {row.days for row in rows}:
        mine = whose.in_([row.id for row in rows if row.days == kept])
        theirs = or_(mine, whose.is_(None)) if kept == rows[0].days else mine
        terms.append(and_(at < now - timedelta(days=kept), theirs))
    return or_(*terms, sa.false())


def _bodies_in(db: Connection, now: datetime) -> Condition:
    days, there = organization.c.keep_bodies_days, or_(inbox.c.body != "", inbox.c.data.is_not(None))
    old = _by_organization(db, inbox.c.received_at, inbox.c.organization_id, days, now)
    return and_(there, inbox.c.state != "new", old)


def _bodies_out(db: Connection, now: datetime) -> Condition:
    days, there = organization.c.keep_bodies_days, outbox.c.body != ""
    old = _by_organization(db, outbox.c.created_at, outbox.c.organization_id, days, now)
    return and_(there, outbox.c.state.not_in(MOVING), old)


def _answers(db: Connection, now: datetime) -> Condition:
    home = select(person.c.organization_id).where(person.c.id == answer.c.person_id).scalar_subquery()
    return _by_organization(db, answer.c.answered_at, home, organization.c.keep_answers_days, now)


def _left(db: Connection, now: datetime) -> Condition:
    """Whoever has come back since is no former member."""
    old = _by_organization(db, person.c.left_at, person.c.organization_id, organization.c.keep_left_days, now)
    return and_(person.c.relation == "former_member", old)


def _log(table: Table) -> Callable[[Connection, datetime], Condition]:
    days = organization.c.keep_log_days
    return lambda db, now: _by_organization(db, table.c.at, table.c.organization_id, days, now)


def _a_year(at: Column[Any], *more: Condition) -> Callable[[Connection, datetime], Condition]:
    return lambda _db, now: and_(at < now - YEAR, *more)


def _said(db: Connection, now: datetime) -> Condition:
    """What the sides of a booking wrote to each other through us: words of messages, too."""
    whose = select(booking.c.organization_id).where(booking.c.id == booking_event.c.booking_id).scalar_subquery()
    old = _by_organization(db, booking_event.c.at, whose, organization.c.keep_bodies_days, now)
    return and_(booking_event.c.kind == "said", booking_event.c.detail.is_not(None), old)


# Whose it is


def _of(whose: Column[Any]) -> Callable[[Select[Any]], Condition]:
    """Rows that name their person; what names nobody is nobody's, and no NULL that spoils a NOT."""
    return lambda people: func.coalesce(whose, 0).in_(people)


def _came_from(people: Select[Any]) -> Condition:
    """Also what came from a number of theirs before it was known whose that is."""
    place = and_(address.c.channel == inbox.c.channel, address.c.address == inbox.c.address)
    tied = select(person_address.c.person_id).join(address).where(place, person_address.c.person_id.in_(people))
    return or_(_of(inbox.c.person_id)(people), and_(inbox.c.person_id.is_(None), tied.exists()))


def _went_to(people: Select[Any]) -> Condition:
    tied = select(person_address.c.address_id).where(person_address.c.person_id.in_(people))
    nobodys = and_(outbox.c.person_id.is_(None), func.coalesce(outbox.c.address_id, 0).in_(tied))
    return or_(_of(outbox.c.person_id)(people), nobodys)


def _names(people: Select[Any]) -> Condition:
    ids = people.subquery().c.person_id
    return audit.c.object.in_(select(sa.literal("person:") + sa.cast(ids, sa.Text)))


# What makes an end of it


def _blank(table: Table, **values: Any) -> Callable[[Connection, Condition, datetime], Went]:
    return lambda db, old, _now: Went(db.execute(update(table).where(old).values({"body": "", **values})).rowcount)


def _forget_words(db: Connection, old: Condition, now: datetime) -> Went:
    return Went(db.execute(update(booking_event).where(old).values(detail=null())).rowcount)


def _delete(table: Table) -> Callable[[Connection, Condition, datetime], Went]:
    return lambda db, old, _now: Went(db.execute(delete(table).where(old)).rowcount)


def _remove(db: Connection, old: Condition, now: datetime) -> Went:
    """They did not ask to be erased: if a list names them again, they are members again."""
    ids = list(db.execute(select(person.c.id).where(old).order_by(person.c.id)).scalars())
    ends = [erasing.remove(db, person_id, now, by=NIGHT) for person_id in ids]
    reports = [end for end in ends if isinstance(end, erasing.Report)]
    return Went(len(reports), tuple(shift_id for report in reports for shift_id in report.freed))


STEPS = (
    Step("people", person, _left, _remove, _of(person.c.id), slice=10),
    Step("answers", answer, _answers, _delete(answer), _of(answer.c.person_id)),
    Step("bodies_in", inbox, _bodies_in, _blank(inbox, data=null()), _came_from),
    Step("bodies_out", outbox, _bodies_out, _blank(outbox, buttons=null()), _went_to),
    Step("said", booking_event, _said, _forget_words, _of(booking_event.c.candidate_id)),
    Step("busy", busy, lambda _db, now: busy.c.ends_at < now - MONTH, _delete(busy), _of(busy.c.candidate_id)),
    Step("links", link_token, _a_year(link_token.c.expires_at), _delete(link_token)),
    Step("timers", timer, _a_year(timer.c.due_at, timer.c.state != "waiting"), _delete(timer)),
    Step("changes", change, _a_year(change.c.made_at), _delete(change), _of(change.c.person_id)),
    Step("talks", conversation, _a_year(conversation.c.updated_at, conversation.c.status == "ended"),
         _delete(conversation), _of(conversation.c.person_id)),
    Step("audit", audit, _log(audit), _delete(audit), _names),
    Step("looks", read_log, _log(read_log), _delete(read_log), _of(read_log.c.person_id)),
    Step("holds", legal_hold, _a_year(legal_hold.c.until), _delete(legal_hold), _of(legal_hold.c.person_id)),
)  # fmt: skip


# Once a night


def due_at(db: Connection) -> datetime | None:
    """When it is done next; None in an installation that has never planned it."""
    return db.execute(select(lease.c.until).where(lease.c.name == NIGHT)).scalar()


def plan(db: Connection, next_at: datetime) -> None:
    """Nobody needs to do it before then."""
    put(db, lease, "name", {"name": NIGHT, "owner": "", "until": next_at})


def hold(db: Connection, owner: str, now: datetime) -> bool:
    """Begin, or go on: True for the one worker that does it."""
    return installation.hold(db, NIGHT, owner, now, HELD)


def done(db: Connection, counts: Mapping[str, int], now: datetime, next_at: datetime) -> None:
    """Note in the audit what went this night, by kind, and plan the next."""
    installation.note(db, "worker", NIGHT, now, detail=dict(counts))
    plan(db, next_at)
