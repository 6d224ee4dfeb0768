"""Who asks, when, and what the names of an expression stand for where they ask from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Connection, Row, or_, select

from storage.segments import saved
from storage.segments.errors import Refused, fold, near
from storage.segments.expr import FIELDS, Name
from storage.segments.sql import below
from storage.segments.surveys import Question, Survey, load_surveys
from storage.segments.tree import Tree, load_tree
from storage.tables import activity, organization, survey

Thing = TypeVar("Thing")


@dataclass
class Scope:
    """An organization's view at a moment: itself and all below, and the surveys and activities above too.

    Names are loaded once, when an expression first speaks of their kind.
    """

    db: Connection
    organization_id: int
    now: datetime

    def organization(self, name: Name) -> int:
        """The id of an organization here or below."""
        return _named(name, self._organizations, "unknown_organization")[0]

    def activities(self, name: Name) -> list[int]:
        """The ids of the activities of that name."""
        return _named(name, self._activities, "unknown_activity")

    def surveys(self, name: Name) -> list[Survey]:
        """The surveys of that name: the nearest one, or all below that have it."""
        return _named(name, [(seen.name, seen) for seen in self.all_surveys], "unknown_survey")

    def questions(self, name: Name) -> list[Question]:
        """The questions that `key` or `survey.key` means: one, or one of each survey of the same name."""
        survey, _, key = fold(name.text).rpartition(".")
        owners = [s for s in self.all_surveys if key in s.questions and survey in ("", fold(s.name))]
        spelled = {fold(owner.name): f"{owner.name}.{key}" for owner in owners}
        if len(spelled) > 1:
            choices = ", ".join(sorted(spelled.values()))
            raise Refused(name.at, "ambiguous_question", word=name.text, choices=choices)
        if not owners:
            meant = near(name.text, self._question_words(survey))
            raise Refused(name.at, "unknown_question", word=name.text, near=meant)
        return [owner.questions[key] for owner in owners]

    @property
    def organization_names(self) -> list[str]:
        """What the organization and those below it are called."""
        return sorted(name for name, _ in self._organizations)

    @property
    def activity_names(self) -> list[str]:
        """What the activities that are seen from here are called."""
        return sorted({name for name, _ in self._activities})

    @cached_property
    def segments(self) -> Mapping[str, Row[Any]]:
        """The saved segments that are seen from here, by folded name."""
        return {row.folded_name: row for row in saved.seen_from(self.db, self.organization_id)}

    @cached_property
    def tree(self) -> Tree:
        """All organizations, as they are seen from here."""
        return load_tree(self.db, self.organization_id)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where the organization's wall clock hangs."""
        own = select(organization.c.timezone).where(organization.c.id == self.organization_id)
        return ZoneInfo(self.db.execute(own).scalar_one())

    @property
    def _organizations(self) -> list[tuple[str, int]]:
        return [(self.tree.names[id], id) for id in sorted(self.tree.below)]

    @cached_property
    def _activities(self) -> list[tuple[str, int]]:
        rows = self.db.execute(select(activity.c.name, activity.c.id).where(self._seen(activity.c.organization_id)))
        return [(name, id) for name, id in rows]

    @cached_property
    def all_surveys(self) -> list[Survey]:
        """The surveys that are seen from here."""
        return load_surveys(self.db, self._seen(survey.c.organization_id), self.tree.line)

    def _seen(self, owner: Column[int]) -> ColumnElement[bool]:
        """What belongs to the organization, to one below it or to one above."""
        return or_(owner.in_(self.tree.line), owner.in_(select(below(self.organization_id).c.id)))

    def _question_words(self, survey: str) -> Iterable[str]:
        keys = ((s.name, key) for s in self.all_surveys for key in s.questions)
        return [f"{name}.{key}" for name, key in keys] if survey else [key for _, key in keys] + [*FIELDS]


def _named(name: Name, known: list[tuple[str, Thing]], reason: str) -> list[Thing]:
    found = [thing for word, thing in known if fold(word) == fold(name.text)]
    if found:
        return found
    raise Refused(name.at, reason, word=name.text, near=near(name.text, [word for word, _ in known]))
