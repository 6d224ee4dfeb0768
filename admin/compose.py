"""Composing a broadcast: whom it goes to, what it says, and a last look before it leaves."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin import compose_view
from admin.broadcasts import of
from admin.form import Form, Posted
from admin.segment_panel import chosen, written
from admin.visit import Here, Visit, nothing_here
from flows import hours
from storage import broadcasts, segments, surveys, todays

router = APIRouter(prefix="/o/{organization_id}/broadcasts/{broadcast_id}")

ASKS: tuple[broadcasts.Asks, ...] = ("nothing", "me", "yesno", "shifts", "survey")


def draft_of(visit: Visit, broadcast_id: int) -> Row[Any]:
    """A draft; one that has left goes to its ledger by itself, since its pages are not there any more."""
    row = of(visit, broadcast_id)
    return row if row.state == "draft" else nothing_here()


def as_draft(row: Row[Any]) -> broadcasts.Draft:
    """A row as it can be edited."""
    return broadcasts.Draft(row.texts, row.segment, row.kind, row.asks, row.survey_id, bool(row.spare), row.send_at)


@router.get("/whom")
def whom(visit: Here, broadcast_id: int, kind: str = "") -> Response:
    """Choose people: by chips, or in writing. The address says what is being tried; nothing is stored yet."""
    row, query = draft_of(visit, broadcast_id), visit.signed.request.query_params
    tried = "segment" in query
    expression = written(query) if tried else row.segment or ""
    political = bool(query.get("political")) if tried else row.kind == "political"
    spare = bool(query.get("spare")) if tried else bool(row.spare)
    found = chosen(visit, expression, adding=kind, political=political, spare=spare, patient=bool(query.get("counted")))
    base = visit.url(f"/broadcasts/{broadcast_id}/whom")
    return visit.page("compose_whom.html", row=row, chosen=found, political=political, spare=spare, base=base)


@router.post("/whom")
def choose(visit: Here, broadcast_id: int, form: Posted) -> Response:
    """Keep the segment, and go on to the text."""
    visit.require("send")
    row = draft_of(visit, broadcast_id)
    expression, political, spare = form.text("segment"), form.on("political"), form.on("spare")
    found = chosen(visit, expression, political=political, spare=spare)
    if found.wrong or not found.recipients:
        base = visit.url(f"/broadcasts/{broadcast_id}/whom")
        return visit.page(
            "compose_whom.html", status=422, row=row, chosen=found, political=political, spare=spare, base=base
        )
    kind: segments.Kind = "political" if political else "organizing"
    draft = replace(as_draft(row), segment=expression or None, kind=kind, spare=spare)
    return _kept(visit, row, draft, form) or visit.go(f"/broadcasts/{broadcast_id}/text")


def _kept(visit: Visit, row: Row[Any], draft: broadcasts.Draft, form: Form) -> Response | None:
    """Write the draft; somebody who was quicker is not overwritten: their version is shown."""
    version = form.number("version") or row.version
    gone = visit.change(lambda db: broadcasts.edit(db, row.id, draft, version=version, by=visit.actor))
    if isinstance(gone, broadcasts.Refused):
        return visit.go(f"/broadcasts/{row.id}", said="broadcast_too_late")
    return None


@router.get("/text")
def text_page(visit: Here, broadcast_id: int) -> Response:
    """Write it."""
    row = draft_of(visit, broadcast_id)
    return _text_page(visit, row, dict(row.texts), row.asks, row.survey_id)


def _text_page(
    visit: Visit, row: Row[Any], texts: dict[str, str], asks: str, survey_id: int | None, *, wrong: Any = None,
    status: int = 200,
) -> Response:  # fmt: skip
    known = visit.read(lambda db: surveys.named(db, visit.below))
    return visit.page(
        "compose_text.html", status=status, row=row, texts=texts, asks=asks, survey_id=survey_id, surveys=known,
        choices=ASKS, wrong=wrong or {}, views=compose_view.views(visit, texts),
    )  # fmt: skip


@router.post("/text")
def write(visit: Here, broadcast_id: int, form: Posted) -> Response:
    """Keep the text and go on; or, by the other buttons, show how it looks or mend what makes it dear."""
    visit.require("send")
    row = draft_of(visit, broadcast_id)
    texts = {language: form.text(f"text_{language}") for language in ("sv", "en")}
    asks: broadcasts.Asks = next((each for each in ASKS if each == form.text("asks")), "nothing")
    survey_id = form.number("survey") if asks == "survey" else None
    deed = form.text("do", "next")
    if deed == "mend":
        texts = {language: compose_view.mended(words) for language, words in texts.items()}
    if deed in ("mend", "preview"):
        return _text_page(visit, row, texts, asks, survey_id)
    wrong = compose_view.wrong(visit, texts, asks, survey_id)
    if wrong:
        return _text_page(visit, row, texts, asks, survey_id, wrong=wrong, status=422)
    draft = replace(as_draft(row), texts=_given(texts), asks=asks, survey_id=survey_id)
    return _kept(visit, row, draft, form) or visit.go(f"/broadcasts/{broadcast_id}/check")


def _given(texts: dict[str, str]) -> dict[str, str]:
    """The languages that say something."""
    return {language: words for language, words in texts.items() if words}


@router.post("/preview")
def preview(visit: Here, broadcast_id: int, form: Posted) -> Response:
    """The phone beside the text, as it is being written."""
    draft_of(visit, broadcast_id)
    texts = {language: form.text(f"text_{language}") for language in ("sv", "en")}
    return visit.page("compose_preview.html", views=compose_view.views(visit, texts))


@router.get("/check")
def check(visit: Here, broadcast_id: int) -> Response:
    """The last look."""
    row = draft_of(visit, broadcast_id)
    if not any(words.strip() for words in row.texts.values()):
        return visit.go(f"/broadcasts/{broadcast_id}/text")
    if not visit.signed.request.query_params.get("counted") and visit.read(
        lambda db: todays.is_large(db, visit.below, compose_view.AT_ONCE)
    ):
        return visit.page("compose_counting.html", row=row, base=visit.url(f"/broadcasts/{broadcast_id}/check"))
    return _check(visit, row)


def _check(visit: Visit, row: Row[Any], *, wrong: str = "", at: str = "", status: int = 200) -> Response:
    shown = compose_view.last_look(visit, row)
    return visit.page("compose_check.html", status=status, row=row, wrong=wrong, at=at, **shown)


@router.get("/figures")
def figures(visit: Here, broadcast_id: int) -> Response:
    """What it comes to, summed over every recipient: its own page part, for it may take a second."""
    row = draft_of(visit, broadcast_id)
    return visit.page("compose_figures.html", row=row, sum=compose_view.sums(visit, row))


@router.post("/test")
def test(visit: Here, broadcast_id: int, form: Posted) -> Response:
    """The message of the first recipient, byte for byte, to the organizer's own number."""
    visit.require("send")
    row = draft_of(visit, broadcast_id)
    sent = visit.noted(
        "broadcast.test", lambda db: compose_view.send_test(db, visit, row, form.text("key")),
        object=f"broadcast:{broadcast_id}",
    )  # fmt: skip
    return visit.go(f"/broadcasts/{broadcast_id}/check", said="broadcast_test" if sent else "")


