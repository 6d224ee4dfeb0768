"""The inbox: what the bot could not settle, as threads; a person reads, answers, takes over, hands on, ticks off."""

import secrets
from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import Connection
from starlette.responses import Response

from admin import inbox_answering as answering
from admin.form import Form, Posted
from admin.inbox_list import SHOWS, listed
from admin.inbox_view import Talk, talk
from admin.inbox_words import colleagues, number
from admin.visit import Here, Visit, nothing_here
from storage import handover, inbox, inbox_talk, rights
from storage.inbox_answer import Refusal
from storage.inbox_talk import Place

router = APIRouter(prefix="/o/{organization_id}/inbox")

LATEST, MORE, MOST = 30, 100, 1000  # messages of a thread that are shown first, then each time, and at most
UNCHANGED = 204  # htmx leaves the page as it is

Id = Annotated[int, Path(ge=1, lt=2**63)]
After = Annotated[int | None, Query(ge=-(2**63), lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


# Reading


@router.get("")
def threads(visit: Here, show: str = "", after: After = None, undo: int = 0) -> Response:
    """The threads that wait, those that the visitor has in hand, or those that are done. undo: what was just done."""
    found = listed(visit, show, after)
    _look(visit, found.people)
    return visit.page("inbox_list.html", found=found, shows=SHOWS, undo=undo)


@router.get("/rows")
def rows(visit: Here, show: str = "", after: After = None, mark: str = "") -> Response:
    """The rows alone, as the page asks for them again and again; nothing while they are the same."""
    found = listed(visit, show, after)
    if found.mark == mark:
        return Response(status_code=UNCHANGED)
    _look(visit, found.people)
    return visit.page("inbox_rows.html", found=found)


@router.get("/{message_id}")
def thread(visit: Here, message_id: Id, limit: Limit = LATEST) -> Response:
    """A whole thread, by any of the messages that came in it, and the box to answer it."""
    return _page(visit, message_id, _place(visit, message_id), limit=limit)


@router.get("/{message_id}/talk")
def part(visit: Here, message_id: Id, limit: Limit = LATEST, mark: str = "") -> Response:
    """The messages alone, as the page asks for them again and again; nothing while they are the same."""
    place = _place(visit, message_id)
    found = talk(visit, place, limit)
    if found.mark == mark:
        return Response(status_code=UNCHANGED)
    _look(visit, found.people)
    return visit.page("inbox_talk.html", message_id=message_id, talk=found, limit=limit, older=_older(found, limit))


def _older(found: Talk, limit: int) -> int:
    """How many messages to show when older ones are asked for; 0 when there is nothing to ask for."""
    return min(limit + MORE, MOST) if found.more and limit < MOST else 0


def _place(visit: Visit, message_id: int) -> Place:
    found: Place | None = visit.read(lambda db: inbox_talk.place_of(db, visit.below, message_id))
    return found if found is not None else nothing_here()


def _look(visit: Visit, people: Collection[int]) -> None:
    """Note in the read log of whom something was shown."""
    if people:
        by = visit.actor
        visit.change(lambda db: rights.looked_at_all(db, sorted(people), visit.now, by=by, action="panel inbox"))


def _page(
    visit: Visit, message_id: int, place: Place, *, limit: int = LATEST, form: Form | None = None, wrong: str = ""
) -> Response:
    """The page of a thread; with what was typed and is wrong, when it comes back."""
    found = talk(visit, place, limit)
    _look(visit, found.people)
    words = form.text("text") if form else ""
    return visit.page(
        "inbox_thread.html", status=422 if wrong else 200, message_id=message_id, place=place, talk=found, limit=limit,
        number=number(place.row.channel, place.row.address), speaker=answering.speaker(visit, place).name,
        colleagues=colleagues(visit), refused=answering.refusal(visit, place), words=words, wrong=wrong,
        longest=answering.LONGEST[place.row.channel], measure=answering.measure(visit, place, words),
        once=form.text("once") if form else secrets.token_urlsafe(12), older=_older(found, limit),
    )  # fmt: skip


# Answering


@router.post("/{message_id}/measure")
def measure(visit: Here, message_id: Id, form: Posted) -> Response:
    """What the answer costs as it is being written, and when it would go."""
    place = _deed(visit, message_id)
    words = answering.cleaned(form.text("text"))
    costs, to = answering.measure(visit, place, words), number(place.row.channel, place.row.address)
    return visit.page("inbox_measure.html", place=place, number=to, measure=costs)


@router.post("/{message_id}/answer")
def answer(visit: Here, message_id: Id, form: Posted) -> Response:
    """Answer as the association."""
    place = _deed(visit, message_id)
    if wrong := answering.wrong_with(visit, place, answering.cleaned(form.text("text"))):
        return _page(visit, message_id, place, form=form, wrong=wrong)
    sent = visit.change(lambda db: answering.send(db, visit, place, message_id, form))
    if isinstance(sent, Refusal):
        return _page(visit, message_id, place, form=form, wrong=answering.refused(visit, sent))
    later = answering.goes_at(visit, place) is not None
    return visit.go(f"/inbox/{message_id}", said="inbox_answered_later" if later else "inbox_answered")


# Having it in hand


@router.post("/{message_id}/take")
def take(visit: Here, message_id: Id, form: Posted) -> Response:
    """Take the talk over: the bot is quiet there until it is released, or for a day."""
    place = _deed(visit, message_id)
    visit.noted("inbox.take", lambda db: answering.take(db, visit, place), object=f"message:{message_id}")
    return visit.go(f"/inbox/{message_id}", said="inbox_taken")


@router.post("/{message_id}/release")
def release(visit: Here, message_id: Id, form: Posted) -> Response:
    """Give the talk back to the bot."""
    place = _deed(visit, message_id)
    visit.noted("inbox.release", lambda db: handover.release(db, place.row.id), object=f"message:{message_id}")
    return visit.go(f"/inbox/{message_id}", said="inbox_released")


@router.post("/{message_id}/assign")
def assign(visit: Here, message_id: Id, form: Posted) -> Response:
    """Hand what waits in the thread to a colleague, or to nobody."""
    place, to = _deed(visit, message_id), form.number("to") or None
    if to is not None and to not in colleagues(visit):
        nothing_here()

    def hand(db: Connection) -> int:
        return inbox.assign(db, inbox_talk.waiting_ids(db, visit.below, place.row.id), to)

    visit.noted("inbox.assign", hand, object=f"message:{message_id}", to=to)
    return visit.go(f"/inbox/{message_id}", said="inbox_assigned")


@router.post("/{message_id}/done")
def done(visit: Here, message_id: Id, form: Posted) -> Response:
    """Tick off what the visitor has seen of a thread; the bot answers there again."""
    place = _deed(visit, message_id)
    seen = max(form.ids("seen"), default=message_id)

    def settle(db: Connection) -> int:
        handover.release(db, place.row.id)
        return inbox.settle_these(db, inbox_talk.waiting_ids(db, visit.below, place.row.id, seen), visit.now)

    visit.noted("inbox.done", settle, object=f"message:{message_id}")
    return visit.go("/inbox", said="inbox_done", undo=message_id)


@router.post("/{message_id}/undo")
def undo(visit: Here, message_id: Id, form: Posted) -> Response:
    """Put back into the inbox what was settled last in a thread."""
    place = _deed(visit, message_id)

    def put_back(db: Connection) -> int:
        return inbox.reopen(db, inbox_talk.settled_last(db, visit.below, place.row.id))

    visit.noted("inbox.undo", put_back, object=f"message:{message_id}")
    return visit.go(f"/inbox/{message_id}", said="inbox_undone")


def _deed(visit: Visit, message_id: int) -> Place:
    """Where something is to be done; only by those who may."""
    visit.require("answer")
    return _place(visit, message_id)
