"""On which days of the week somebody can, by the windows of time that they answered with."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def days_in(windows: Sequence[Mapping[str, Any]]) -> set[str]:
    """The days of some windows, as docs/readings.md has them: one that names no day is on all of them."""
    return {day for window in windows if isinstance(window, Mapping) for day in _days(window)}


def _days(window: Mapping[str, Any]) -> Sequence[str]:
    if window.get("date"):
        return (DAYS[date.fromisoformat(window["date"]).weekday()],)
    return window.get("days") or DAYS