@router.post("/confirm")
def confirm(visit: Here, broadcast_id: int, form: Posted) -> Response:
    """Send, when the number that was typed is the number of recipients there are now."""
    visit.require("send")
    row = of(visit, broadcast_id)
    if row.state != "draft":  # a second click, or the back button: it is on its way already
        return visit.go(f"/broadcasts/{broadcast_id}")
    send_at, bad_time = _send_at(visit, form)
    if bad_time:
        return _check(visit, row, wrong=visit.text("broadcast_bad_time"), at=form.text("at"), status=422)
    gone = visit.noted(
        "broadcast.confirm", lambda db: _confirm(db, visit, row, form, send_at), object=f"broadcast:{broadcast_id}"
    )
    if not isinstance(gone, broadcasts.Refused):
        said = "broadcast_asked" if gone.state == "approval" else "broadcast_confirmed"
        return visit.go(f"/broadcasts/{broadcast_id}", said=said)
    if gone.reason == "changed":
        look = compose_view.last_look(visit, row)
        wrong = visit.text("broadcast_confirm_wrong", count=look["count"])
        return _check(visit, row, wrong=wrong, at=form.text("at"), status=422)
    if gone.reason == "nobody":
        return _check(visit, row, wrong=visit.text("broadcast_nobody"), status=422)
    return visit.go(f"/broadcasts/{broadcast_id}", said="broadcast_too_late")


def _confirm(db: Connection, visit: Visit, row: Row[Any], form: Form, send_at: datetime | None) -> broadcasts.Gone:
    manner = broadcasts.manner_of(row, visit.house.channels)
    reached = segments.reach(db, row.organization_id, row.segment, visit.now, **manner)
    if isinstance(reached, segments.SegmentError):
        return broadcasts.Refused("nobody")
    version, typed = form.number("version") or 0, form.number("count")
    if typed != reached.recipients:
        return broadcasts.Refused("changed", row.state)
    timed = replace(as_draft(row), send_at=send_at)
    edited = broadcasts.edit(db, row.id, timed, version=version, by=row.author)
    if isinstance(edited, broadcasts.Refused):
        return edited
    return broadcasts.confirm(
        db, row.id, version=edited.version, typed=typed, reaches=reached.recipients, by=visit.actor,
        now=visit.now, limit=visit.tree[row.organization_id].approval_limit,
    )  # fmt: skip


def _send_at(visit: Visit, form: Form) -> tuple[datetime | None, bool]:
    """When it shall leave, and whether that cannot be."""
    if form.text("when") != "at":
        return None, False
    try:
        wall = datetime.fromisoformat(form.text("at"))
    except ValueError:
        return None, True
    moment = hours.to_utc(wall.replace(tzinfo=None), visit.organization.timezone)
    if isinstance(moment, hours.Impossible):
        moment = moment.suggestion
    return moment, moment <= visit.now


@router.post("/discard")
def discard(visit: Here, broadcast_id: int, form: Posted) -> Response:
    """Throw the draft away."""
    visit.require("send")
    draft_of(visit, broadcast_id)
    visit.noted("broadcast.discard", lambda db: broadcasts.cancel(db, broadcast_id), object=f"broadcast:{broadcast_id}")
    return visit.go("/broadcasts", said="broadcast_deleted")
