"""What we know of somebody, where it comes from, and forgetting it: asked for by text, confirmed, done at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows import dates
from flows.core import Again, Ask, Done, Flow, Move, Step, Turn
from flows.reading.question import Question
from flows.reading.reading import Reading


@dataclass(frozen=True)
class Known:
    """What there is about a person, in short. source and since: of the legal basis; counts of all there is."""

    name: str
    relation: str
    source: str
    since: datetime
    addresses: Sequence[str]
    answers: int = 0
    shifts: int = 0
    messages: int = 0


class Desk(Protocol):
    def known(self) -> Known:
        """What there is about the person."""

    def asked_for_right(self, kind: str) -> None:
        """Note that a right was asked for and given: `access` or `source`."""

    def erase(self) -> None:
        """Everything about the person is gone once they have been answered; an opt-out stays."""


@dataclass(frozen=True)
class Rights:
    kind: str = "access"  # access, source or erasure
    code: str = ""  # who writes it back has read what we sent: nobody else can have them erased


def ask(turn: Turn) -> Ask | Done:
    if turn.state.kind == "source":
        return _source(turn)
    if turn.state.kind == "erasure":
        return Ask(turn.text("erase_sure", organization=turn.organization, code=turn.state.code), Question("number"))
    return Ask(turn.text("access_sure", organization=turn.organization), Question("yesno"))


def _source(turn: Turn) -> Done:
    turn.desk.asked_for_right("source")
    return Done(turn.text("source_is", **_values(turn, turn.desk.known())))


def answer(turn: Turn, reading: Reading) -> Move:
    if turn.state.kind == "erasure":
        return _erasure(turn, reading)
    if reading.get("value") == "no" or reading.intent == "decline":
        return Done(turn.text("fine"))
    return _tell(turn) if reading.get("value") == "yes" else Again()


def _tell(turn: Turn) -> Done:
    turn.desk.asked_for_right("access")
    return Done(turn.text("access_is", **_values(turn, turn.desk.known())))


def _erasure(turn: Turn, reading: Reading) -> Move:
    """Only the code erases; who says no stays in the list, and is not written to all the same."""
    value = reading.get("value")
    if str(value) == turn.state.code:
        said = turn.text("erased", organization=turn.organization)
        turn.desk.erase()
        return Done(said, resume=False)
    if value == 0 or reading.intent == "decline":
        return Done(turn.text("not_erased", organization=turn.organization), resume=False)
    return Again(turn.text("with_the_code"))


def _values(turn: Turn, known: Known) -> dict[str, object]:
    return {
        "name": known.name, "organization": turn.organization, "relation": turn.text(f"relation_{known.relation}"),
        "source": known.source, "date": dates.date_words(known.since.date(), turn.language, turn.now.date()),
        "addresses": ", ".join(known.addresses), "answers": known.answers, "shifts": known.shifts,
        "messages": known.messages,
    }  # fmt: skip


RIGHTS = Flow("rights", "ask", Rights, {"ask": Step(ask, answer)}, stays=False, alone=True)
