"""A candidate's reply to a request, in whatever words: yes, no, another time, perhaps, on a condition, a question.

Nothing is decided by guess: a time that is not clear is asked for, and what was accepted is called off only after a
yes to just that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Protocol

from flows import bookings, dates
from flows.bookings import Booking
from flows.core import Again, Ask, Done, Flow, Goto, Move, Start, Step, Turn
from flows.reading.reading import Reading

ANSWERABLE = ("asked", "tentative", "desk", "countered")


class Desk(Protocol):
    def booking(self, booking_id: int) -> Booking | None:
        """A booking of the person's own, as a candidate or as a host."""

    def accept_booking(self, booking_id: int) -> str:
        """The candidate comes: `accepted`, `waits`, `late`, `taken` or `gone`."""

    def decline_booking(self, booking_id: int) -> str:
        """The candidate does not come: `declined` or `gone`."""

    def counter_booking(self, booking_id: int, times: tuple[datetime, datetime] | None, condition: str) -> str:
        """Put another wall time, or a condition, to the host: `countered`, `taken`, `past`, `never` or `gone`."""

    def consider_booking(self, booking_id: int) -> str:
        """The candidate has to find out first: `tentative` or `gone`."""

    def leave_to_desk(self, booking_id: int, whom: str) -> str:
        """Somebody else is to settle it: `desk`, `kept` or `gone`."""

    def ask_other_side(self, booking_id: int, said: str = "") -> bool:
        """Send what was written, now or before, to the other side; False when there is nobody to be reached."""

    def call_person(self, reason: str) -> None:
        """Put what was written before a person of the organization."""


@dataclass(frozen=True)
class Answering:
    booking: int = 0
    said: str = ""  # what was written, when it came before it was clear which request is meant


def request(turn: Turn) -> Ask | Done:
    """The request once more, or what has become of it."""
    booking = turn.desk.booking(turn.state.booking)
    if booking is None:
        return Done(turn.text("booking_gone"))
    said = {"what": bookings.label(booking, turn.language, turn.now), "word": booking.word}
    if booking.state == "accepted" and booking.start > turn.now:
        return Ask(turn.text("booking_coming", **said), bookings.question(booking, settled=True))
    if booking.state not in ANSWERABLE:
        return Done(turn.text("booking_over", **said))
    return Ask(turn.text("booking_again", **said), bookings.question(booking))


def take(turn: Turn, reading: Reading) -> Move:
    booking = turn.desk.booking(turn.state.booking)
    if booking is None:
        return Done(turn.text("booking_gone"))
    taken = _TAKES.get(reading.intent, _unclear)
    move = taken(turn, booking, reading)
    if not any(item.intent == "question" for item in reading.also) or isinstance(move, Goto):
        return move
    return replace(move, say=f"{move.say} {_passed_on(turn, booking)}".strip())


def _said(turn: Turn, booking: Booking, key: str, **values: object) -> Done:
    what = bookings.label(booking, turn.language, turn.now)
    until = dates.day(booking.answer_by, turn.language, turn.now) if booking.answer_by is not None else ""
    return Done(turn.text(key, **{"what": what, "host": booking.organization, "until": until, **values}))


def _accept(turn: Turn, booking: Booking, reading: Reading) -> Move:
    outcome = turn.desk.accept_booking(booking.id)
    if outcome != "accepted":
        return _said(turn, booking, f"booking_accept_{outcome}")
    said = turn.text("booking_accepted", what=bookings.label(booking, turn.language, turn.now))
    return Done(f"{said} {bookings.details(turn.desk.booking(booking.id) or booking, turn)}")


def _decline(turn: Turn, booking: Booking, reading: Reading) -> Move:
    if booking.state == "accepted":
        return _off(turn, booking, reading)
    return _said(turn, booking, f"booking_decline_{turn.desk.decline_booking(booking.id)}")


