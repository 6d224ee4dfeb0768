"""Asking for a speaker: one form for what, where, when, about what and whom. Mail and phone go the same way."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin.booking_form import SOURCES, Entered, read
from admin.booking_whom import Choice, Option, choice_of
from admin.form import Form, Posted
from admin.visit import Here, Visit
from storage import addresses, booking_choice, booking_moves, booking_pages, bookings, installation, phones
from storage.booking_record import Wanted

router = APIRouter(prefix="/o/{organization_id}/bookings/new")

DESK = "desk"  # the value of a choice: the desk is to choose


@router.get("")
def form_page(visit: Here, day: str = "", whom: str = "") -> Response:
    """The form, with what is known already."""
    visit.require("book")
    own = visit.read(lambda db: booking_pages.own_number(db, visit.signed.session.organizer_id))
    names = ("title", "start", "end", "venue", "topic", "answer_by", "note")
    typed = dict.fromkeys(names, "") | {"travel": "30", "day": day[:10], "whom": whom[:120], "source": SOURCES[0]}
    typed["host"] = phones.national(own) if own else ""
    return _page(visit, Entered(typed, organization_id=visit.id))


@router.post("/speakers")
def speakers(visit: Here, form: Posted) -> Response:
    """The part of the form that shows who could come to what is filled in so far."""
    visit.require("book")
    entered = read(visit, form)
    return visit.page("booking_options.html", choice=_choice(visit, entered), chosen=form.text("candidate"), wrong="")


@router.post("")
def make(visit: Here, form: Posted) -> Response:
    """Put it into the queue, and ask whoever was chosen; the same once more is the same."""
    visit.require("book")
    entered = read(visit, form)
    choice = _choice(visit, entered)
    if form.text("do") == "look":
        entered.wrong = {} if choice is not None else {name: entered.wrong[name] for name in _of_time(entered)}
        return _page(visit, entered, choice, form.text("candidate"), status=200 if choice is not None else 422)
    chosen = _chosen(visit, entered, choice, form)
    if entered.wrong:
        return _page(visit, entered, choice, form.text("candidate"), status=422)
    return _made(visit, entered, choice, chosen)


def _of_time(entered: Entered) -> list[str]:
    return [name for name in ("day", "start", "end") if name in entered.wrong]


def _choice(visit: Visit, entered: Entered) -> Choice | None:
    """Who could come; None as long as nobody knows when it is."""
    span = entered.span
    if span is None:
        return None
    return choice_of(visit, entered.organization_id, span, entered.typed["whom"], entered.typed["topic"])


def _chosen(visit: Visit, entered: Entered, choice: Choice | None, form: Form) -> Option | None:
    """Who is to be asked, or nobody: the desk chooses. What is not clear stands in `entered.wrong`."""
    picked = form.text("candidate")
    options = choice.options if choice is not None else []
    found = next((each for each in options if str(each.speaker.id) == picked), None)
    if found is None and picked != DESK and entered.typed["whom"] and choice is not None:
        if not (choice.by_name and len(options) == 1):
            entered.wrong["candidate"] = visit.text("booking_wrong_choose")
            return None
        found = options[0]
    if found is not None and not found.can:
        entered.wrong["candidate"] = visit.text("booking_wrong_busy", name=found.speaker.name)
    return found


def _page(
    visit: Visit, entered: Entered, choice: Choice | None = None, chosen: str = "", status: int = 200
) -> Response:
    below = sorted((visit.tree[each] for each in visit.below), key=lambda row: row.name.casefold())
    return visit.page(
        "booking_new.html", status=status, entered=entered, choice=choice, chosen=chosen,
        associations=[(row.id, row.name) for row in below], wrong=entered.wrong.get("candidate", ""),
        sources=[(name, visit.text(f"booking_source_{name}")) for name in SOURCES],
    )  # fmt: skip


def _made(visit: Visit, entered: Entered, choice: Choice | None, chosen: Option | None) -> Response:
    by_name = choice is not None and choice.by_name
    topic = entered.typed["topic"] or ("" if by_name else entered.typed["whom"])
    wished = chosen.speaker.id if chosen is not None and by_name else None

    def do(db: Connection) -> tuple[int, str]:
        host = addresses.find_or_make(db, "sms", entered.host, visit.now)
        wanted = entered.wanted(topic, wished, host.id)
        return _request(db, visit, wanted, chosen.speaker.id if chosen is not None else None)

    booking_id, said = visit.change(do)
    return visit.go(f"/bookings/{booking_id}", said=f"booking_{said}")


def _request(db: Connection, visit: Visit, wanted: Wanted, candidate_id: int | None) -> tuple[int, str]:
    """The id of the request, and what came of it: requested, asked, queued, taken; or it was there before."""
    booking_moves.lock_association(db, wanted.organization_id)
    twin = bookings.same(db, wanted.organization_id, wanted.title, wanted.venue, wanted.times.starts_at)
    if twin is not None:
        return twin, "there"
    booking_id, said = booking_moves.request(db, wanted, visit.now, by=visit.actor), "requested"
    if candidate_id is not None and not booking_choice.can_be_asked(db, candidate_id, visit.now):
        said = "unreachable"
    elif candidate_id is not None:
        said = booking_moves.ask(db, booking_id, candidate_id, visit.now, by=visit.actor)
    about: dict[str, Any] = {"organization_id": wanted.organization_id, "object": f"booking:{booking_id}"}
    installation.note(db, visit.actor, "booking.request", visit.now, **about)
    return booking_id, said
