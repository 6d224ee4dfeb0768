"""The way in: `/` leads to the organization that somebody is of, and the address of their organizations to today."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from admin.visit import Somebody, nothing_here, role_in
from storage import organizations

router = APIRouter()


@router.get("/")
def home(somebody: Somebody) -> Response:
    """To the topmost organization that they are anything in."""
    tree = {row.id: row for row in somebody.house.read(organizations.listed)}
    first = next((row.id for row in tree.values() if role_in(somebody.roles, tree, row.id)), None)
    return RedirectResponse(f"/o/{first}", 303) if first is not None else nothing_here()
