"""Windows of time as a member gave them ("tis o tors efter halv sex"), said back in words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from flows import dates
from flows.text import text


def say_windows(windows: Sequence[Mapping[str, Any]], language: str) -> str:
    """`tis, tors från 17.30; lör 5/9`. A window is {days, date, from, to, part}, as docs/readings.md has it."""
    return "; ".join(said for window in windows if (said := _one(window, language)))


def _one(window: Mapping[str, Any], language: str) -> str:
    return " ".join(part for part in (_days(window, language), _hours(window, language)) if part)


def _days(window: Mapping[str, Any], language: str) -> str:
    if window.get("date"):
        return dates.date_words(date.fromisoformat(window["date"]), language)
    return ", ".join(text(language, f"day_{day}") for day in window.get("days") or ())


def _hours(window: Mapping[str, Any], language: str) -> str:
    start, end = (_clock(window.get(key), language) for key in ("from", "to"))
    if start and end:
        return f"{start}-{end}"
    if start or end:
        return text(language, "from_time" if start else "until_time", time=start or end)
    return text(language, f"part_{window['part']}") if window.get("part") else ""


def _clock(wall: str | None, language: str) -> str:
    """ "17:30" as a clock shows it in the language; empty for none."""
    return dates.clock(datetime.combine(date.min, time.fromisoformat(wall), UTC), language) if wall else ""
