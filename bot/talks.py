"""Running a flow in a turn, and keeping where it stands: conversations, their timers, and what comes after them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from bot.desk import Desk
from bot.say import Buttons
from bot.turn import Here
from flows import core
from flows.all import FLOWS
from flows.core import Flow, Result, Talk, Turn
from flows.reading.question import Question
from flows.reading.reading import Reading
from storage import conversations, people, timers

NUDGE = timedelta(days=2)


@dataclass(frozen=True)
class Spoken:
    """What a turn says: the parts in order, the talk that is open after it, and the flow that spoke first."""

    says: tuple[str, ...] = ()
    row: Row[Any] | None = None
    flow: str | None = None

    def after(self, flow: str | None, *says: str) -> "Spoken":
        """The same, after what a flow that is over has said."""
        return replace(self, says=(*(part for part in says if part), *self.says), flow=flow or self.flow)

    def and_then(self, *says: str) -> "Spoken":
        """The same, and this at the end, or before the question that is open after it."""
        more = tuple(part for part in says if part and part not in self.says)
        if not more:
            return self
        last = self.says[-1:] if self.row is not None else ()
        return replace(self, says=(*self.says[: len(self.says) - len(last)], *more, *last))

    def without_question(self) -> "Spoken":
        """The same, but nothing is asked."""
        return replace(self, says=self.says[:-1], row=None) if self.row is not None else self

    @property
    def body(self) -> str:
        return "\n".join(self.says)

    @property
    def is_silence(self) -> bool:
        return not self.says and self.row is None

    @property
    def buttons(self) -> Buttons | None:
        return buttons_of(self.row) if self.row is not None else None


def buttons_of(row: Row[Any]) -> Buttons:
    """What is tapped below a talk's question; a tap carries the talk and the turn."""
    return Buttons(Question.from_json(row.question), f"c{row.id}.{row.turn}")


def turn_of(here: Here, desk: Desk, state: Any = None) -> Turn:
    """The turn as flows see it."""
    name = here.person.first_name if here.person is not None else ""
    return Turn(state, desk, here.language, here.local_now, name, here.organization_name)


def talk_of(row: Row[Any]) -> Talk:
    return Talk(row.flow, row.step, row.state, Question.from_json(row.question), row.misses)


def start(here: Here, name: str, values: Mapping[str, Any] | None = None, row: Row[Any] | None = None) -> Spoken:
    """Begin a flow, in the waiting row that it was announced by or in a new one."""
    flow, desk = FLOWS[name], Desk(here, row.id if row is not None else None)
    return _settle(here, flow, core.begin(flow, values or {}, turn_of(here, desk)), row)


def reply(here: Here, row: Row[Any], reading: Reading) -> Spoken:
    """A reply to the open talk, read."""
    flow, desk = FLOWS[row.flow], Desk(here, row.id)
    result = core.go_on(flow, talk_of(row), turn_of(here, desk), reading)
    if result.lost:
        return _lost(here, row)
    return _settle(_changed(here), flow, result, row)


def repeat(here: Here, row: Row[Any], say: str = "") -> Spoken:
    """Ask the open question once more."""
    flow = FLOWS[row.flow]
    result = core.repeat(flow, talk_of(row), turn_of(here, Desk(here, row.id)), say=say)
    return _settle(here, flow, result, row)


def _changed(here: Here) -> Here:
    """The turn with its person as the reply has left them: they may speak another language now."""
    return replace(here, person=people.get(here.db, here.person.id)) if here.person is not None else here


def set_aside(here: Here, row: Row[Any]) -> None:
    """Make room for another talk: this one is asked again afterwards, or was not worth that."""
    if FLOWS[row.flow].stays:
        conversations.put_aside(here.db, row.id, here.now)
    else:
        conversations.end(here.db, row.id, here.now)


