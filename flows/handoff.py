"""A person is wanted, or needed: ask whether to fetch one, and then leave the talk to them."""

from dataclasses import dataclass
from typing import Protocol

from flows.core import Ask, Done, Flow, Move, Step, Turn
from flows.reading.question import Question
from flows.reading.reading import Reading


class Desk(Protocol):
    def call_person(self, reason: str) -> None:
        """Put the talk before a person of the organization."""


@dataclass(frozen=True)
class Handoff:
    sure: bool = True  # they asked for a person; False: we offered one
    reason: str = "asked"


def offer(turn: Turn) -> Ask | Done:
    if turn.state.sure:
        return _fetch(turn, turn.state.reason)
    return Ask(turn.text("offer_person", organization=turn.organization), Question("yesno"))


def _fetch(turn: Turn, reason: str) -> Done:
    """The question that was not understood is not asked again: a person has it now."""
    turn.desk.call_person(reason)
    return Done(turn.text("person_will_answer", organization=turn.organization), resume=False)


def take(turn: Turn, reading: Reading) -> Move:
    if reading.get("value") == "no" or reading.intent == "decline":
        return Done(turn.text("fine_menu"))
    if reading.get("value") == "yes":
        return _fetch(turn, "not_understood")
    # Not understood even here: a person reads it, and nothing more is said. It may be a robot too.
    turn.desk.call_person("not_understood")
    return Done(resume=False)


HANDOFF = Flow("handoff", "offer", Handoff, {"offer": Step(offer, take)}, stays=False)
