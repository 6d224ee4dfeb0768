"""Composing a broadcast: whom it goes to, and what it says."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row
from starlette.responses import Response

from admin import compose_view
from admin.broadcasts import Id, looked_at, of, refusal, what
from admin.form import Form, Posted
from admin.segment_panel import Chosen, chosen, written
from admin.visit import Away, Here, Visit
from storage import broadcasts, surveys
from storage.broadcasts import Draft, Refused

router = APIRouter(prefix="/o/{organization_id}/broadcasts/{broadcast_id}")

ASKS: tuple[broadcasts.Asks, ...] = ("nothing", "me", "yesno", "shifts", "survey")
LANGUAGES = ("sv", "en")


def draft_of(visit: Visit, broadcast_id: int) -> Row[Any]:
    """A draft; one that has left is shown as it stands, and a form that would change it says that it came too late."""
    row = of(visit, broadcast_id)
    if row.state != "draft":
        is_form = visit.signed.request.method == "POST"
        raise Away(visit.url(f"/broadcasts/{broadcast_id}", refused="moved_on" if is_form else ""))
    return row


def as_draft(row: Row[Any]) -> Draft:
    """A row as it can be edited."""
    return Draft(row.texts, row.segment, row.kind, row.asks, row.survey_id, bool(row.spare), row.send_at)


def kept(visit: Visit, row: Row[Any], draft: Draft, form: Form) -> Row[Any] | None:
    """The draft as it is written now; None when somebody was quicker: what they wrote is not overwritten.

    The same sent twice is written once.
    """
    version = form.number("version") or 0
    gone = visit.change(lambda db: broadcasts.edit(db, row.id, draft, version=version, by=visit.actor))
    if not isinstance(gone, Refused):
        return gone  # type: ignore[no-any-return]
    stands = draft_of(visit, row.id)
    return stands if as_draft(stands) == draft else None


def drawn(visit: Visit, template: str, row: Row[Any], *, status: int = 200, **values: Any) -> Response:
    """A page of a draft. Status 409: somebody else has changed it meanwhile, and how it stands is shown."""
    stands = what(visit, row) if status == 409 else None
    return visit.page(template, status=status, row=row, stands=stands, refused=refusal(visit), **values)


# Whom


@router.get("/whom")
def whom(visit: Here, broadcast_id: Id, kind: str = "") -> Response:
    """Choose people: by chips, or in writing. The address says what is being tried; nothing is stored yet."""
    row, query = draft_of(visit, broadcast_id), visit.signed.request.query_params
    tried = not query.keys().isdisjoint(("segment", "tried"))
    draft = replace(
        as_draft(row), segment=written(query) if tried else row.segment,
        kind=_kind(bool(query.get("political"))) if tried else row.kind,
        spare=bool(query.get("spare")) if tried else bool(row.spare),
    )  # fmt: skip
    found = _chosen(visit, draft, adding=kind, patient=bool(query.get("counted")))
    return _whom_page(visit, row, draft, found)


def _kind(political: bool) -> Any:
    return "political" if political else "organizing"


def _chosen(visit: Visit, draft: Draft, **how: Any) -> Chosen:
    """Whom a draft would reach; their names are looked at."""
    found = chosen(
        visit, draft.segment or "", political=draft.kind == "political", spare=draft.spare,
        topic=broadcasts.topic_of(draft.asks), **how,
    )  # fmt: skip
    looked_at(visit, list(found.seen))
    return found


def _whom_page(visit: Visit, row: Row[Any], draft: Draft, found: Chosen, status: int = 200) -> Response:
    return drawn(
        visit, "compose_whom.html", row, status=status, chosen=found, political=draft.kind == "political",
        spare=draft.spare, base=visit.url(f"/broadcasts/{row.id}/whom"), nobody=status == 422 and not found.wrong,
    )  # fmt: skip


@router.post("/whom")
def choose(visit: Here, broadcast_id: Id, form: Posted) -> Response:
    """Keep the segment, and go on to the text."""
    visit.require("send")
    row = draft_of(visit, broadcast_id)
    draft = replace(
        as_draft(row), segment=form.text("segment") or None, kind=_kind(form.on("political")), spare=form.on("spare")
    )
    found = _chosen(visit, draft)
    if found.wrong or not found.recipients:
        return _whom_page(visit, row, draft, found, 422)
    if kept(visit, row, draft, form) is None:
        return _whom_page(visit, draft_of(visit, row.id), draft, found, 409)
    return visit.go(f"/broadcasts/{broadcast_id}/text")


# What


@router.get("/text")
def text_page(visit: Here, broadcast_id: Id) -> Response:
    """Write it."""
    row = draft_of(visit, broadcast_id)
    return _text_page(visit, row, as_draft(row))


def _text_page(
    visit: Visit, row: Row[Any], draft: Draft, *, wrong: dict[str, str] | None = None, status: int = 200
) -> Response:
    known = visit.read(lambda db: surveys.named(db, visit.below))
    return drawn(
        visit, "compose_text.html", row, status=status, draft=draft, surveys=known, choices=ASKS, wrong=wrong or {},
        views=compose_view.views(visit, draft.texts), languages=LANGUAGES,
    )  # fmt: skip


@router.post("/text")
def write(visit: Here, broadcast_id: Id, form: Posted) -> Response:
    """Keep the text and go on; or, by the other buttons, show how it looks or mend what makes it dear."""
    visit.require("send")
    row = draft_of(visit, broadcast_id)
    draft, deed = _typed(row, form), form.text("do", "next")
    if deed == "mend":
        draft = replace(draft, texts={language: compose_view.mended(words) for language, words in draft.texts.items()})
    if deed in ("mend", "preview"):
        return _text_page(visit, row, draft)
    wrong = compose_view.wrong(visit, draft)
    if wrong:
        return _text_page(visit, row, draft, wrong=wrong, status=422)
    given = replace(draft, texts={language: words for language, words in draft.texts.items() if words})
    if kept(visit, row, given, form) is None:
        return _text_page(visit, draft_of(visit, row.id), draft, status=409)
    return visit.go(f"/broadcasts/{broadcast_id}/check")


def _typed(row: Row[Any], form: Form) -> Draft:
    """The draft with what the form says, right or wrong."""
    asks: broadcasts.Asks = next((each for each in ASKS if each == form.text("asks")), "nothing")
    survey_id = form.number("survey") if asks == "survey" else None
    return replace(as_draft(row), texts=_texts(form), asks=asks, survey_id=survey_id)


def _texts(form: Form) -> dict[str, str]:
    return {language: form.text(f"text_{language}") for language in LANGUAGES}


@router.post("/preview")
def preview(visit: Here, broadcast_id: Id, form: Posted) -> Response:
    """The phone beside the text, as it is being written."""
    draft_of(visit, broadcast_id)
    return visit.page("compose_preview.html", views=compose_view.views(visit, _texts(form)))
