"""My account: who I am, what proves it, and where I am signed in."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from admin import credentials, door
from admin.form import Form, Posted
from admin.second_factor import RIGHT, WRONG, Verdict, judge_in_session, shown, take_into_use
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
    return _page(visit)


@router.post("/me")
def me(visit: AtHome, form: Posted) -> Response:
    """Their name, their language, and where a test text goes."""
    number = phones.normal(form.text("phone"), visit.house.countries)
    if form.text("phone") and isinstance(number, phones.BadPhone):
        return _page(visit, form, {"phone": visit.text("account_phone_wrong")})
    language = form.text("language")
    values: dict[str, Any] = {"name": form.text("name")[:LONGEST_NAME]}
    if language in LANGUAGES:
        values["language"] = language

    def unit(db: Connection) -> None:
        found = addresses.find_or_make(db, "sms", number.e164, visit.now) if isinstance(number, phones.Phone) else None
        organizers.change(db, _id(visit), **values, address_id=found.id if found else None)

    visit.noted("account.changed", unit, object=visit.actor)
    return _go("account_saved")


def _id(visit: Visit) -> int:
    return int(visit.signed.session.organizer_id)


# What proves it


@router.post("/password")
def password(visit: AtHome, form: Posted) -> Response:
    """A new password, for the old one; it ends all other sessions, and this one gets a new token."""
    email, old, new = visit.signed.session.email, form.text("old"), form.text("new")
    weak = credentials.weakness(new, email)
    if weak:
        return _page(visit, form, {"new": visit.text(f"sign_in_weak_{weak}")})
    wait = visit.change(lambda db: signing_in.take(db, "account", email, visit.now))
    if wait:
        return _page(
            visit, form, {"old": visit.text("account_old_slow", wait=door.waiting(visit.language, wait))}, status=429
        )
    known = visit.read(lambda db: organizers.get(db, _id(visit))).password_hash
    if not credentials.fits(known, old):
        visit.change(lambda db: signing_in.failed(db, _id(visit), visit.now, factor=1))
        return _page(visit, form, {"old": visit.text("account_old_wrong")})
    response = _go("account_password")
    door.set_session(response, visit.house, _changed(visit, credentials.hash_of(new)))
    return response


def _changed(visit: Visit, password_hash: str) -> str:
    session = visit.signed.session

    def unit(db: Connection) -> str:
        signing_in.give_back(db, "account", session.email)
        set_password(db, _id(visit), password_hash, visit.now)
        return sessions.start(db, _id(visit), visit.now, second_at=session.second_at, agent=session.agent)

    return str(visit.change(unit))


@router.post("/recovery")
def recovery(visit: AtHome, form: Posted) -> Response:
    """New recovery codes, for a code; nobody sees them again, and the old ones are dead."""
    codes = credentials.new_recovery_codes()

    def unit(db: Connection) -> None:
        signing_in.set_recovery(db, _id(visit), map(credentials.recovery_hash, codes))

    verdict = _judged(visit, form)
    if verdict is not RIGHT:
        return _refused(visit, verdict)
    visit.noted("recovery.renewed", unit, object=visit.actor)
    return visit.page("account_codes.html", codes=codes)


@router.post("/second-factor")
def offer(visit: AtHome, form: Posted) -> Response:
    """On to a new second factor, for a code of the old one."""
    verdict = _judged(visit, form)
    if verdict is not RIGHT:
        return _refused(visit, verdict)
    visit.change(lambda db: sessions.offer(db, visit.signed.session.id, credentials.new_secret()))
    return RedirectResponse("/account/second-factor", 303)


@router.get("/second-factor")
def offered(visit: AtHome) -> Response:
    """The new one, which counts once a code of it was given."""
    return _offered(visit)


@router.post("/second-factor/confirm")
def confirm(visit: AtHome, form: Posted) -> Response:
    """It counts: the old one is dead, and so are all other sessions and the old recovery codes."""
    codes = credentials.new_recovery_codes()

    def unit(db: Connection) -> str | None:
        account = organizers.get(db, _id(visit))
        before = account.totp_secret if account else None
        if not take_into_use(db, visit.signed, form.text("code"), codes, visit.now, instead_of=before):
            return None
        sessions.end_all(db, _id(visit), but=visit.signed.session.id)
        return sessions.renew(db, visit.signed.session.id, visit.now, second_at=visit.now)

    token = visit.change(unit)
    if token is None:
        return _offered(visit, status=422)
    response = visit.page("account_codes.html", codes=codes)
    door.set_session(response, visit.house, token)
    return response


def _offered(visit: Visit, *, status: int = 200) -> Response:
    session = visit.signed.session
    if not session.offered_secret:
        return RedirectResponse("/account", 303)
    values = shown(session.offered_secret, session.email)
    return visit.page("account_second_factor.html", status=status, wrong=status != 200, **values)


def _judged(visit: Visit, form: Form) -> Verdict:
    """What came of the code that they gave with a form."""

    def unit(db: Connection) -> Verdict:
        verdict = judge_in_session(db, visit.signed.session, form.text("code"), visit.now)
        if verdict is RIGHT:
            sessions.confirmed(db, visit.signed.session.id, visit.now)
        return verdict

    return visit.change(unit)  # type: ignore[no-any-return]


def _refused(visit: Visit, verdict: Verdict) -> Response:
    if verdict.is_ == "over":
        response = door.to("/sign-in", "/account", said="too_many_codes")
        door.forget_session(response, visit.house)
        return response
    key = "sign_in_code_wrong" if verdict is WRONG else "sign_in_code_slow"
    said = visit.text(key, wait=door.waiting(visit.language, verdict.wait))
    return _page(visit, None, {"code": said}, status=422 if verdict is WRONG else 429)


# Where they are signed in


@router.post("/sessions/end")
def end_others(visit: AtHome, form: Posted) -> Response:
    """Out everywhere but here."""
    visit.change(lambda db: sessions.end_all(db, _id(visit), but=visit.signed.session.id))
    return _go("account_ended")


@router.post("/sessions/{session_id}/end")
def end(visit: AtHome, form: Posted, session_id: int) -> Response:
    """Out there, with the next thing that is asked from there."""
    visit.change(lambda db: sessions.end(db, session_id, of=_id(visit)))
    return _go("account_ended")


def device(agent: str, visit: Visit) -> str:
    """What somebody is signed in on, as they would say it: `Firefox på Android`."""
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    if not browser or not system:
        return browser or system or visit.text("account_device_unknown")
    return visit.text("account_device", browser=browser, system=system)


# The page


def _page(
    visit: Visit, form: Form | None = None, wrong: Mapping[str, str] | None = None, *, status: int = 0
) -> Response:
    """Everything about the account; what was typed into `form` stays, and what was `wrong` with it stands beside it."""

    def unit(db: Connection) -> dict[str, Any]:
        row = organizers.get(db, _id(visit))
        address_id = row.address_id if row else None
        return {
            "row": row,
            "phone": phones.national(addresses.get(db, address_id).address) if address_id else "",
            "codes_left": signing_in.recovery_left(db, _id(visit)),
            "failures": signing_in.failures(db, _id(visit), visit.now - MONTH),
            "places": [(each, device(each.agent, visit)) for each in sessions.of_organizer(db, _id(visit), visit.now)],
        }

    found = visit.read(unit)
    typed = {"name": found["row"].name, "language": found["row"].language, "phone": found["phone"]}
    typed |= {name: form.text(name) for name in typed if form is not None and name in form.data}
    return visit.page("account.html", status=status or (422 if wrong else 200), typed=typed, wrong=wrong or {}, **found)


def _go(said: str) -> Response:
    return RedirectResponse(f"/account?said={said}", 303)
