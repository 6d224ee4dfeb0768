"""The other side of a booking: the host answers what a candidate proposed, a time or a condition."""

from dataclasses import dataclass
from typing import Protocol

from flows import bookings, dates
from flows.bookings import Booking
from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
from flows.reading.question import Question
from flows.reading.reading import Reading


class Desk(Protocol):
    def booking(self, booking_id: int) -> Booking | None:
        """A booking of the person's own, as a candidate or as a host."""

    def agree_booking(self, booking_id: int) -> str:
        """The host agrees to what was proposed: `accepted`, `taken` or `gone`."""

    def refuse_booking(self, booking_id: int) -> str:
        """The host cannot: `declined`, `kept` (as it was accepted before) or `gone`."""

    def ask_other_side(self, booking_id: int, said: str = "") -> bool:
        """Send what was written, now or before, to the candidate; False when there is nobody to be reached."""


@dataclass(frozen=True)
class Hosting:
    booking: int = 0
    said: str = ""


def proposal(turn: Turn) -> Ask | Done:
    booking = turn.desk.booking(turn.state.booking)
    if booking is None or booking.state != "countered":
        return Done(turn.text("booking_gone"))
    return Ask(proposed(booking, turn), Question("yesno"))


def proposed(booking: Booking, turn: Turn) -> str:
    """What the candidate would rather, and the question whether that will do."""
    values = {"who": booking.candidate, "title": booking.title, "condition": booking.condition}
    if booking.proposed is None:
        return turn.text("booking_proposal_condition", what=bookings.label(booking, turn.language, turn.now), **values)
    start, end = booking.proposed
    said = dates.span(start, end, turn.language, turn.now)
    return turn.text("booking_proposal_time", time=said, before=bookings.when(booking, turn), **values)


def take_proposal(turn: Turn, reading: Reading) -> Move:
    booking = turn.desk.booking(turn.state.booking)
    value = reading.get("value") if reading.intent == "answer" else None
    if booking is None:
        return Done(turn.text("booking_gone"))
    if reading.intent == "question" and turn.desk.ask_other_side(booking.id, turn.state.said):
        return Done(turn.text("booking_asked_candidate", who=booking.candidate))
    if value not in ("yes", "no"):
        return Again(turn.text("booking_yes_or_no"))
    if value == "no":
        outcome = turn.desk.refuse_booking(booking.id)
        return Done(turn.text(f"booking_refuse_{outcome}", who=booking.candidate))
    outcome = turn.desk.agree_booking(booking.id)
    now = turn.desk.booking(booking.id) or booking
    return Done(agreed(now, turn) if outcome == "accepted" else turn.text(f"booking_agree_{outcome}"))


def agreed(booking: Booking, turn: Turn) -> str:
    """What a host is told when somebody comes: who, what, where, when."""
    what = bookings.label(booking, turn.language, turn.now)
    said = turn.text("booking_host_accepted", who=booking.candidate, what=what)
    return " ".join(part for part in (said, bookings.host_details(booking, turn)) if part)


BOOKING_HOST = Flow("booking_host", "proposal", Hosting, {"proposal": Step(proposal, take_proposal)}, stays=False)
