"""The desk's queue: which requests for speakers need somebody first, who is asked, who is coming, what was settled."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement, Connection
from starlette.responses import Response

from admin.booking_words import Shown, shown
from admin.visit import Here, Visit
from storage import booking_pages

router = APIRouter(prefix="/o/{organization_id}/bookings")

PAGE = 20
After = Annotated[int, Query(ge=0, lt=2**63)]


@dataclass(frozen=True)
class Queue:
    """A part of the queue. more: the id after which there are more; 0 when there are none."""

    name: str
    items: list[Shown]
    more: int


@router.get("")
def listed(visit: Here, part: str = "", after: After = 0) -> Response:
    """All parts with their first bookings, or one part further on."""
    names = [part] if part in booking_pages.PARTS else list(booking_pages.PARTS)
    whose = booking_pages.of_organizations(visit.below)
    queues = visit.read(lambda db: [queue(db, visit, name, whose, after if part == name else 0) for name in names])
    return visit.page("bookings.html", queues=[each for each in queues if each.items], part=part, after=after)


def queue(
    db: Connection, visit: Visit, name: str, whose: ColumnElement[bool], after: int = 0, limit: int = PAGE
) -> Queue:
    """A part of the queue of those whose it is."""
    rows = booking_pages.page(db, name, whose, after, limit + 1)
    return Queue(name, shown(db, visit, rows[:limit]), rows[limit - 1].id if len(rows) > limit else 0)
