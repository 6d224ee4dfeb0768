"""Loading, moving and calling off shifts: with everybody told, and every reminder where it belongs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from bot.shift_telling import tell_of
from bot.turn import House
from flows.hours import Impossible, to_utc, wall_time
from storage import addresses, shift_changes, shifts
from storage.importing.shift_file import ShiftRow

BY = "command line"


@dataclass(frozen=True)
class Refusal:
    """Why nothing was changed: a key of the texts, and their values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def times_of(start: datetime, end: datetime, zone: str) -> dict[str, Any] | Refusal:
    """Wall times and moments of a shift, for its row. Naive times are the zone's own."""
    walls = [wall_time(moment, zone) if moment.tzinfo else moment for moment in (start, end)]
    moments = [moment if moment.tzinfo else to_utc(moment, zone) for moment in (start, end)]
    for wall, moment in zip(walls, moments, strict=True):
        if isinstance(moment, Impossible):
            return Refusal("impossible_time", {"time": wall.isoformat(), "suggestion": moment.suggestion.isoformat()})
    begins, ends = moments
    if isinstance(begins, Impossible) or isinstance(ends, Impossible) or begins >= ends:
        return Refusal("end_before_start")
    return {"wall_start": walls[0], "wall_end": walls[1], "starts_at": begins, "ends_at": ends}


def load(db: Connection, organization: Row[Any], rows: Sequence[ShiftRow], now: datetime) -> dict[str, int] | Refusal:
    """Load shifts into an organization: all of them, or none with the reason; how many were created, changed, not."""
    with db.begin_nested() as all_or_nothing:
        counts: Counter[str] = Counter()
        for row in rows:
            outcome = _put(db, organization, row, now)
            if isinstance(outcome, Refusal):
                all_or_nothing.rollback()
                return outcome
            counts[outcome] += 1
    return {name: counts[name] for name in ("created", "updated", "unchanged")}


def _put(db: Connection, organization: Row[Any], row: ShiftRow, now: datetime) -> str | Refusal:
    times = times_of(row.start, row.end, organization.timezone)
    if isinstance(times, Refusal):
        return times
    responsible = addresses.find_or_make(db, "sms", row.responsible, now).id if row.responsible else None
    values = {
        **times, "organization_id": organization.id, "venue": row.venue, "zone": organization.timezone,
        "activity_id": shifts.activity_id(db, organization.id, row.activity), "minimum": row.minimum,
        "maximum": row.maximum, "responsible_id": responsible, "state": "open",
    }  # fmt: skip
    outcome = shifts.put_shift(db, values)
    return Refusal("too_small", {"row": row.row}) if outcome == "too_small" else outcome


def move(db: Connection, house: House, shift_id: int, times: tuple[datetime, datetime], now: datetime) -> int | Refusal:
    """Give a shift other times; how many people were told."""
    row = shifts.get(db, shift_id)
    if row is None:
        return Refusal("no_shift")
    if row.state == "cancelled":
        return Refusal("shift_is_off")
    found = times_of(*times, row.zone)
    if isinstance(found, Refusal):
        return found
    moved = shift_changes.edit(db, shift_id, {}, found, now, by=BY)
    if isinstance(moved, shift_changes.Refused):
        return Refusal("same_shift" if moved.reason == "same" else "shift_is_off")
    return tell_of(db, house, shift_id, now)


def call_off(db: Connection, house: House, shift_id: int, now: datetime) -> int | Refusal:
    """Call a shift off; how many people were told."""
    if shifts.get(db, shift_id) is None:
        return Refusal("no_shift")
    if not shift_changes.call_off(db, shift_id, now, by=BY):
        return Refusal("shift_is_off")
    return tell_of(db, house, shift_id, now)


def local(row: Row[Any]) -> tuple[datetime, datetime]:
    """Start and end of a shift row in its own zone."""
    zone = ZoneInfo(row.zone)
    return row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
