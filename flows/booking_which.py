"""Several requests stand and a reply names none: which is meant is asked, and the reply counts for that one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flows import bookings
from flows.booking import Answering
from flows.booking import take as take_answer
from flows.booking_host import Hosting, take_proposal
from flows.bookings import Booking
from flows.core import Again, Ask, Done, Flow, Goto, Move, Start, Step, Turn
from flows.reading.ladder import read
from flows.reading.question import Choice, Question
from flows.reading.reading import Reading


class Desk(Protocol):
    def standing_bookings(self) -> Sequence[Booking]:
        """What the person is asked about as a candidate or as a host, the earliest first."""


@dataclass(frozen=True)
class Which:
    said: str = ""


def which(turn: Turn) -> Ask | Done:
    found = turn.desk.standing_bookings()
    if not found:
        return Done(turn.text("booking_gone"))
    choices = tuple(_choice(number, booking, turn) for number, booking in enumerate(found, 1))
    return Ask(turn.text("booking_which"), Question("one", choices=choices))


def _choice(number: int, booking: Booking, turn: Turn) -> Choice:
    named = f"{booking.word}: {bookings.label(booking, turn.language, turn.now)}"
    return Choice(str(booking.id), number, named, (booking.word, booking.title, booking.venue))


def take(turn: Turn, reading: Reading) -> Move:
    """What was written first is read again, now that it is clear what it is about."""
    chosen = str(reading.get("value")) if reading.intent == "answer" else ""
    booking = next((each for each in turn.desk.standing_bookings() if str(each.id) == chosen), None)
    if booking is None:
        return Again()
    move = _answered(turn, booking)
    if isinstance(move, Goto | Again):  # not clear yet: it becomes the question of that request
        flow = "booking" if booking.side == "candidate" else "booking_host"
        return Done(move.say, then=Start(flow, {"booking": booking.id}))
    return move


def _answered(turn: Turn, booking: Booking) -> Move:
    if booking.side == "host":
        reading = read(turn.state.said, Question("yesno"), now=turn.now, language=turn.language)
        return take_proposal(replace(turn, state=Hosting(booking.id, turn.state.said)), reading)
    reading = read(turn.state.said, bookings.question(booking), now=turn.now, language=turn.language)
    return take_answer(replace(turn, state=Answering(booking.id, turn.state.said)), reading)


BOOKING_WHICH = Flow("booking_which", "which", Which, {"which": Step(which, take)}, stays=False)
