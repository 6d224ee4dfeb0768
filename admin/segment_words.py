"""A segment as a sentence: each condition of an expression in the words of whoever reads the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from admin.render import and_all
from admin.texts import text
from flows import dates
from flows.surveys import Survey, text_in
from storage import surveys
from storage.segments import Expr, SegmentError, parse, to_text
from storage.segments.errors import fold
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
# Nobody has two of these: a second one that is added is another choice, not one more demand.
ONE_EACH = ("relation", "organization", "town", "language")
YES_NO = ("yes", "no", "maybe")


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
    parts = _parts(expr)
    speaker = Speaker(language, labels)
    return [Chip(speaker.words(part), _together(parts[:n] + parts[n + 1 :])) for n, part in enumerate(parts)]


def is_new(expression: str) -> bool:
    """Whether an expression can be read, says something, and is more than the name of a saved one."""
    return not isinstance(parse(expression), SegmentError | Saved)


def _parts(expr: Expr) -> tuple[Expr, ...]:
    """The conditions that all have to hold."""
    return expr.parts if isinstance(expr, And) else (expr,)


def _together(parts: tuple[Expr, ...]) -> str:
    """Conditions as one expression; empty for none."""
    return to_text(parts[0] if len(parts) == 1 else And(parts)) if parts else ""


def joined(expression: str, test: str, *, negated: bool = False) -> str:
    """The expression with one more condition, or with everybody but those it names.

    A second town is one that may be chosen beside the first. An expression that cannot be read stays as it is.
    """
    added = parse(f"not ({test})" if negated else test)
    before = parse(expression) if expression.strip() else None
    if isinstance(before, SegmentError):
        return expression
    if isinstance(added, SegmentError):
        return f"({expression}) and {test}" if before else test
    return _together(_with(() if before is None else _parts(before), added))


def _with(parts: tuple[Expr, ...], added: Expr) -> tuple[Expr, ...]:
    for place, part in enumerate(parts):
        if part == added:
            return parts
        if isinstance(part, FieldIs) and isinstance(added, FieldIs) and _are_choices(part, added):
            either = replace(part, names=tuple(dict.fromkeys(part.names + added.names)))
            return (*parts[:place], either, *parts[place + 1 :])
    return (*parts, *_parts(added))


def _are_choices(one: FieldIs, other: FieldIs) -> bool:
    plain = not (one.negated or one.only or other.negated or other.only)
    return plain and one.field == other.field and one.field in ONE_EACH


def labels_of(db: Connection, organization_ids: tuple[int, ...], language: str) -> Labels:
    """What the questions of the surveys here are called: by key, the question and its options' labels by key."""
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for definition in surveys.definitions(db, organization_ids):
        survey = Survey.from_json(definition)
        for question in survey.questions:
            options = {option.key: text_in(option.labels, language) for option in question.options}
            if question.kind == "yesno":
                options = {key: text(language, f"person_answer_{key}") for key in YES_NO}
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
        known = RELATIONS.get(fold(name.text))
        return self._text(f"segment_relation_{known}") if known else name.text

    def _language(self, name: Name) -> str:
        code = LANGUAGES.get(fold(name.text), fold(name.text))
        return language_name(code, self.language)

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


def language_name(code: str, language: str) -> str:
    """What a language is called: `svenska`, `Swedish`; a code that nobody knows stays as it is."""
    spoken = [word for word, each in LANGUAGES.items() if each == code]
    return (spoken[0] if language == "sv" else spoken[-1].capitalize()) if spoken else code


def _as_written(name: Name) -> str:
    return name.text


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


SAYS: dict[type[Any], Callable[[Speaker, Any], str]] = {
    FieldIs: Speaker.field, Has: Speaker.has, Compare: Speaker.compare, SurveyIs: Speaker.survey,
    Claims: Speaker.claims, Free: Speaker.free, Messages: Speaker.messages, Reachable: Speaker.reachable,
    Booked: Speaker.booked, Saved: Speaker.saved, Random: Speaker.random,
}  # fmt: skip
