"""Whose is it? A number that several people share, and a text that could be from any of them."""

from dataclasses import dataclass
from typing import Protocol

from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
from flows.reading.question import Choice, Question
from flows.reading.reading import Reading


class Desk(Protocol):
    def candidates(self, tie: int) -> tuple[tuple[int, str], ...]:
        """The people who have this address, or the one that is to be tied: id, and the name that tells them apart."""

    def speak_for(self, person_id: int) -> None:
        """What was written before belongs to this person: it is read again as theirs."""


@dataclass(frozen=True)
class Whose:
    words: str = ""  # what was written before we had to ask
    message: int = 0  # the message in which it was
    tie: int = 0  # the address of theirs that this chat is to be tied to, when that is why we ask


def ask(turn: Turn) -> Ask | Done:
    people = turn.desk.candidates(turn.state.tie)
    choices = tuple(Choice(str(person), number, name) for number, (person, name) in enumerate(people, 1))
    return Ask(turn.text("whose"), Question("one", choices=choices)) if choices else Done()


def take(turn: Turn, reading: Reading) -> Move:
    chosen = str(reading.get("value", ""))
    if reading.intent != "answer" or chosen not in {str(person) for person, _ in turn.desk.candidates(turn.state.tie)}:
        return Again()
    turn.desk.speak_for(int(chosen))
    return Done()


WHOSE = Flow("whose", "ask", Whose, {"ask": Step(ask, take)}, stays=False)
