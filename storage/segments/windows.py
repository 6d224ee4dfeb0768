"""What the answer to a `when` question says about a day."""

from typing import Any

from storage.segments.expr import Free

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Wide, in minutes since midnight: who says "evening" is asked about 17 to 21 and may still say no.
PARTS = {
    "morning": (5 * 60, 10 * 60),
    "forenoon": (8 * 60, 12 * 60),
    "midday": (10 * 60, 14 * 60),
    "day": (6 * 60, 18 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "evening": (16 * 60, 24 * 60),
}


def covers(value: Any, free: Free) -> bool:
    """Whether one window of the answer, a list of {days, date, from, to, part}, holds all of those hours."""
    windows = [window for window in value if isinstance(window, dict)] if isinstance(value, list) else []
    return any(_on_day(window, free) and _holds(window, free) for window in windows)


def _on_day(window: dict[str, Any], free: Free) -> bool:
    if window.get("date"):
        return bool(window["date"] == free.day.isoformat())
    return DAYS[free.day.weekday()] in (window.get("days") or DAYS)


def _holds(window: dict[str, Any], free: Free) -> bool:
    if free.start is None or free.end is None:
        return True
    start, end = PARTS.get(str(window.get("part")), (0, 24 * 60))
    start, end = _minutes(window.get("from"), start), _minutes(window.get("to"), end)
    return start <= free.start and free.end <= end


def _minutes(clock: Any, default: int) -> int:
    hours, _, minutes = str(clock or "").partition(":")
    return int(hours) * 60 + int(minutes) if hours.isdecimal() and minutes.isdecimal() else default
