"""The surveys that an organization sees, with the questions and options that any of their versions had."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from storage.segments.errors import fold
from storage.tables import survey, survey_version

# Farther than any line of organizations is long.
BELOW = 1000
YES_NO = {"yes": "yes", "ja": "yes", "no": "no", "nej": "no", "maybe": "maybe", "kanske": "maybe"}


@dataclass(frozen=True)
class Question:
    """A question of one survey; `options` leads from what an option is called, folded, to its key."""

    survey_id: int
    key: str
    kind: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Survey:
    """A survey and its questions by key."""

    id: int
    name: str
    questions: Mapping[str, Question]


def load_surveys(db: Connection, seen: ColumnElement[bool], line: Sequence[int]) -> list[Survey]:
    """The surveys that are seen; of those that share a name only the nearest, and all that are equally far below.

    line: the organizations from which one looks, the nearest first.
    """
    rows = db.execute(
        select(survey.c.id, survey.c.name, survey.c.organization_id, survey_version.c.definition)
        .join_from(survey, survey_version, isouter=True)
        .where(seen)
        .order_by(survey.c.id, survey_version.c.version)
    ).all()
    away = {id: distance for distance, id in enumerate(line)}
    nearest: dict[str, int] = {}
    for row in rows:
        name, distance = fold(row.name), away.get(row.organization_id, BELOW)
        nearest[name] = min(distance, nearest.get(name, distance))
    near = [row for row in rows if away.get(row.organization_id, BELOW) == nearest[fold(row.name)]]
    ids = dict.fromkeys((row.id, row.name) for row in near)
    return [Survey(id, name, _questions(id, [r.definition for r in near if r.id == id])) for id, name in ids]


def _questions(survey_id: int, definitions: Iterable[Any]) -> dict[str, Question]:
    """The newest version says what kind a question is; an option that was dropped still has its answers."""
    found: dict[str, Question] = {}
    for definition in definitions:
        for entry in (definition or {}).get("questions", ()):
            before = found.get(fold(entry["key"]))
            options = {**(before.options if before else {}), **_options(entry)}
            found[fold(entry["key"])] = Question(survey_id, entry["key"], entry["kind"], options)
    return found


def _options(entry: Mapping[str, Any]) -> dict[str, str]:
    if entry["kind"] == "yesno":
        return YES_NO
    options = [option for option in entry.get("options", ()) if isinstance(option, dict)]
    labels = {fold(str(label)): str(option["key"]) for option in options for label in option.values()}
    return labels | {fold(str(option["key"])): str(option["key"]) for option in options}
