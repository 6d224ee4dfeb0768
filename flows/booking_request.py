"""An association asks for a candidate or speaker by text: what, when, where, and whom or what they must know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from flows import dates
from flows.core import Again, Ask, Done, Flow, Goto, Move, Step, Turn
from flows.reading.question import Question
from flows.reading.reading import Reading
from flows.reading.speakers import Span, named_time, topic_of

SHORTEST, LONGEST = 3, 160  # letters of what it is and where


class Desk(Protocol):
    def speakers_named(self, wish: str) -> Sequence[tuple[int, str]]:
        """The candidates that a name means, by id and name; nobody when it is no name of one."""

    def request_speaker(self, title: str, venue: str, span: Span, candidate: int, topic: str) -> str:
        """Put a request in the queue: `asked`, `queued`, `declined` (busy), `open` (the desk's), `past`, `never`."""


@dataclass(frozen=True)
class Asked:
    title: str = ""
    start: str = ""
    end: str = ""
    venue: str = ""
    candidate: int = 0
    name: str = ""
    topic: str = ""


def what(turn: Turn) -> Ask:
    return Ask(turn.text("request_what"), Question("text"))


def take_what(turn: Turn, reading: Reading) -> Move:
    said = _written(reading)
    return Goto("when", replace(turn.state, title=said)) if said else Again(turn.text("request_words"))


def when(turn: Turn) -> Ask:
    return Ask(turn.text("request_when"), Question("text"))


def take_when(turn: Turn, reading: Reading) -> Move:
    span = named_time(str(reading.get("value") or ""), now=turn.now, language=turn.language)
    if span is None:
        return Again(turn.text("request_one_time"))
    if span[0] <= turn.now:
        return Again(turn.text("request_past"))
    return Goto("where", replace(turn.state, start=span[0].isoformat(), end=span[1].isoformat()))


def where(turn: Turn) -> Ask:
    return Ask(turn.text("request_where"), Question("text"))


def take_where(turn: Turn, reading: Reading) -> Move:
    said = _written(reading)
    return Goto("whom", replace(turn.state, venue=said)) if said else Again(turn.text("request_words"))


def whom(turn: Turn) -> Ask:
    return Ask(turn.text("request_whom"), Question("text"))


def take_whom(turn: Turn, reading: Reading) -> Move:
    """A name means one candidate, or is asked about; anything else is what the speaker must know."""
    wish = str(reading.get("value") or "").strip()
    if not wish:
        return Again(turn.text("request_words"))
    found = turn.desk.speakers_named(wish)
    if len(found) > 1:
        return Again(turn.text("request_several", names=", ".join(name for _, name in found)))
    if found:
        return Goto("check", replace(turn.state, candidate=found[0][0], name=found[0][1], topic=""))
    return Goto("check", replace(turn.state, candidate=0, name="", topic=topic_of(wish, turn.language)[:LONGEST]))


def check(turn: Turn) -> Ask:
    state: Asked = turn.state
    whom_ = state.name or turn.text("request_anyone", topic=state.topic)
    times = dates.span(*_span(turn), turn.language, turn.now)
    said = turn.text("request_check", title=state.title, venue=state.venue, time=times, whom=whom_)
    return Ask(said, Question("yesno"))


def take_check(turn: Turn, reading: Reading) -> Move:
    value = reading.get("value") if reading.intent == "answer" else None
    if value == "no":
        return Done(turn.text("request_dropped"))
    if value != "yes":
        return Again()
    state: Asked = turn.state
    outcome = turn.desk.request_speaker(state.title, state.venue, _span(turn), state.candidate, state.topic)
    return Done(turn.text(f"request_{outcome}", whom=state.name))


def _span(turn: Turn) -> Span:
    start, end = (datetime.fromisoformat(each) for each in (turn.state.start, turn.state.end))
    return start.astimezone(turn.now.tzinfo), end.astimezone(turn.now.tzinfo)


def _written(reading: Reading) -> str:
    said = " ".join(str(reading.get("value") or "").split())
    return said[:LONGEST] if len(said) >= SHORTEST else ""


BOOKING_REQUEST = Flow(
    "booking_request", "what", Asked,
    {
        "what": Step(what, take_what), "when": Step(when, take_when), "where": Step(where, take_where),
        "whom": Step(whom, take_whom), "check": Step(check, take_check),
    },
)  # fmt: skip
