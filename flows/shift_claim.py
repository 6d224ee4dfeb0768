"""Claiming a shift: what is open is shown, a number or a day books it at once, and ÅNGRA takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flows import shifts
from flows.core import Again, Ask, Done, Flow, Goto, Move, Start, Step, Turn
from flows.reading.reading import Reading
from flows.shifts import Shift


class Desk(Protocol):
    def open_shifts(self) -> Sequence[Shift]:
        """Shifts to come with places left, which the person has not claimed; the soonest first."""

    def shift(self, shift_id: int) -> Shift | None:
        """One shift of the person's organizations."""

    def claim_place(self, shift_id: int, people: int, partial: object, condition: str) -> str:
        """Take places: `booked`, `full`, `too_many` (fewer are left), `have` (claimed already) or `gone`."""

    def pass_on(self, shift_id: int) -> None:
        """Send what the person wrote to who is responsible for the shift."""


@dataclass(frozen=True)
class Claim:
    only: tuple[int, ...] = ()  # the shifts that an unclear reply may have meant


def offer(turn: Turn) -> Ask | Done:
    found = [shift for shift in turn.desk.open_shifts() if not turn.state.only or shift.id in turn.state.only]
    if not found:
        return Done(turn.text("no_shifts"))
    key = "which_of_these" if turn.state.only else "open_shifts"
    return Ask(turn.text(key), shifts.question("claim", found, turn))


def take(turn: Turn, reading: Reading) -> Move:
    if reading.intent == "claim":
        return _claim_all(turn, reading)
    if reading.intent == "claim_any":
        return _where_needed(turn, reading)
    if reading.intent in ("decline", "thanks"):
        return Done(turn.text("fine"))
    if reading.intent == "query":
        return Done(then=Start("my_shifts")) if reading.get("what") == "my shifts" else Goto("choose", Claim())
    if reading.intent == "already_done":
        return Done(turn.text("you_have_it"))
    candidates = tuple(shifts.ids(reading.get("candidates")))
    if reading.intent == "ask_again" and 0 < len(candidates) < shifts.SHOWN:
        return Goto("choose", replace(turn.state, only=candidates))
    return Again(turn.text("no_such_shift") if reading.get("reason") == "no such day" else "")


def _where_needed(turn: Turn, reading: Reading) -> Move:
    """Where most people are missing; the soonest of those."""
    found = turn.desk.open_shifts()
    if not found:
        return Done(turn.text("no_shifts"))
    neediest = max(found, key=lambda shift: (shift.minimum - shift.taken, -shift.start.timestamp()))
    return _claim_all(turn, Reading("claim", {**reading.slots, "shifts": [neediest.id]}))


def _claim_all(turn: Turn, reading: Reading) -> Move:
    """Book each shift that was named; where one is full, say so and offer what is left."""
    says, refused = [], False
    for shift_id in shifts.ids(reading["shifts"]):
        said, booked = _claim(turn, shift_id, reading)
        says.append(said)
        refused = refused or not booked
    if not says:
        return Again()
    if refused and turn.desk.open_shifts():
        return Goto("choose", Claim(), say="\n".join(says))
    return Done("\n".join([*says, turn.text("no_shifts" if refused else "how_to_undo")]))


def _claim(turn: Turn, shift_id: int, reading: Reading) -> tuple[str, bool]:
    people = int(reading.get("people") or 1)
    outcome = turn.desk.claim_place(shift_id, people, reading.get("partial"), reading.get("condition") or "")
    shift = turn.desk.shift(shift_id)
    if shift is None:
        return turn.text("shift_gone"), False
    values: dict[str, object] = {"shift": shifts.label(shift, turn), "people": people, "left": shift.left}
    if outcome == "booked":
        part = shifts.part_of(shift, reading.get("partial"))
        return _booked(turn, shift, {**values, "shift": shifts.label(part, turn)}), True
    return turn.text(f"claim_{outcome}", **values), outcome == "have"


def _booked(turn: Turn, shift: Shift, values: dict[str, object]) -> str:
    said = [turn.text("booked_for" if values["people"] != 1 else "booked", **values)]
    if shift.responsible:
        said.append(turn.text("responsible_is", who=shift.responsible))
    return " ".join(said)


SHIFT_CLAIM = Flow("shift_claim", "choose", Claim, {"choose": Step(offer, take)})
