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
    """A row of the list. number: shown where nobody is known. taken_until: so long the visitor has the talk."""

    id: int
    who: str
    number: str
    why: tuple[str, ...]
    urgent: bool
    words: str
    since: datetime
    assigned: str
    taken_until: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """A page of the list. yours: other talks that the visitor has taken over. next: the place after which there is more.

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
    others = taken.keys() - {thread.address_id for thread in found} if show != "done" else ()
    yours = visit.read(lambda db: inbox_threads.at_addresses(db, below, sorted(others))) if others else []
    people = frozenset(each.id for thread in (*found, *yours) for each in thread.people)
    more = found[-1].place if len(found) == PAGE else None
    return Listed(show, after, _lines(visit, found, taken), _lines(visit, yours, taken), more, people)


def _lines(visit: Visit, threads: Sequence[Thread], taken: Mapping[int, datetime]) -> tuple[Line, ...]:
    names = staff(visit) if any(thread.assigned_id for thread in threads) else {}
    return tuple(_line(visit, thread, names, taken.get(thread.address_id)) for thread in threads)


def _line(visit: Visit, thread: Thread, names: Mapping[int, str], taken_until: datetime | None) -> Line:
    acted = f"inbox_kind_{thread.kind}"
    words = thread.body.strip() or visit.text(acted if acted in CATALOGS["sv"] else "inbox_no_words")
    return Line(
        thread.message_id, who(visit, map(name_of, thread.people), thread.channel, known=thread.known),
        "" if thread.people else number(thread.channel, thread.address),
        tuple(dict.fromkeys(why(visit, reason) for reason in thread.reasons)), thread.urgent, words, thread.since,
        name_in(visit, names, thread.assigned_id), taken_until,
    )  # fmt: skip
