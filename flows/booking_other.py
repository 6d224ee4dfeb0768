"""A candidate cannot come: the host chooses who is asked instead, among those who are free."""

from typing import Protocol

from flows.booking_host import Hosting
from flows.bookings import Booking
from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
from flows.reading.question import Choice, Question
from flows.reading.reading import Reading

NOBODY = "nobody"


class Desk(Protocol):
    def booking(self, booking_id: int) -> Booking | None:
        """A booking of the person's own, as a candidate or as a host."""

    def ask_instead(self, booking_id: int, candidate: int) -> str:
        """Ask somebody else: `asked`, `queued`, `taken` or `gone`."""


def others(turn: Turn) -> Ask | Done:
    booking = turn.desk.booking(turn.state.booking)
    if booking is None or not booking.others:
        return Done(turn.text("booking_gone"))
    return Ask(turn.text("booking_others", title=booking.title), other_question(booking, turn))


def other_question(booking: Booking, turn: Turn) -> Question:
    """Who could come instead, numbered, and nobody."""
    names = [(str(each), name) for each, name in booking.others]
    return Question(
        "one",
        choices=tuple(
            Choice(key, number, name)
            for number, (key, name) in enumerate([*names, (NOBODY, turn.text("booking_nobody"))], 1)
        ),
    )


def take_other(turn: Turn, reading: Reading) -> Move:
    booking = turn.desk.booking(turn.state.booking)
    chosen = str(reading.get("value")) if reading.intent == "answer" else ""
    if booking is None:
        return Done(turn.text("booking_gone"))
    if chosen == NOBODY or reading.intent == "decline":
        return Done(turn.text("booking_nobody_then"))
    name = next((name for each, name in booking.others if str(each) == chosen), "")
    if not name:
        return Again()
    return Done(turn.text(f"booking_instead_{turn.desk.ask_instead(booking.id, int(chosen))}", who=name))


BOOKING_OTHER = Flow("booking_other", "others", Hosting, {"others": Step(others, take_other)}, stays=False)
