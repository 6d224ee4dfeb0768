"""Choosing the language by number; the words SVENSKA and ENGLISH do the same at any time."""

from dataclasses import dataclass
from typing import Protocol

from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
from flows.reading.question import Choice, Question
from flows.reading.reading import Reading
from flows.text import CATALOGS, text


class Desk(Protocol):
    def speak(self, language: str) -> None:
        """From now on the person is written to in this language."""


@dataclass(frozen=True)
class Language:
    pass


def show(turn: Turn) -> Ask:
    names = [(code, text(code, "language_name")) for code in CATALOGS]
    choices = tuple(Choice(code, number, name) for number, (code, name) in enumerate(names, 1))
    return Ask(turn.text("which_language"), Question("one", choices=choices))


def take(turn: Turn, reading: Reading) -> Move:
    code = reading.get("value")
    if code not in CATALOGS:
        return Again()
    turn.desk.speak(code)
    return Done(text(code, "language_set"))


LANGUAGE = Flow("language", "choose", Language, {"choose": Step(show, take)}, stays=False)
