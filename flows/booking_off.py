"""Calling off a booking, from either side: only after a yes to just that."""

from typing import Protocol

from flows import bookings
from flows.booking_host import Hosting
from flows.bookings import Booking
from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
from flows.reading.question import Question
from flows.reading.reading import Reading

SETTLED = ("declined", "expired", "cancelled", "done")


class Desk(Protocol):
    def booking(self, booking_id: int) -> Booking | None:
        """A booking of the person's own, as a candidate or as a host."""

    def cancel_booking(self, booking_id: int) -> str:
        """Call it off: `cancelled` or `gone`."""


def sure(turn: Turn) -> Ask | Done:
    """Nothing is called off but by a yes to this."""
    booking = turn.desk.booking(turn.state.booking)
    if booking is None or booking.state in SETTLED:
        return Done(turn.text("booking_gone"))
    said = turn.text("booking_sure", what=bookings.label(booking, turn.language, turn.now))
    return Ask(said, Question("yesno"))


def take_sure(turn: Turn, reading: Reading) -> Move:
    value = reading.get("value") if reading.intent == "answer" else None
    if value not in ("yes", "no"):
        return Again()
    booking = turn.desk.booking(turn.state.booking)
    outcome = turn.desk.cancel_booking(turn.state.booking) if value == "yes" else "kept"
    if booking is not None and booking.side == "candidate" and outcome == "cancelled":
        what = bookings.label(booking, turn.language, turn.now)
        return Done(turn.text("booking_cancelled", what=what, host=booking.organization))
    return Done(turn.text(f"booking_host_off_{outcome}"))


BOOKING_OFF = Flow("booking_off", "sure", Hosting, {"sure": Step(sure, take_sure)}, stays=False)
