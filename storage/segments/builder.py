"""From what the grammar finds to the tree: called by the parser for each rule, innermost first."""

import re
from datetime import date
from typing import Any, cast

from lark import Token, Transformer, v_args

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
    Name,
    Not,
    Or,
    Random,
    Reachable,
    Saved,
    Span,
    SurveyIs,
)

DAYS = (1, 3650)
COUNT = (1, 99_999_999)
SEED = (0, 999_999_999)
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*[-–]\s*(\d{1,2})(?:[:.](\d\d))?")


@v_args(inline=True)
class Builder(Transformer[Token, Expr]):
    """One method a rule of the grammar; each raises Refused for a value that cannot be one."""

    def start(self, expr: Expr) -> Expr:
        return expr

    def expr(self, *terms: Expr) -> Expr:
        return terms[0] if len(terms) == 1 else Or(_flat(Or, terms))

    def term(self, *factors: Expr) -> Expr:
        return factors[0] if len(factors) == 1 else And(_flat(And, factors))

    def factor(self, left: Expr, right: Expr | None) -> Expr:
        return left if right is None else Minus(left, right)

    def part(self, negation: Token | None, base: Expr) -> Expr:
        return base if negation is None else Not(base)

    def value(self, token: Token) -> Name:
        inner = token[1:-1] if token.type == "QUOTED" else str(token)
        return Name(inner.replace('""', '"') if token[0] == '"' else inner, _place(token))

    def field_is(self, field: Token, equals: Token, name: Name) -> Expr:
        return FieldIs(_word(field), (name,), negated=equals == "!=", at=_place(field))

    def field_in(self, field: Token, *names: Name) -> Expr:
        return FieldIs(_word(field), names, at=_place(field))

    def organization_only(self, field: Token, name: Name) -> Expr:
        return FieldIs("organization", (name,), only=True, at=_place(field))

    def has(self, question: Name, option: Name) -> Expr:
        return Has(question, option, at=question.at)

    def compare(self, question: Name, operator: Token, value: Name) -> Expr:
        return Compare(question, cast(Any, str(operator)), value, at=question.at)

    def answered(self, half: Token | None, word: Token, survey: Name, before: Name | None) -> Expr:
        day, at = _day(before) if before else None, _place(half or word)
        return SurveyIs("half answered" if half else "answered", survey, day, at=at)

    def asked(self, word: Token, survey: Name, before: Name | None) -> Expr:
        return SurveyIs("asked", survey, _day(before) if before else None, at=_place(word))

    def claims(self, what: Token, activity: Name | None, span: Span | None) -> Expr:
        return Claims(_word(what), activity, span, at=_place(what))

    def next(self, days: Name) -> Span:
        return Span("next", _whole(days, DAYS))

    def last(self, days: Name) -> Span:
        return Span("last", _whole(days, DAYS))

    def free(self, word: Token, day: Name, hours: Token | None) -> Expr:
        return Free(_day(day), *(_hours(hours) if hours else ()), at=_place(word))

    def messages(self, what: Token, days: Name) -> Expr:
        return Messages(_word(what), _whole(days, DAYS), at=_place(what))

    def reachable(self, word: Token, channel: Token) -> Expr:
        return Reachable(_word(channel), at=_place(word))

    def booked(self, word: Token, days: Name) -> Expr:
        return Booked(_whole(days, DAYS), at=_place(word))

    def saved(self, word: Token, name: Name) -> Expr:
        return Saved(name, at=_place(word))

    def random(self, word: Token, count: Name, seed: Name) -> Expr:
        return Random(_whole(count, COUNT), _whole(seed, SEED), at=_place(word))


def _flat(kind: type[Or] | type[And], parts: tuple[Expr, ...]) -> tuple[Expr, ...]:
    return tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))


def _word(token: Token) -> Any:
    return token.casefold()


def _place(token: Token) -> int:
    return token.start_pos or 0


def _whole(name: Name, bounds: tuple[int, int]) -> int:
    low, high = bounds
    if re.fullmatch(r"[0-9]{1,9}", name.text) and low <= int(name.text) <= high:
        return int(name.text)
    raise Refused(name.at, "bad_whole", word=name.text, low=str(low), high=str(high))


def _day(name: Name) -> date:
    if not re.fullmatch(r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}", name.text):
        raise Refused(name.at, "bad_day", word=name.text)
    try:
        return date.fromisoformat(name.text)
    except ValueError as error:
        raise Refused(name.at, "bad_day", word=name.text) from error


def _hours(token: Token) -> tuple[int, int]:
    found = CLOCK.fullmatch(token)
    hour, minute, last_hour, last_minute = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if max(minute, last_minute) < 60 and start < end <= 24 * 60:
        return start, end
    raise Refused(_place(token), "bad_hours", word=str(token))
