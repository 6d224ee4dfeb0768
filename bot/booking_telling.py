"""Telling both sides what happened to a booking: events become messages, each side once; then the next in line.

Whoever did it was answered in the same breath and is not told again. What has been overtaken by something newer is
passed over, unless it is an end: that everybody hears of.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot import booking_notices as notices
from bot.booking_notices import Scene
from bot.turn import House
from storage import booking_choice, booking_moves, bookings

FREES = (
    "declined", "cancelled", "expired", "countered", "accepted", "refused", "asked", "taken", "done", "kept", "moved",
    "unanswered", "delegated",
)  # fmt: skip
PASSING = ("asked", "queued", "tentative", "countered", "booking_half", "booking_last", "unanswered", "delegated")


def tell(db: Connection, event_id: int, now: datetime, house: House) -> None:
    """Tell those whom an event concerns, unless somebody else does; and ask whoever was second in line."""
    event = bookings.take_event(db, event_id, now)
    row = bookings.get(db, event.booking_id) if event is not None else None
    if event is None or row is None:
        return
    if event.kind not in PASSING or event.turn == row.turn:
        TELL[event.kind](Scene(db, now, house, row, event))
    if event.kind in FREES:
        _next_in_line(db, {event.candidate_id, (event.detail or {}).get("instead_of")}, now)


def _next_in_line(db: Connection, candidates: set[int | None], now: datetime) -> None:
    """Time may have become free, or taken for good: whoever waits for it is asked, or told."""
    for person_id in sorted(each for each in candidates if each is not None):
        reachable = booking_choice.can_be_asked(db, person_id, now)
        for booking_id in booking_choice.waiting_for(db, person_id, now):
            if reachable:
                booking_moves.ask(db, booking_id, person_id, now, by="clock")
            else:  # since they stood in line
                booking_moves.to_desk(db, booking_id, now, by="clock")


# What each event says to whom


def _requested(scene: Scene) -> None:
    """The receipt, and the desk's work, where nobody has been asked at once."""
    if scene.row.state == "open":
        notices.to_host(scene, "booking_received")
        notices.to_desk(scene, "booking_desk_new")


def _asked(scene: Scene) -> None:
    notices.ask_candidate(scene)
    notices.to_host(scene, "booking_asked_host_side", always=_is_renamed(scene))
    before = (scene.event.detail or {}).get("instead_of")
    if before is not None:
        notices.to_candidate(scene, "booking_instead_of", person_id=before)


def _queued(scene: Scene) -> None:
    notices.to_host(scene, "booking_queued", always=_is_renamed(scene))


def _is_renamed(scene: Scene) -> bool:
    """Whether the request has another word than the one that the host knows: said even to who did it."""
    return bool((scene.event.detail or {}).get("renamed"))


def _taken(scene: Scene) -> None:
    notices.to_host(scene, "booking_taken", with_others=True, always=True)


def _tentative(scene: Scene) -> None:
    notices.to_host(scene, "booking_tentative")


def _countered(scene: Scene) -> None:
    notices.propose_to_host(scene)


def _accepted(scene: Scene) -> None:
    """Both have it in writing, with who, where and the calendar; and the clocks of the day are set."""
    notices.set_clocks(scene)
    notices.confirm_to_host(scene)
    agreed = bool((scene.event.detail or {}).get("agreed"))
    notices.confirm_to_candidate(scene, "booking_agreed_you" if agreed else "booking_accepted")


def _kept(scene: Scene) -> None:
    notices.set_clocks(scene)
    notices.to_candidate(scene, "booking_kept_you")
    notices.to_host(scene, "booking_kept_host")


def _refused(scene: Scene) -> None:
    notices.to_candidate(scene, "booking_refused_you")
    notices.to_host(scene, "booking_over", with_others=True, always=True)


def _declined(scene: Scene) -> None:
    notices.to_host(scene, "booking_declined_host", with_others=True)
    notices.to_candidate(scene, "booking_withdrawn")


def _unanswered(scene: Scene) -> None:
    """Nobody answered in time: both sides hear it, and the desk takes over."""
    if scene.row.candidate_id is None:
        notices.to_host(scene, "booking_unasked_host")
        return notices.to_desk(scene, "booking_desk_unasked")
    notices.to_candidate(scene, "booking_unanswered_you")
    notices.to_host(scene, "booking_unanswered_host")
    return notices.to_desk(scene, "booking_desk_unanswered")


def _delegated(scene: Scene) -> None:
    notices.to_host(scene, "booking_delegated_host")
    notices.to_desk(scene, "booking_desk_delegated")


def _expired(scene: Scene) -> None:
    notices.to_host(scene, "booking_expired_host", with_others=True)
    notices.to_candidate(scene, "booking_expired_you")


def _cancelled(scene: Scene) -> None:
    """The other side hears it at once; of what was never answered it is a question taken back."""
    was = (scene.event.detail or {}).get("was")
    if was != "queued":
        notices.to_candidate(scene, "booking_cancelled_you" if was == "accepted" else "booking_withdrawn")
    by_candidate = scene.event.actor == "candidate"
    key = "booking_cancelled_host" if by_candidate else "booking_cancelled_desk_host"
    notices.to_host(scene, key, with_others=by_candidate)


def _late_yes(scene: Scene) -> None:
    notices.to_host(scene, "booking_late_yes")


def _moved(scene: Scene) -> None:
    notices.to_host(scene, "booking_moved_host")


def _reminded(scene: Scene) -> None:
    """Whoever has not answered is reminded: the candidate, or the host of what was proposed."""
    if scene.row.state == "countered":
        notices.to_host(scene, "booking_host_silent")
    else:
        notices.to_candidate(scene, scene.event.kind, question=True)


def _said(scene: Scene) -> None:
    notices.pass_on(scene)


def _shared(scene: Scene) -> None:
    notices.to_host(scene, "booking_number_now")


def _done(scene: Scene) -> None:
    notices.to_candidate(scene, "booking_how_went")
    notices.to_host(scene, "booking_how_went")


def _collides(scene: Scene) -> None:
    notices.to_candidate(scene, "booking_collides")


TELL: dict[str, Callable[[Scene], None]] = {
    "requested": _requested, "asked": _asked, "queued": _queued, "taken": _taken, "tentative": _tentative,
    "countered": _countered, "accepted": _accepted, "kept": _kept, "refused": _refused, "declined": _declined,
    "unanswered": _unanswered, "delegated": _delegated, "expired": _expired, "cancelled": _cancelled,
    "late_yes": _late_yes, "moved": _moved, "booking_half": _reminded, "booking_last": _reminded, "said": _said,
    "shared": _shared, "done": _done, "collides": _collides,
}  # fmt: skip
