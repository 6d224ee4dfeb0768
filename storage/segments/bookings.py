"""Tests on bookings: who is to speak somewhere soon."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from storage.segments.expr import Booked
from storage.segments.scope import Scope
from storage.tables import booking


def booked(scope: Scope, test: Booked) -> Select[Any]:
    """The ids of the candidates of an accepted booking that begins in the next so many days."""
    begins = (booking.c.starts_at > scope.now) & (booking.c.starts_at < scope.now + timedelta(days=test.days))
    return select(booking.c.candidate_id).where(booking.c.state == "accepted", begins)
