"""Retention: what is too old goes, in slices that hold the writer for a moment only. What goes is looked for first.

How long the words of messages, answers, and people who have left are kept is each organization's to say; all else
goes after a year. Opt-outs and the audit stay.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, delete, false, null, or_, select, update

from storage import erasing, installation
from storage.blanking import MOVING
from storage.once import put
from storage.tables import answer, change, conversation, inbox, lease, link_token, organization, outbox, person, timer

NIGHT = "retention"  # the lease it is done under; when it is done, until when nobody needs to
HELD = 300.0  # seconds that a worker may be silent before another goes on in its place
SLICE = 500  # rows in one transaction
FOUND = 5000  # rows that are looked for at a time
YEAR = timedelta(days=365)

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Step:
    """One kind of thing that goes: which rows of a table are too old, and what makes an end of them."""

    name: str
    table: Table
    old: Callable[[Connection, datetime], Condition]
    end: Callable[[Connection, Condition, datetime], int]
    slice: int = SLICE


def find(db: Connection, step: Step, now: datetime, after: int) -> list[int]:
    """The ids above `after`, in order, of what is too old now; not all at once."""
    key = step.table.c.id
    wanted = select(key).where(key > after, step.old(db, now)).order_by(key).limit(FOUND)
    return list(db.execute(wanted).scalars())


def end(db: Connection, step: Step, ids: Sequence[int], now: datetime) -> int:
    """Make an end of those of the rows that are still too old; how many there were."""
    return step.end(db, and_(step.table.c.id.in_(ids), step.old(db, now)), now)


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
    return or_(*terms, false())


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


def _a_year(at: Column[Any], *more: Condition) -> Callable[[Connection, datetime], Condition]:
    return lambda _db, now: and_(at < now - YEAR, *more)


# What makes an end of it


def _blank(table: Table, **values: Any) -> Callable[[Connection, Condition, datetime], int]:
    return lambda db, old, _now: db.execute(update(table).where(old).values({"body": "", **values})).rowcount


def _delete(table: Table) -> Callable[[Connection, Condition, datetime], int]:
    return lambda db, old, _now: db.execute(delete(table).where(old)).rowcount


def _remove(db: Connection, old: Condition, now: datetime) -> int:
    """They did not ask to be erased: if a list names them again, they are members again."""
    ids = list(db.execute(select(person.c.id).where(old).order_by(person.c.id)).scalars())
    for person_id in ids:
        erasing.remove(db, person_id, now, by=NIGHT)
    return len(ids)


STEPS = (
    Step("people", person, _left, _remove, slice=10),
    Step("answers", answer, _answers, _delete(answer)),
    Step("bodies_in", inbox, _bodies_in, _blank(inbox, data=null())),
    Step("bodies_out", outbox, _bodies_out, _blank(outbox, buttons=null())),
    Step("links", link_token, _a_year(link_token.c.expires_at), _delete(link_token)),
    Step("timers", timer, _a_year(timer.c.due_at, timer.c.state != "waiting"), _delete(timer)),
    Step("changes", change, _a_year(change.c.made_at), _delete(change)),
    Step("talks", conversation, _a_year(conversation.c.updated_at, conversation.c.status == "ended"),
         _delete(conversation)),
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
