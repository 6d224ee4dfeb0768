"""Rows of shifts as conversations see them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from flows import shifts
from flows.core import Turn
from flows.shifts import Shift


def shift_of(row: Row[Any], responsible: str = "") -> Shift:
    """A shift row with its times in its own zone; `responsible` in words."""
    zone = ZoneInfo(row.zone)
    start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    return Shift(row.id, row.activity, row.venue, start, end, row.minimum, row.maximum, row.taken, responsible)


def label(row: Row[Any], language: str, now: datetime) -> str:
    """A shift row in words: `lör 28/11 11-14 Valstuga, Solna centrum`."""
    shift = shift_of(row)
    return shifts.label(shift, Turn(None, None, language, now.astimezone(shift.start.tzinfo)))
