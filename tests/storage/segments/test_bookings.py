"""Who is booked soon."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.tables import booking
from storage.tables.booking import STATES
from tests.storage.segments.village import NOW, found, org, put, somebody

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def is_booked(db: Connection, org_id: int, person_id: int | None, start: datetime, state: str = "accepted") -> None:
    wall = start.replace(tzinfo=None)
    put(
        db, booking, organization_id=org_id, candidate_id=person_id, title="Torgmöte", venue="Torget", wall_start=wall,
        wall_end=wall + HOUR, zone="Europe/Stockholm", starts_at=start, ends_at=start + HOUR, state=state,
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def test_booked_is_the_candidate_of_an_accepted_booking_that_begins_within_the_days(db: Connection) -> None:
    solna, kista = org(db, "Solna"), org(db, "Kista")
    for state in {*STATES} - {"accepted"}:
        is_booked(db, solna, somebody(db, solna, state), NOW + DAY, state)
    is_booked(db, solna, somebody(db, solna, "Soon"), NOW + 6 * DAY)
    is_booked(db, kista, somebody(db, solna, "Elsewhere"), NOW + DAY)
    is_booked(db, solna, somebody(db, solna, "Later"), NOW + 8 * DAY)
    is_booked(db, solna, somebody(db, solna, "Was"), NOW - HOUR)
    is_booked(db, solna, None, NOW + DAY)
    assert found(db, solna, "booked in next 7 days") == "Elsewhere Soon"
    assert "Later" in found(db, solna, "not booked in next 7 days")
