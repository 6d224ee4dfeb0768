"""An association's bookings: its class, the visits it has had, what was called off, and what it has asked for."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.booking_words import fairness
from admin.bookings import PAGE, After, queue
from admin.form import Posted
from admin.visit import MAY, Here, Refused, Visit, nothing_here, role_in
from storage import booking_choice, booking_pages, organizations

router = APIRouter(prefix="/o/{organization_id}/bookings/association")

Id = Annotated[int, Path(ge=1, lt=2**63)]
CLASSES = (1, 2, 3)


@router.get("/{association_id:int}")
def show(visit: Here, association_id: Id, part: str = "", after: After = 0) -> Response:
    """The page, or one part of its bookings further on."""
    row = visit.tree[_of(visit, association_id)]
    about = visit.read(lambda db: _about(db, visit, association_id, part, after))
    classes = [(each, visit.text(f"booking_class_{each}")) for each in CLASSES]
    return visit.page(
        "booking_association.html", row=row, part=part, classes=classes, may=may_rank(visit, row), **about
    )


def _of(visit: Visit, association_id: int) -> int:
    return association_id if association_id in visit.below else nothing_here()


def may_rank(visit: Visit, row: Row[Any]) -> bool:
    """Whether they manage the organization above this one: nobody says of themselves that they come first."""
    above = row.parent_id if row.parent_id is not None else row.id
    return role_in(visit.signed.roles, visit.tree, above) in MAY["manage"]


def _about(db: Connection, visit: Visit, association_id: int, part: str, after: int) -> dict[str, Any]:
    whose = booking_pages.of_organizations([association_id])
    names = [part] if part in booking_pages.PARTS else list(booking_pages.PARTS)
    queues = [queue(db, visit, name, whose, after if name == part else 0, PAGE) for name in names]
    fair, first = fairness(db, visit, {association_id})
    return {
        "queues": [each for each in queues if each.items], "fair": fair(association_id),
        "is_first": association_id in first, "off": booking_pages.called_off(db, association_id, visit.now),
        "had": booking_choice.visits_had(db, [association_id], visit.now).get(association_id, 0),
    }  # fmt: skip


@router.post("/{association_id:int}/class")
def set_class(visit: Here, association_id: Id, form: Posted) -> Response:
    """Whose requests come first: its class is another from now on."""
    row = visit.tree[_of(visit, association_id)]
    if not may_rank(visit, row):
        raise Refused(visit.organization.name)
    wanted = form.number("class")
    if wanted not in CLASSES:
        return visit.go(f"/bookings/association/{association_id}")
    visit.noted(
        "booking.class", lambda db: organizations.change(db, association_id, priority=wanted),
        object=f"organization:{association_id}", to=wanted,
    )  # fmt: skip
    return visit.go(f"/bookings/association/{association_id}", said="booking_class")
