"""Broadcasts: the list, and the ledger of one: how far it has come, who got it, what came back, and its few buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from secrets import token_urlsafe
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.form import Posted
from admin.visit import Here, Visit, nothing_here
from storage import broadcast_ledger, broadcast_recipients, broadcast_replies, broadcasts, people
from storage.broadcast_replies import MEANINGS

router = APIRouter(prefix="/o/{organization_id}/broadcasts")

PAGE = 50
DONE = ("accepted", "refused", "suppressed", "too_late", "cancelled", "uncertain")
TALLY = (
    "accepted", "delivered", "undelivered", "refused", "suppressed", "too_late", "cancelled", "uncertain", "waiting",
    "unknown", "replies",
)  # fmt: skip
LIVE = ("undo", "scheduled", "sending", "paused", "approval")


@router.get("")
def listed(visit: Here) -> Response:
    """All broadcasts here and below, the newest first."""
    rows = visit.read(lambda db: broadcasts.listed(db, visit.below))
    return visit.page("broadcasts.html", rows=rows, key=token_urlsafe(12), said_of=said_of)


def said_of(row: Row[Any]) -> str:
    """The beginning of what it says."""
    words = next((body for body in row.texts.values() if body.strip()), "")
    return f"{words[:80]}…" if len(words) > 80 else str(words)


@router.post("/new")
def make(visit: Here, form: Posted) -> Response:
    """A new draft, or one like another; the same form sent twice makes one."""
    visit.require("send")
    draft = broadcasts.Draft({"sv": "", "en": ""})
    like = form.number("like")
    if like is not None:
        row = of(visit, like)
        draft = broadcasts.Draft(row.texts, row.segment, row.kind, row.asks, row.survey_id, bool(row.spare))
    key = f"{visit.signed.session.organizer_id}:{form.text('key')[:40] or token_urlsafe(12)}"
    made, _ = visit.change(lambda db: broadcasts.make(db, visit.id, draft, key=key, by=visit.actor, now=visit.now))
    return visit.go(f"/broadcasts/{made}/whom")


def of(visit: Visit, broadcast_id: int) -> Row[Any]:
    """A broadcast of this organization or one below; anything else is not there."""
    row: Row[Any] | None = visit.read(lambda db: broadcasts.get(db, broadcast_id))
    return row if row is not None and row.organization_id in visit.below else nothing_here()


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


@router.get("/{broadcast_id}")
def show(visit: Here, broadcast_id: int, state: str = "", after: int = 0, before: int | None = None) -> Response:
    """The ledger of a broadcast; a draft goes on where it was left. before: a page of replies further back."""
    row = of(visit, broadcast_id)
    if row.state == "draft":
        return visit.go(f"/broadcasts/{broadcast_id}/{'check' if any(row.texts.values()) else 'whom'}",
                        said=visit.signed.request.query_params.get("said", ""))  # fmt: skip
    chosen = state if state in broadcast_recipients.GROUPS else ""
    each = visit.read(lambda db: broadcast_recipients.each(db, broadcast_id, chosen, after=after, limit=PAGE))
    replies = visit.read(lambda db: broadcast_replies.listed(db, broadcast_id, before=before, limit=PAGE))
    meanings = visit.read(lambda db: broadcast_replies.tally(db, broadcast_id))
    plotted = [(visit.text(f"broadcast_reply_{name}"), meanings[name]) for name in MEANINGS if name in meanings]
    return visit.page(
        "broadcast.html", ledger=_ledger(visit, row), each=each, chosen=chosen, replies=replies, plotted=plotted,
        page=PAGE, said_of=said_of, name_of=people.name_of, live=row.state in LIVE, seconds=_seconds(visit, row),
        key=token_urlsafe(12),
    )  # fmt: skip


@router.get("/{broadcast_id}/progress")
def progress(visit: Here, broadcast_id: int) -> Response:
    """The part of the page that moves, asked for again and again."""
    row = of(visit, broadcast_id)
    return visit.page(
        "broadcast_progress.html", ledger=_ledger(visit, row), live=row.state in LIVE, seconds=_seconds(visit, row)
    )


def _ledger(visit: Visit, row: Row[Any]) -> Ledger:
    def counted(db: Connection) -> dict[str, Any]:
        found = broadcast_ledger.ledger(db, row)
        states = {name: found.states.get(name, 0) for name in TALLY}
        sums = {"accepted": found.accepted, "waiting": found.waiting, "recipients": found.recipients}
        replies = broadcast_replies.count(db, row.id)
        return {**states, **sums, "replies": replies, "parts": found.parts, "price": found.price}

    return Ledger(row, visit.read(counted))


def _seconds(visit: Visit, row: Row[Any]) -> int:
    left = (row.undo_until - visit.now).total_seconds() if row.undo_until else 0
    return max(0, round(left))


Door = Callable[[Connection, Visit, int], broadcasts.Gone]
DEEDS: dict[str, tuple[str, Door]] = {
    "undo": ("undone", lambda db, visit, id: broadcasts.take_back(db, id)),
    "pause": ("paused", lambda db, visit, id: broadcasts.pause(db, id)),
    "resume": ("resumed", lambda db, visit, id: broadcasts.resume(db, id)),
    "cancel": ("cancelled", lambda db, visit, id: broadcasts.cancel(db, id)),
    "approve": ("approved", lambda db, visit, id: broadcasts.approve(db, id, by=visit.actor, now=visit.now)),
}


@router.post("/{broadcast_id}/deed/{deed}")
def do(visit: Here, broadcast_id: int, deed: str, form: Posted) -> Response:
    """One of its buttons; one that comes too late changes nothing and shows how it stands."""
    visit.require("send")
    of(visit, broadcast_id)
    said, door = DEEDS.get(deed) or nothing_here()
    action = f"broadcast.{deed}"
    gone = visit.noted(action, partial(door, visit=visit, id=broadcast_id), object=f"broadcast:{broadcast_id}")  # type: ignore[call-arg]
    refused = isinstance(gone, broadcasts.Refused)
    return visit.go(f"/broadcasts/{broadcast_id}", said="broadcast_too_late" if refused else f"broadcast_{said}")
