"""One road in: a request is put in the queue and asked at once of whom was wished for, or of the best who is free."""

from datetime import datetime

from sqlalchemy import Connection

from storage import booking_choice, booking_moves, bookings
from storage.booking_record import Wanted
from storage.booking_slots import Span


def place(db: Connection, wanted: Wanted, now: datetime, *, by: str) -> int:
    """Put a request in the queue and ask somebody; the id. With nobody to ask it stays open, for the desk."""
    booking_id = booking_moves.request(db, wanted, now, by=by)
    row = bookings.get(db, booking_id)
    if row is None or row.state != "open" or row.candidate_id is not None:
        return booking_id  # the same request once more
    candidate_id = wanted.wished_id or best(db, wanted, now)
    if candidate_id is not None and booking_choice.can_be_asked(db, candidate_id, now):
        booking_moves.ask(db, booking_id, candidate_id, now, by=by, answer_by=wanted.answer_by)
    return booking_id


def best(db: Connection, wanted: Wanted, now: datetime) -> int | None:
    """Who fits all of what was wished for, is free and can be reached: near and heard least; None when nobody does."""
    if not wanted.topic:
        return None
    words = len(booking_choice.words_of(wanted.topic))
    found = booking_choice.speakers(db, wanted.organization_id, now, wanted.topic)
    fits = [each for each in found if each.fits == words and booking_choice.can_be_asked(db, each.id, now)]
    span = Span(wanted.times.starts_at, wanted.times.ends_at, wanted.venue, wanted.travel)
    return next((each.id for each in booking_choice.free(db, fits, span)), None)
