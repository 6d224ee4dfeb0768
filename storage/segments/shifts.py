"""Tests on shifts: claimed, attended, missed, and free on a day."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, not_, or_, select

from storage.segments.errors import Refused
from storage.segments.expr import Claims, Free, Span
from storage.segments.scope import Scope
from storage.segments.sql import among, one_of, texts_where
from storage.segments.windows import covers
from storage.tables import answer, claim, shift

# A waiting list is no place: who stands in it has no shift yet, and no shift to miss.
STATES = {
    "claimed": ("confirmed", "attended", "no_show"),
    "attended": ("attended",),
    "missed": ("no_show",),
}
# More kinds of answer than this to one question do not fit the parameters of a statement.
MOST_ANSWERS = 30_000


def claims(scope: Scope, test: Claims) -> Select[Any]:
    """The ids of those with such a claim in a shift that was not cancelled."""
    ids = _held(*STATES[test.what])
    if test.activity:
        ids = ids.where(shift.c.activity_id.in_(scope.activities(test.activity)))
    if test.span:
        ids = ids.where(_within(scope.now, test.span))
    return ids


def free(scope: Scope, test: Free) -> ColumnElement[bool]:
    """Persons who said that they can on that day and those hours, and who have no shift then."""
    midnight = datetime.combine(test.day, time())
    start, end = (
        (midnight + timedelta(minutes=minutes)).replace(tzinfo=scope.zone)
        for minutes in (test.start or 0, 24 * 60 if test.end is None else test.end)
    )
    busy = _held("confirmed").where(shift.c.starts_at < end, shift.c.ends_at > start)
    return and_(_said_free(scope, test), not_(among(scope.db, busy)))


def _held(*states: str) -> Select[Any]:
    return (
        select(claim.c.person_id)
        .join(shift, shift.c.id == claim.c.shift_id)
        .where(claim.c.state.in_(states), shift.c.state == "open")
    )


def _within(now: datetime, span: Span) -> ColumnElement[bool]:
    """Overlaps the span when it is ahead; began in it when it is behind."""
    if span.side == "next":
        return and_(shift.c.ends_at > now, shift.c.starts_at < now + timedelta(days=span.days))
    return and_(shift.c.starts_at <= now, shift.c.starts_at >= now - timedelta(days=span.days))


def _said_free(scope: Scope, test: Free) -> ColumnElement[bool]:
    """The windows are read here and not by the database: there are far fewer ways to answer than people."""
    asked = [
        and_(answer.c.survey_id == survey.id, answer.c.question == question.key)
        for survey in scope.all_surveys
        for question in survey.questions.values()
        if question.kind == "when"
    ]
    asked_when, written = or_(false(), *asked), cast(answer.c.value, Text)
    given = select(written).where(asked_when).distinct()
    texts = texts_where(scope.db, given, lambda value: covers(value, test))
    if len(texts) > MOST_ANSWERS:
        raise Refused(0, "too_varied")
    return among(scope.db, select(answer.c.person_id).where(asked_when, one_of(written, texts)))
