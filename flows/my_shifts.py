"""One's own shifts: seeing them, and giving a place back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flows import beside, shifts
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

    def pass_on(self, shift_id: int) -> None:
        """Send what the person wrote to who is responsible for the shift."""

    def call_person(self, reason: str) -> None:
        """Put what was written before a person of the organization."""


KEEPS = ("stand_in", "swap", "substitute")


@dataclass(frozen=True)
class Mine:
    only: tuple[int, ...] = ()


def show(turn: Turn) -> Ask | Done:
    mine = turn.desk.my_shifts()
    meant = [shift for shift in mine if shift.id in turn.state.only]
    if not mine:
        return Done(turn.text("none_of_yours"))
    if meant:
        return shifts.which("cancel", meant, turn)
    return Ask(turn.text("your_shifts"), shifts.question("cancel", mine, turn))


def take(turn: Turn, reading: Reading) -> Move:
    if reading.intent == "cancel":
        return _give_back(turn, reading)
    if reading.intent in ("confirm", "already_done"):
        return _still_coming(turn, reading)
    if reading.intent in beside.NEWS:
        return _news(turn, reading)
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


def _named(turn: Turn, reading: Reading) -> list[Shift]:
    """Which of their shifts it is about; the only one when none is named."""
    mine = {shift.id: shift for shift in turn.desk.my_shifts()}
    wanted = shifts.ids(reading.get("shifts")) or shifts.ids(reading.get("from"))
    return [mine[each] for each in wanted if each in mine] or (list(mine.values()) if len(mine) == 1 else [])


def _give_back(turn: Turn, reading: Reading) -> Move:
    given = [shift for shift in _named(turn, reading) if turn.desk.give_back(shift.id)]
    if not given:
        return Again()
    lines = [turn.text("given_back", shift=shifts.label(shift, turn)) for shift in given]
    told = beside.told(turn, given, reading)
    return Done("\n".join([*lines, *filter(None, [told]), turn.text("thanks_for_telling")]))


def _still_coming(turn: Turn, reading: Reading) -> Move:
    named = _named(turn, reading)
    for shift in named:
        turn.desk.confirm_coming(shift.id)
    return Done(" ".join(filter(None, (turn.text("see_you"), beside.told(turn, named, reading)))))


def _news(turn: Turn, reading: Reading) -> Move:
    """Late, another time, somebody else instead: they keep the place, and who is responsible knows."""
    named = _named(turn, reading)
    if not named:
        return Again(turn.text("which_shift"))
    if reading.intent in ("late", "change_time"):
        for shift in named:
            turn.desk.confirm_coming(shift.id)
    told = beside.told(turn, named, reading)
    keeps = turn.text("you_keep_it", shift=shifts.label(named[0], turn)) if reading.intent in KEEPS else ""
    return Done(" ".join(part for part in (told, keeps) if part))


MY_SHIFTS = Flow("my_shifts", "choose", Mine, {"choose": Step(show, take)})
