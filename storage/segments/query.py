"""The questions asked with a segment: its condition, its people, how many they are."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Select, func, select, true

from storage.segments.compile import Found, find_in
from storage.segments.errors import Refused, SegmentError
from storage.segments.expr import And, Expr, FieldIs, Minus, Or
from storage.segments.parse import parse
from storage.segments.political import check_political
from storage.segments.saved import looked_up, uses_saved
from storage.segments.scope import Scope
from storage.segments.sql import number_of, people_in, people_of
from storage.tables import person

Kind = Literal["organizing", "political"]


def condition(
    db: Connection, expr: Expr, *, organization_id: int, now: datetime, kind: Kind = "organizing", saving: str = ""
) -> ColumnElement[bool] | SegmentError:
    """The condition over `person` that `expr` means there, to stand beside `people_in(organization_id)`.

    `now` is aware. Names are looked up in the database: one that is not known or not seen there is the error. kind:
    what is sent to them; political is aimed by organization and town alone. saving: the name it will have itself.
    """
    found = _find(Scope(db, organization_id, now), expr, kind, saving)
    return found if isinstance(found, SegmentError) else people_of(db, found)


def _find(scope: Scope, expr: Expr, kind: Kind = "organizing", saving: str = "") -> Found | SegmentError:
    try:
        meant = looked_up(expr, scope.segments, saving) if uses_saved(expr) else expr
        if kind == "political":
            check_political(meant)
        return find_in(scope, meant, people_in(scope.organization_id))
    except Refused as refused:
        return refused.error


def select_people(
    db: Connection, organization_id: int, text: str | None, now: datetime, kind: Kind = "organizing"
) -> Select[tuple[int]] | SegmentError:
    """A select of `person.id` for those here and below whom the expression describes; `None` is everybody."""
    if text is None:
        return select(person.c.id).where(people_in(organization_id))
    expr = parse(text)
    if isinstance(expr, SegmentError):
        return expr
    found = condition(db, expr, organization_id=organization_id, now=now, kind=kind)
    if isinstance(found, SegmentError):
        return replace(found, text=text)
    return select(person.c.id).where(_here(organization_id, expr), found)


def count(db: Connection, organization_id: int, text: str | None, now: datetime) -> int | SegmentError:
    """How many they are; no person is loaded for it."""
    expr = None if text is None else parse(text)
    if isinstance(expr, SegmentError):
        return expr
    scope = Scope(db, organization_id, now)
    found = true() if expr is None else _find(scope, expr)
    if isinstance(found, SegmentError):
        return replace(found, text=text or "")
    return db.execute(_counted(scope, expr, found)).scalar_one()


def _counted(scope: Scope, expr: Expr | None, found: Found) -> Select[int]:
    """Where there is nobody but those here, ids alone say how many: each of them is somebody's."""
    if isinstance(found, Select) and scope.tree.is_whole:
        return number_of(scope.db, found)
    # SQLite is told all the same where they are: its index of persons begins with that.
    untold = scope.db.dialect.name == "postgresql" and scope.tree.is_whole
    here = true() if untold else _here(scope.organization_id, expr)
    return select(func.count()).select_from(person).where(here, people_of(scope.db, found))


def _stays_here(expr: Expr) -> bool:
    """Whether it names organizations whose people it describes: these are here or below, for no others are known."""
    match expr:
        case FieldIs(field="organization", negated=False):
            return True
        case And(parts):
            return any(map(_stays_here, parts))
        case Or(parts):
            return all(map(_stays_here, parts))
        case Minus(left, _):
            return _stays_here(left)
    return False


def _here(organization_id: int, expr: Expr | None) -> ColumnElement[bool]:
    return true() if expr is not None and _stays_here(expr) else people_in(organization_id)
