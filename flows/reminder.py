"""The reminder before a shift: are you still coming? Begun by a timer, not by the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flows import dates, shifts
from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
from flows.reading.reading import Reading
from flows.shifts import Shift


class Desk(Protocol):
    def my_shifts(self) -> Sequence[Shift]:
        """Shifts to come in which the person has a place."""

    def give_back(self, shift_id: int) -> bool:
        """Give the person's place back; False when there was none."""

    def confirm_coming(self, shift_id: int) -> None:
        """The person said that they are coming."""

    def pass_on(self, shift_id: int) -> None:
        """Send what the person wrote to who is responsible for the shift."""


@dataclass(frozen=True)
class Reminder:
    shift: int = 0


def _mine(turn: Turn) -> Shift | None:
    return next((shift for shift in turn.desk.my_shifts() if shift.id == turn.state.shift), None)


def remind(turn: Turn) -> Ask | Done:
    shift = _mine(turn)
    if shift is None:  # given back or cancelled in the meantime
        return Done()
    return Ask(f"{_words(shift, turn)} {turn.text('are_you_coming')}", shifts.one("reminder", shift, turn))


def _words(shift: Shift, turn: Turn) -> str:
    """When in words, when in figures, where, who is responsible."""
    day = dates.relative_day(shift.start, turn.language, turn.now)
    said = turn.text("reminder_ask", shift=" ".join(filter(None, (day, shifts.label(shift, turn)))))
    return f"{said} {turn.text('responsible_is', who=shift.responsible)}" if shift.responsible else said


def greet(turn: Turn) -> str:
    """A word of greeting, once, when there still is something to ask."""
    return turn.text("reminder_hello", name=turn.name) if _mine(turn) else ""


def take(turn: Turn, reading: Reading) -> Move:
    shift = _mine(turn)
    if shift is None:
        return Done(turn.text("shift_gone"))
    if reading.intent == "cancel":
        return _cannot(turn, shift)
    if reading.intent in ("confirm", "late", "change_time", "claim", "already_done"):
        return _coming(turn, shift, reading)
    return Again(turn.text("coming_or_not"))


def _cannot(turn: Turn, shift: Shift) -> Move:
    turn.desk.give_back(shift.id)
    return Done(
        turn.text("given_back", shift=shifts.label(shift, turn)) + " " + turn.text("thanks_for_telling")
    )


def _coming(turn: Turn, shift: Shift, reading: Reading) -> Move:
    turn.desk.confirm_coming(shift.id)
    news = [
        item
        for item in (reading, *reading.also)
        if item.intent in ("late", "change_time", "question", "stand_in")
    ]
    if not news or not shift.responsible:
        return Done(turn.text("see_you"))
    turn.desk.pass_on(shift.id)
    return Done(turn.text("see_you_passed_on", who=shift.responsible))


REMINDER = Flow("reminder", "coming", Reminder, {"coming": Step(remind, take)}, opening=greet, urgent=True)
