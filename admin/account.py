"""My account: who I am, my password, and where I am signed in."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from admin import credentials, door
from admin.form import Form, Posted
from admin.sign_in_link import set_password
from admin.texts import LANGUAGES
from admin.visit import Somebody, Visit, nothing_here, role_in, visit_of
from storage import addresses, organizations, organizers, phones, sessions, signing_in
from storage.retention import YEAR

router = APIRouter(prefix="/account")
MONTH = YEAR / 12
LONGEST_NAME = 100
BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "FxiOS": "Firefox", "Firefox": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome",
    "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip


def at_home(signed: Somebody) -> Visit:
    """A visit in the first organization that they are anything in: the page has its frame, and is about no one."""
    tree = {row.id: row for row in signed.house.read(organizations.listed)}
    first = next((row.id for row in tree.values() if role_in(signed.roles, tree, row.id)), None)
    return visit_of(first, signed) if first is not None else nothing_here()


AtHome = Annotated[Visit, Depends(at_home)]


@router.get("")
def account(visit: AtHome) -> Response:
    """Everything about it."""
    return page(visit)


@router.post("/me")
def me(visit: AtHome, form: Posted) -> Response:
    """Their name, their language, and where a test text goes."""
    number = phones.normal(form.text("phone"), visit.house.countries)
    if form.text("phone") and isinstance(number, phones.BadPhone):
        return page(visit, form, {"phone": visit.text("account_phone_wrong")})
    language = form.text("language")
    values: dict[str, Any] = {"name": form.text("name")[:LONGEST_NAME]}
    if language in LANGUAGES:
        values["language"] = language

    def unit(db: Connection) -> None:
        found = addresses.find_or_make(db, "sms", number.e164, visit.now) if isinstance(number, phones.Phone) else None
        organizers.change(db, mine(visit), **values, address_id=found.id if found else None)

    visit.noted("account.changed", unit, object=visit.actor)
    return _go("account_saved")


def mine(visit: Visit) -> int:
    """Their id."""
    return int(visit.signed.session.organizer_id)


@router.post("/password")
def password(visit: AtHome, form: Posted) -> Response:
    """A new password, for the old one; it ends all other sessions, and this one gets a new token."""
    email, old, new = visit.signed.session.email, form.text("old"), form.text("new")
    weak = credentials.weakness(new, email)
    if weak:
        return page(visit, form, {"new": visit.text(f"sign_in_weak_{weak}")})
    wait = visit.change(lambda db: signing_in.take(db, "account", email, visit.now))
    if wait:
        return page(
            visit, form, {"old": visit.text("account_old_slow", wait=door.waiting(visit.language, wait))}, status=429
        )
    known = visit.read(lambda db: organizers.get(db, mine(visit))).password_hash
    if not credentials.fits(known, old):
        visit.change(lambda db: signing_in.failed(db, mine(visit), visit.now, factor=1))
        return page(visit, form, {"old": visit.text("account_old_wrong")})
    response = _go("account_password")
    door.set_session(response, visit.house, _changed(visit, credentials.hash_of(new)))
    return response


def _changed(visit: Visit, password_hash: str) -> str:
    session = visit.signed.session

    def unit(db: Connection) -> str:
        signing_in.give_back(db, "account", session.email)
        set_password(db, mine(visit), password_hash, visit.now)
        return sessions.start(db, mine(visit), visit.now, second_at=session.second_at, agent=session.agent)

    return str(visit.change(unit))


# Where they are signed in


@router.post("/sessions/end")
def end_others(visit: AtHome, form: Posted) -> Response:
    """Out everywhere but here."""
    visit.change(lambda db: sessions.end_all(db, mine(visit), but=visit.signed.session.id))
    return _go("account_ended")


@router.post("/sessions/{session_id}/end")
def end(visit: AtHome, form: Posted, session_id: int) -> Response:
    """Out there, with the next thing that is asked from there."""
    visit.change(lambda db: sessions.end(db, session_id, of=mine(visit)))
    return _go("account_ended")


def device(agent: str, visit: Visit) -> str:
    """What somebody is signed in on, as they would say it: `Firefox på Android`."""
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    if not browser or not system:
        return browser or system or visit.text("account_device_unknown")
    return visit.text("account_device", browser=browser, system=system)


# The page


def page(
    visit: Visit, form: Form | None = None, wrong: Mapping[str, str] | None = None, *, status: int = 0
) -> Response:
    """Everything about the account; what was typed into `form` stays, and what was `wrong` with it stands beside it."""

    def unit(db: Connection) -> dict[str, Any]:
        row = organizers.get(db, mine(visit))
        address_id = row.address_id if row else None
        return {
            "row": row,
            "phone": phones.national(addresses.get(db, address_id).address) if address_id else "",
            "codes_left": signing_in.recovery_left(db, mine(visit)),
            "failures": signing_in.failures(db, mine(visit), visit.now - MONTH),
            "places": [(each, device(each.agent, visit)) for each in sessions.of_organizer(db, mine(visit), visit.now)],
        }

    found = visit.read(unit)
    typed = {"name": found["row"].name, "language": found["row"].language, "phone": found["phone"]}
    typed |= {name: form.text(name) for name in typed if form is not None and name in form.data}
    return visit.page("account.html", status=status or (422 if wrong else 200), typed=typed, wrong=wrong or {}, **found)


def _go(said: str) -> Response:
    return RedirectResponse(f"/account?said={said}", 303)
