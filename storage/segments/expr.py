"""An expression as a tree of frozen dataclasses; two are equal wherever in a text they stood."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Field = Literal["relation", "organization", "town", "language", "tag", "role"]
FIELDS: tuple[Field, ...] = get_args(Field)
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
class Placed:
    """A test; `at` is its place in the text."""

    at: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True)
class FieldIs(Placed):
    """The field is one of `names`; none of them when `negated`; nothing below the organization when `only`.

    Both of these go with one name.
    """

    field: Field
    names: tuple[Name, ...]
    negated: bool = False
    only: bool = False


@dataclass(frozen=True)
class Has(Placed):
    """The option is among those chosen for the question."""

    question: Name
    option: Name


@dataclass(frozen=True)
class Compare(Placed):
    """The answer to the question, against a number or a key. `!=` is whatever is not `=`, no answer too."""

    question: Name
    operator: Operator
    value: Name


@dataclass(frozen=True)
class SurveyIs(Placed):
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
class Claims(Placed):
    """A shift that the person has, attended or missed; of one activity when it is named."""

    what: Literal["claimed", "attended", "missed"]
    activity: Name | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Free(Placed):
    """Said to be able on that day, and has no shift then; `start` and `end` are minutes since midnight."""

    day: date
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Messages(Placed):
    """We wrote to the person, or the person to us, in the last so many days."""

    what: Literal["written", "replied"]
    days: int


@dataclass(frozen=True)
class Reachable(Placed):
    """Has an address on the channel that works and is not suppressed."""

    channel: Literal["sms", "telegram"]


@dataclass(frozen=True)
class Booked(Placed):
    """Is the candidate of a booking that was accepted and begins in the next so many days."""

    days: int


@dataclass(frozen=True)
class Saved(Placed):
    """Those of a saved segment. What it means, and the text that says so, are known once it was looked up."""

    name: Name
    meaning: "Expr | None" = field(default=None, compare=False)
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Random(Placed):
    """So many of those whom the rest of the expression leaves, the same ones for the same seed."""

    count: int
    seed: int


Test = FieldIs | Has | Compare | SurveyIs | Claims | Free | Messages | Reachable | Booked | Saved | Random
Expr = Or | And | Not | Minus | Test


def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """The expressions right below this one; none for a test, but for a saved segment what it means."""
    match expr:
        case Or(parts) | And(parts):
            return parts
        case Not(part):
            return (part,)
        case Minus(left, right):
            return (left, right)
        case Saved(_, meaning) if meaning is not None:
            return (meaning,)
    return ()
