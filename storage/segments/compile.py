"""From the tree to one condition over `person`."""

from sqlalchemy import ColumnElement, and_, not_, or_

from storage.segments.answers import compare, has, survey_is
from storage.segments.errors import Refused
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
from storage.segments.scope import Scope
from storage.segments.shifts import claims, free


def compile_in(scope: Scope, expr: Expr, rest: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition of `expr`; what is random in it draws from those of whom `rest` holds. Raises Refused."""
    match expr:
        case Or(parts):
            return or_(*(compile_in(scope, part, rest) for part in parts))
        case And(parts):
            return _all(scope, parts, rest)
        case Not(part):
            return not_(compile_in(scope, part, rest))
        case Minus(left, right):
            return _all(scope, (left, Not(right)), rest)
        case Random():
            return sample(expr, rest)
    return _test(scope, expr)


def _all(scope: Scope, parts: tuple[Expr, ...], rest: ColumnElement[bool]) -> ColumnElement[bool]:
    """What is random draws from those whom everything else here leaves."""
    settled = [compile_in(scope, part, rest) for part in parts if not _draws(part)]
    left = and_(rest, *settled)
    return and_(*settled, *(compile_in(scope, part, left) for part in parts if _draws(part)))


def _draws(expr: Expr) -> bool:
    return isinstance(expr, Random) or any(map(_draws, parts_of(expr)))


def _test(scope: Scope, test: Test) -> ColumnElement[bool]:
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


def _other(scope: Scope, test: Messages | Reachable | Booked | Saved | Random) -> ColumnElement[bool]:
    match test:
        case Messages():
            return messages(scope, test)
        case Reachable():
            return reachable(scope, test)
        case Booked():
            raise Refused(test.at, "not_yet", word="booked")
        case Saved(name):
            raise Refused(name.at, "unknown_segment", word=name.text)
        case Random():
            raise AssertionError("a sample needs to know the rest")
