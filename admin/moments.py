"""What the fields of a form for dates and times hold; None for anything that is no such thing, or far away."""

from datetime import date, datetime, time

from admin.shifts import YEARS


def date_of(text: str) -> date | None:
    """A `date` field; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def time_of(text: str) -> time | None:
    """A `time` field; None for anything else."""
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        return None
    return clock if clock.tzinfo is None else None


def wall_of(text: str) -> datetime | None:
    """A `datetime-local` field; None for anything else."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    return wall if wall.tzinfo is None and wall.year in YEARS else None
