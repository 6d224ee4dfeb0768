"""From the tree back to text: what the panel's builder shows is what `parse` reads."""

import re
from functools import cache

from storage.segments.explain import WORDS
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
    Name,
    Not,
    Or,
    Random,
    Reachable,
    Saved,
    SurveyIs,
    Test,
)

BARE = re.compile(r"[^\s(),=<>!\"”“]+")


def to_text(expr: Expr) -> str:
    """The text of `expr`, with no more parentheses than it needs; `parse` makes the same expression of it."""
    match expr:
        case Or(parts):
            return " or ".join(_inside(part, Or) for part in parts)
        case And(parts):
            return " and ".join(_inside(part, Or, And) for part in parts)
        case Not(part):
            return f"not {_inside(part, Or, And, Not, Minus)}"
        case Minus(left, right):
            return f"{_inside(left, Or, And, Minus)} minus {_inside(right, Or, And, Minus)}"
        case _:
            return _test(expr)


def _inside(expr: Expr, *loose: type[Expr]) -> str:
    return f"({to_text(expr)})" if isinstance(expr, loose) else to_text(expr)


def _test(test: Test) -> str:
    match test:
        case FieldIs():
            return _field(test)
        case Has(question, option):
            return f"{quoted(question)} has {quoted(option)}"
        case Compare(question, operator, value):
            return f"{quoted(question)} {operator} {quoted(value)}"
        case SurveyIs(state, survey, before):
            return f"{state} {quoted(survey)}" + (f" before {before}" if before else "")
        case Claims():
            return _claims(test)
        case Free():
            return _free(test)
    return _simple(test)


def _simple(test: Messages | Reachable | Booked | Saved | Random) -> str:
    match test:
        case Messages(what, days):
            return f"{what} in last {days} days"
        case Reachable(channel):
            return f"reachable by {channel}"
        case Booked(days):
            return f"booked in next {days} days"
        case Saved(name):
            return f"segment {quoted(name)}"
        case Random(count, seed):
            return f"random {count} seed {seed}"


def _field(test: FieldIs) -> str:
    if len(test.names) > 1:
        return f"{test.field} in ({', '.join(map(quoted, test.names))})"
    joint = "only" if test.only else "!=" if test.negated else "="
    return f"{test.field} {joint} {quoted(test.names[0])}"


def _claims(test: Claims) -> str:
    activity = f" {quoted(test.activity)}" if test.activity else ""
    return test.what + activity + (f" in {test.span.side} {test.span.days} days" if test.span else "")


def _free(test: Free) -> str:
    hours = "" if test.start is None or test.end is None else f" {_clock(test.start)}-{_clock(test.end)}"
    return f"free on {test.day}{hours}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def quoted(name: Name) -> str:
    """A value as it has to stand in an expression: in quotes when it needs them."""
    if BARE.fullmatch(name.text) and name.text.casefold() not in _keywords():
        return name.text
    return '"' + name.text.replace('"', '""') + '"'


@cache
def _keywords() -> frozenset[str]:
    return frozenset(part for words in WORDS.values() for word in words for part in word.split()) | {"day"}
