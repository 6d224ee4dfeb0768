"""Saved segments: a choice of people kept under a name, from the page where they were chosen, and the list of all."""

import re
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin.form import Form, Posted
from admin.segment_panel import in_words, labels, sentence
from admin.visit import Here, Visit, nothing_here
from storage import installation, segments
from storage.segments import SegmentError, error_text, seen_from, to_text
from storage.segments.errors import fold
from storage.segments.expr import Name, Saved
from storage.segments.saved import LONGEST_NAME

router = APIRouter(prefix="/o/{organization_id}/segments")

LIST = "/segments"
# The pages on which people are chosen.
BACK = re.compile(r"/people|/broadcasts/[0-9]{1,18}/whom|/surveys/[0-9]{1,18}/start")


@dataclass(frozen=True)
class Entered:
    """What the form sent: a name for an expression, and how the page stood that it came from."""

    name: str
    expression: str
    back: str
    political: bool
    spare: bool


@dataclass(frozen=True)
class Line:
    """A saved segment in the list. mine: saved here, and not in an organization above."""

    name: str
    words: str
    expression: str
    organization: str
    mine: bool


@router.get("")
def listed(visit: Here) -> Response:
    """All that can be used here, by name."""
    return _drawn(visit)


def _drawn(visit: Visit, status: int = 200, **typed: Any) -> Response:
    lines = visit.read(lambda db: _lines(db, visit))
    filled = {"entered": None, "wrong": "", "words": "", **typed}
    return visit.page("segments.html", status=status, lines=lines, longest=LONGEST_NAME, **filled)


def _lines(db: Connection, visit: Visit) -> list[Line]:
    named = labels(db, visit)
    return [
        Line(row.name, sentence(visit, row.expression, named), to_text(Saved(Name(row.name))), row.organization,
             row.organization_id == visit.id)
        for row in seen_from(db, visit.id)
    ]  # fmt: skip


@router.post("")
def save(visit: Here, form: Posted) -> Response:
    """Keep the expression under a name that is free, and go back to the page it came from."""
    visit.require("edit")
    entered = _entered(form)
    wrong = visit.change(lambda db: _save(db, visit, entered))
    if wrong is not None:
        words = in_words(visit, entered.expression)
        return _drawn(visit, 422, entered=entered, wrong=error_text(wrong, visit.language), words=words)
    manner = {"political": entered.political, "spare": entered.spare, "tried": 1} if entered.back != LIST else {}
    kept = to_text(Saved(Name(entered.name)))
    return visit.go(entered.back, said="segment_saved", segment=kept if manner else "", **manner)


def _entered(form: Form) -> Entered:
    back = form.text("back")
    return Entered(
        " ".join(form.text("name").split()), form.text("segment"), back if BACK.fullmatch(back) else LIST,
        form.on("political"), form.on("spare"),
    )  # fmt: skip


def _save(db: Connection, visit: Visit, entered: Entered) -> SegmentError | None:
    """None with a line in the audit, or what is wrong."""
    wrong = segments.save(db, visit.id, entered.name, entered.expression, by=visit.actor, now=visit.now, replaces=False)
    if wrong is None:
        installation.note(db, visit.actor, "segment.save", visit.now, organization_id=visit.id)
    return wrong


@router.post("/remove")
def remove(visit: Here, form: Posted) -> Response:
    """Forget one that was saved here; the same sent twice removes it once."""
    visit.require("edit")
    name = form.text("name")
    rows = {row.folded_name: row for row in visit.read(lambda db: seen_from(db, visit.id))}
    if (row := rows.get(fold(name))) and row.organization_id != visit.id:
        nothing_here()
    if row:
        visit.noted("segment.remove", lambda db: segments.remove(db, visit.id, name), object=f"segment:{row.id}")
    return visit.go(LIST, said="segment_removed")
