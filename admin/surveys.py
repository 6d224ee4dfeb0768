"""Surveys: the list, and one of them: how far it has come, what was answered, and who said what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin import survey_results
from admin.form import Posted
from admin.survey_figures import STATES, Figures, figures
from admin.survey_opened import Id, Opened, opened
from admin.visit import Here, Visit, nothing_here
from flows.surveys import Survey, text_in
from storage import people, rights, survey_rounds, survey_waiting, surveys
from storage import survey_results as answers

router = APIRouter(prefix="/o/{organization_id}/surveys")

PAGE = 50
AT_ONCE = 3_000  # people whose answers are counted while the page is drawn; more are counted beside it

Before = Annotated[int, Query(ge=0, lt=2**63)]


# The list


@dataclass(frozen=True)
class Line:
    """A survey in the list."""

    row: Row[Any]
    version: int
    survey: Survey
    figures: Figures

    def title(self, language: str) -> str:
        """What it is called."""
        return text_in(self.survey.title, language) or str(self.row.name)


@router.get("")
def listed(visit: Here) -> Response:
    """All surveys here and below."""
    return visit.page("surveys.html", lines=visit.read(lambda db: _lines(db, visit)))


def _lines(db: Connection, visit: Visit) -> list[Line]:
    rows = {row.id: row for row in surveys.named(db, visit.below)}
    tallies = surveys.tallies(db, list(rows))
    newest = surveys.newest_versions(db, list(rows))
    return [
        Line(row, newest[id].version, Survey.from_json(newest[id].definition), _figures(visit, tallies[id]))
        for id, row in rows.items()
        if id in newest
    ]


def _figures(visit: Visit, tally: Mapping[str, int]) -> Figures:
    return figures(tally, is_guarded=visit.role == "viewer")


# One of them


@router.get("/{survey_id:int}")
def show(visit: Here, survey_id: Id, whole: int = 0) -> Response:
    """How far it has come, and what was answered."""
    it = opened(visit, survey_id)
    shown = visit.read(lambda db: _progress(db, visit, it))
    few = bool(whole) or sum(shown["figures"].counts) <= AT_ONCE
    results = visit.read(lambda db: survey_results.results(db, visit, it)) if few else None
    return visit.page("survey.html", it=it, results=results, **shown)


@router.get("/{survey_id:int}/results")
def results(visit: Here, survey_id: Id) -> Response:
    """The answers counted, as a part of the page: it may take a second."""
    it = opened(visit, survey_id)
    found = visit.read(lambda db: survey_results.results(db, visit, it))
    return visit.page("survey_results.html", it=it, results=found)


@router.get("/{survey_id:int}/progress")
def progress(visit: Here, survey_id: Id) -> Response:
    """The part of the page that moves, asked for again and again."""
    it = opened(visit, survey_id)
    return visit.page("survey_progress.html", it=it, **visit.read(lambda db: _progress(db, visit, it)))


def _progress(db: Connection, visit: Visit, it: Opened) -> dict[str, Any]:
    rounds = survey_rounds.listed(db, it.row.id)
    return {
        "figures": _figures(visit, surveys.tally(db, it.row.id)), "states": STATES, "rounds": rounds,
        "waiting": survey_waiting.count(db, it.row.id), "live": any(row.state in LIVE for row in rounds),
    }  # fmt: skip


LIVE = ("asking", "taking_back")


@router.get("/{survey_id:int}/answers")
def said(visit: Here, survey_id: Id, question: str = "", before: Before = 0) -> Response:
    """Each answer to a question and whose it is, the latest first; whoever stands there has been looked at."""
    visit.require("answer")
    it = opened(visit, survey_id)
    asked = visit.read(lambda db: survey_results.asked_question(db, it.row.id, question)) or nothing_here()
    rows = visit.read(lambda db: answers.page(db, it.row.id, question, before=before or None, limit=PAGE + 1))
    ids, action = [row.person_id for row in rows[:PAGE]], "panel survey answers"
    if ids:
        visit.change(lambda db: rights.looked_at_all(db, ids, visit.now, by=visit.actor, action=action))
    lines = [(row, people.name_of(row), survey_results.said(visit, asked, row.value)) for row in rows[:PAGE]]
    shown: dict[str, Any] = {"words": text_in(asked.ask, visit.language) or asked.key, "lines": lines}
    more = rows[PAGE - 1].id if len(rows) > PAGE else 0
    return visit.page("survey_answers.html", it=it, question=asked, more=more, **shown)


# What was started


@router.post("/{survey_id:int}/round")
def steer(visit: Here, survey_id: Id, form: Posted) -> Response:
    """Approve a round that waits for that, or take it back: who has not got the question yet does not get it."""
    visit.require("send")
    it = opened(visit, survey_id)
    deed, round_id = form.text("do"), form.number("round") or 0
    if deed not in ("approve", "take_back") or not visit.read(lambda db: _is_of(db, round_id, it)):
        return visit.go(f"/surveys/{survey_id}")
    done = visit.noted(
        f"survey.{deed}", lambda db: _steer(db, visit, round_id, deed), object=f"survey:{survey_id}", round=round_id
    )
    return visit.go(f"/surveys/{survey_id}", said=f"survey_{deed}" if done else "survey_too_late")


def _is_of(db: Connection, round_id: int, it: Opened) -> bool:
    return any(row.id == round_id for row in survey_rounds.listed(db, it.row.id))


def _steer(db: Connection, visit: Visit, round_id: int, deed: str) -> bool:
    if deed == "approve":
        return survey_rounds.approve(db, round_id, by=visit.actor)
    if survey_rounds.move(db, round_id, ("approval",), "stopped", done_at=visit.now):
        return True
    return survey_rounds.move(db, round_id, ("asking", "done"), "taking_back")
