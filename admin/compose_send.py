"""The last look at a broadcast: what it comes to, a test to oneself, and the button that lets it leave."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin import compose_sample, compose_view
from admin.broadcasts import Id, key_of, looked_at, of, through
from admin.compose import as_draft, draft_of, drawn
from admin.form import Form, Posted
from admin.render import iso, number
from admin.segment_panel import in_words
from admin.visit import Here, Visit
from flows import hours
from storage import broadcasts, segments, todays
from storage.broadcasts import Gone, Refused

router = APIRouter(prefix="/o/{organization_id}/broadcasts/{broadcast_id}")

AHEAD = timedelta(days=366)


@router.get("/check")
def check(visit: Here, broadcast_id: Id, counted: str = "", summed: str = "") -> Response:
    """The last look. counted: however many there are; summed: what it comes to as well."""
    row = draft_of(visit, broadcast_id)
    if not any(words.strip() for words in row.texts.values()):
        return visit.go(f"/broadcasts/{broadcast_id}/{'text' if visit.may('send') else 'whom'}")
    is_large = visit.read(lambda db: todays.is_large(db, visit.below, compose_view.AT_ONCE))
    if is_large and not counted:
        base = visit.url(f"/broadcasts/{broadcast_id}/check")
        return drawn(visit, "compose_counting.html", row, base=base)
    return _check(visit, row, summed=bool(summed))


def _check(
    visit: Visit, row: Row[Any], *, form: Form | None = None, wrong: tuple[str, str] | None = None, summed: bool = False
) -> Response:
    """The page, with what was typed into `form`. wrong: a field, and the key of the sentence that stands beside it."""
    look = visit.read(lambda db: compose_view.last_look(db, visit, row, summed=summed))
    looked_at(visit, look.seen)
    planned = iso(row.send_at, visit) if row.send_at and row.send_at > visit.now else ""
    typed = {"when": "at" if planned else "now", "at": planned, "count": ""}
    typed |= {name: form.text(name) for name in typed if form is not None and name in form.data}
    said = {wrong[0]: visit.text(wrong[1], count=number(look.count))} if wrong else {}
    return drawn(
        visit, "compose_check.html", row, status=422 if wrong else 200, look=look, typed=typed, wrong=said,
        key=token_urlsafe(12), whom=in_words(visit, row.segment or ""),
    )  # fmt: skip


@router.get("/figures")
def figures(visit: Here, broadcast_id: Id) -> Response:
    """What it comes to, summed over every recipient: its own page part, for it may take a second."""
    row = draft_of(visit, broadcast_id)
    return visit.page("compose_figures.html", sum=visit.read(lambda db: compose_view.sums(db, visit, row)))


@router.post("/test")
def test(visit: Here, broadcast_id: Id, form: Posted) -> Response:
    """The message of the first recipient, byte for byte, to the organizer's own number."""
    visit.require("send")
    row = draft_of(visit, broadcast_id)
    refused = visit.change(lambda db: compose_sample.send(db, visit, row, key_of(form)))
    if refused:
        return _check(visit, row, wrong=("test", f"broadcast_test_{refused}"))
    return visit.go(f"/broadcasts/{broadcast_id}/check", said="broadcast_test")


@router.post("/confirm")
def confirm(visit: Here, broadcast_id: Id, form: Posted) -> Response:
    """Send, when the number that was typed is the number of recipients there are now."""
    visit.require("send")
    row = of(visit, broadcast_id)
    if row.state != "draft":  # a second click, or the back button: it is on its way already
        return visit.go(f"/broadcasts/{broadcast_id}")
    send_at, bad_time = _moment(visit, form)
    if bad_time:
        return _check(visit, row, form=form, wrong=("at", bad_time))
    door = partial(_confirm, visit=visit, row=row, form=form, send_at=send_at)
    gone = through(visit, "broadcast.confirm", broadcast_id, door)
    if not isinstance(gone, Refused):
        said = "asked" if gone.state == "approval" else "scheduled" if gone.send_at else "confirmed"
        return visit.go(f"/broadcasts/{broadcast_id}", said=f"broadcast_{said}")
    if gone.reason in ("changed", "nobody"):
        return _check(visit, row, form=form, wrong=("count", _why(form, gone)))
    return visit.go(f"/broadcasts/{broadcast_id}", refused=gone.reason if gone.reason == "stale" else "")


def _confirm(db: Connection, visit: Visit, row: Row[Any], form: Form, send_at: datetime | None) -> Gone:
    manner = broadcasts.manner_of(row, visit.house.channels)
    reached = segments.reach(db, row.organization_id, row.segment, visit.now, **manner)
    count = 0 if isinstance(reached, segments.SegmentError) else reached.recipients
    typed, version = form.number("count"), form.number("version") or 0
    if refused := broadcasts.objection(-1 if typed is None else typed, count):
        return refused
    timed = broadcasts.edit(db, row.id, replace(as_draft(row), send_at=send_at), version=version, by=row.author)
    if isinstance(timed, Refused):
        return timed
    return broadcasts.confirm(
        db, row.id, version=timed.version, typed=typed, reaches=count, by=visit.actor, now=visit.now,
        limit=visit.organization.approval_limit,
    )  # fmt: skip


def _why(form: Form, gone: Refused) -> str:
    """The segment changed since the page was drawn, or they typed another number than stood there."""
    if gone.reason == "nobody":
        return "broadcast_nobody"
    was_right = form.number("count") is not None and form.number("count") == form.number("shown")
    return "broadcast_confirm_changed" if was_right else "broadcast_confirm_wrong"


def _moment(visit: Visit, form: Form) -> tuple[datetime | None, str]:
    """When it shall leave, None for at once; and the key of what is wrong with what was typed, or nothing."""
    if form.text("when") != "at":
        return None, ""
    try:
        wall = datetime.fromisoformat(form.text("at"))
    except ValueError:
        return None, "broadcast_bad_time"
    zone = visit.organization.timezone
    today = hours.wall_time(visit.now, zone)
    if wall.tzinfo is not None or not today < wall <= today + AHEAD:
        return None, "broadcast_bad_time"
    moment = hours.to_utc(wall, zone)
    if isinstance(moment, hours.Impossible):
        return None, "broadcast_no_such_time"
    return moment, "" if moment > visit.now else "broadcast_bad_time"


@router.post("/discard")
def discard(visit: Here, broadcast_id: Id, form: Posted) -> Response:
    """Throw the draft away, as it stood on the page."""
    visit.require("send")
    row, version = draft_of(visit, broadcast_id), form.number("version") or 0

    def throw_away(db: Connection) -> Gone:
        edited = broadcasts.edit(db, broadcast_id, as_draft(row), version=version, by=row.author)
        return edited if isinstance(edited, Refused) else broadcasts.cancel(db, broadcast_id)

    gone = through(visit, "broadcast.discard", broadcast_id, throw_away)
    if isinstance(gone, Refused):
        return visit.go(f"/broadcasts/{broadcast_id}", refused=gone.reason)
    return visit.go("/broadcasts", said="broadcast_deleted")
