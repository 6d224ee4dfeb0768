"""The audit: who did what, and who has looked at whom."""

from fastapi import APIRouter
from starlette.responses import Response

from admin.texts import CATALOGS
from admin.visit import Here
from storage import audits, people

router = APIRouter(prefix="/o/{organization_id}/audit")

PAGE = 50


@router.get("")
def done(visit: Here, before: int | None = None) -> Response:
    """What was done here and below, the latest first."""
    visit.require("manage")
    rows = visit.read(lambda db: audits.listed(db, visit.below, before=before, limit=PAGE))
    names = visit.read(lambda db: audits.names(db, [row.actor for row in rows]))
    return visit.page("audit.html", rows=rows, names=names, page=PAGE, known=CATALOGS["sv"].__contains__)


@router.get("/looks")
def looks(visit: Here, before: int | None = None) -> Response:
    """Who has looked at whom."""
    visit.require("manage")
    rows = visit.read(lambda db: audits.looks(db, visit.below, before=before, limit=PAGE))
    names = visit.read(lambda db: audits.names(db, [row.actor for row in rows]))
    return visit.page("audit_looks.html", rows=rows, names=names, page=PAGE, name_of=people.name_of)
