"""An expression as a tree of frozen dataclasses; two are equal wherever in a text they stood."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Field = Literal["relation", "organization", "town", "language", "tag", "role"]
Operator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Name:
    """A value as it was written, without its quotes; `at` is its place in the text."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Or:
    """At least one of two parts or more."""

    parts: tuple["Expr", ...]


@dataclass(frozen=True)
class And:
    """All of two parts or more."""

    parts: tuple["Expr", ...]


@dataclass(frozen=True)
class Not:
    """Everybody but those of `part`."""

    part: "Expr"


@dataclass(frozen=True)
class Minus:
    """Those of `left` who are not in `right`."""

    left: "Expr"
    right: "Expr"


@dataclass(frozen=True)
class FieldIs:
    """The field is one of `names`; none of them when `negated`; nothing below the organization when `only`.

    Both of these go with one name.
    """

    field: Field
    names: tuple[Name, ...]
    negated: bool = False
    only: bool = False


@dataclass(frozen=True)
class Has:
    """The option is among those chosen for the question."""

    question: Name
    option: Name


@dataclass(frozen=True)
class Compare:
    """The answer to the question, against a number or a key. `!=` is whatever is not `=`, no answer too."""

    question: Name
    operator: Operator
    value: Name


@dataclass(frozen=True)
class SurveyIs:
    """Where the person stands with a survey, and since before which day."""

    state: Literal["answered", "half answered", "asked"]
    survey: Name
    before: date | None = None


@dataclass(frozen=True)
class Span:
    """The next or the last so many days, counted from now to the second."""

    side: Literal["next", "last"]
    days: int


@dataclass(frozen=True)
class Claims:
    """A shift that the person has, attended or missed; of one activity when it is named."""

    what: Literal["claimed", "attended", "missed"]
    activity: Name | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Free:
    """Said to be able on that day, and has no shift then; `start` and `end` are minutes since midnight."""

    day: date
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Messages:
    """We wrote to the person, or the person to us, in the last so many days."""

    what: Literal["written", "replied"]
    days: int


@dataclass(frozen=True)
class Reachable:
    """Has an address on the channel that works and is not suppressed."""

    channel: Literal["sms", "telegram"]


@dataclass(frozen=True)
class Booked:
    """Has a booking in the next so many days."""

    days: int
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Saved:
    """Those of a saved segment."""

    name: Name


@dataclass(frozen=True)
class Random:
    """So many of those whom the rest of the expression leaves, the same ones for the same seed."""

    count: int
    seed: int


Test = FieldIs | Has | Compare | SurveyIs | Claims | Free | Messages | Reachable | Booked | Saved | Random
Expr = Or | And | Not | Minus | Test


def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """The expressions right below this one; none for a test."""
    match expr:
        case Or(parts) | And(parts):
            return parts
        case Not(part):
            return (part,)
        case Minus(left, right):
            return (left, right)
    return ()
