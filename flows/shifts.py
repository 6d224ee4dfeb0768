"""Shifts as conversations see them: what they are called and how they are asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from flows import dates
from flows.core import Turn
from flows.reading.question import Choice, Kind, Question, ShiftShown

SHOWN = 9  # as many as one digit can choose


@dataclass(frozen=True)
class Shift:
    """A shift; `start` and `end` are aware and in its own zone, `responsible` is a name and a number or empty."""

    id: int
    activity: str
    venue: str
    start: datetime
    end: datetime
    minimum: int = 0
    maximum: int = 1
    taken: int = 0
    responsible: str = ""
    people: int = 1  # how many places in it are the person's own

    @property
    def left(self) -> int:
        return self.maximum - self.taken


def part_of(shift: Shift, partial: Mapping[str, str] | None) -> Shift:
    """The part of a shift that somebody comes to: `{"from", "to"}`, HH:MM of its own day, either may be missing."""
    times = {name: time.fromisoformat(partial[name]) for name in ("from", "to") if partial and partial.get(name)}
    start = datetime.combine(shift.start, times.get("from", shift.start.time()), shift.start.tzinfo)
    end = datetime.combine(shift.end, times.get("to", shift.end.time()), shift.end.tzinfo)
    return replace(shift, start=start, end=end) if start < end else shift


def when(shift: Shift, turn: Turn) -> str:
    """`lör 28/11 11-14`."""
    return dates.span(shift.start, shift.end, turn.language, turn.now)


def label(shift: Shift, turn: Turn) -> str:
    """`lör 28/11 11-14 Valstuga, Solna centrum`, and for how many when it is for several."""
    said = ", ".join(part for part in (f"{when(shift, turn)} {shift.activity}", shift.venue) if part)
    return said if shift.people == 1 else f"{said} {turn.text('for_people', people=shift.people)}"


def question(kind: Kind, shifts: Sequence[Shift], turn: Turn) -> Question:
    """A question about shifts, numbered from 1 in the order given."""
    shown = shifts[:SHOWN]
    return Question(
        kind,
        choices=tuple(
            Choice(str(s.id), n, label(s, turn), (s.activity, s.venue)) for n, s in enumerate(shown, 1)
        ),
        shifts=tuple(
            ShiftShown(str(s.id), n, s.start, s.end, s.activity, s.venue) for n, s in enumerate(shown, 1)
        ),
    )


def one(kind: Kind, shift: Shift, turn: Turn) -> Question:
    """A question about one shift that shows no numbers."""
    asked = question(kind, [shift], turn)
    return Question(kind, shifts=asked.shifts)


def ids(values: object) -> list[int]:
    """The ids of a reading's `shifts` or `candidates`, those that are ids at all."""
    return (
        [int(str(value)) for value in values if str(value).isdigit()]
        if isinstance(values, list | tuple)
        else []
    )
