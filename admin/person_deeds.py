"""What can be done about a person: put right, given a number, silenced, protected, and no member any more."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin import person_form
from admin.form import Posted
from admin.person import Id, of, page
from admin.person_form import Entered
from admin.visit import Here, Visit
from storage import by_hand, calendars, dossier, people, phones
from storage.importing.reasons import phone_reason
from storage.importing.texts import reason_text
from storage.tables import person_role, person_tag

router = APIRouter(prefix="/o/{organization_id}/people/{person_id:int}")


@router.get("/correct")
def form_page(visit: Here, person_id: Id) -> Response:
    """A form with what stands there."""
    visit.require("edit")
    row = of(visit, person_id)
    visit.looked(row.id, row.organization_id, "panel person")
    tags, roles = visit.read(lambda db: (people.tags_of(db, person_id), dossier.roles(db, person_id)))
    return _form(visit, row, person_form.of(visit, row, tags, roles))


def _form(visit: Visit, row: Row[Any], entered: Entered, status: int = 200) -> Response:
    choices = person_form.choices(visit)
    return visit.page("person_correct.html", status=status, row=row, entered=entered, choices=choices)


@router.post("/correct")
def correct(visit: Here, person_id: Id, form: Posted) -> Response:
    """Put right what is wrong; what was changed here no file changes back."""
    visit.require("edit")
    row = of(visit, person_id)
    entered = person_form.read(visit, form)
    if entered.wrong:
        return _form(visit, row, entered, 422)
    _noted(visit, "correct", person_id, lambda db: _correct(db, visit, row, entered))
    return visit.go(f"/people/{person_id}", said="person_corrected")


def _correct(db: Connection, visit: Visit, row: Row[Any], entered: Entered) -> None:
    """Only what differs counts as set by hand."""
    changed = {name: value for name, value in entered.columns().items() if value != getattr(row, name)}
    if changed:
        people.correct(db, row.id, changed, visit.now)
    before, standing = person_form.of(visit, row, [], []).typed, entered.standing(visit)
    if any(before[name] != entered.typed[name] for name in ("relation", "basis", "source", "since")):
        by_hand.stand(db, row.id, standing, visit.now)
    by_hand.set_words(db, person_tag.c.tag, row.id, entered.words("tags"))
    by_hand.set_words(db, person_role.c.role, row.id, entered.words("roles"))


def _noted(visit: Visit, action: str, person_id: int, unit: Callable[[Connection], Any], **detail: Any) -> Any:
    return visit.noted(f"people {action}", unit, object=f"person:{person_id}", **detail)


@router.post("/numbers")
def give_number(visit: Here, person_id: Id, form: Posted) -> Response:
    """They have one more number."""
    visit.require("edit")
    row, typed = of(visit, person_id), form.text("number")
    found = phones.normal(typed, visit.house.countries)
    if not isinstance(found, phones.Phone):
        why = person_form.sentence(reason_text(phone_reason(found, typed), visit.language))
        return page(visit, row, 422, number=why, typed=typed)
    number = found.e164
    outcome = _noted(visit, "number", person_id, lambda db: by_hand.give_number(db, person_id, number, visit.now))
    if outcome == "said_stop":
        return page(visit, row, 422, number=visit.text("person_number_stop"), typed=typed)
    return visit.go(f"/people/{person_id}", said="person_number_given")


@router.post("/numbers/{address_id:int}/remove")
def take_number(visit: Here, person_id: Id, address_id: Id, form: Posted) -> Response:
    """A number that is not theirs."""
    visit.require("edit")
    of(visit, person_id)
    _noted(visit, "wrong number", person_id, lambda db: by_hand.take_number(db, person_id, address_id, visit.now))
    return visit.go(f"/people/{person_id}", said="person_number_taken")


@router.post("/silence")
def silence(visit: Here, person_id: Id, form: Posted) -> Response:
    """They have told somebody that they want no more texts."""
    visit.require("answer")
    of(visit, person_id)
    _noted(visit, "silence", person_id, lambda db: by_hand.silence(db, person_id, visit.now, by=visit.actor))
    return visit.go(f"/people/{person_id}", said="person_silenced")


@router.post("/left")
def left(visit: Here, person_id: Id, form: Posted) -> Response:
    """They are no member any more."""
    visit.require("edit")
    of(visit, person_id)
    _noted(visit, "left", person_id, lambda db: people.left(db, person_id, visit.now))
    return visit.go(f"/people/{person_id}", said="person_left")


@router.post("/protected")
def protect(visit: Here, person_id: Id, form: Posted) -> Response:
    """Their identity is protected, or is not any more."""
    visit.require("edit")
    of(visit, person_id)
    values = {"protected": form.on("on")}
    _noted(visit, "protected", person_id, lambda db: people.correct(db, person_id, values, visit.now), **values)
    return visit.go(f"/people/{person_id}", said="person_is_protected" if form.on("on") else "person_not_protected")


@router.post("/calendar")
def make_link(visit: Here, person_id: Id, form: Posted) -> Response:
    """A link to their own shifts; made anew, the one before is dead."""
    visit.require("edit")
    of(visit, person_id)

    def renew(db: Connection) -> None:
        calendars.end_link(db, person_id=person_id)
        calendars.link(db, visit.now, person_id=person_id)

    _noted(visit, "calendar", person_id, renew)
    return visit.go(f"/people/{person_id}", said="person_calendar_made")


@router.post("/calendar/end")
def end_link(visit: Here, person_id: Id, form: Posted) -> Response:
    """Nobody reads their shifts by a link any more."""
    visit.require("edit")
    of(visit, person_id)
    _noted(visit, "calendar end", person_id, lambda db: calendars.end_link(db, person_id=person_id))
    return visit.go(f"/people/{person_id}", said="calendar_ended")
