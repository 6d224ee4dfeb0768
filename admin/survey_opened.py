"""A survey that somebody has opened: the row, its newest version and what that asks."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path
from sqlalchemy import Connection, Row

from admin.visit import Visit, nothing_here
from flows.surveys import Survey, text_in
from storage import surveys

Id = Annotated[int, Path(ge=1, lt=2**63)]


@dataclass(frozen=True)
class Opened:
    """A survey with its newest version. is_pinned: a change makes a new version."""

    row: Row[Any]
    version: Row[Any]
    survey: Survey
    is_pinned: bool

    def title(self, language: str) -> str:
        """What it is called."""
        return text_in(self.survey.title, language) or str(self.row.name)


def opened(visit: Visit, survey_id: int) -> Opened:
    """A survey of this organization or one below; anything else is not there."""
    found: Opened | None = visit.read(lambda db: _opened(db, survey_id))
    return found if found is not None and found.row.organization_id in visit.below else nothing_here()


def _opened(db: Connection, survey_id: int) -> Opened | None:
    row, version = surveys.get(db, survey_id), surveys.newest_version(db, survey_id)
    if row is None or version is None:
        return None
    return Opened(row, version, Survey.from_json(version.definition), surveys.is_pinned(db, version.id))
