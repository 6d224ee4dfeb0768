"""What must be so of bookings in the end, by the database and by the provider's journal."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

from sqlalchemy import Row, select

from storage import booking_slots
from storage.bookings import SETTLED
from storage.importing.names import fold
from storage.tables import booking, booking_event, outbox
from tests.roads.road import Road

ENDS = {
    "accepted": ("accepted", "kept"), "declined": ("declined", "taken", "refused"), "expired": ("expired",),
    "cancelled": ("cancelled",), "done": ("done",),
}  # fmt: skip
IN_FULL = ("refused", "taken")  # whoever did it is answered, and gets the notice too: who is free instead
WENT = ("accepted", "sent", "delivered")


@dataclass(frozen=True)
class Ledger:
    """All that was written down; `taken` is how often the provider took each message, by its SID."""

    bookings: list[Row[Any]]
    events: dict[int, list[Row[Any]]]
    messages: list[Row[Any]]
    taken: Counter[str]

    def end(self, row: Row[Any]) -> Row[Any]:
        """The event by which a booking came to be what it is."""
        return next(each for each in reversed(self.events[row.id]) if each.kind in ENDS[row.state])

    def story(self, row: Row[Any]) -> list[tuple[str, str, int | None]]:
        """What happened to a booking: what, by whom, and who was the candidate then."""
        return [(each.kind, each.actor, each.candidate_id) for each in self.events[row.id]]

    def was_asked(self, row: Row[Any]) -> bool:
        """Whether the candidate of a booking has ever been asked about it."""
        asked = [each for each in self.events[row.id] if each.kind == "asked"]
        return row.candidate_id in {each.candidate_id for each in asked}

    def told(self, end: Row[Any], side: str, to: int | None) -> list[Row[Any]]:
        """The messages by which one side heard of an end: a notice of its own, or the answer to their own text."""
        key = f"booking:{end.id}:{side}"
        answers = [each for each in self.messages if each.created_at == end.at and _is_answer(each, to)]
        notices = [each for each in self.messages if each.intent_key == key]
        return [*notices, *(answers if end.actor == side and end.kind not in IN_FULL else [])]


def _is_answer(message: Row[Any], to: int | None) -> bool:
    return message.address_id == to and str(message.intent_key).startswith("reply:")


def ledger(road: Road) -> Ledger:
    """Everything as it stands now."""
    read = road.database.read
    events: dict[int, list[Row[Any]]] = {}
    for row in read(lambda db: list(db.execute(select(booking_event).order_by(booking_event.c.id)))):
        events.setdefault(row.booking_id, []).append(row)
    rows = read(lambda db: list(db.execute(select(booking).order_by(booking.c.id))))
    messages = read(lambda db: list(db.execute(select(outbox).order_by(outbox.c.id))))
    return Ledger(rows, events, messages, Counter(entry.sid for entry in road.twilio.journal.accepted()))


def check_time(road: Road) -> None:
    """Nobody has promised to be in two places, or in one before they can be there from the other."""
    assert road.database.read(booking_slots.overlaps) == 0
    rows = [row for row in ledger(road).bookings if row.state in ("accepted", "done")]
    for one, other in combinations(rows, 2):
        if one.candidate_id == other.candidate_id:
            apart = timedelta() if fold(one.venue) == fold(other.venue) else timedelta(minutes=30)
            first, second = sorted((one, other), key=lambda row: row.starts_at)
            assert second.starts_at - first.ends_at >= apart, (one, other)


def check_told(book: Ledger, candidates: dict[int, int]) -> None:
    """Both sides heard once how each request ended, by a message that the provider took once.

    candidates: the address of each, by person id. Who was never asked hears nothing.
    """
    for row in book.bookings:
        assert row.state in (*SETTLED, "accepted"), row
        end = book.end(row)
        host = book.told(end, "host", row.host_address_id)
        mine = book.told(end, "candidate", candidates.get(row.candidate_id or 0))
        expected = (1, int(book.was_asked(row)))
        assert (len(host), len(mine)) == expected, (book.story(row), [each.body for each in (*host, *mine)])
        for message in (*host, *mine):
            assert message.state in WENT, message
            assert book.taken[message.sid] == 1, message


def check_messages(book: Ledger) -> None:
    """Each message was taken once, nothing was taken that we did not write, and nothing is unknown."""
    assert set(book.taken.values()) <= {1}
    assert {row.state for row in book.messages} <= {*WENT, "cancelled", "too_late"}
    assert {row.sid for row in book.messages if row.state in WENT} == set(book.taken)
    assert len({row.intent_key for row in book.messages}) == len(book.messages)
