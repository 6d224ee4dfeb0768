"""Halt: one button on every page that stops all sending, and one that starts it again."""

from fastapi import APIRouter
from starlette.responses import Response

from admin.form import Posted
from admin.visit import Here
from storage import installation

router = APIRouter(prefix="/o/{organization_id}")


@router.post("/halt")
def halt(visit: Here, form: Posted) -> Response:
    """Stop: from the next look at the outbox on, at most a second or two from now, nothing goes on the wire."""
    visit.require("halt")
    visit.noted("halt", lambda db: installation.halt(db, visit.now))
    return visit.go(said="halted")


@router.post("/resume")
def resume(visit: Here, form: Posted) -> Response:
    visit.require("manage")
    visit.noted("resume", installation.resume)
    return visit.go(said="resumed")
