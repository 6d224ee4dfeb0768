"""When a candidate is erased, or turns out to be another one: what becomes of the bookings that are theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select, update

from storage import booking_moves, booking_record, booking_slots, bookings
from storage.booking_slots import MINUTES
from storage.importing.names import fold
from storage.tables import booking, booking_event, booking_slot, candidate


def leave(db: Connection, person_id: int, now: datetime) -> int:
    """Call off all that somebody is asked or booked for, before they are erased, and forget their words; how many.

    The hosts are told as of any cancellation, and come first next time. Whoever was shown their name is not any more.
    """
    mine = select(booking.c.id).where(booking.c.candidate_id == person_id, booking.c.state.in_(bookings.STANDING))
    ids = list(db.execute(mine.order_by(booking.c.id)).scalars())
    for booking_id in ids:
        booking_moves.cancel(db, booking_id, now, by="erased")
    theirs = (booking_event.c.candidate_id == person_id) & (booking_event.c.actor == "candidate")
    db.execute(update(booking_event).where(theirs).values(detail=None))
    db.execute(update(booking).where(booking.c.candidate_id == person_id).values(came=None))
    _show_no_more(db, person_id)
    return len(ids)


def _show_no_more(db: Connection, person_id: int) -> None:
    """Somebody could have come instead: they stand in no such list any more."""
    for row in list(db.execute(select(booking.c.id, booking.c.proposal).where(booking.c.proposal.is_not(None)))):
        others = row.proposal.get("others", ())
        left = [each for each in others if each["id"] != person_id]
        if len(left) < len(others):
            shown = {**row.proposal, "others": left}
            db.execute(update(booking).where(booking.c.id == row.id).values(proposal=shown))


def settle(db: Connection, kept_id: int, dropped_id: int, now: datetime) -> list[int]:
    """Before two candidates become one: of what they cannot both come to one gives way, and its host is told.

    What is promised stays before what is only asked for, else the kept one's. The ids of those to be asked anew.
    """
    _take_calendar(db, kept_id, dropped_id)
    again: list[int] = []
    over: set[int] = set()
    for one, other in _clashes(db, kept_id, dropped_id):
        way = one if booking_record.promised(other) and not booking_record.promised(one) else other
        if over.isdisjoint((one.id, other.id)):
            over.add(way.id)
            again += _give_way(db, way, now)
    return again


def _take_calendar(db: Connection, kept_id: int, dropped_id: int) -> None:
    """Who has a calendar of their own goes on having it: a row without one stands aside for one that has."""
    other = candidate.alias()
    theirs = exists().where(other.c.person_id == dropped_id, other.c.feed_url.is_not(None))
    db.execute(delete(candidate).where(candidate.c.person_id == kept_id, candidate.c.feed_url.is_(None), theirs))


def _clashes(db: Connection, kept_id: int, dropped_id: int) -> Iterable[tuple[Row[Any], Row[Any]]]:
    """The pairs of what the one and the other hold time for, that are too near each other; what is promised first."""
    kept, dropped = _held(db, kept_id), _held(db, dropped_id)
    pairs = {(one.id, other.id): (one, other) for one, other in product(kept, dropped) if _near(one, other)}
    return sorted(pairs.values(), key=lambda pair: [not booking_record.promised(row) for row in pair])


def _held(db: Connection, person_id: int) -> Sequence[Row[Any]]:
    wanted = select(booking, booking_slot.c.slot).join(booking, booking.c.id == booking_slot.c.booking_id)
    return db.execute(wanted.where(booking_slot.c.candidate_id == person_id).order_by(booking.c.id)).all()


def _near(one: Row[Any], other: Row[Any]) -> bool:
    """Whether five minutes of the one and of the other are the same, or nearer than one can travel."""
    between = (abs(one.slot - other.slot) - 1) * MINUTES
    return bool(between < (0 if fold(one.venue) == fold(other.venue) else max(one.travel, other.travel)))


def _give_way(db: Connection, row: Row[Any], now: datetime) -> list[int]:
    if booking_record.promised(row):
        booking_moves.cancel(db, row.id, now, by="merge")
        return []
    if row.state == "countered":
        booking_moves.to_desk(db, row.id, now, by="merge")
    booking_slots.free(db, row.id)
    return [] if row.state == "countered" else [row.id]


def ask_again(db: Connection, kept_id: int, ids: Iterable[int], now: datetime) -> None:
    """After two candidates have become one: these are asked anew, and every standing request has its own word."""
    for booking_id in ids:
        booking_moves.ask(db, booking_id, kept_id, now, by="merge")
    mine = booking.c.candidate_id == kept_id, booking.c.state.in_(bookings.STANDING)
    for row in list(db.execute(select(booking.c.id, booking.c.host_address_id).where(*mine).order_by(booking.c.id))):
        word = bookings.free_word(db, row.id, kept_id, row.host_address_id)
        db.execute(update(booking).where(booking.c.id == row.id).values(word=word))
