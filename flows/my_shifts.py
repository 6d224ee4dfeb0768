"""One's own shifts: seeing them, and giving a place back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flows import shifts
from flows.core import Again, Ask, Done, Flow, Goto, Move, Start, Step, Turn
from flows.reading.reading import Reading
from flows.shifts import Shift


class Desk(Protocol):
    def my_shifts(self) -> Sequence[Shift]:
        """Shifts to come in which the person has a place; the soonest first."""

    def give_back(self, shift_id: int) -> bool:
        """Give the person's place back; False when there was none."""

    def confirm_coming(self, shift_id: int) -> None:
        """The person said once more that they are coming."""


@dataclass(frozen=True)
class Mine:
    only: tuple[int, ...] = ()


def show(turn: Turn) -> Ask | Done:
    mine = [shift for shift in turn.desk.my_shifts() if not turn.state.only or shift.id in turn.state.only]
    if not mine:
        return Done(turn.text("none_of_yours"))
    key = "which_to_give_back" if turn.state.only else "your_shifts"
    return Ask(turn.text(key), shifts.question("cancel", mine, turn))


def take(turn: Turn, reading: Reading) -> Move:
    if reading.intent == "cancel":
        return _give_back(turn, shifts.ids(reading.get("shifts")))
    if reading.intent == "confirm":
        return _still_coming(turn, shifts.ids(reading.get("shifts")))
    if reading.intent in ("decline", "keep", "thanks"):
        return Done(turn.text("fine"))
    if reading.intent in ("claim", "claim_any", "offer"):
        return Done(then=Start("shift_claim"))
    if reading.intent == "query":
        return Done(then=Start("shift_claim")) if reading.get("what") == "open shifts" else Goto("choose", Mine())
    candidates = tuple(shifts.ids(reading.get("candidates")))
    if reading.intent == "ask_again" and candidates:
        return Goto("choose", replace(turn.state, only=candidates))
    return Again()


def _give_back(turn: Turn, wanted: list[int]) -> Move:
    mine = {shift.id: shift for shift in turn.desk.my_shifts()}
    given = [mine[shift_id] for shift_id in wanted if shift_id in mine and turn.desk.give_back(shift_id)]
    if not given:
        return Again()
    lines = [turn.text("given_back", shift=shifts.label(shift, turn)) for shift in given]
    return Done("\n".join([*lines, turn.text("thanks_for_telling")]))


def _still_coming(turn: Turn, wanted: list[int]) -> Move:
    for shift_id in wanted:
        turn.desk.confirm_coming(shift_id)
    return Done(turn.text("see_you"))


MY_SHIFTS = Flow("my_shifts", "choose", Mine, {"choose": Step(show, take)})
