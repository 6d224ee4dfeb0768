"""Shifts as conversations see them: what they are called and how they are asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from flows import dates
from flows.core import Ask, Turn
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

    @property
    def responsible_name(self) -> str:
        """The name alone; the number where there is no name."""
        name = " ".join(word for word in self.responsible.split() if word.isalpha())
        return name or self.responsible


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
        choices=tuple(Choice(str(s.id), n, label(s, turn), (s.activity, s.venue)) for n, s in enumerate(shown, 1)),
        shifts=tuple(ShiftShown(str(s.id), n, s.start, s.end, s.activity, s.venue) for n, s in enumerate(shown, 1)),
    )


def one(kind: Kind, shift: Shift, turn: Turn) -> Question:
    """A question about one shift that shows no numbers."""
    asked = question(kind, [shift], turn)
    return Question(kind, shifts=asked.shifts)


def names(shifts: Sequence[Shift], turn: Turn) -> list[str]:
    """Each by what tells it from the others: `lör 28/11 11-14`, with activity and venue where the time does not."""
    times = [when(shift, turn) for shift in shifts]
    return [said if times.count(said) == 1 else label(shift, turn) for said, shift in zip(times, shifts, strict=True)]


def which(kind: Kind, shifts: Sequence[Shift], turn: Turn) -> Ask:
    """Ask which of a few is meant, by name; a number still means what it meant in the list that was shown."""
    shown = {choice.key: choice.number for choice in turn.question.choices}
    numbers = [shown.get(str(shift.id), number) for number, shift in enumerate(shifts, 1)]
    named = names(shifts, turn)
    said = either([f"{number}) {name}" for number, name in zip(numbers, named, strict=True)], turn)
    asked = Question(
        kind,
        choices=tuple(
            Choice(str(shift.id), number, name, (shift.activity, shift.venue))
            for shift, number, name in zip(shifts, numbers, named, strict=True)
        ),
        shifts=tuple(
            ShiftShown(str(shift.id), number, shift.start, shift.end, shift.activity, shift.venue)
            for shift, number in zip(shifts, numbers, strict=True)
        ),
        named=True,
    )
    return Ask(turn.text("which_of", names=said), asked)


def either(named: Sequence[str], turn: Turn) -> str:
    """`lör 28/11 11-14, sön 29/11 12-15 eller tis 1/12 16-19`."""
    return f" {turn.text('or')} ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def ids(values: object) -> list[int]:
    """The ids of a reading's `shifts` or `candidates`, those that are ids at all."""
    return [int(str(value)) for value in values if str(value).isdigit()] if isinstance(values, list | tuple) else []
