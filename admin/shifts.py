"""Shifts: a week at a time, each with how it is staffed in words and in colour."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.visit import Here, Visit
from flows import dates
from storage import calendars, shifts

router = APIRouter(prefix="/o/{organization_id}/shifts")

DAYS = 7
YEARS = range(2000, 2100)  # in which a week can be looked at


@dataclass(frozen=True)
class Light:
    """How a shift is staffed: nobody, below, enough or full; off when it was called off, over when it has been."""

    name: str
    kind: str  # of the tag
    lacks: int = 0  # how many people there are too few


@dataclass(frozen=True)
class Day:
    """A day of the week with its shifts; each is a row with its light."""

    date: date
    words: str
    is_today: bool
    shifts: list[tuple[Row[Any], Light]] = field(default_factory=list)


def light_of(row: Row[Any], now: datetime) -> Light:
    """The traffic light of a shift."""
    if row.state == "cancelled":
        return Light("off", "")
    if row.ends_at <= now:
        return Light("over", "")
    lacks = max(0, row.minimum - row.taken)
    if row.taken >= row.maximum:
        return Light("full", "good")
    if row.taken == 0:
        return Light("nobody", "bad" if row.minimum else "", lacks)
    return Light("below", "warn", lacks) if lacks else Light("enough", "good")


@router.get("")
def listed(visit: Here, week: str = "", activity: str = "") -> Response:
    """The week in which a day is; this one unless another is asked for."""
    today = visit.now.astimezone(visit.zone).date()
    monday = monday_of(week, today)
    rows = visit.read(lambda db: _rows(db, visit, monday))
    shown = [row for row in rows if activity in ("", row.activity)]
    days = _days(visit, monday, today, shown)
    lights = [light for day in days for _, light in day.shifts]
    return visit.page(
        "shifts.html", days=days, monday=monday, this_week=monday <= today < monday + timedelta(DAYS),
        around=(monday - timedelta(DAYS), monday + timedelta(DAYS)), span=(days[0].words, days[-1].words),
        activity=activity, activities=sorted({activity, *(row.activity for row in rows)} - {""}, key=str.casefold),
        coming=sum(light.name not in ("off", "over") for light in lights), lacks=sum(light.lacks for light in lights),
        any=bool(shown), next=None if shown else visit.read(lambda db: _next(db, visit, monday)),
        link=calendar_link(visit),
    )  # fmt: skip


def monday_of(text: str, today: date) -> date:
    """The Monday of the week of a day, YYYY-MM-DD; of today's where that is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    day = day if day.year in YEARS else today
    return day - timedelta(day.weekday())


def midnight(visit: Visit, day: date) -> datetime:
    """When a day begins there."""
    return datetime.combine(day, time(), visit.zone)


def _rows(db: Connection, visit: Visit, monday: date) -> list[Row[Any]]:
    since, until = midnight(visit, monday), midnight(visit, monday + timedelta(DAYS))
    return shifts.between(db, visit.below, since, until)


def _days(visit: Visit, monday: date, today: date, rows: list[Row[Any]]) -> list[Day]:
    week = [monday + timedelta(number) for number in range(DAYS)]
    days = {day: Day(day, dates.date_words(day, visit.language, today), day == today) for day in week}
    for row in rows:
        days[row.starts_at.astimezone(visit.zone).date()].shifts.append((row, light_of(row, visit.now)))
    return list(days.values())


def _next(db: Connection, visit: Visit, monday: date) -> tuple[date, str] | None:
    """The day of the next shift after an empty week, and how it is said."""
    start = shifts.next_start(db, visit.below, midnight(visit, monday + timedelta(DAYS)))
    wall = start.astimezone(visit.zone) if start is not None else None
    return (wall.date(), dates.day(wall, visit.language, visit.now)) if wall is not None else None


def calendar_link(visit: Visit, person_id: int | None = None) -> str:
    """Where the organization's shifts are as a calendar, or a person's own; empty before anybody has asked for it."""
    whose = {"organization_id": visit.id} if person_id is None else {"person_id": person_id}
    token = visit.read(lambda db: calendars.link_there(db, **whose))
    return f"{visit.house.public_url}/calendar/{token}.ics" if token else ""
