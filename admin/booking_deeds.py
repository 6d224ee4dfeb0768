"""What is done to a booking in the panel: asking, answering for one side, moving, calling off; nothing twice."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.booking import Id, deeds_of, of, page, speaks_for
from admin.booking_form import read_move
from admin.booking_whom import SURE
from admin.form import Form, Posted
from admin.visit import Here, Visit, nothing_here
from storage import booking_choice, booking_moves, booking_slots, bookings, installation
from storage.booking_record import Times
from storage.booking_slots import Span

router = APIRouter(prefix="/o/{organization_id}/bookings")

LONGEST_REASON = 160
# What could not be done, and nothing is changed.
UNDONE = ("changed", "gone", "waits", "taken", "late", "cannot", "unreachable", "already")

Deed = Callable[[Connection], str]


@router.post("/{booking_id:int}/ask")
def ask(visit: Here, booking_id: Id, form: Posted) -> Response:
    """Ask somebody, or somebody else instead."""
    row = _to_do(visit, booking_id)
    candidate_id = form.number("candidate") or 0
    known = visit.read(lambda db: booking_choice.speakers(db, row.organization_id, visit.now))
    if all(each.id != candidate_id for each in known):
        return page(visit, row, sorry="booking_sorry_choose")
    return _done(visit, row, form, "ask", lambda db: _ask(db, visit, row, candidate_id), candidate_id)


def _ask(db: Connection, visit: Visit, row: Row[Any], candidate_id: int) -> str:
    """As the deed, but nobody is asked twice, or who cannot come: so who was asked before still is."""
    if candidate_id == row.candidate_id and row.state in ("asked", "tentative", "queued"):
        return "already"
    if booking_slots.blocked(db, candidate_id, booking_slots.span_of(row), but=row.id) in SURE:
        return "cannot"
    if not booking_choice.can_be_asked(db, candidate_id, visit.now):
        return "unreachable"
    return booking_moves.ask(db, row.id, candidate_id, visit.now, by=visit.actor)


@router.post("/{booking_id:int}/yes")
def yes(visit: Here, booking_id: Id, form: Posted) -> Response:
    """The candidate comes, and has told somebody so."""
    row = _for_candidate(visit, booking_id)
    return _done(visit, row, form, "yes", lambda db: booking_moves.accept(db, row.id, visit.now, by=visit.actor))


@router.post("/{booking_id:int}/no")
def no(visit: Here, booking_id: Id, form: Posted) -> Response:
    """The candidate does not come, and has told somebody so."""
    row, reason = _for_candidate(visit, booking_id), _reason(form)
    return _done(
        visit, row, form, "no",
        lambda db: booking_moves.decline(db, row.id, visit.now, by=visit.actor, reason=reason),
    )  # fmt: skip


@router.post("/{booking_id:int}/agree")
def agree(visit: Here, booking_id: Id, form: Posted) -> Response:
    """The host takes what the candidate proposed."""
    row = _to_do(visit, booking_id)
    return _done(visit, row, form, "agree", lambda db: booking_moves.agree(db, row.id, visit.now, by=visit.actor))


@router.post("/{booking_id:int}/refuse")
def refuse(visit: Here, booking_id: Id, form: Posted) -> Response:
    """The host does not."""
    row = _to_do(visit, booking_id)
    return _done(visit, row, form, "refuse", lambda db: booking_moves.refuse(db, row.id, visit.now, by=visit.actor))


@router.post("/{booking_id:int}/move")
def move(visit: Here, booking_id: Id, form: Posted) -> Response:
    """Another time or place: whoever had said yes is asked again."""
    row = _to_do(visit, booking_id)
    entered = read_move(visit, form, row.zone)
    times, venue = entered.times, entered.typed["venue"]
    if entered.wrong or times is None:
        return page(visit, row, moved=entered)
    if (times.starts_at, times.ends_at, venue) == (row.starts_at, row.ends_at, row.venue):
        return visit.go(f"/bookings/{row.id}")
    return _done(visit, row, form, "move", lambda db: _move(db, visit, row, times, venue))


def _move(db: Connection, visit: Visit, row: Row[Any], times: Times, venue: str) -> str:
    """As the deed, but what is agreed stays where the candidate cannot come at the other time."""
    there = Span(times.starts_at, times.ends_at, venue, row.travel)
    if row.candidate_id and booking_slots.blocked(db, row.candidate_id, there, but=row.id) in SURE:
        return "cannot"
    return booking_moves.move(db, row.id, times, venue, visit.now, by=visit.actor)


@router.post("/{booking_id:int}/cancel")
def cancel(visit: Here, booking_id: Id, form: Posted) -> Response:
    """Call it off; when the association itself does, it is not first in turn for that."""
    row, reason = _to_do(visit, booking_id), _reason(form)
    if not reason:
        return page(visit, row, wrong="booking_wrong_reason")
    by_host = form.text("who") == "host" or not speaks_for(visit, row)

    def do(db: Connection) -> str:
        return booking_moves.cancel(db, row.id, visit.now, by=visit.actor, reason=reason, for_host=by_host)

    return _done(visit, row, form, "cancel", do)


# How


def _reason(form: Form) -> str:
    return " ".join(form.text("reason").split())[:LONGEST_REASON].rstrip(".")


def _to_do(visit: Visit, booking_id: int) -> Row[Any]:
    visit.require("book")
    return of(visit, booking_id)


def _for_candidate(visit: Visit, booking_id: int) -> Row[Any]:
    """A booking with a candidate of their own."""
    row = _to_do(visit, booking_id)
    return row if speaks_for(visit, row) else nothing_here()


def _done(visit: Visit, row: Row[Any], form: Form, deed: str, do: Deed, *more: int) -> Response:
    """Do it, unless something has happened since the page was opened; what came of it stands on the page."""
    if deed not in deeds_of(visit, row):
        return page(visit, row, sorry="booking_sorry_gone")
    outcome = visit.change(lambda db: _once(db, visit, row, form.number("turn"), deed, do, more))
    if outcome in UNDONE:
        return page(visit, of(visit, row.id), sorry=f"booking_sorry_{outcome}")
    return visit.go(f"/bookings/{row.id}", said=f"booking_{deed}_{outcome}")


def _once(
    db: Connection, visit: Visit, row: Row[Any], turn: int | None, deed: str, do: Deed, more: tuple[int, ...]
) -> str:
    """One transaction: candidates' lines are locked before the booking, as everywhere."""
    for person_id in sorted({row.candidate_id, *more} - {None}):
        booking_slots.lock_line(db, person_id)
    now = bookings.for_update(db, row.id)
    if now is None or now.turn != turn:
        return "changed"
    outcome = do(db)
    if outcome not in UNDONE:
        about: dict[str, Any] = {"organization_id": row.organization_id, "object": f"booking:{row.id}"}
        installation.note(db, visit.actor, f"booking.{deed}", visit.now, **about)
    return outcome
