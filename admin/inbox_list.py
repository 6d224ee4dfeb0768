"""The list of the inbox as it is drawn: a row for every thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from admin.inbox_words import name_in, number, staff, who, why
from admin.texts import CATALOGS
from admin.visit import Visit
from storage import handover, inbox_threads
from storage.inbox_threads import PAGE, Show, Thread
from storage.people import name_of

SHOWS: tuple[Show, ...] = ("waiting", "mine", "done")


@dataclass(frozen=True)
class Line:
    """A row of the list. number: shown where nobody is known. taken_until: so long the visitor has the talk.

    at: since when it waits, or when the last of it came.
    """

    id: int
    who: str
    number: str
    why: tuple[str, ...]
    urgent: bool
    words: str
    at: datetime
    assigned: str
    taken_until: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """A page of the list. yours: other talks that the visitor has taken over. next: where there is more, its place.

    people: everybody of whom it shows something, by id.
    """

    show: Show
    after: int | None
    rows: tuple[Line, ...]
    yours: tuple[Line, ...]
    next: int | None
    people: frozenset[int] = field(repr=False)

    @property
    def mark(self) -> str:
        """The same as long as nothing has changed."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def listed(visit: Visit, wanted: str, after: int | None) -> Listed:
    """The threads of a filter beyond a place; those that wait, for a filter that is none."""
    show: Show = next((each for each in SHOWS if each == wanted), "waiting")
    me, below = visit.signed.session.organizer_id, visit.below
    found: list[Thread] = visit.read(
        lambda db: inbox_threads.listed(db, below, show, visit.now, organizer_id=me, after=after)
    )
    taken: dict[int, datetime] = visit.read(lambda db: handover.of_organizer(db, me, visit.now))
    others = taken.keys() - {thread.address_id for thread in found} if show != "done" and after is None else ()
    yours = visit.read(lambda db: inbox_threads.at_addresses(db, below, sorted(others))) if others else []
    people = frozenset(each.id for thread in (*found, *yours) for each in thread.people)
    more = found[-1].place if len(found) == PAGE else None
    drawn = _lines(visit, found, taken, waits=show != "done")
    return Listed(show, after, drawn, _lines(visit, yours, taken, waits=False), more, people)


def _lines(visit: Visit, threads: Sequence[Thread], taken: Mapping[int, datetime], *, waits: bool) -> tuple[Line, ...]:
    names = staff(visit) if any(thread.assigned_id for thread in threads) else {}
    return tuple(_line(visit, thread, names, taken.get(thread.address_id), waits) for thread in threads)


def _line(visit: Visit, thread: Thread, names: Mapping[int, str], taken_until: datetime | None, waits: bool) -> Line:
    """Why it is here is told only while it waits."""
    acted = f"inbox_kind_{thread.kind}"
    return Line(
        id=thread.message_id,
        who=who(visit, map(name_of, thread.people), thread.channel, known=thread.known),
        number="" if thread.people else number(thread.channel, thread.address),
        why=tuple(dict.fromkeys(why(visit, reason) for reason in thread.reasons)) if waits else (),
        urgent=waits and thread.urgent,
        words=thread.body.strip() or visit.text(acted if acted in CATALOGS["sv"] else "inbox_no_words"),
        at=thread.since if waits else thread.at,
        assigned=name_in(visit, names, thread.assigned_id),
        taken_until=taken_until,
    )
