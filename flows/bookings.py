"""Bookings of candidates and speakers as conversations see them: what they are called, and how they are asked about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows import dates
from flows.core import Turn
from flows.reading.question import Question, ShiftShown

Side = Literal["candidate", "host"]


@dataclass(frozen=True)
class Booking:
    """A booking; times are aware and in its own zone. candidate and contact may be empty.

    proposed: from when to when the candidate would rather; contact: the host's name and number; number: the
    candidate's, where it is given; others: who could come instead, by id, as they were shown.
    """

    id: int
    title: str
    venue: str
    start: datetime
    end: datetime
    state: str
    word: str
    organization: str = ""
    candidate: str = ""
    note: str = ""
    answer_by: datetime | None = None
    proposed: tuple[datetime, datetime] | None = None
    condition: str = ""
    contact: str = ""
    number: str = ""
    side: Side = "candidate"
    map: str = ""
    calendar: str = ""
    others: tuple[tuple[int, str], ...] = ()


def when(booking: Booking, turn: Turn) -> str:
    """`lör 28/11 13-14`."""
    return dates.span(booking.start, booking.end, turn.language, turn.now)


def label(booking: Booking, language: str, now: datetime) -> str:
    """`torgmöte, Hallonbergen, lör 28/11 13-14`."""
    times = dates.span(booking.start, booking.end, language, now)
    return ", ".join(part for part in (booking.title, booking.venue, times) if part)


def details(booking: Booking, turn: Turn) -> str:
    """What else a candidate is told who comes: whom to call, the way there, the calendar, and giving the number."""
    said = [
        turn.text("booking_contact", who=booking.contact) if booking.contact else "",
        *_links(booking, turn), "" if booking.number else turn.text("booking_share", word=booking.word),
    ]  # fmt: skip
    return "\n".join(part for part in said if part)


def host_details(booking: Booking, turn: Turn) -> str:
    """What else a host is told when somebody comes: the number, if it was given, and the calendar."""
    number = turn.text("booking_number", number=booking.number) if booking.number else ""
    return "\n".join(part for part in (number, *_links(booking, turn)[1:]) if part)


def _links(booking: Booking, turn: Turn) -> list[str]:
    where = turn.text("booking_map", link=booking.map) if booking.map else ""
    return [where, turn.text("booking_calendar", link=booking.calendar) if booking.calendar else ""]


def question(booking: Booking, *, settled: bool = False) -> Question:
    """What a candidate's reply is read against."""
    shown = ShiftShown(str(booking.id), 1, booking.start, booking.end, booking.title, booking.venue)
    return Question("booking", shifts=(shown,), settled=settled)
