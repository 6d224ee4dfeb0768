"""Rounds of a survey: who is asked and who not, and the rows from which a worker asks them, slice by slice."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, select, update

from storage.once import insert_many_once, insert_once
from storage.segments import SegmentError
from storage.segments.standing import standings
from storage.tables import person, survey, survey_asked, survey_round

TOPIC = "survey"
LIVE = ("approval", "asking", "taking_back")


@dataclass(frozen=True)
class Wanted:
    """Whom a survey would be asked of. segment: None is everybody of the organization and below.

    before: who was asked, or answered, before then is asked again. channels: those of the installation.
    """

    survey_id: int
    organization_id: int
    segment: str | None = None
    before: datetime | None = None
    channels: Collection[str] = ("sms", "telegram")


@dataclass(frozen=True)
class Audience:
    """How many people can be asked, and how many cannot, by reason: already_asked, or one of `segments.Reason`."""

    people: int
    left_out: dict[str, int]


def audience(db: Connection, wanted: Wanted, now: datetime) -> Audience | SegmentError:
    """Who can be asked, counted by the database. Each of a household counts: they are asked one after the other."""
    found = _verdicts(db, wanted, now)
    if isinstance(found, SegmentError):
        return found
    each = found.subquery("verdict")
    counted = db.execute(select(each.c.reason, func.count().label("n")).group_by(each.c.reason))
    tally = Counter({row.reason: row.n for row in counted})
    people = tally.pop(None, 0)
    return Audience(people, dict(tally.most_common()))


def people(db: Connection, wanted: Wanted, now: datetime, limit: int | None = None) -> list[int] | SegmentError:
    """The ids of those who can be asked, in order; so many at most."""
    found = _verdicts(db, wanted, now)
    if isinstance(found, SegmentError):
        return found
    each = found.subquery("verdict")
    can_be = select(each.c.person_id).where(each.c.reason.is_(None)).order_by(each.c.person_id)
    return list(db.execute(can_be.limit(limit)).scalars())


def some(db: Connection, wanted: Wanted, now: datetime, limit: int) -> list[Row[Any]]:
    """A few of those who can be asked: id, first_name, last_name. Whose identity is protected stands in no list."""
    ids = people(db, wanted, now, 2 * limit)
    named = select(person.c.id, person.c.first_name, person.c.last_name).where(
        person.c.id.in_([] if isinstance(ids, SegmentError) else ids), ~person.c.protected
    )
    return list(db.execute(named.order_by(person.c.id).limit(limit)))


def _verdicts(db: Connection, wanted: Wanted, now: datetime) -> Select[Any] | SegmentError:
    """A row for each person of the segment: person_id, and the reason when they are not asked.

    Whoever wants quiet until a day can be asked: the question waits in their line until then.
    """
    found = standings(db, wanted.organization_id, wanted.segment, now, channels=wanted.channels, topic=TOPIC)
    if isinstance(found, SegmentError):
        return found
    known = survey_asked.alias("known")
    theirs = and_(known.c.person_id == found.c.person_id, known.c.survey_id == wanted.survey_id)
    already = _is_fresh(known.c, wanted.before)
    reason = case((already, "already_asked"), (found.c.reason == "paused", None), else_=found.c.reason)
    return select(found.c.person_id, reason.label("reason")).select_from(found.outerjoin(known, theirs))


def _is_fresh(known: Any, before: datetime | None) -> ColumnElement[bool]:
    """They were asked, and not so long ago that they are asked again."""
    last: ColumnElement[Any] = func.coalesce(known.answered_at, known.asked_at)
    return known.id.is_not(None) if before is None else last >= before


# What a worker does


@dataclass(frozen=True)
class Asked:
    """Those of a slice who are asked now: for the first time, or again."""

    new: tuple[int, ...]
    again: tuple[int, ...]


def note_asked(
    db: Connection, version: Row[Any], ids: Sequence[int], now: datetime, before: datetime | None = None
) -> Asked:
    """Note that some hundred people are asked. Nobody twice, but who was asked, or answered, before `before`.

    What was answered stands until they say otherwise.
    """
    mine = and_(survey_asked.c.person_id == person.c.id, survey_asked.c.survey_id == version.survey_id)
    fresh = _is_fresh(survey_asked.c, before).label("fresh")
    there = select(person.c.id, survey_asked.c.id.label("asked_id"), fresh).outerjoin(survey_asked, mine)
    rows = list(db.execute(there.where(person.c.id.in_(list(ids))).order_by(person.c.id)))
    new = tuple(row.id for row in rows if row.asked_id is None)
    again = tuple(row.id for row in rows if row.asked_id is not None and not row.fresh)
    values = {"version_id": version.id, "state": "asked", "asked_at": now}
    about = {**values, "survey_id": version.survey_id}
    insert_many_once(db, survey_asked, [{**about, "person_id": person_id} for person_id in new])
    theirs = (survey_asked.c.survey_id == version.survey_id) & survey_asked.c.person_id.in_(again)
    db.execute(update(survey_asked).where(theirs).values(**values, answered_at=None))
    return Asked(new, again)


# The rows


def make(db: Connection, values: Mapping[str, Any], *, needs_approval: bool) -> int | None:
    """A new round: organization_id, survey_id, version_id, key, segment, before, author, expected, made_at.

    None when the same form was sent before.
    """
    return insert_once(db, survey_round, {**values, "state": "approval" if needs_approval else "asking"})


def listed(db: Connection, survey_id: int, limit: int = 10) -> list[Row[Any]]:
    """The rounds of a survey, the last first."""
    mine = select(survey_round).where(survey_round.c.survey_id == survey_id)
    return list(db.execute(mine.order_by(survey_round.c.id.desc()).limit(limit)))


def due(db: Connection) -> Row[Any] | None:
    """The oldest round that a worker has something to do for, with the `name` of its survey."""
    waiting = select(survey_round, survey.c.name).join(survey, survey.c.id == survey_round.c.survey_id)
    theirs = waiting.where(survey_round.c.state.in_(("asking", "taking_back")))
    return db.execute(theirs.order_by(survey_round.c.id).limit(1)).one_or_none()


def is_still(db: Connection, round_id: int, state: str) -> bool:
    """Whether a round is in this state, which nobody changes before the transaction ends."""
    mine = select(survey_round.c.state).where(survey_round.c.id == round_id).with_for_update()
    return db.execute(mine).scalar() == state


def come(db: Connection, round_id: int, **more: int) -> None:
    """So many more were asked, or taken_back."""
    columns = {name: survey_round.c[name] + n for name, n in more.items()}
    db.execute(update(survey_round).where(survey_round.c.id == round_id).values(columns))


def move(db: Connection, round_id: int, states: Collection[str], to: str, **values: Any) -> bool:
    """From one of the states to another; False when it is in none of them any more."""
    mine = update(survey_round).where(survey_round.c.id == round_id, survey_round.c.state.in_(states))
    return db.execute(mine.values(state=to, **values)).rowcount == 1


def approve(db: Connection, round_id: int, *, by: str) -> bool:
    """Somebody other than its author says yes to it; False when that is not for them, or too late."""
    others = update(survey_round).where(survey_round.c.id == round_id, survey_round.c.author != by)
    waiting = others.where(survey_round.c.state == "approval")
    return db.execute(waiting.values(state="asking", approver=by)).rowcount == 1
