"""Claiming a shift: what is open is shown, a number or a day books it at once, and ÅNGRA takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flows import beside, shifts
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

    def call_person(self, reason: str) -> None:
        """Put what was written before a person of the organization."""


@dataclass(frozen=True)
class Claim:
    only: tuple[int, ...] = ()  # the shifts that an unclear reply may have meant


def offer(turn: Turn) -> Ask | Done:
    found = turn.desk.open_shifts()
    meant = [shift for shift in found if shift.id in turn.state.only]
    if not found:
        return Done(turn.text("no_shifts"))
    if meant:
        return shifts.which("claim", meant, turn)
    return Ask(turn.text("open_shifts"), shifts.question("claim", found, turn))


def take(turn: Turn, reading: Reading) -> Move:
    if reading.intent == "claim":
        return _claim_all(turn, reading)
    if reading.intent == "claim_any":
        return _where_needed(turn, reading)
    if reading.intent == "claim_for_other":
        return _for_other(turn, reading)
    if reading.intent in ("decline", "thanks"):
        return Done(turn.text("fine"))
    if reading.intent == "query":
        return Done(then=Start("my_shifts")) if reading.get("what") == "my shifts" else Goto("choose", Claim())
    if reading.intent == "already_done":
        return Done(turn.text("you_have_it"))
    return _unclear(turn, reading)


def _unclear(turn: Turn, reading: Reading) -> Move:
    """Ask which of those it may have been; two at the same time cannot both be taken."""
    candidates = tuple(shifts.ids(reading.get("candidates")))
    if reading.intent == "ask_again" and 0 < len(candidates) < shifts.SHOWN:
        say = turn.text("same_time") if reading.get("reason") == "overlap" else ""
        return Goto("choose", replace(turn.state, only=candidates), say)
    return Again(turn.text("no_such_shift") if reading.get("reason") == "no such day" else "")


def _for_other(turn: Turn, reading: Reading) -> Move:
    """Only one's own place can be taken by text: who is responsible hears of the other."""
    wanted = [shift for shift in map(turn.desk.shift, shifts.ids(reading.get("shifts"))) if shift is not None]
    said = [turn.text("only_yourself", name=reading.get("name") or ""), beside.told(turn, wanted, reading)]
    return Done(" ".join(part for part in said if part))


def _where_needed(turn: Turn, reading: Reading) -> Move:
    """Where most people are missing; the soonest of those."""
    found = turn.desk.open_shifts()
    if not found:
        return Done(turn.text("no_shifts"))
    neediest = max(found, key=lambda shift: (shift.minimum - shift.taken, -shift.start.timestamp()))
    return _claim_all(turn, Reading("claim", {**reading.slots, "shifts": [neediest.id]}))


def _claim_all(turn: Turn, reading: Reading) -> Move:
    """Book each shift that was named; where none of them can be had, what was named instead, or offer what is left."""
    wanted = shifts.ids(reading.get("shifts"))
    said, booked = _claim_each(turn, wanted, reading)
    if not booked and reading.get("fallback"):
        wanted = shifts.ids(reading["fallback"])
        more, booked = _claim_each(turn, wanted, reading)
        said += more
    if not said:
        return Again()
    about = [shift for shift in map(turn.desk.shift, booked or wanted) if shift is not None]
    said += [sentence for sentence in (beside.told(turn, about, reading),) if sentence]
    if not booked and turn.desk.open_shifts():
        return Goto("choose", Claim(), say="\n".join(said))
    return Done("\n".join([*said, turn.text("how_to_undo" if booked else "no_shifts")]))


def _claim_each(turn: Turn, wanted: Sequence[int], reading: Reading) -> tuple[list[str], list[int]]:
    """What is said of each shift, and the ids of those that are theirs now."""
    outcomes = [(shift_id, *_claim(turn, shift_id, reading)) for shift_id in wanted]
    return [said for _, said, _ in outcomes], [shift_id for shift_id, _, booked in outcomes if booked]


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
