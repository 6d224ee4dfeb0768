"""One person taken in by hand, with the legal basis on which they are kept."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin import person_form
from admin.form import Posted
from admin.person_form import Entered
from admin.visit import Here, Visit
from storage import by_hand, installation, organizations
from storage.by_hand import Newcomer
from storage.tables import person_role, person_tag

router = APIRouter(prefix="/o/{organization_id}/people")


@router.get("/new")
def blank(visit: Here) -> Response:
    """An empty form."""
    visit.require("edit")
    return _page(visit, person_form.empty(visit))


def _page(
    visit: Visit, entered: Entered, status: int = 200, there: int | None = None, erased: bool = False
) -> Response:
    known = {"there": there, "erased": erased}
    return visit.page("people_new.html", status=status, entered=entered, choices=person_form.choices(visit), **known)


@router.post("/new")
def add(visit: Here, form: Posted) -> Response:
    """Take somebody in. Who is there already is shown; who asked to be erased comes back by their own wish alone."""
    visit.require("edit")
    entered = person_form.read(visit, form)
    number = person_form.number_of(visit, entered)
    if entered.wrong:
        return _page(visit, entered, 422)
    newcomer = Newcomer(**entered.columns(), number=number, standing=entered.standing(visit))
    there, erased = visit.read(lambda db: _known(db, visit, newcomer))
    if there is not None or (erased and not form.on("asked_back")):
        return _page(visit, entered, 422, there, erased)
    person_id = visit.change(lambda db: _add(db, visit, newcomer, entered))
    return visit.go(f"/people/{person_id}", said="person_added")


def _known(db: Connection, visit: Visit, newcomer: Newcomer) -> tuple[int | None, bool]:
    related = {*visit.below, *organizations.above(db, newcomer.organization_id)}
    return by_hand.known(db, newcomer, visit.below), by_hand.erased_at(db, newcomer, related) is not None


def _add(db: Connection, visit: Visit, newcomer: Newcomer, entered: Entered) -> int:
    person_id = by_hand.add(db, newcomer, visit.now)
    by_hand.set_words(db, person_tag.c.tag, person_id, entered.words("tags"))
    by_hand.set_words(db, person_role.c.role, person_id, entered.words("roles"))
    about = {"organization_id": newcomer.organization_id, "object": f"person:{person_id}"}
    installation.note(db, visit.actor, "people add", visit.now, **about)
    return person_id
