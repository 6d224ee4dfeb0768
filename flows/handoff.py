"""A person is wanted, or needed: ask whether to fetch one, and then leave the talk to them."""

from dataclasses import dataclass
from typing import Protocol

from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
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
        turn.desk.call_person(turn.state.reason)
        return Done(turn.text("person_will_answer", organization=turn.organization))
    return Ask(turn.text("offer_person", organization=turn.organization), Question("yesno"))


def take(turn: Turn, reading: Reading) -> Move:
    if reading.get("value") == "no" or reading.intent == "decline":
        return Done(turn.text("fine_menu"))
    if reading.get("value") == "yes":
        turn.desk.call_person("not_understood")
        return Done(turn.text("person_will_answer", organization=turn.organization))
    turn.desk.call_person("not_understood")
    return Again()


HANDOFF = Flow("handoff", "offer", Handoff, {"offer": Step(offer, take)}, stays=False)
