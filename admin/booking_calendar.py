"""The open calendar: when candidates are busy, never why, and the larger events there are; for every association."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.booking_words import span
from admin.shifts import DAYS, midnight, monday_of
from admin.visit import Here, Visit
from flows import dates
from storage import booking_choice, booking_pages, calendars, people
from storage.booking_choice import Speaker

router = APIRouter(prefix="/o/{organization_id}/bookings/calendar")

Number = Annotated[int, Query(ge=0, lt=2**63)]
LONGEST = 120
MORNING, HOURS = 7, 16  # a day is drawn from seven to eleven in the evening
KINDS = {"accepted": "good", "held": "warn", "busy": "soft"}


@dataclass(frozen=True)
class Mark:
    """A time that a candidate is busy. kind: accepted, held or busy; booking_id: of what one may open, else 0."""

    person_id: int
    starts_at: datetime
    ends_at: datetime
    kind: str
    words: str
    booking_id: int = 0


@dataclass(frozen=True)
class Piece:
    """A mark on one day. left, width: where it is drawn, of a hundred."""

    mark: Mark
    clock: str
    left: float
    width: float

    @property
    def kind(self) -> str:
        return KINDS[self.mark.kind]


@dataclass(frozen=True)
class Day:
    """A day: its pieces by the candidate's id."""

    date: date
    words: str
    is_today: bool
    pieces: dict[int, list[Piece]] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """A larger event: what, when, where, for whom, and who is coming."""

    row: Row[Any]
    times: str
    names: list[str]


@dataclass(frozen=True)
class Asked:
    """What is shown: the week or the month of a day, of one candidate or of those who know a topic."""

    first: date
    days: int
    is_month: bool
    candidate: int
    topic: str

    @property
    def around(self) -> tuple[date, date]:
        """A day of the week or month before, and the first of the next."""
        return self.first - timedelta(1), self.first + timedelta(self.days)


@router.get("")
def show(visit: Here, day: str = "", view: str = "", candidate: Number = 0, topic: str = "") -> Response:
    """A week as a table, or a month as a list."""
    today = visit.now.astimezone(visit.zone).date()
    asked = _asked(day, view == "month", candidate, " ".join(topic.split())[:LONGEST], today)
    found = visit.read(lambda db: _found(db, visit, asked, today))
    return visit.page("booking_calendar.html", asked=asked, link=_link(visit), **found)


def _link(visit: Visit) -> str:
    """Where it is as a calendar that others read; empty before anybody has asked for it."""
    token = visit.read(lambda db: calendars.link_there(db, organization_id=visit.id, of_candidates=True))
    return f"{visit.house.public_url}/calendar/{token}.ics" if token else ""


def _asked(day: str, is_month: bool, candidate: int, topic: str, today: date) -> Asked:
    monday = monday_of(day, today)
    if not is_month:
        return Asked(monday, DAYS, False, candidate, topic)
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        wanted = today
    first = (wanted if wanted - timedelta(wanted.weekday()) == monday else today).replace(day=1)
    return Asked(first, ((first + timedelta(31)).replace(day=1) - first).days, True, candidate, topic)


def _found(db: Connection, visit: Visit, asked: Asked, today: date) -> dict[str, Any]:
    everybody = booking_choice.speakers(db, visit.id, visit.now, asked.topic)
    chosen = [each for each in everybody if _is_wanted(each, asked)]
    since, until = midnight(visit, asked.first), midnight(visit, asked.around[1])
    rows = booking_pages.holding(db, [each.id for each in chosen], since, until)
    marks = [mark for row in rows for mark in marks_of(visit, row)] + [
        Mark(row.candidate_id, row.starts_at, row.ends_at, "busy", visit.text("booking_calendar_busy"))
        for row in booking_pages.busy_between(db, [each.id for each in chosen], since, until)
    ]
    days = _days(visit, asked, today, marks)
    shown = {person_id for day in days for person_id in day.pieces}
    return {
        "days": days, "events": _events(visit, rows, since, until), "people": [e for e in chosen if e.id in shown],
        "free": len(chosen) - len(shown), "everybody": sorted(everybody, key=lambda each: each.name.casefold()),
        "names": {each.id: each.name for each in chosen},
    }  # fmt: skip


def _is_wanted(speaker: Speaker, asked: Asked) -> bool:
    return (not asked.candidate or speaker.id == asked.candidate) and (not asked.topic or speaker.fits > 0)


def marks_of(visit: Visit, row: Row[Any]) -> list[Mark]:
    """When a booking takes its candidate's time; its title for those whose it is, and for everybody when agreed."""
    is_ours, is_agreed = row.organization_id in visit.below, row.state == "accepted"
    words = visit.text("booking_calendar_held") if not is_agreed else row.title
    if is_ours and not is_agreed:
        words = f"{row.title} ({words})"
    kind, booking_id = "accepted" if is_agreed else "held", row.id if is_ours else 0
    return [Mark(row.candidate_id, *times, kind, words, booking_id) for times in booking_pages.times_held(row)]


def _days(visit: Visit, asked: Asked, today: date, marks: Sequence[Mark]) -> list[Day]:
    dated = [asked.first + timedelta(number) for number in range(asked.days)]
    days = [Day(each, dates.date_words(each, visit.language, today), each == today) for each in dated]
    for day in days:
        begins, ends = midnight(visit, day.date), midnight(visit, day.date + timedelta(1))
        for mark in sorted(marks, key=lambda each: each.starts_at):
            if mark.starts_at < ends and mark.ends_at > begins:
                day.pieces.setdefault(mark.person_id, []).append(_piece(visit, mark, day.date))
    return days


def _piece(visit: Visit, mark: Mark, day: date) -> Piece:
    """The part of a mark that is on a day."""
    start, end = (each.astimezone(visit.zone) for each in (mark.starts_at, mark.ends_at))
    first = start.hour + start.minute / 60 if start.date() == day else 0
    last = end.hour + end.minute / 60 if end.date() == day else 24
    left, right = (min(max((each - MORNING) / HOURS, 0), 1) * 100 for each in (first, last))
    return Piece(mark, _clock(visit, start, end, day), round(left, 1), round(max(right - left, 2), 1))


def _clock(visit: Visit, start: datetime, end: datetime, day: date) -> str:
    """`11–14`; `hela dagen`."""
    begins = start if start.date() == day else datetime.combine(day, time(), visit.zone)
    if begins.time() == time() and end.date() > day:
        return visit.text("booking_calendar_all_day")
    until = dates.clock(end, visit.language) if end.date() == day else "24"
    return f"{dates.clock(begins, visit.language)}–{until}"


def _events(visit: Visit, rows: Sequence[Row[Any]], since: datetime, until: datetime) -> list[Event]:
    """What is agreed; where several are coming to one thing it stands there once."""
    found: dict[tuple[Any, ...], Event] = {}
    for row in rows:
        if row.state == "accepted" and row.starts_at < until and row.ends_at > since:
            times = span(visit, row.starts_at, row.ends_at, row.zone)
            event = found.setdefault((row.title, row.venue, row.starts_at), Event(row, times, []))
            event.names.append(people.name_of(row))
    return list(found.values())
