"""Broadcasts: the list, and the ledger of one: how far it has come, who got it, what came back, and its few buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.form import Form, Posted
from admin.segment_panel import in_words
from admin.visit import Away, Here, Visit, nothing_here
from flows import hours
from storage import (
    audits,
    broadcast_ledger,
    broadcast_recipients,
    broadcast_replies,
    broadcasts,
    installation,
    people,
    rights,
)
from storage.broadcast_replies import MEANINGS
from storage.broadcasts import Draft, Gone, Refused

router = APIRouter(prefix="/o/{organization_id}/broadcasts")

Id = Annotated[int, Path(ge=1, lt=2**63)]
After = Annotated[int, Query(ge=0, lt=2**63)]
Before = Annotated[int | None, Query(ge=0, lt=2**63)]
PAGE = 50
DONE = ("accepted", "refused", "suppressed", "too_late", "cancelled", "uncertain")
TALLY = (
    "accepted", "delivered", "undelivered", "refused", "suppressed", "too_late", "cancelled", "uncertain", "waiting",
    "unknown", "replies",
)  # fmt: skip
LIVE = ("undo", "scheduled", "sending", "paused", "approval")


@router.get("")
def listed(visit: Here, after: Before = None) -> Response:
    """Broadcasts here and below, the newest first, without drafts that were thrown away; those after `after`."""
    rows = visit.read(lambda db: broadcasts.listed(db, visit.below, after=after, limit=PAGE + 1, thrown_away=False))
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return visit.page("broadcasts.html", rows=rows[:PAGE], more=more, key=token_urlsafe(12), said_of=said_of)


def said_of(row: Row[Any]) -> str:
    """The beginning of what it says."""
    words = next((body for body in row.texts.values() if body.strip()), "")
    return f"{words[:80]}…" if len(words) > 80 else str(words)


@router.post("/new")
def make(visit: Here, form: Posted) -> Response:
    """A new draft, or one like another; the same form sent twice makes one."""
    visit.require("send")
    draft, like = Draft({"sv": "", "en": ""}), form.number("like")
    if like is not None:
        row = of(visit, like)
        draft = Draft(row.texts, row.segment, row.kind, row.asks, row.survey_id, bool(row.spare))
    key = f"{visit.id}:{visit.actor}:{key_of(form) or token_urlsafe(12)}"
    made, _ = visit.change(lambda db: broadcasts.make(db, visit.id, draft, key=key, by=visit.actor, now=visit.now))
    return visit.go(f"/broadcasts/{made}/whom")


def key_of(form: Form) -> str:
    """What a form is known by when it comes a second time: only signs that any database takes."""
    return "".join(sign for sign in form.text("key")[:40] if sign.isascii() and (sign.isalnum() or sign in "-_"))


def of(visit: Visit, broadcast_id: int) -> Row[Any]:
    """A broadcast of this organization; one of an organization below is shown there, anything else is not there."""
    row: Row[Any] | None = visit.read(lambda db: broadcasts.get(db, broadcast_id))
    if row is None or row.organization_id not in visit.below:
        nothing_here()
    if row.organization_id != visit.id:
        raise Away(f"/o/{row.organization_id}/broadcasts/{broadcast_id}")
    return row


@dataclass(frozen=True)
class Ledger:
    """A broadcast with what became of it: the numbers of `broadcast show`, and where its bar stands."""

    row: Row[Any]
    tally: dict[str, Any]

    @property
    def count(self) -> int:
        return int(self.tally["recipients"] or 0)

    @property
    def done(self) -> int:
        return sum(self.tally[name] for name in DONE)

    @property
    def bar(self) -> list[tuple[int, str]]:
        lost = self.tally["refused"] + self.tally["uncertain"] + self.tally["too_late"]
        return [(self.tally["accepted"], "good"), (lost, "bad"), (self.done - self.tally["accepted"] - lost, "soft")]

    @property
    def figures(self) -> list[tuple[str, int]]:
        """What is worth a number: who was sent to, always, and whatever else is not nothing."""
        return [(name, self.tally[name]) for name in TALLY if self.tally[name] or name in ("accepted", "waiting")]

    @property
    def is_live(self) -> bool:
        """It moves by itself; what was cancelled too, until the last that waits is closed."""
        return self.row.state in LIVE or (self.row.state == "cancelled" and self.row.finished_at is None)


@router.get("/{broadcast_id}")
def show(visit: Here, broadcast_id: Id, state: str = "", after: After = 0, before: Before = None) -> Response:
    """The ledger of a broadcast; a draft goes on where it was left. before: a page of replies further back."""
    row = of(visit, broadcast_id)
    if row.state == "draft":
        return _on_with(visit, row)
    chosen = state if state in broadcast_recipients.GROUPS else ""
    each = visit.read(lambda db: broadcast_recipients.each(db, broadcast_id, chosen, after=after, limit=PAGE))
    replies = visit.read(lambda db: broadcast_replies.listed(db, broadcast_id, before=before, limit=PAGE))
    if row.started_at:
        looked_at(visit, [one.person_id for one in (*each, *replies)])
    return visit.page(
        "broadcast.html", each=each, chosen=chosen, replies=replies, plotted=_plotted(visit, row), page=PAGE,
        said_of=said_of, name_of=people.name_of, key=token_urlsafe(12), refused=refusal(visit), **_moving(visit, row),
        **what(visit, row),
    )  # fmt: skip


def _on_with(visit: Visit, row: Row[Any]) -> Response:
    """To the page of a draft on which something is left to do, with what was to be said."""
    step = "check" if any(words.strip() for words in row.texts.values()) else "whom"
    said = visit.signed.request.query_params.get("said", "")
    return visit.go(f"/broadcasts/{row.id}/{step}", said=said, refused=refusal(visit))


def refusal(visit: Visit) -> str:
    """Why the last button did nothing, as `broadcast_refused_…` says it; empty when it did."""
    return str(visit.signed.request.query_params.get("refused", ""))


def what(visit: Visit, row: Row[Any]) -> dict[str, Any]:
    """What is sent to whom, and who wrote it, for whoever has to judge it."""
    names = visit.read(lambda db: audits.names(db, [row.author, row.approver or ""]))
    return {"whom": in_words(visit, row.segment or ""), "who": names.get(row.author, row.author)}


def looked_at(visit: Visit, person_ids: list[int | None]) -> None:
    """Note in the read log of whom a name was shown."""
    seen = sorted({person_id for person_id in person_ids if person_id is not None})
    if seen:
        by = visit.actor
        visit.change(lambda db: rights.looked_at_all(db, seen, visit.now, by=by, action="panel broadcast"))


def _plotted(visit: Visit, row: Row[Any]) -> list[tuple[str, int]]:
    counts = visit.read(lambda db: broadcast_replies.tally(db, row.id))
    return [(visit.text(f"broadcast_reply_{name}"), counts[name]) for name in MEANINGS if name in counts]


@router.get("/{broadcast_id}/progress")
def progress(visit: Here, broadcast_id: Id, stage: str = "") -> Response:
    """The part of the page that moves, asked for again and again; a page of another stage is drawn anew, whole."""
    row = of(visit, broadcast_id)
    if row.state == "draft" or stage != stage_of(row):
        raise Away(visit.url(f"/broadcasts/{broadcast_id}"))
    return visit.page("broadcast_progress.html", **_moving(visit, row))


def stage_of(row: Row[Any]) -> str:
    """What a page of it can show: before it begins, while it goes, and when it is over."""
    return "over" if row.finished_at else "begun" if row.started_at else "before"


def _moving(visit: Visit, row: Row[Any]) -> dict[str, Any]:
    left = (row.undo_until - visit.now).total_seconds() if row.undo_until else 0
    shown = {"seconds": max(0, round(left)), "held": _held(visit, row), "stage": stage_of(row)}
    return {"ledger": _ledger(visit, row), **shown}


def _held(visit: Visit, row: Row[Any]) -> datetime | None:
    """Until when quiet hours hold up what would leave; None when they do not."""
    span, zone = hours.parse_span(visit.organization.quiet_hours), visit.organization.timezone
    starts = max(row.send_at or visit.now, visit.now)
    allowed = hours.next_allowed(starts, span, zone)
    return allowed if row.state in ("undo", "scheduled", "sending") and allowed > starts else None


def _ledger(visit: Visit, row: Row[Any]) -> Ledger:
    def counted(db: Connection) -> dict[str, Any]:
        found = broadcast_ledger.ledger(db, row)
        states = {name: found.states.get(name, 0) for name in TALLY}
        sums = {"accepted": found.accepted, "waiting": found.waiting, "recipients": found.recipients}
        replies = broadcast_replies.count(db, row.id)
        return {**states, **sums, "replies": replies, "parts": found.parts, "price": found.price}

    return Ledger(row, visit.read(counted))


# Its buttons

Door = Callable[..., Gone]
# What is said when it is done, the state it leads to, and the door.
DEEDS: dict[str, tuple[str, str, Door]] = {
    "undo": ("undone", "draft", lambda db, visit, id: broadcasts.take_back(db, id)),
    "pause": ("paused", "paused", lambda db, visit, id: broadcasts.pause(db, id)),
    "resume": ("resumed", "sending", lambda db, visit, id: broadcasts.resume(db, id)),
    "cancel": ("cancelled", "cancelled", lambda db, visit, id: broadcasts.cancel(db, id)),
    "approve": ("approved", "undo", lambda db, visit, id: broadcasts.approve(db, id, by=visit.actor, now=visit.now)),
}


@router.post("/{broadcast_id}/deed/{deed}")
def do(visit: Here, broadcast_id: Id, deed: str, form: Posted) -> Response:
    """One of its buttons. One that comes too late changes nothing and shows how it stands; a second tap is like one."""
    visit.require("send")
    of(visit, broadcast_id)
    said, leads_to, door = DEEDS.get(deed) or nothing_here()
    gone = through(visit, f"broadcast.{deed}", broadcast_id, partial(door, visit=visit, id=broadcast_id))
    if not isinstance(gone, Refused) or gone.state == leads_to:
        return visit.go(f"/broadcasts/{broadcast_id}", said=f"broadcast_{said}")
    reason = gone.reason if gone.reason == "same_person" or deed != "undo" else "undo"
    return visit.go(f"/broadcasts/{broadcast_id}", refused=reason)


def through(visit: Visit, action: str, broadcast_id: int, door: Callable[[Connection], Gone]) -> Gone:
    """Through a door, with a line in the audit; without one when it was shut."""

    def unit(db: Connection) -> Gone:
        gone = door(db)
        if not isinstance(gone, Refused):
            detail = {"recipients": gone.recipients_expected} if gone.recipients_expected else None
            about = {"object": f"broadcast:{broadcast_id}", "organization_id": visit.id, "detail": detail}
            installation.note(db, visit.actor, action, visit.now, **about)
        return gone

    gone: Gone = visit.change(unit)
    return gone
