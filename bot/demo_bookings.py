"""The speakers of the made-up association: who is asked, who is coming, and who is second in line."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from io import StringIO
from typing import Any

from sqlalchemy import Connection, Row, select

from flows.hours import Impossible, to_utc, wall_time
from storage import addresses, booking_moves, booking_placing
from storage.booking_record import Times, Wanted
from storage.tables import person


def ask_speakers(db: Connection, organization: Row[Any], now: datetime) -> None:
    """The requests of the demo, as the board would have put them."""
    for row in csv.DictReader(StringIO(files("bot").joinpath("demo_data", "bookings.csv").read_text("utf-8"))):
        wanted = _wanted(db, organization, row, now)
        if wanted is None:
            continue
        booking_id = booking_placing.place(db, wanted, now, by="host")
        if row["state"] == "accepted":
            booking_moves.accept(db, booking_id, now, by="candidate")


def _wanted(db: Connection, organization: Row[Any], row: Mapping[str, str], now: datetime) -> Wanted | None:
    """A request, its days counted from today; None for a time that the clocks jump over."""
    zone = organization.timezone
    day = wall_time(now, zone).date() + timedelta(days=int(row["in_days"]))
    start, end = (datetime.combine(day, time.fromisoformat(row[name])) for name in ("start", "end"))
    starts_at, ends_at = to_utc(start, zone), to_utc(end, zone)
    if isinstance(starts_at, Impossible) or isinstance(ends_at, Impossible):
        return None
    times = Times(start, end, zone, starts_at.astimezone(UTC), ends_at.astimezone(UTC))
    host = addresses.of_person(db, _member(db, row["host"]))[0]
    return Wanted(
        organization.id, row["title"], row["venue"], times, host.id, _member(db, row["candidate"]), note=row["note"]
    )


def _member(db: Connection, number: str) -> int:
    """The id of whoever has a member number."""
    return int(db.execute(select(person.c.id).where(person.c.member_number == number)).scalar_one())
