"""Building a segment by tapping: the kinds of condition there are, what each can be filled with, and what it writes."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from admin.segment_words import Labels, language_name
from admin.texts import text
from flows import dates
from storage.segments import suggest
from storage.segments.errors import fold
from storage.segments.expr import FIELDS, Name
from storage.segments.scope import Scope
from storage.segments.surveys import Survey
from storage.segments.write import quoted

Choice = tuple[str, str]  # what is written, what is shown
DAYS = (1, 3, 7, 14, 30, 90)
AHEAD = 21


@dataclass(frozen=True)
class Asking:
    """Who builds: in which organization and language, and when."""

    db: Connection
    organization_id: int
    language: str
    labels: Labels
    now: datetime
    zone: ZoneInfo

    def named(self, before: str) -> list[str]:
        """The names that may stand after the beginning of a condition, as they are written."""
        return suggest(self.db, self.organization_id, before, len(before), self.now)


def _field(name: str) -> Callable[[Asking], list[Choice]]:
    return _after(f"{name} =")


def _after(words: str) -> Callable[[Asking], list[Choice]]:
    return lambda asking: [(f"{words} {value}", _plain(value)) for value in asking.named(f"{words} ")]


def _plain(value: str) -> str:
    """A value without the quotes in which it is written."""
    return value[1:-1].replace('""', '"') if value.startswith('"') else value


def _languages(asking: Asking) -> list[Choice]:
    """By what they are called: few know codes."""
    return [(value, language_name(code, asking.language)) for value, code in _field("language")(asking)]


def _relations(asking: Asking) -> list[Choice]:
    kinds = ("member", "former_member", "regular_contact", "sympathizer")
    named = {kind: quoted(Name(kind.replace("_", " "))) for kind in kinds}
    return [(f"relation = {name}", text(asking.language, f"segment_relation_{kind}")) for kind, name in named.items()]


def _answers(asking: Asking) -> list[Choice]:
    """Each option of each question, under its plain key where that is clear."""
    asked = [(survey.name, question) for survey in _surveys(asking) for question in survey.questions.values()]
    owners = Counter(key for key, _ in {(question.key, fold(name)) for name, question in asked})
    found: dict[str, str] = {}
    for survey, question in asked:
        full, is_clear = f"{survey}.{question.key}", owners[question.key] == 1 and question.key not in FIELDS
        written = quoted(Name(question.key if is_clear else full))
        words, labels = asking.labels.get(full, (question.key, {}))
        joint = "=" if question.kind == "language" else "has"
        for option in dict.fromkeys(question.options.values()):
            found.setdefault(f"{written} {joint} {quoted(Name(option))}", f"{words} {labels.get(option, option)}")
    return list(found.items())


def _surveys(asking: Asking) -> list[Survey]:
    return Scope(asking.db, asking.organization_id, asking.now).all_surveys


def _spans(words: str, side: str) -> Callable[[Asking], list[Choice]]:
    return lambda asking: [
        (f"{words} in {side} {days} days", text(asking.language, f"segment_{side}", n=days)) for days in DAYS
    ]


def _free(asking: Asking) -> list[Choice]:
    today = asking.now.astimezone(asking.zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(AHEAD)]
    return [(f"free on {day}", dates.date_words(day, asking.language)) for day in days]


def _channels(asking: Asking) -> list[Choice]:
    return [(f"reachable by {name}", text(asking.language, f"channel_{name}")) for name in ("sms", "telegram")]


def _samples(asking: Asking) -> list[Choice]:
    seed = int(asking.now.timestamp()) % 1_000_000
    return [(f"random {count} seed {seed}", str(count)) for count in (10, 20, 50, 100, 200, 500)]


KINDS: dict[str, Callable[[Asking], list[Choice]]] = {
    "relation": _relations,
    "organization": _field("organization"),
    "town": _field("town"),
    "language": _languages,
    "tag": _field("tag"),
    "role": _field("role"),
    "answer": _answers,
    "answered": _after("answered"),
    "half_answered": _after("half answered"),
    "asked": _after("asked"),
    "claimed": _spans("claimed", "next"),
    "attended": _spans("attended", "last"),
    "missed": _spans("missed", "last"),
    "free": _free,
    "written": _spans("written", "last"),
    "replied": _spans("replied", "last"),
    "reachable": _channels,
    "saved": _after("segment"),
    "random": _samples,
}
# What a political message may be aimed by.
PLACES = ("organization", "town")


def kinds(asking: Asking, only: Sequence[str] = ()) -> list[Choice]:
    """The kinds of condition to choose from, in words."""
    return [(kind, text(asking.language, f"segment_kind_{kind}")) for kind in only or KINDS]


def choices(asking: Asking, kind: str) -> list[Choice]:
    """The conditions of a kind: what is written, and what is shown. Empty for an unknown kind."""
    return KINDS[kind](asking) if kind in KINDS else []
