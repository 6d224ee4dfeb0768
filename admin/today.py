"""Today: what needs somebody now, and on the first day what to do first."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin.broadcasts import said_of
from admin.people_export import exports
from admin.visit import Here, Visit
from storage import audits, todays

router = APIRouter(prefix="/o/{organization_id}")

PARTS = (("answered", "good"), ("partial", "warn"), ("declined", "soft"), ("unreachable", "bad"), ("asked", "soft"))


@router.get("")
def today(visit: Here) -> Response:
    """The first page of an organization."""
    return visit.page("today.html", **visit.read(lambda db: _needs(db, visit)))


def _needs(db: Connection, visit: Visit) -> dict[str, Any]:
    below = visit.below
    covered, fetched = todays.covered(db, below), exports(db, visit, but_own=True) if visit.may("manage") else []
    bar = [(covered.states.get(name, 0), kind) for name, kind in PARTS] if covered else []
    return {
        "first_steps": _first_steps(db, visit), "shifts": todays.short_shifts(db, below, visit.now),
        "broadcasts": todays.broadcasts_under_way(db, below), "bookings": todays.bookings_unanswered(db, below),
        "covered": covered, "bar_parts": bar, "said_of": said_of,
        "exports": fetched, "names": audits.names(db, [row.actor for row in fetched]),
    }  # fmt: skip


def _first_steps(db: Connection, visit: Visit) -> list[tuple[str, str, bool]]:
    """What to do first, where, and whether it is done; empty when all of it is."""
    steps = [
        ("people", visit.url("/people/import"), todays.has_people(db, visit.below)),
        ("test", visit.url("/broadcasts"), todays.has_tested(db, visit.below)),
        ("on_call", visit.url("/organization"), todays.is_named(db, visit.id)),
    ]
    return steps if not all(done for _, _, done in steps) else []


@router.get("/more")
def more(visit: Here) -> Response:
    """The places that do not fit the bottom of a phone."""
    return visit.page("more.html")
