"""The reminder before a shift: are you still coming? Begun by a timer, not by the person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flows import beside, dates, shifts, unclear
from flows.core import Again, Ask, Done, Flow, Goto, Move, Step, Turn
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

    def call_person(self, reason: str) -> None:
        """Put what was written before a person of the organization."""

    def no_more_reminders(self, shift_id: int) -> None:
        """The person wants no further reminder of this shift."""


COMING = ("confirm", "late", "change_time", "claim", "already_done", "mute")


@dataclass(frozen=True)
class Reminder:
    shift: int = 0
    brief: bool = False  # they have been told the rest already


def _mine(turn: Turn) -> Shift | None:
    return next((shift for shift in turn.desk.my_shifts() if shift.id == turn.state.shift), None)


def remind(turn: Turn) -> Ask | Done:
    shift = _mine(turn)
    if shift is None:  # given back or cancelled in the meantime
        return Done()
    if turn.state.brief:
        return Ask(turn.text("are_you_coming_to", shift=shifts.when(shift, turn)), shifts.one("reminder", shift, turn))
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
    if any(item.intent == "mute" for item in (reading, *reading.also)):
        turn.desk.no_more_reminders(shift.id)
    if reading.intent == "cancel":
        return _cannot(turn, shift, reading)
    if reading.intent in COMING:
        return _coming(turn, shift, reading)
    if reading.intent == "substitute":
        return _somebody_else(turn, shift, reading)
    if reading.intent in beside.NEWS:
        return _asks_first(turn, shift, reading)
    return Again(unclear.yes_or_no(turn, reading) or turn.text("coming_or_not"))


def _cannot(turn: Turn, shift: Shift, reading: Reading) -> Move:
    turn.desk.give_back(shift.id)
    said = [turn.text("given_back", shift=shifts.label(shift, turn)), beside.told(turn, [shift], reading)]
    return Done(" ".join([*filter(None, said), turn.text("thanks_for_telling")]))


def _coming(turn: Turn, shift: Shift, reading: Reading) -> Move:
    turn.desk.confirm_coming(shift.id)
    return Done(" ".join(filter(None, (turn.text("see_you"), beside.told(turn, [shift], reading)))))


def _somebody_else(turn: Turn, shift: Shift, reading: Reading) -> Move:
    """Another comes on their place, which stays theirs: who is responsible knows."""
    turn.desk.confirm_coming(shift.id)
    return Done(f"{turn.text('thanks')} {beside.told(turn, [shift], reading)}")


def _asks_first(turn: Turn, shift: Shift, reading: Reading) -> Move:
    """A question, or a wish that somebody else took it: passed on, and they have not said yet whether they come."""
    told = beside.told(turn, [shift], reading)
    return Goto("coming", replace(turn.state, brief=True), told)


REMINDER = Flow("reminder", "coming", Reminder, {"coming": Step(remind, take)}, opening=greet, urgent=True)
