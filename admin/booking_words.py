"""A booking in words: when, who, how it stands, how much time is left, and whose turn an association's request is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from admin.visit import Visit
from flows import dates
from storage import booking_choice, booking_pages, people

KINDS = {
    "open": "bad", "desk": "bad", "countered": "warn", "asked": "", "tentative": "", "queued": "", "accepted": "good",
    "declined": "bad", "expired": "bad", "cancelled": "", "done": "good",
}  # fmt: skip
NEAR = 0.75  # of the time to answer: from there on it is short
LINE = 4  # places in a line that have a word of their own


@dataclass(frozen=True)
class Left:
    """How much time is left, in words; used: from 0 to 1; kind: of its bar."""

    words: str
    used: float
    kind: str


@dataclass(frozen=True)
class Shown:
    """A booking as a list shows it. fair: the class of its association and how many visits that has had."""

    row: Row[Any]
    times: str
    name: str
    state: str
    kind: str
    fair: str
    is_first: bool = False
    left: Left | None = None


def shown(db: Connection, visit: Visit, rows: Sequence[Row[Any]]) -> list[Shown]:
    """These bookings (columns of `storage.booking_pages.page`) in words, with a few statements for all of them."""
    fair, first = fairness(db, visit, {row.organization_id for row in rows})
    until = booking_pages.desk_until(db, [row.id for row in rows if row.state == "desk"])
    lines = {row.candidate_id for row in rows if row.state == "queued" and row.candidate_id is not None}
    places = {each: booking_choice.waiting_for(db, each, visit.now) for each in lines}
    return [
        Shown(
            row, times_of(visit, row), name_of(visit, row), state_of(visit, row, places.get(row.candidate_id, [])),
            KINDS[row.state], fair(row.organization_id), row.organization_id in first,
            left_of(visit, row, until.get(row.id)),
        )
        for row in rows
    ]  # fmt: skip


def name_of(visit: Visit, row: Row[Any]) -> str:
    """The candidate's name; nothing as long as there is none."""
    if row.candidate_id is None:
        return ""
    return visit.text("bookings_protected") if row.protected else people.name_of(row)


def times_of(visit: Visit, row: Row[Any]) -> str:
    """`lör 28/11 11–14`, by the clocks of where it is."""
    return span(visit, row.starts_at, row.ends_at, row.zone)


def span(visit: Visit, start: datetime, end: datetime, zone: str = "") -> str:
    """From when to when, by the clocks of a zone, or of the organization's own."""
    return dates.span(start, end, visit.language, visit.now, zone=zone or str(visit.zone)).replace("-", "–")


def state_of(visit: Visit, row: Row[Any], line: Sequence[int] = ()) -> str:
    """How it stands. line: the ids of those who wait for the candidate, in turn."""
    name = name_of(visit, row)
    if row.state == "queued":
        place = min(line.index(row.id) + 2 if row.id in line else 2, LINE)
        return visit.text(f"bookings_line_{place}")
    if row.state == "countered":
        has_time = bool((row.proposal or {}).get("starts_at"))
        return visit.text("bookings_countered_time" if has_time else "bookings_countered_condition", name=name)
    alone = "_nobody" if not name and row.state in ("desk", "accepted", "declined") else ""
    return visit.text(f"bookings_is_{row.state}{alone}", name=name)


# Time


def left_of(visit: Visit, row: Row[Any], desk_until: datetime | None = None) -> Left | None:
    """How much time is left to answer; None when nobody has to."""
    until = desk_until if row.state == "desk" else row.answer_by
    if row.state not in ("open", "desk", "countered", "asked", "tentative", "queued") or until is None:
        return None
    whole, left = until - row.updated_at, until - visit.now
    if left <= timedelta():
        return Left(visit.text("bookings_left_none"), 1, "bad")
    used = 1 - left / whole if whole > timedelta() else 1.0
    return Left(left_words(visit, left), min(max(used, 0.0), 1.0), "warn" if used > NEAR else "good")


def left_words(visit: Visit, left: timedelta) -> str:
    """`2 dygn kvar`, `5 timmar kvar`, `20 minuter kvar`."""
    hours = left // timedelta(hours=1)
    if hours >= 48:
        return visit.text("bookings_left_days", n=hours // 24)
    return (
        visit.text("bookings_left_hours", n=hours)
        if hours
        else visit.text("bookings_left_minutes", n=left.seconds // 60)
    )


# Fairness


def fairness(db: Connection, visit: Visit, organization_ids: set[int]) -> tuple[Callable[[int], str], set[int]]:
    """How the class and the visits of each of these associations are said, and who of them is first in turn."""
    had = booking_choice.visits_had(db, organization_ids, visit.now)
    first = booking_choice.owed(db, organization_ids, visit.now)

    def said(organization_id: int) -> str:
        number = visit.tree[organization_id].priority
        words = visit.text("bookings_fair", number=number, n=had.get(organization_id, 0))
        return f"{words} · {visit.text('bookings_fair_first')}" if organization_id in first else words

    return said, first
