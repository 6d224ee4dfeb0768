"""Rows of a sheet as shifts: all of them, or what is wrong with each bad row and none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from storage.importing.columns import cell_at, plain
from storage.importing.reasons import BadFile, Reason, Refused, phone_reason
from storage.importing.sheet import Cells, Sheet
from storage.phones import BadPhone, normal

HEADINGS = {
    "activity": "aktivitet, activity, uppdrag",
    "venue": "plats, lokal, venue, place, location",
    "start": "start, starttid, börjar, från, start time, from",
    "end": "slut, sluttid, slutar, till, end, end time, to",
    "minimum": "minst, minimum, min, minst antal",
    "maximum": "högst, maximum, max, högst antal, antal, platser",
    "responsible": "ansvarig, ansvarigs nummer, responsible, responsible person",
}
NEEDED = ("activity", "venue", "start", "end", "maximum")
TIME_ALONE = re.compile(r"\d{1,2}[:.]\d{2}(:\d{2})?")
DATE_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")


@dataclass(frozen=True)
class ShiftRow:
    """start, end: wall times of the organization when naive, else moments. responsible: E.164 or None."""

    row: int
    activity: str
    venue: str
    start: datetime
    end: datetime
    minimum: int
    maximum: int
    responsible: str | None


@dataclass(frozen=True)
class BadShifts:
    """What is wrong, for every bad row; nothing is to be loaded."""

    problems: tuple[Refused, ...]


def read_shifts(sheet: Sheet, allowed: tuple[str, ...]) -> tuple[ShiftRow, ...] | BadShifts | BadFile:
    """The shifts of a sheet in its order; `allowed` as for `phones.normal`. An empty minimum is 0."""
    columns = _columns(sheet.header)
    missing = [field for field in NEEDED if field not in columns]
    if missing:
        return BadFile(Reason("no_shift_columns", {"columns": ", ".join(missing)}))
    read = [_shift(number, _said(cells, columns), allowed) for number, cells in sheet.rows]
    shifts = tuple(row for row in read if isinstance(row, ShiftRow))
    problems = [row for row in read if isinstance(row, Refused)] + _twice(shifts)
    return BadShifts(tuple(sorted(problems, key=lambda problem: problem.row))) if problems else shifts


def _columns(header: Cells) -> dict[str, int]:
    known = {plain(word): field for field, words in HEADINGS.items() for word in words.split(", ")}
    found = [(known.get(plain(heading)), index) for index, heading in enumerate(header)]
    return {field: index for field, index in reversed(found) if field}


def _said(cells: Cells, columns: Mapping[str, int]) -> dict[str, str]:
    return {field: " ".join(cell_at(cells, columns[field]).split()) if field in columns else "" for field in HEADINGS}


def _shift(row: int, said: Mapping[str, str], allowed: tuple[str, ...]) -> ShiftRow | Refused:
    missing = next((field for field in NEEDED if not said[field]), None)
    if missing:
        return Refused(row, Reason("cell_missing", {"field": missing}))
    times = _times(said["start"], said["end"])
    if isinstance(times, Reason):
        return Refused(row, times)
    places = _places(said["minimum"] or "0", said["maximum"])
    if isinstance(places, Reason):
        return Refused(row, places)
    responsible = _responsible(said["responsible"], allowed)
    if isinstance(responsible, Reason):
        return Refused(row, responsible)
    return ShiftRow(row, said["activity"], said["venue"], *times, *places, responsible)


def _times(start_cell: str, end_cell: str) -> tuple[datetime, datetime] | Reason:
    start = _moment(start_cell)
    if start is None:
        return Reason("time_bad", {"field": "start", "cell": start_cell[:40]})
    end = _same_day(start, end_cell) or _moment(end_cell)
    if end is None:
        return Reason("time_bad", {"field": "end", "cell": end_cell[:40]})
    if (start.tzinfo is None) != (end.tzinfo is None):
        return Reason("zones_differ")
    return (start, end) if start < end else Reason("end_before_start", {"start": start_cell, "end": end_cell})


def _moment(cell: str) -> datetime | None:
    """A date with a time in ISO 8601; a date alone is no time."""
    if not DATE_AND_TIME.fullmatch(cell):
        return None
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


def _same_day(start: datetime, cell: str) -> datetime | None:
    if not TIME_ALONE.fullmatch(cell):
        return None
    try:
        hour, minute, *_ = map(int, re.split("[:.]", cell))
        return datetime.combine(start.date(), time(hour, minute), start.tzinfo)
    except ValueError:
        return None


def _places(minimum_cell: str, maximum_cell: str) -> tuple[int, int] | Reason:
    for field, cell in (("minimum", minimum_cell), ("maximum", maximum_cell)):
        if not re.fullmatch(r"[0-9]{1,4}", cell):
            return Reason("places_bad", {"field": field, "cell": cell[:40]})
    minimum, maximum = int(minimum_cell), int(maximum_cell)
    if maximum < 1:
        return Reason("places_none")
    return (minimum, maximum) if minimum <= maximum else Reason(
        "places_crossed", {"minimum": minimum, "maximum": maximum}
    )  # fmt: skip


def _responsible(cell: str, allowed: tuple[str, ...]) -> str | Reason | None:
    if not cell:
        return None
    phone = normal(cell, allowed)
    return phone_reason(phone, cell) if isinstance(phone, BadPhone) else phone.e164


def _twice(shifts: tuple[ShiftRow, ...]) -> list[Refused]:
    first: dict[tuple[str, str, datetime], int] = {}
    return [
        Refused(shift.row, Reason("shift_twice", {"other": other}))
        for shift in shifts
        if (other := first.setdefault((shift.activity, shift.venue, shift.start), shift.row)) != shift.row
    ]
