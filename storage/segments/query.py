"""The questions asked with a segment: its condition, its people, how many they are."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from storage.segments.compile import compile_in
from storage.segments.errors import Refused, SegmentError
from storage.segments.expr import Expr
from storage.segments.parse import parse
from storage.segments.scope import Scope
from storage.segments.sql import people_in
from storage.tables import person


def condition(db: Connection, expr: Expr, *, organization_id: int, now: datetime) -> ColumnElement[bool] | SegmentError:
    """The condition over `person` that `expr` means there, to stand beside `people_in(organization_id)`.

    `now` is aware. Names are looked up in the database: one that is not known or not seen there is the error.
    """
    try:
        return compile_in(Scope(db, organization_id, now), expr, people_in(organization_id))
    except Refused as refused:
        return refused.error


def select_people(
    db: Connection, organization_id: int, text: str | None, now: datetime
) -> Select[tuple[int]] | SegmentError:
    """A select of `person.id` for those here and below whom the expression describes; `None` is everybody."""
    here = select(person.c.id).where(people_in(organization_id))
    if text is None:
        return here
    expr = parse(text)
    if isinstance(expr, SegmentError):
        return expr
    found = condition(db, expr, organization_id=organization_id, now=now)
    return replace(found, text=text) if isinstance(found, SegmentError) else here.where(found)


def count(db: Connection, organization_id: int, text: str | None, now: datetime) -> int | SegmentError:
    """How many they are; no person is loaded for it."""
    people: Select[Any] | SegmentError = select_people(db, organization_id, text, now)
    if isinstance(people, SegmentError):
        return people
    return db.execute(people.with_only_columns(func.count(), maintain_column_froms=True)).scalar_one()