def _counter(turn: Turn, booking: Booking, reading: Reading) -> Move:
    """One clear time is put to the host; of several, or of a part of a day, the clear one is asked for."""
    proposals = reading.get("proposals") or []
    if any(each.get("mode") for each in proposals):
        return _on_condition(turn, booking, turn.text("booking_online"))
    found = [times for each in proposals if (times := _times(each, booking)) is not None]
    if len(found) != 1 or len(proposals) != 1:
        return Again(turn.text("booking_which_time"))
    outcome = turn.desk.counter_booking(booking.id, found[0], "")
    start, end = found[0]
    said = dates.span(start, end, turn.language, turn.now)
    if outcome in ("taken", "past", "never"):
        return Again(turn.text(f"booking_counter_{outcome}", time=said))
    values = {"time": said, "clock": dates.clock(start, turn.language)}
    return _said(turn, booking, f"booking_counter_{outcome}", **values)


def _times(proposal: Mapping[str, Any], booking: Booking) -> tuple[datetime, datetime] | None:
    """From when to when a proposal is, as long as the request was; None when it names no time of a day."""
    if not proposal.get("date") or proposal.get("part") or proposal.get("week"):
        return None
    day = date.fromisoformat(proposal["date"])
    begins, ends = (_clock(proposal.get(name)) for name in ("from", "to"))
    zone, lasts = booking.start.tzinfo, booking.end - booking.start
    if begins is None and ends is None and day == booking.start.date():
        return None
    if begins is None and ends is not None:
        end = datetime.combine(day, ends, zone)
        leaves = booking.start < end <= booking.end
        return (booking.start if leaves else end - lasts), end
    start = datetime.combine(day, begins or booking.start.time(), zone)
    end = datetime.combine(day, ends, zone) if ends is not None else start + lasts
    return (start, end) if start < end else None


def _clock(said: object) -> time | None:
    return time.fromisoformat(str(said)) if said else None


def _tentative(turn: Turn, booking: Booking, reading: Reading) -> Move:
    return _said(turn, booking, f"booking_perhaps_{turn.desk.consider_booking(booking.id)}")


def _conditional(turn: Turn, booking: Booking, reading: Reading) -> Move:
    return _on_condition(turn, booking, str(reading.get("condition") or ""))


def _on_condition(turn: Turn, booking: Booking, condition: str) -> Move:
    outcome = turn.desk.counter_booking(booking.id, None, condition)
    key = "booking_condition" if outcome == "countered" else "booking_accept_gone"
    return _said(turn, booking, key, condition=condition)


def _delegate(turn: Turn, booking: Booking, reading: Reading) -> Move:
    outcome = turn.desk.leave_to_desk(booking.id, str(reading.get("name") or ""))
    return _said(turn, booking, "booking_delegated" if outcome == "desk" else "booking_accept_gone")


def _coming(turn: Turn, booking: Booking, reading: Reading) -> Move:
    return _said(turn, booking, "booking_see_you")


def _off(turn: Turn, booking: Booking, reading: Reading) -> Move:
    return Done(then=Start("booking_off", {"booking": booking.id}))


def _question(turn: Turn, booking: Booking, reading: Reading) -> Move:
    return Done(_passed_on(turn, booking))


def _passed_on(turn: Turn, booking: Booking) -> str:
    """What was asked goes to the host, or where there is none to a person; the sentence that says so."""
    if not turn.desk.ask_other_side(booking.id, turn.state.said):
        turn.desk.call_person("question")
    return turn.text("booking_asked_host", host=booking.organization)


def _unclear(turn: Turn, booking: Booking, reading: Reading) -> Move:
    if reading.get("reason") == "which time":
        return Again(turn.text("booking_which_time"))
    return Again(turn.text("booking_unclear"))


_TAKES: Mapping[str, Callable[[Turn, Booking, Reading], Move]] = {
    "booking_accept": _accept, "booking_decline": _decline, "booking_counter": _counter,
    "booking_tentative": _tentative, "booking_conditional": _conditional, "booking_cancel": _off,
    "delegate": _delegate, "confirm": _coming, "question": _question,
}  # fmt: skip


BOOKING = Flow("booking", "request", Answering, {"request": Step(request, take)}, stays=False)
