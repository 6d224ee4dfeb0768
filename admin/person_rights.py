"""What the law gives a person: everything there is about them, to be forgotten, and what must be kept all the same."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin import access_report
from admin.form import Posted
from admin.person import Id, of
from admin.visit import Here, Visit
from storage import erasing, people, rights
from storage.erasing import Report
from storage.importing.names import fold
from storage.rights import Hold

router = APIRouter(prefix="/o/{organization_id}/people/{person_id:int}")

FORMS = {"json": ("application/json", "json"), "text": ("text/plain", "txt")}
LONGEST_REASON = 300


@router.post("/access")
def access(visit: Here, person_id: Id, form: Posted) -> Response:
    """Everything there is about somebody, as a file to hand out to them."""
    visit.require("export")
    row = of(visit, person_id)
    media, ending = FORMS.get(form.text("as"), FORMS["text"])
    visit.change(lambda db: _handed_out(db, visit, row))
    document = visit.read(lambda db: access_report.access(db, person_id, visit.now))
    text = _json(document) if ending == "json" else access_report.readable(document, visit.language)
    name = f"{visit.text('person_access_file')}-{person_id}.{ending}"
    return Response(text, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _handed_out(db: Connection, visit: Visit, row: Row[Any]) -> None:
    rights.given(db, row.organization_id, "access", visit.now, by=visit.actor)
    rights.looked(db, row.id, row.organization_id, visit.now, by=visit.actor, action="people access")


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@router.get("/erase")
def erase_page(visit: Here, person_id: Id) -> Response:
    """What goes and what stays, and a field for the name."""
    visit.require("manage")
    row = of(visit, person_id)
    visit.looked(row.id, row.organization_id, "panel person")
    return _erase_page(visit, row)


def _erase_page(visit: Visit, row: Row[Any], status: int = 200, typed: str = "", wrong: str = "") -> Response:
    hold = visit.read(lambda db: rights.hold_of(db, row.id, visit.now))
    name = people.name_of(row) or str(row.id)
    return visit.page("person_erase.html", status=status, row=row, name=name, hold=hold, typed=typed, wrong=wrong)


@router.post("/erase")
def erase(visit: Here, person_id: Id, form: Posted) -> Response:
    """Everything about somebody goes, once their name is typed as it stands there."""
    visit.require("manage")
    row, typed = of(visit, person_id), form.text("name")
    if fold(typed) != fold(people.name_of(row) or str(row.id)):
        return _erase_page(visit, row, 422, typed, visit.text("person_erase_wrong"))
    outcome = visit.change(lambda db: _erase(db, visit, person_id))
    if isinstance(outcome, Hold):
        return _erase_page(visit, row, 422, typed)
    return visit.go("/people", said="person_erased")


def _erase(db: Connection, visit: Visit, person_id: int) -> Report | Hold:
    outcome = erasing.erase(db, person_id, visit.now, by=visit.actor)
    if isinstance(outcome, Report):
        visit.house.tell_freed(db, outcome.freed, visit.now)
    return outcome


@router.post("/hold")
def hold(visit: Here, person_id: Id, form: Posted) -> Response:
    """What there is about somebody must be kept until a day, also when they ask to be erased."""
    visit.require("manage")
    row, until, reason = of(visit, person_id), _end_of(visit, form.text("until")), form.text("reason")
    if until is None or not reason or len(reason) > LONGEST_REASON:
        wrong = "person_hold_wrong_reason" if until is not None else "person_hold_wrong_until"
        return _erase_page(visit, row, 422, wrong=visit.text(wrong))
    visit.change(lambda db: rights.hold(db, person_id, Hold(until, reason), visit.now, by=visit.actor))
    return visit.go(f"/people/{person_id}", said="person_held")


def _end_of(visit: Visit, text: str) -> datetime | None:
    """The end of a day to come, by the clocks of the organization."""
    try:
        day = date.fromisoformat(text) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    ends = datetime.combine(day, time(), visit.zone).astimezone(UTC)
    return ends if ends > visit.now else None


@router.post("/release")
def release(visit: Here, person_id: Id, form: Posted) -> Response:
    """It need not be kept any more."""
    visit.require("manage")
    of(visit, person_id)
    visit.change(lambda db: rights.release(db, person_id, visit.now, by=visit.actor))
    return visit.go(f"/people/{person_id}", said="person_released")
