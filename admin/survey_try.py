"""Trying a survey: a phone on the page, on which the talk is played anew from what was said. Nothing is stored."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from admin.form import Form, Posted
from admin.survey_opened import Id, opened
from admin.survey_results import said
from admin.visit import Here, Visit
from flows.survey_trial import MOST, Trial, played
from flows.surveys import Survey, text_in

router = APIRouter(prefix="/o/{organization_id}/surveys/{survey_id:int}/try")

LONGEST = 600  # characters of a reply


@dataclass(frozen=True)
class Phone:
    """What has been said on it, and the language that its owner speaks, empty for the reader's own."""

    said: tuple[str, ...] = ()
    language: str = ""


UNUSED = Phone()


@router.get("")
def show(visit: Here, survey_id: Id) -> Response:
    it = opened(visit, survey_id)
    return visit.page("survey_try.html", it=it, **tried(visit, it.survey, UNUSED))


@router.post("")
def go_on(visit: Here, survey_id: Id, form: Posted) -> Response:
    """One more reply, or from the beginning."""
    it = opened(visit, survey_id)
    return visit.page("survey_try.html", it=it, **tried(visit, it.survey, phone_of(visit, form)))


def tried(visit: Visit, survey: Survey | None, phone: Phone) -> dict[str, Any]:
    """What `survey_phone.html` shows; without a survey, that there is none yet."""
    if survey is None:
        return {"phone": phone, "trial": None, "kept": []}
    trial = play(visit, survey, phone)
    asked = [question for question in survey.questions if question.key in trial.kept]
    kept = [(text_in(each.ask, visit.language), said(visit, each, trial.kept[each.key])) for each in asked]
    return {"phone": phone, "trial": trial, "kept": kept}


def phone_of(visit: Visit, form: Form) -> Phone:
    """The phone as a form sends it: `said` each time, `say` what is said now, `do=restart` to begin anew."""
    deed, language = form.text("do"), form.text("trial_language")
    before = () if deed == "restart" else tuple(each[:LONGEST] for each in form.texts("said"))
    now = form.text("say")[:LONGEST]
    replies = (*before, now) if now and deed != "restart" else before
    return Phone(replies[:MOST], language if language in ("sv", "en") else visit.language)


def play(visit: Visit, survey: Survey, phone: Phone) -> Trial:
    """How it goes on the phone of somebody who is called as the reader is."""
    name = (visit.signed.session.name or "").split(" ")[0] or visit.text("survey_try_name")
    return played(
        survey, phone.said, language=phone.language or visit.language, name=name,
        organization=visit.organization.name, now=visit.now.astimezone(visit.zone),
    )  # fmt: skip
