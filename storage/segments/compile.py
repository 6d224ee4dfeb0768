"""From the tree to one condition over `person`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_

from storage.segments.answers import compare, has, survey_is
from storage.segments.bookings import booked
from storage.segments.expr import (
    And,
    Booked,
    Claims,
    Compare,
    Expr,
    FieldIs,
    Free,
    Has,
    Messages,
    Minus,
    Not,
    Or,
    Random,
    Reachable,
    Saved,
    SurveyIs,
    Test,
    parts_of,
)
from storage.segments.fields import field_is
from storage.segments.messages import messages, reachable
from storage.segments.sample import sample
from storage.segments.saved import inside
from storage.segments.scope import Scope
from storage.segments.shifts import claims, free
from storage.segments.sql import among, common, people_of, united

Found = Select[Any] | ColumnElement[bool]


def compile_in(scope: Scope, expr: Expr, rest: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition of `expr`; what is random in it draws from those of whom `rest` holds. Raises Refused."""
    return people_of(scope.db, find_in(scope, expr, rest))


def find_in(scope: Scope, expr: Expr, rest: ColumnElement[bool]) -> Found:
    """As `compile_in`, or the ids of the people where these are all there is to know of `expr`."""
    match expr:
        case Or(parts):
            return _any(scope, [find_in(scope, part, rest) for part in parts])
        case And(parts):
            return _all(scope, parts, rest)
        case Not(part):
            return not_(compile_in(scope, part, rest))
        case Minus(left, right):
            return _all(scope, (left, Not(right)), rest)
        case Random():
            return sample(expr, rest)
        case Saved(_, meaning) if meaning is not None:
            return inside(expr, lambda: find_in(scope, meaning, rest))
    return _test(scope, expr)


def _any(scope: Scope, found: Sequence[Found]) -> Found:
    """Sets of ids are united: a database walks through one set, but looks at every person for two."""
    sets = [part for part in found if isinstance(part, Select)]
    if len(sets) == len(found):
        return united(sets)
    others = [part for part in found if not isinstance(part, Select)]
    return or_(*others, *([among(scope.db, united(sets))] if sets else []))


def _all(scope: Scope, parts: tuple[Expr, ...], rest: ColumnElement[bool]) -> Found:
    """What is random draws from those whom everything else here leaves."""
    found = [find_in(scope, part, rest) for part in parts if not _draws(part)]
    sets = [part for part in found if isinstance(part, Select)]
    if len(sets) == len(parts):
        return common(sets)
    settled = [part for part in found if not isinstance(part, Select)]
    settled += [among(scope.db, common(sets))] if sets else []
    left = and_(rest, *settled)
    return and_(*settled, *(compile_in(scope, part, left) for part in parts if _draws(part)))


def _draws(expr: Expr) -> bool:
    return isinstance(expr, Random) or any(map(_draws, parts_of(expr)))


def _test(scope: Scope, test: Test) -> Found:
    match test:
        case FieldIs():
            return field_is(scope, test)
        case Has():
            return has(scope, test)
        case Compare():
            return compare(scope, test)
        case SurveyIs():
            return survey_is(scope, test)
        case Claims():
            return claims(scope, test)
        case Free():
            return free(scope, test)
    return _other(scope, test)


def _other(scope: Scope, test: Messages | Reachable | Booked | Saved | Random) -> Found:
    match test:
        case Messages():
            return messages(scope, test)
        case Reachable():
            return reachable(scope, test)
        case Booked():
            return booked(scope, test)
        case Random() | Saved():
            raise AssertionError("a sample needs to know the rest, and a saved segment is looked up before")
