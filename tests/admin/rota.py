"""Shifts for tests of the panel, and who has a place in them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from admin.shift_form import times_of
from flows.hours import Impossible
from storage import addresses, shift_changes, shifts
from storage.tables import claim
from tests.admin.conftest import ZONE, Panel
from tests.admin.members import join

NUMBERS = [f"+467017406{number:02}" for number in range(10, 90)]


def add_shift(
    panel: Panel, start: str = "2026-11-28T11:00", *, hours: float = 3, activity: str = "Valstuga",
    venue: str = "Torget", minimum: int = 2, maximum: int = 4, at: str = "Solna", responsible: str = "",
) -> int:  # fmt: skip
    """A shift at a wall time; its id."""
    wall = datetime.fromisoformat(start)
    times = times_of(wall, wall + timedelta(hours=hours), ZONE)
    assert not isinstance(times, Impossible)

    def make(db: Any) -> int | None:
        number = addresses.find_or_make(db, "sms", responsible, datetime.now(UTC)).id if responsible else None
        kind = shifts.activity_id(db, panel.ids[at], activity)
        places = {"minimum": minimum, "maximum": maximum, "venue": venue, "zone": ZONE, "responsible_id": number}
        return shifts.make(db, {**times, **places, "organization_id": panel.ids[at], "activity_id": kind})

    made = panel.database.change(make)
    assert made is not None
    return int(made)


def crowd(panel: Panel, shift_id: int, count: int, at: str = "Solna") -> list[int]:
    """So many people with a place in a shift; their ids. Nobody waits to be told of it."""
    people = [join(panel, f"Person{number} Ek", NUMBERS.pop(0), at) for number in range(count)]
    for person_id in people:
        put(panel, shift_id, person_id)
    return people


def put(panel: Panel, shift_id: int, person_id: int, **more: Any) -> int:
    """Somebody has a place; more: other columns of their claim. Its id."""
    now = datetime.now(UTC)
    values = {"shift_id": shift_id, "person_id": person_id, "state": "confirmed", "people": 1, **more}

    def take(db: Any) -> int | None:
        assert values["state"] == "waiting" or shifts.take_place(db, shift_id, values["people"], now)
        return shifts.make_claim(db, {**values, "created_at": now, "updated_at": now})

    made = panel.database.change(take)
    assert made is not None
    return int(made)


def row_of(panel: Panel, shift_id: int) -> Any:
    """The shift as it stands."""
    return panel.database.read(lambda db: shifts.get(db, shift_id))


def states(panel: Panel, shift_id: int) -> dict[int, str]:
    """What became of each claim in a shift, by person: the last one."""
    wanted = select(claim.c.person_id, claim.c.state).where(claim.c.shift_id == shift_id).order_by(claim.c.id)
    return {row.person_id: row.state for row in panel.database.read(lambda db: db.execute(wanted).all())}


def untold(panel: Panel) -> int:
    """How many notes wait for the worker."""
    return len(panel.database.read(lambda db: shift_changes.untold(db, 100)))
