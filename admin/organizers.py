"""Organizers and their roles in an organization: invited by a link that works once, and out at once when removed."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin.form import Posted
from admin.visit import Here, Visit, nothing_here
from storage import organizers, signing_in
from storage.tables.organizer import ROLES

router = APIRouter(prefix="/o/{organization_id}/organizers")


@router.get("")
def listed(visit: Here) -> Response:
    """Who is what here, and a form to invite somebody."""
    visit.require("manage")
    return _page(visit)


def _page(visit: Visit, *, link: str = "", email: str = "", wrong: str = "", status: int = 200) -> Response:
    rows = visit.read(lambda db: organizers.listed(db, visit.id))
    return visit.page("organizers.html", status=status, rows=rows, roles=ROLES, link=link, email=email, wrong=wrong)


@router.post("")
def invite(visit: Here, form: Posted) -> Response:
    """Give somebody a role; who has no password yet gets a link, shown here once."""
    visit.require("manage")
    email, role = organizers.folded(form.text("email")), form.text("role")
    if role not in ROLES:
        nothing_here()
    if "@" not in email or len(email) > 200 or " " in email:
        return _page(visit, email=email, wrong=visit.text("organizers_bad_email"), status=422)
    token = visit.noted("organizer.add", lambda db: _invite(db, visit, email, role))
    link = f"{visit.house.public_url}/sign-in/link/{token}" if token else ""
    return _page(visit, link=link, email=email)


def _invite(db: Connection, visit: Visit, email: str, role: str) -> str:
    organizer_id = organizers.add(db, email, visit.now, language=visit.organization.language)
    organizers.give_role(db, organizer_id, visit.id, role)
    account = organizers.get(db, organizer_id)
    is_new = account is not None and account.password_hash is None
    return signing_in.make_link(db, organizer_id, visit.now) if is_new else ""


@router.post("/{organizer_id}/remove")
def remove(visit: Here, organizer_id: int, form: Posted) -> Response:
    """They are nothing here any more, from now on; the last administrator stays."""
    visit.require("manage")
    gone = visit.noted(
        "organizer.remove", lambda db: _remove(db, visit, organizer_id), object=f"organizer:{organizer_id}"
    )
    return visit.go("/organizers", said="organizer_removed" if gone else "organizer_last")


def _remove(db: Connection, visit: Visit, organizer_id: int) -> bool:
    rows = organizers.listed(db, visit.id)
    admins = [row.id for row in rows if row.role == "admin"]
    if organizer_id not in [row.id for row in rows]:
        nothing_here()
    if admins == [organizer_id] and visit.signed.roles.get(visit.id) == "admin":
        return False
    organizers.remove(db, organizer_id, organization_id=visit.id)
    return True
