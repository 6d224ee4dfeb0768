"""The flow engine: a flow is a table of named steps, a step is a pair of plain functions.

`ask(turn)` only looks and may run any number of times; `answer(turn, reading)` runs once per reply, may act once
through the desk, and says where to go. Nothing here knows of channels, tables or clocks.

Rules for a flow that is live: never rename a step, never give an old name a new question; new fields of a state
have defaults; an `answer` ends in `Again`, because what was offered yesterday may mean nothing to today's code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from flows.reading.question import Question
from flows.reading.reading import Reading
from flows.text import text

NOTHING = Question()
HOPS = 20  # a flow that goes on by itself for longer than this goes round in a circle
MISSES = 2  # how often a question is asked again before a person is offered


@dataclass(frozen=True)
class Turn:
    """What a step may know.

    now: aware, in the zone of the organization. desk: the flow's own Protocol. question: what was shown last.
    """

    state: Any
    desk: Any
    language: str
    now: datetime
    name: str = ""
    organization: str = ""
    question: Question = NOTHING

    def text(self, key: str, **values: object) -> str:
        """A text of the catalog in the person's language."""
        return text(self.language, key, **values)


@dataclass(frozen=True)
class Ask:
    """A question to the person: what is said, and what the reply is read against."""

    text: str
    question: Question


@dataclass(frozen=True)
class Start:
    """Begin another flow, with these values in its state."""

    flow: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Goto:
    """On to a step of this flow; `say` comes before its question. language: what they speak from now on."""

    step: str
    state: Any
    say: str = ""
    language: str = ""


@dataclass(frozen=True)
class Again:
    """Not understood, or not possible: the question is asked again, after `say` when there is a better word."""

    say: str = ""


@dataclass(frozen=True)
class Done:
    """The talk is over; `then` begins another one at once. resume: what was put aside for it is asked again."""

    say: str = ""
    then: Start | None = None
    resume: bool = True


Move = Goto | Again | Done


@dataclass(frozen=True)
class Step:
    ask: Callable[[Turn], Ask | Done]
    answer: Callable[[Turn, Reading], Move]


@dataclass(frozen=True)
class Flow:
    """A conversation's plan.

    opening: what is said once, before its first question. urgent: it may put another question aside. nudges:
    silence is answered once. stays: put aside, it is asked again afterwards. alone: what does not answer it begins
    nothing else. days: how long it waits for an answer.
    """

    name: str
    first: str
    state: type
    steps: Mapping[str, Step]
    opening: Callable[[Turn], str] | None = None
    urgent: bool = False
    nudges: bool = False
    stays: bool = True
    alone: bool = False
    days: int = 1


@dataclass(frozen=True)
class Talk:
    """An open conversation: where it stands and what was last shown."""

    flow: str
    step: str
    state: Mapping[str, Any]
    question: Question = NOTHING
    misses: int = 0


@dataclass(frozen=True)
class Result:
    """What a reply caused: the talk as it stands now (None: over), what is said, and what begins next."""

    talk: Talk | None
    says: tuple[str, ...] = ()
    then: Start | None = None
    resume: bool = True
    lost: bool = False  # asked as often as we may, and still not understood


def load(kind: type, stored: Mapping[str, Any]) -> Any:
    """A state as it was stored, tolerantly: unknown fields are dropped, missing ones have their defaults."""
    known = {item.name for item in fields(kind)}
    return kind(**{name: _frozen(value) for name, value in stored.items() if name in known})


def dump(state: Any) -> dict[str, Any]:
    """A state as it is stored."""
    return {item.name: getattr(state, item.name) for item in fields(state)}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def begin(flow: Flow, values: Mapping[str, Any], turn: Turn) -> Result:
    """Open a flow: run its first step until it asks or is over."""
    state = load(flow.state, values)
    say = flow.opening(replace(turn, state=state)) if flow.opening else ""
    return _walk(flow, Goto(flow.first, state, say), turn)


def go_on(flow: Flow, talk: Talk, turn: Turn, reading: Reading) -> Result:
    """The reply to an open question, read: what follows from it."""
    turn = replace(turn, state=load(flow.state, talk.state), question=talk.question)
    step = flow.steps.get(talk.step) or flow.steps[flow.first]
    move = step.answer(turn, reading)
    if isinstance(move, Again):
        return _missed(flow, talk, turn, move.say)
    return _walk(flow, move, turn)


def repeat(flow: Flow, talk: Talk, turn: Turn, *, say: str = "") -> Result:
    """Ask the same question once more: in another language, or after it was put aside."""
    return replace_misses(_walk(flow, Goto(talk.step, load(flow.state, talk.state), say), turn), talk.misses)


def replace_misses(result: Result, misses: int) -> Result:
    return replace(result, talk=replace(result.talk, misses=misses)) if result.talk else result


def _missed(flow: Flow, talk: Talk, turn: Turn, say: str) -> Result:
    """Asked again at most twice, each time in other words; then it is lost."""
    if talk.misses >= MISSES:
        return Result(replace(talk, misses=talk.misses + 1), lost=True)
    says = (turn.text("again_2"), say or turn.text("again_hint")) if talk.misses else (say or turn.text("again_1"),)
    say = "\n".join(says)
    return replace_misses(repeat(flow, talk, turn, say=say), talk.misses + 1)


def _walk(flow: Flow, move: Goto | Done, turn: Turn) -> Result:
    says: tuple[str, ...] = ()
    for _ in range(HOPS):
        says += (move.say,) if move.say else ()
        if isinstance(move, Done):
            return Result(None, says, move.then, move.resume)
        turn = replace(turn, language=move.language or turn.language)
        name = move.step if move.step in flow.steps else flow.first
        asked = flow.steps[name].ask(replace(turn, state=move.state))
        if isinstance(asked, Ask):
            talk = Talk(flow.name, name, dump(move.state), replace(asked.question, text=asked.text))
            return Result(talk, (*says, asked.text))
        move = asked
    raise RecursionError(f"flow {flow.name} goes round in a circle at {move}")