def _lost(here: Here, row: Row[Any]) -> Spoken:
    """Asked as often as we may: offer a person."""
    set_aside(here, row)
    if FLOWS[row.flow].alone:  # nothing else begins beside it: a person reads what was written
        Desk(here, row.id).call_person("not_understood")
        return Spoken(flow=row.flow)
    return start(here, "handoff", {"sure": False, "reason": "not_understood"})


def _settle(here: Here, flow: Flow, result: Result, row: Row[Any] | None) -> Spoken:
    """Write where the talk stands; when it is over, go on with what comes next."""
    if result.talk is not None:
        return Spoken(result.says, _keep(here, flow, result.talk, row), flow.name)
    if row is not None:
        conversations.end(here.db, row.id, here.now)
        timers.drop(here.db, conversation_id=row.id)
    if result.then is not None:
        return start(here, result.then.flow, result.then.values).after(flow.name, *result.says)
    back = _back_to_aside(here) if result.resume else Spoken()
    return back.after(flow.name, *result.says)


def _back_to_aside(here: Here) -> Spoken:
    """What was put aside is asked again, once nothing else is."""
    if here.person is None:
        return Spoken()
    aside = conversations.last_aside(here.db, here.person.id, here.now)
    if aside is None:
        return Spoken()
    again = repeat(here, aside, here.text("back_to"))
    return again if again.row is not None else Spoken()  # what is over by now is not worth a word


def _keep(here: Here, flow: Flow, talk: Talk, row: Row[Any] | None) -> Row[Any]:
    values = {
        "flow": talk.flow, "step": talk.step, "state": dict(talk.state), "question": talk.question.to_json(),
        "misses": talk.misses, "status": "open", "address_id": here.address.id, "updated_at": here.now,
    }  # fmt: skip
    _make_room(here, row.id if row is not None else 0, talk)
    if row is None:
        about = here.about()
        values |= {"person_id": about.person_id, "organization_id": about.organization_id, "turn": 1}
        kept = conversations.make(here.db, values)
    else:
        kept = conversations.save(here.db, row.id, values)
    _set_timers(here, flow, kept)
    return kept


def _give_way(here: Here, other: Row[Any], talk: Talk) -> None:
    """The same question once more, a second reminder, replaces the first; any other waits aside."""
    if (other.flow, other.person_id) == (talk.flow, here.about().person_id) and other.state == dict(talk.state):
        conversations.end(here.db, other.id, here.now)
    else:
        set_aside(here, other)


def _make_room(here: Here, conversation_id: int, talk: Talk) -> None:
    """One open question per person, and per number: any other is put aside."""
    open_rows = [conversations.open_at(here.db, here.address.id)]
    if here.person is not None:
        open_rows.append(conversations.open_of_person(here.db, here.person.id))
    for other in open_rows:
        if other is not None and other.id != conversation_id:
            _give_way(here, other, talk)


def _set_timers(here: Here, flow: Flow, row: Row[Any]) -> None:
    """Silence is answered once, where the flow wants that, and ends the talk some day."""
    ends = here.now + timedelta(days=flow.days)
    about = {"conversation_id": row.id, "turn": row.turn}
    late = ends + timedelta(days=30)
    timers.set_timer(here.db, {"key": f"expire:{row.id}", "kind": "expire", "due_at": ends, "not_after": late, **about})
    if flow.nudges:
        nudge = {"key": f"nudge:{row.id}", "kind": "nudge", "due_at": here.now + NUDGE, "not_after": ends, **about}
        timers.set_timer(here.db, nudge)


def whose(here: Here, row: Row[Any], reading: Reading) -> tuple[Row[Any] | None, Spoken]:
    """The reply to "who of you is it?": the person, or what is said when that is still not clear."""
    desk = Desk(here, row.id)
    result = core.go_on(FLOWS["whose"], talk_of(row), turn_of(here, desk), reading)
    if desk.spoke_for is None:
        return None, Spoken() if result.lost else _settle(here, FLOWS["whose"], result, row)
    conversations.end(here.db, row.id, here.now)
    return people.get(here.db, desk.spoke_for), Spoken()
