"""Starting a survey: whom it is asked of, a last look, and the row from which a worker asks them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin.form import Form, Posted
from admin.render import when
from admin.segment_panel import AT_ONCE, SHOWN, Chosen, chosen, written
from admin.segment_words import Chip, chips, labels_of
from admin.survey_opened import Id, Opened, opened
from admin.visit import Away, Here, Visit
from flows import hours
from flows.parts import count
from flows.shown import for_sms
from flows.survey import shown
from flows.survey_trial import Trial, played
from flows.surveys import text_in
from storage import installation, organizations, people, survey_rounds
from storage.segments import SegmentError, error_text
from storage.survey_rounds import Audience, Wanted

router = APIRouter(prefix="/o/{organization_id}/surveys/{survey_id:int}/start")

AGAIN = (0, 90, 180, 365)  # days after which somebody may be asked again; 0: nobody is
NOBODY = Audience(0, {})


def _its_own(visit: Visit, survey_id: int) -> Opened:
    """The survey; one of an organization below is started there, in its own name."""
    it = opened(visit, survey_id)
    if it.row.organization_id != visit.id:
        raise Away(f"/o/{it.row.organization_id}/surveys/{survey_id}/start")
    return it


def _wanted(visit: Visit, it: Opened, segment: str, again: int = 0) -> Wanted:
    before = visit.now - timedelta(days=again) if again in AGAIN and again else None
    return Wanted(it.row.id, visit.id, segment or None, before, visit.house.channels)


def _audience(visit: Visit, wanted: Wanted) -> Audience:
    found = visit.read(lambda db: survey_rounds.audience(db, wanted, visit.now))
    return NOBODY if isinstance(found, SegmentError) else found


def _left_out(visit: Visit, audience: Audience) -> list[tuple[str, int]]:
    return [(visit.text(f"left_out_{reason}"), n) for reason, n in audience.left_out.items()]


# Whom


@router.get("")
def whom(visit: Here, survey_id: Id, kind: str = "", counted: int = 0) -> Response:
    """Choose people; the address says what is being tried, nothing is stored. counted: however many there are."""
    visit.require("send")
    it = _its_own(visit, survey_id)
    return _whom(visit, it, written(visit.signed.request.query_params), kind, patient=bool(counted))


@router.post("")
def choose(visit: Here, survey_id: Id, form: Posted) -> Response:
    """On to the last look, when there is anybody to ask, now or again."""
    visit.require("send")
    it, segment = _its_own(visit, survey_id), form.text("segment")
    found = visit.read(lambda db: survey_rounds.audience(db, _wanted(visit, it, segment), visit.now))
    if isinstance(found, SegmentError) or not (found.people or found.left_out.get("already_asked")):
        return _whom(visit, it, segment, wrong="survey_nobody")
    return visit.go(f"/surveys/{survey_id}/start/check", segment=segment)


def _whom(
    visit: Visit, it: Opened, segment: str, kind: str = "", *, patient: bool = True, wrong: str = ""
) -> Response:  # fmt: skip
    found = chosen(visit, segment, adding=kind, patient=False)
    found = _counted(visit, it, found) if found.is_counted or patient else found
    base = visit.url(f"/surveys/{it.row.id}/start")
    shown: dict[str, Any] = {"chosen": found, "base": base, "wrong": wrong, "political": False, "spare": False}
    return visit.page("survey_whom.html", status=422 if wrong else 200, it=it, **shown)


def _counted(visit: Visit, it: Opened, found: Chosen) -> Chosen:
    """The chosen people with the numbers of the survey: who was asked already is not asked once more."""
    wanted = _wanted(visit, it, found.expression)
    audience = visit.read(lambda db: survey_rounds.audience(db, wanted, visit.now))
    if isinstance(audience, SegmentError):
        return replace(found, wrong=error_text(audience, visit.language), is_counted=True)
    everybody = audience.people + sum(audience.left_out.values())
    few = everybody <= AT_ONCE
    some = visit.read(lambda db: survey_rounds.some(db, wanted, visit.now, SHOWN)) if few else []
    return replace(
        found, is_counted=True, count=everybody, recipients=audience.people, often=0,
        names=[people.name_of(row) for row in some], left_out=_left_out(visit, audience),
    )  # fmt: skip


def _chips(db: Connection, visit: Visit, expression: str) -> list[Chip]:
    """The segment in words; nothing of one that cannot be read."""
    line = (*visit.below, *organizations.above(db, visit.id))
    said = chips(expression, visit.language, labels_of(db, line, visit.language))
    return said if isinstance(said, list) else []


# The last look


@dataclass(frozen=True)
class Look:
    """What the page before starting shows. most: what it costs when all answer everything by SMS."""

    audience: Audience
    left_out: Sequence[tuple[str, int]]
    first: str
    most: Decimal
    quiet: str
    limit: int | None
    is_halted: bool


@router.get("/check")
def check(visit: Here, survey_id: Id, segment: str = "", again: int = 0) -> Response:
    visit.require("send")
    return _check(visit, _its_own(visit, survey_id), segment, again)


def _check(visit: Visit, it: Opened, segment: str, again: int, status: int = 200, wrong: str = "") -> Response:
    wanted = _wanted(visit, it, segment, again)
    said, audience = visit.read(lambda db: _chips(db, visit, segment)), _audience(visit, wanted)
    look = visit.read(lambda db: _look(db, visit, it, audience))
    return visit.page(
        "survey_check.html", status=status, it=it, look=look, chips=said, segment=segment, again=again,
        choices=AGAIN, wrong=wrong, key=secrets.token_urlsafe(12),
    )  # fmt: skip


def _look(db: Connection, visit: Visit, it: Opened, audience: Audience) -> Look:
    limit = visit.organization.approval_limit
    return Look(
        audience, _left_out(visit, audience), _first(visit, it), _most(visit, it, audience.people), _quiet(visit),
        limit if audience.people > limit else None, installation.halted_at(db) is not None,
    )  # fmt: skip


def _first(visit: Visit, it: Opened) -> str:
    """The first text, as somebody gets it."""
    trial: Trial = played(
        it.survey, (), language=visit.organization.language or visit.language, name=visit.text("survey_try_name"),
        organization=visit.organization.name, now=visit.now.astimezone(visit.zone),
    )  # fmt: skip
    return trial.lines[0].text if trial.lines else ""


def _most(visit: Visit, it: Opened, people_: int) -> Decimal:
    """The price when everybody answers every question by SMS."""
    language = visit.organization.language or visit.language
    texts = [for_sms(text_in(each.ask, language), shown(each, language), language) for each in it.survey.questions]
    parts = sum(count(text).parts for text in texts) + 1  # and who asks, at the beginning
    return people_ * parts * visit.house.price


def _quiet(visit: Visit) -> str:
    """When quiet hours hold it up, in a sentence."""
    span, zone = hours.parse_span(visit.organization.quiet_hours), visit.organization.timezone
    allowed = hours.next_allowed(visit.now, span, zone)
    return visit.text("survey_quiet", when=when(allowed, visit)) if allowed > visit.now else ""


@router.post("/confirm")
def confirm(visit: Here, survey_id: Id, form: Posted) -> Response:
    """Start it, when the number that was typed is the number of people who can be asked now."""
    visit.require("send")
    it = _its_own(visit, survey_id)
    segment, again = form.text("segment"), form.number("again") or 0
    audience = _audience(visit, _wanted(visit, it, segment, again))
    if not audience.people:
        return _check(visit, it, segment, again, 422, visit.text("survey_nobody"))
    if form.number("count") != audience.people:
        return _check(visit, it, segment, again, 422, visit.text("survey_count_wrong", count=audience.people))
    needs_approval = audience.people > visit.organization.approval_limit
    values = _values(visit, it, form, audience)
    visit.noted(
        "survey.start", lambda db: survey_rounds.make(db, values, needs_approval=needs_approval),
        object=f"survey:{survey_id}", people=audience.people, version=it.version.version,
    )  # fmt: skip
    return visit.go(f"/surveys/{survey_id}", said="survey_needs_approval" if needs_approval else "survey_started")


def _values(visit: Visit, it: Opened, form: Form, audience: Audience) -> dict[str, Any]:
    wanted = _wanted(visit, it, form.text("segment"), form.number("again") or 0)
    return {
        "organization_id": visit.id, "survey_id": it.row.id, "version_id": it.version.id, "segment": wanted.segment,
        "before": wanted.before, "author": visit.actor, "expected": audience.people, "made_at": visit.now,
        "key": f"{visit.signed.session.organizer_id}:{form.text('key')[:40]}",
    }  # fmt: skip
