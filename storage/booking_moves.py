"""What can happen to a booking: each deed compares and sets its state, holds or frees time, and leaves an event.

Nobody is told here: the worker reads the events and tells both sides, so that the web, the command line and a text
all go one road. A candidate's line is locked before the booking, in this order everywhere. Every deed returns a word
that says what came of it; `gone` means that the booking is past this.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from storage import booking_slots, bookings
from storage.booking_record import (
    Times,
    Wanted,
    deadline,
    locked,
    note,
    promised,
    proposed,
    ring,
    ring_for_answer,
    stored,
    times_of,
    write,
)
from storage.booking_slots import Span, span_of
from storage.tables import booking, organization

DESK_WITHIN = timedelta(hours=24)
ASKABLE = ("open", "queued", "asked", "tentative", "desk", "declined", "expired", "cancelled")
ANSWERS = ("asked", "tentative", "desk")  # a candidate has been asked, and may answer


def request(db: Connection, wanted: Wanted, now: datetime, *, by: str) -> int:
    """A request in the queue of the desk, not yet asked of anybody; the id. The same once more is the same."""
    lock_association(db, wanted.organization_id)
    twin = bookings.same(db, wanted.organization_id, wanted.title, wanted.venue, wanted.times.starts_at)
    if twin is not None:
        return twin
    values = {name: value for name, value in asdict(wanted).items() if name != "times"} | asdict(wanted.times)
    values |= {"state": "open", "created_at": now, "updated_at": now}
    values["answer_by"] = deadline(wanted.answer_by, wanted.times.starts_at, now)
    booking_id = int(db.execute(insert(booking).values(values).returning(booking.c.id)).scalar_one())
    word = bookings.free_word(db, booking_id, None, wanted.host_address_id)
    db.execute(update(booking).where(booking.c.id == booking_id).values(word=word))
    note(db, booking_id, wanted.wished_id, "requested", 0, now, by, None)
    ring(db, booking_id, 0, "booking_deadline", values["answer_by"])
    return booking_id


def lock_association(db: Connection, organization_id: int) -> None:
    """Two requests of one association that come at once are looked at after each other: they may be the same."""
    mine = select(organization.c.id).where(organization.c.id == organization_id)
    db.execute(mine.with_for_update(key_share=True))


def ask(
    db: Connection, booking_id: int, candidate_id: int, now: datetime, *, by: str, answer_by: datetime | None = None
) -> str:
    """Ask a candidate, and hold their time: asked, queued (second in line), taken (they cannot) or gone."""
    booking_slots.lock_line(db, candidate_id)
    row = bookings.for_update(db, booking_id)
    if row is None or row.state not in ASKABLE or row.starts_at <= now:
        return "gone"
    standing = row.state in ANSWERS and row.candidate_id not in (None, candidate_id)
    if standing and booking_slots.blocked(db, candidate_id, span_of(row), but=booking_id) in ("accepted", "busy"):
        return "taken"  # whoever was asked before still is
    if row.candidate_id != candidate_id or row.state == "asked":
        booking_slots.free(db, booking_id)
    in_the_way = booking_slots.hold(db, candidate_id, booking_id, span_of(row))
    values: dict[str, Any] = {"candidate_id": candidate_id, "proposal": None}
    values["word"] = bookings.free_word(db, booking_id, candidate_id, row.host_address_id)
    if in_the_way in ("accepted", "busy"):
        booking_slots.free(db, booking_id)
        write(db, row, "declined", "taken", now, by, values, {"why": in_the_way})
        return "taken"
    fresh = row.state in ("open", "queued") and row.answer_by is not None and now < row.answer_by <= row.starts_at
    values["answer_by"] = row.answer_by if fresh and answer_by is None else deadline(answer_by, row.starts_at, now)
    if in_the_way is not None:
        if row.state != "queued" or row.candidate_id != candidate_id:
            turn = write(db, row, "queued", "queued", now, by, values, _renamed(row, values) or None)
            ring(db, booking_id, turn, "booking_deadline", values["answer_by"])
        return "queued"
    was_asked = row.candidate_id not in (None, candidate_id) and row.state in ANSWERS
    detail = _renamed(row, values) | ({"instead_of": row.candidate_id} if was_asked else {})
    turn = write(db, row, "asked", "asked", now, by, values, detail or None)
    ring_for_answer(db, booking_id, turn, now, values["answer_by"])
    return "asked"


def accept(db: Connection, booking_id: int, now: datetime, *, by: str) -> str:
    """The candidate comes: accepted, waits (the host is asked about another time), late, taken or gone."""
    row = locked(db, booking_id)
    if row is None or row.candidate_id is None:
        return "gone"
    if row.state == "accepted" and row.starts_at > now:
        return "accepted"
    if row.state == "countered":
        return "waits"
    if row.state == "expired" or (row.state in ANSWERS and row.starts_at <= now):
        note(db, booking_id, row.candidate_id, "late_yes", row.turn, now, by, None)
        return "late"
    if row.state not in ANSWERS:
        return "gone"
    sure = by == "candidate"  # they know best whether they are busy
    if booking_slots.hold(db, row.candidate_id, booking_id, span_of(row), busy_too=sure) is not None:
        return "taken"
    write(db, row, "accepted", "accepted", now, by)
    return "accepted"


def decline(db: Connection, booking_id: int, now: datetime, *, by: str, reason: str = "") -> str:
    """The candidate does not come: declined or gone. Of what was accepted this is a cancellation."""
    row = locked(db, booking_id)
    if row is None or row.state not in (*ANSWERS, "countered", "queued"):
        return "gone"
    if promised(row):
        cancel(db, booking_id, now, by=by, reason=reason)
        return "declined"
    write(db, row, "declined", "declined", now, by, detail={"reason": reason} if reason else None)
    booking_slots.free(db, booking_id)
    return "declined"


def perhaps(db: Connection, booking_id: int, now: datetime, *, by: str) -> str:
    """The candidate has to find out first; the time to answer stays: tentative or gone."""
    row = locked(db, booking_id)
    if row is None or row.state not in (*ANSWERS, "countered"):
        return "gone"
    if row.state == "asked":
        turn = write(db, row, "tentative", "tentative", now, by)
        ring_for_answer(db, booking_id, turn, now, row.answer_by)
    return "tentative"


def counter(
    db: Connection, booking_id: int, times: Times | None, now: datetime, *, by: str, condition: str = ""
) -> str:
    """Another time, or a condition, is put to the host, and that time is held too: countered, taken or gone."""
    row = locked(db, booking_id)
    if row is None or row.candidate_id is None or row.state not in (*ANSWERS, "countered", "accepted"):
        return "gone"
    if times is not None and times.starts_at <= now:
        return "past"
    new = span_of(row) if times is None else Span(times.starts_at, times.ends_at, row.venue, row.travel)
    if booking_slots.hold(db, row.candidate_id, booking_id, new) is not None:
        return "taken"
    back = "accepted" if promised(row) else None
    booking_slots.free(db, booking_id, but=(new, span_of(row)) if back else (new,))
    proposal = stored(times) | {"condition": condition} | ({"back": back} if back else {})
    answer_by = deadline(None, min(row.starts_at, new.starts_at), now)
    turn = write(db, row, "countered", "countered", now, by, {"proposal": proposal, "answer_by": answer_by}, proposal)
    ring_for_answer(db, booking_id, turn, now, answer_by)
    return "countered"


def agree(db: Connection, booking_id: int, now: datetime, *, by: str) -> str:
    """The host agrees to what the candidate proposed: accepted, taken or gone."""
    row = locked(db, booking_id)
    if row is None or row.state != "countered" or row.candidate_id is None:
        return "gone"
    times = proposed(row)
    span = span_of(row) if times is None else Span(times.starts_at, times.ends_at, row.venue, row.travel)
    if span.starts_at <= now or booking_slots.blocked(db, row.candidate_id, span, but=booking_id):
        return "taken"
    booking_slots.free(db, booking_id)
    booking_slots.hold(db, row.candidate_id, booking_id, span)
    changed = {} if times is None else asdict(times)
    detail = {"agreed": True, "condition": row.proposal.get("condition", "")}
    write(db, row, "accepted", "accepted", now, by, {**changed, "proposal": None}, detail)
    return "accepted"


def refuse(db: Connection, booking_id: int, now: datetime, *, by: str) -> str:
    """The host cannot: kept (as it was accepted before), declined or gone."""
    row = locked(db, booking_id)
    if row is None or row.state != "countered" or row.candidate_id is None:
        return "gone"
    if promised(row) and row.starts_at > now:
        booking_slots.free(db, booking_id, but=(span_of(row),))  # held all the time: nothing can stand in its way
        write(db, row, "accepted", "kept", now, by, {"proposal": None})
        return "kept"
    booking_slots.free(db, booking_id)
    write(db, row, "declined", "refused", now, by, {"proposal": None})
    return "declined"


def to_desk(db: Connection, booking_id: int, now: datetime, *, by: str, kind: str = "unanswered", **detail: Any) -> str:
    """The booking desk takes over, because nobody answered or because the candidate said so: desk or gone."""
    row = locked(db, booking_id)
    if row is None or row.state not in ("open", "queued", "asked", "tentative", "countered"):
        return "gone"
    if row.state == "countered" and promised(row):
        return "kept" if refuse(db, booking_id, now, by=by) == "kept" else "gone"
    if row.state == "countered" and row.candidate_id is not None:  # what was proposed is no more: as first asked
        booking_slots.free(db, booking_id)
        booking_slots.hold(db, row.candidate_id, booking_id, span_of(row))
    turn = write(db, row, "desk", kind, now, by, {"proposal": None, **_unasked(row)}, detail or None)
    ring(db, booking_id, turn, "booking_desk", min(now + DESK_WITHIN, now + (row.starts_at - now) / 2))
    return "desk"


def expire(db: Connection, booking_id: int, now: datetime, *, by: str) -> str:
    """Nobody has settled it, and the host is told honestly: expired or gone."""
    row = locked(db, booking_id)
    if row is None or row.state not in bookings.OPEN_STATES:
        return "gone"
    booking_slots.free(db, booking_id)
    write(db, row, "expired", "expired", now, by, {"proposal": None, **_unasked(row)})
    return "expired"


def cancel(db: Connection, booking_id: int, now: datetime, *, by: str, reason: str = "", for_host: bool = False) -> str:
    """One side, or the desk, calls it off: cancelled or gone. for_host: in the name of the association that asked.

    Whose visit somebody else calls off comes first next time.
    """
    row = locked(db, booking_id)
    if row is None or row.state not in bookings.STANDING:
        return "gone"
    booking_slots.free(db, booking_id)
    was = "accepted" if promised(row) else row.state
    lost = was == "accepted" and by != "host" and not for_host
    detail = {"was": was, "reason": reason}
    write(db, row, "cancelled", "cancelled", now, by, {"proposal": None, "lost": lost}, detail)
    return "cancelled"


def move(db: Connection, booking_id: int, times: Times, venue: str, now: datetime, *, by: str) -> str:
    """The host or the desk changes when or where: asked anew (who had said yes is asked again), queued, taken or gone.

    What was asked of nobody yet is only changed: open.
    """
    row = locked(db, booking_id)
    if row is None or row.state not in bookings.STANDING or times.starts_at <= now:
        return "gone"
    new = Span(times.starts_at, times.ends_at, venue, row.travel)
    in_the_way = row.candidate_id and booking_slots.blocked(db, row.candidate_id, new, but=booking_id)
    if in_the_way in ("accepted", "busy"):
        return "taken"  # and what was agreed stands
    db.execute(update(booking).where(booking.c.id == booking_id).values(**asdict(times), venue=venue))
    booking_slots.free(db, booking_id)
    if row.candidate_id is None:
        answer_by = deadline(None, times.starts_at, now)
        turn = write(db, row, "open", "moved", now, by, {"answer_by": answer_by})
        ring(db, booking_id, turn, "booking_deadline", answer_by)
        return "open"
    write(db, row, "open", "moved", now, by, {"proposal": None}, {"was": row.state, **stored(times_of(row))})
    return ask(db, booking_id, row.candidate_id, now, by=by)


def over(db: Connection, booking_id: int, now: datetime) -> str:
    """It has been: both sides are asked how it went: done or gone."""
    row = locked(db, booking_id)
    if row is None or row.state != "accepted" or row.ends_at > now:
        return "gone"
    booking_slots.free(db, booking_id)
    write(db, row, "done", "done", now, "clock")
    return "done"


def remind(db: Connection, booking_id: int, turn: int, kind: str, now: datetime) -> bool:
    """A reminder is due to whoever has not answered: noted as an event, unless something has happened meanwhile."""
    row = bookings.for_update(db, booking_id)
    if row is None or row.turn != turn or row.state not in ("asked", "tentative", "countered"):
        return False
    note(db, booking_id, row.candidate_id, kind, row.turn, now, "clock", None)
    return True


def said(db: Connection, booking_id: int, words: str, now: datetime, *, by: str) -> None:
    """What one side wrote, for the other."""
    row = bookings.get(db, booking_id)
    if row is not None:
        note(db, booking_id, row.candidate_id, "said", row.turn, now, by, {"words": words})


def share_number(db: Connection, booking_id: int, now: datetime) -> bool:
    """The candidate agrees that the host is given the number; False when they had before, or are not coming."""
    row = bookings.for_update(db, booking_id)
    if row is None or row.shares_number or row.state != "accepted":
        return False
    db.execute(update(booking).where(booking.c.id == booking_id).values(shares_number=True))
    note(db, booking_id, row.candidate_id, "shared", row.turn, now, "candidate", None)
    return True


def _renamed(row: Row[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Whoever is asked now is asked about something else by that word: the host has to know the new one."""
    return {"renamed": True} if row.word not in (None, values["word"]) else {}


def _unasked(row: Row[Any]) -> dict[str, Any]:
    """Whoever another is before in line has not been asked: a yes of theirs can be to nothing of this."""
    return {"candidate_id": None} if row.state == "queued" else {}
