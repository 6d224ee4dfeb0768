"""A thread of the inbox as it is drawn: its messages, and how it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from admin import render
from admin.inbox_answering import goes_at
from admin.inbox_words import name_in, staff, who, why
from admin.texts import CATALOGS
from admin.visit import Visit
from storage import handover, inbox_answer, inbox_talk
from storage.inbox_talk import Line, Place
from storage.inbox_threads import URGENT, urgency
from storage.people import name_of

FAILED = ("undelivered", "refused", "suppressed", "too_late", "cancelled", "uncertain")


@dataclass(frozen=True)
class Said:
    """A message as it is drawn. acts: `body` tells what was done, in our words. who: whose, where that is worth a word.

    state: what became of one of ours. reason: why somebody has to look at one of theirs, while it waits.
    """

    id: int
    ours: bool
    body: str
    acts: bool
    at: datetime
    who: str
    state: str
    failed: bool
    reason: str


@dataclass(frozen=True)
class Waiting:
    """What of a thread waits: why, the most urgent first, since when, and who has it in hand."""

    reasons: tuple[str, ...]
    urgent: bool
    since: datetime
    assigned: str
    assigned_id: int | None


@dataclass(frozen=True)
class Taken:
    """Who has taken a talk over, and until when. mine: the visitor has."""

    by: str
    until: datetime
    mine: bool


@dataclass(frozen=True)
class Talk:
    """A thread as it is now. more: there are older messages. seen: their latest one.

    settled: it waited once, and can be put back. people: everybody of whom it shows something, by id.
    """

    who: str
    said: tuple[Said, ...]
    more: bool
    seen: int
    settled: bool
    waiting: Waiting | None
    taken: Taken | None
    people: frozenset[int] = field(repr=False)

    @property
    def mark(self) -> str:
        """The same as long as nothing has changed."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def talk(visit: Visit, place: Place, limit: int) -> Talk:
    """The latest `limit` messages of a thread, and how it stands."""
    lines: list[Line] = visit.read(lambda db: inbox_talk.lines(db, visit.below, place.row.id, limit + 1))
    waits = [line for line in lines if line.waits]
    people = {*(row.id for row in place.people), *(line.person_id for line in lines if line.person_id)}
    names = [name_of(row) for row in place.people] or [line.name for line in lines]
    return Talk(
        who=who(visit, names, place.row.channel, known=False),
        said=tuple(_drawn(visit, place, lines[-limit:], several=len(people) > 1)),
        more=len(lines) > limit,
        seen=max((line.id for line in lines if line.direction == "in"), default=0),
        settled=not waits and any(line.reason for line in lines),
        waiting=_waiting(visit, waits) if waits else None,
        taken=_taken(visit, place),
        people=frozenset(people),
    )


def _waiting(visit: Visit, lines: Sequence[Line]) -> Waiting:
    reasons = sorted(dict.fromkeys(line.reason for line in lines), key=urgency)
    assigned_id = max((line.assigned_id for line in lines if line.assigned_id), default=None)
    assigned = name_in(visit, staff(visit), assigned_id)
    words = tuple(why(visit, reason) for reason in reasons)
    return Waiting(words, reasons[0] in URGENT, lines[0].at, assigned, assigned_id)


def _taken(visit: Visit, place: Place) -> Taken | None:
    row = visit.read(lambda db: handover.at(db, place.row.id, visit.now))
    if row is None:
        return None
    mine = row.organizer_id == visit.signed.session.organizer_id
    return Taken(name_in(visit, staff(visit), row.organizer_id), row.until, mine)


def _drawn(visit: Visit, place: Place, lines: Sequence[Line], *, several: bool) -> Iterable[Said]:
    labels = {value: label for line in lines for label, value in line.buttons}
    for line in lines:
        (body, acts), ours = _body(visit, line, labels), line.direction == "out"
        state = _state(visit, place, line) if ours else ""
        reason = why(visit, line.reason) if line.waits else ""
        failed = ours and line.state in FAILED
        yield Said(line.id, ours, body, acts, line.at, _whose(visit, line, several), state, failed, reason)


def _body(visit: Visit, line: Line, labels: Mapping[str, str]) -> tuple[str, bool]:
    """What was written, or tapped; for what was done instead, that in our words."""
    if line.kind == "tap" and (label := labels.get(str(line.data.get("value", "")))):
        return label, False
    if line.body.strip():
        return line.body, False
    key = f"inbox_kind_{line.kind}"
    return visit.text(key if key in CATALOGS["sv"] else "inbox_no_words"), True


def _whose(visit: Visit, line: Line, several: bool) -> str:
    """Whose one of theirs is, where there are several; of ours, whether a person or the bot wrote it, and to whom."""
    if line.direction == "in":
        return line.name if several else ""
    wrote = visit.text("inbox_us" if line.flow == inbox_answer.FLOW else "inbox_bot")
    return f"{wrote} {visit.text('inbox_to', name=line.name)}" if several and line.name else wrote


def _state(visit: Visit, place: Place, line: Line) -> str:
    if line.state == "queued" and line.flow == inbox_answer.FLOW and (then := goes_at(visit, place)):
        return visit.text("inbox_goes", when=render.when(then, visit))
    return visit.text(f"outbox_{line.state}")
