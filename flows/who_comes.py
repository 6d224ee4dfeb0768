"""The list of who comes, for the responsible person of a shift."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flows import shifts
from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
from flows.reading.reading import Reading
from flows.shifts import Shift


@dataclass(frozen=True)
class Attendee:
    """Somebody with a place; `coming` is what they said to the reminder: yes or nothing yet."""

    name: str
    people: int = 1
    coming: str = ""


class Desk(Protocol):
    def responsible_for(self) -> Sequence[tuple[Shift, Sequence[Attendee]]]:
        """Shifts of the coming week that whoever has this number is responsible for, with who comes."""


@dataclass(frozen=True)
class WhoComes:
    pass


def tell(turn: Turn) -> Ask | Done:
    lists = turn.desk.responsible_for()
    if not lists:
        return Done(turn.text("responsible_for_none"))
    return Done("\n\n".join(_list(turn, shift, people) for shift, people in lists))


def _list(turn: Turn, shift: Shift, people: Sequence[Attendee]) -> str:
    head = turn.text("who_comes", shift=shifts.label(shift, turn), taken=shift.taken, maximum=shift.maximum)
    return "\n".join([head, *(_line(turn, person) for person in people)])


def _line(turn: Turn, person: Attendee) -> str:
    more = f" +{person.people - 1}" if person.people > 1 else ""
    return f"- {person.name}{more}{turn.text('said_coming') if person.coming == 'yes' else ''}"


def over(turn: Turn, reading: Reading) -> Move:
    return Again()


WHO_COMES = Flow("who_comes", "tell", WhoComes, {"tell": Step(tell, over)})
