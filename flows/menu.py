"""The menu: what one can do here, by number."""

from dataclasses import dataclass

from flows import unclear
from flows.core import Again, Ask, Done, Flow, Move, Start, Step, Turn
from flows.reading.question import Choice, Question
from flows.reading.reading import Reading


@dataclass(frozen=True)
class Menu:
    pass


CHOICES = ("shift_claim", "my_shifts", "language", "handoff")


def show(turn: Turn) -> Ask:
    labels = [(name, turn.text(f"menu_{name}")) for name in CHOICES]
    choices = tuple(Choice(name, number, label) for number, (name, label) in enumerate(labels, 1))
    return Ask(turn.text("menu", name=turn.name), Question("one", choices=choices))


def choose(turn: Turn, reading: Reading) -> Move:
    chosen = reading.get("value")
    if reading.intent == "answer" and chosen in CHOICES:
        return Done(then=Start(chosen))
    if reading.intent in ("decline", "thanks"):
        return Done(turn.text("fine"))
    return Again(unclear.choices(turn, reading, turn.question))


MENU = Flow("menu", "choose", Menu, {"choose": Step(show, choose)}, stays=False)
