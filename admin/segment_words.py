"""A segment as a sentence: each condition of an expression in the words of whoever reads the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from admin.render import and_all
from admin.texts import text
from flows import dates
from flows.surveys import Survey, text_in
from storage import surveys
from storage.segments import Expr, SegmentError, parse, to_text
from storage.segments.expr import (
    And,
    Booked,
    Claims,
    Compare,
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
)
from storage.segments.words import LANGUAGES, RELATIONS

Labels = Mapping[str, tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Chip:
    """One condition. rest: the expression without it."""

    words: str
    rest: str


def chips(expression: str, language: str, labels: Labels) -> list[Chip] | SegmentError:
    """The conditions that all have to hold; empty for everybody. labels: see `labels_of`."""
    if not expression.strip():
        return []
    expr = parse(expression)
    if isinstance(expr, SegmentError):
        return expr
    parts = expr.parts if isinstance(expr, And) else (expr,)
    speaker = Speaker(language, labels)
    return [Chip(speaker.words(part), _without(parts, place)) for place, part in enumerate(parts)]


def _without(parts: tuple[Expr, ...], place: int) -> str:
    left = parts[:place] + parts[place + 1 :]
    if not left:
        return ""
    return to_text(left[0] if len(left) == 1 else And(left))


def joined(expression: str, test: str) -> str:
    """The expression with one more condition."""
    expr = parse(expression) if expression.strip() else None
    if expr is None or isinstance(expr, SegmentError):
        return test
    whole = f"({expression})" if isinstance(expr, Or) else expression
    return f"{whole} and {test}"


def labels_of(db: Connection, organization_ids: tuple[int, ...], language: str) -> Labels:
    """What the questions of the surveys here are called: by key, the question and its options' labels by key."""
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for definition in surveys.definitions(db, organization_ids):
        survey = Survey.from_json(definition)
        for question in survey.questions:
            options = {option.key: text_in(option.labels, language) for option in question.options}
            named = (text_in(question.ask, language), options)
            found.setdefault(question.key, named)
            found[f"{survey.name}.{question.key}"] = named
    return found


@dataclass(frozen=True)
class Speaker:
    """Says conditions in one language."""

    language: str
    labels: Labels

    def words(self, expr: Expr) -> str:
        """What an expression means, in words."""
        match expr:
            case Or(parts):
                return f" {self._text('segment_or')} ".join(self.words(part) for part in parts)
            case And(parts):
                return and_all([self.words(part) for part in parts], self._text("and"))
            case Not(part):
                return self._text("segment_not", what=self.words(part))
            case Minus(left, right):
                return self._text("segment_minus", left=self.words(left), right=self.words(right))
        say: Callable[[Speaker, Any], str] = SAYS[expr.__class__]
        return say(self, expr)

    def _text(self, key: str, **values: object) -> str:
        return text(self.language, key, **values)

    def field(self, test: FieldIs) -> str:
        known: dict[str, Callable[[Name], str]] = {"relation": self._relation, "language": self._language}
        names = [known.get(test.field, _as_written)(name) for name in test.names]
        key = "organization_only" if test.only else test.field
        said = self._text(f"segment_{key}", what=f" {self._text('segment_or')} ".join(names))
        return self._text("segment_not", what=said) if test.negated else said

    def _relation(self, name: Name) -> str:
        return self._text(f"segment_relation_{RELATIONS.get(name.text.casefold(), 'member')}")

    def _language(self, name: Name) -> str:
        code = LANGUAGES.get(name.text.casefold(), name.text.casefold())
        spoken = [word for word, each in LANGUAGES.items() if each == code]
        return (spoken[0] if self.language == "sv" else spoken[-1].capitalize()) if spoken else code

    def has(self, test: Has) -> str:
        question, options = self.labels.get(test.question.text, (test.question.text, {}))
        option = options.get(test.option.text, test.option.text)
        return self._text("segment_has", question=question, option=option)

    def compare(self, test: Compare) -> str:
        question, options = self.labels.get(test.question.text, (test.question.text, {}))
        value = options.get(test.value.text, test.value.text)
        sign = {"=": "", "!=": "≠ ", "<=": "≤ ", ">=": "≥ "}.get(test.operator, f"{test.operator} ")
        return self._text("segment_compare", question=question, value=f"{sign}{value}")

    def survey(self, test: SurveyIs) -> str:
        said = self._text(f"segment_{test.state.replace(' ', '_')}", what=test.survey.text)
        return f"{said} {self._text('segment_before', day=test.before)}" if test.before else said

    def claims(self, test: Claims) -> str:
        activity = self._text("segment_activity", what=test.activity.text) if test.activity else ""
        span = self._text(f"segment_{test.span.side}", n=test.span.days) if test.span else ""
        return " ".join(part for part in (self._text(f"segment_{test.what}"), activity, span) if part)

    def free(self, test: Free) -> str:
        hours = "" if test.start is None else f" {_clock(test.start)}–{_clock(test.end or 0)}"
        return self._text("segment_free", day=dates.date_words(test.day, self.language) + hours)

    def messages(self, test: Messages) -> str:
        return self._text(f"segment_{test.what}", n=test.days)

    def reachable(self, test: Reachable) -> str:
        return self._text("segment_reachable", what=self._text(f"channel_{test.channel}"))

    def booked(self, test: Booked) -> str:
        return self._text("segment_booked", n=test.days)

    def saved(self, test: Saved) -> str:
        return self._text("segment_saved", what=test.name.text)

    def random(self, test: Random) -> str:
        return self._text("segment_random", n=test.count)


def _as_written(name: Name) -> str:
    return name.text


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


SAYS: dict[type[Any], Callable[[Speaker, Any], str]] = {
    FieldIs: Speaker.field, Has: Speaker.has, Compare: Speaker.compare, SurveyIs: Speaker.survey,
    Claims: Speaker.claims, Free: Speaker.free, Messages: Speaker.messages, Reachable: Speaker.reachable,
    Booked: Speaker.booked, Saved: Speaker.saved, Random: Speaker.random,
}  # fmt: skip
