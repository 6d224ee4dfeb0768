"""Signing in with e-mail and password, which leads to the second factor; and out again."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admin import credentials, door
from admin.door import Outside, Wanted
from admin.form import Posted
from admin.house import House, now
from admin.second_factor import RIGHT, judge
from admin.visit import Somebody, session_of
from storage import installation, organizers, sessions, signing_in

router = APIRouter()
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Try:
    """A try to sign in. slow: the seconds for which a password alone is not looked at, for this account.

    A code that is given along is: so nobody who tries to guess can lock out whoever has both factors.
    """

    email: str
    password: str
    code: str
    peer: str
    now: datetime
    slow: float = 0.0


@dataclass(frozen=True)
class In:
    """They are in: by the first factor alone, unless `whole`. sets_up: they have no second factor yet."""

    token: str
    whole: bool = False
    sets_up: bool = False


# With a password


@router.get("/sign-in")
def sign_in_page(request: Request, wanted: Wanted) -> Response:
    """The first page of the door; who is signed in goes straight on."""
    session = session_of(request)
    if session is not None and session.second_at is not None:
        return RedirectResponse(wanted, 303)
    return _form(request, wanted)


@router.post("/sign-in")
def sign_in(request: Request, form: Outside, wanted: Wanted) -> Response:
    """The first factor. The same words, and about the same time, for a wrong password and an unknown e-mail."""
    house: House = request.app.state.house
    email, moment, at = organizers.folded(form.text("email"))[:LONGEST_EMAIL], now(), door.peer(request)
    wait = house.change(lambda db: signing_in.take(db, "address", at, moment))
    if wait:
        return _form(request, wanted, email=email, wait=wait, says="sign_in_slow_here")
    slow = house.change(lambda db: _slowed(db, email, moment))
    tried = Try(email, form.text("password"), form.text("code"), at, moment, slow)
    if slow and not tried.code:
        return _form(request, wanted, email=email, wait=slow, says="sign_in_slow")
    came = _let_in(house, tried, session_of(request), door.agent(request))
    if came is None:
        return _form(request, wanted, email=email, wait=slow, says="sign_in_wrong")
    return go_on(house, came, wanted)


def _slowed(db: Connection, email: str, moment: datetime) -> float:
    """Count a try at an account; when it is one too many the audit says so, once an hour."""
    wait = signing_in.take(db, "account", email, moment)
    if wait and not signing_in.take(db, "told", email, moment):
        account = organizers.by_email(db, email)
        object_ = f"organizer:{account.id}" if account else ""
        installation.note(db, "somebody", "sign_in.slowed", moment, object=object_)
    return wait


def _let_in(house: House, tried: Try, before: Row[Any] | None, agent: str) -> In | None:
    account = house.read(lambda db: organizers.by_email(db, tried.email))
    known = account.password_hash if account else None
    fits = credentials.fits(known, tried.password)
    better = credentials.hash_of(tried.password) if fits and known and credentials.is_outdated(known) else None

    def unit(db: Connection) -> In | None:
        now_ = organizers.get_for_update(db, account.id) if account else None
        if not fits or now_ is None or now_.password_hash != known or not _has_code(db, now_, tried):
            signing_in.failed(db, account.id if account else None, tried.now, factor=1)
            return None
        if better:
            organizers.change(db, now_.id, password_hash=better)
        return _start(db, now_, tried, before, agent)

    return house.change(unit)  # type: ignore[no-any-return]


def _has_code(db: Connection, account: Row[Any], tried: Try) -> bool:
    return not tried.slow or judge(db, account.id, tried.code, tried.now) is RIGHT


def _start(db: Connection, account: Row[Any], tried: Try, before: Row[Any] | None, agent: str) -> In:
    """A session of their own, whatever the browser came with."""
    if before is not None:
        sessions.end(db, before.id)
    signing_in.give_back(db, "address", tried.peer)
    if tried.slow:
        signing_in.forget(db, "account", tried.email)
        installation.note(db, f"organizer:{account.id}", "sign_in", tried.now, object=f"organizer:{account.id}")
        return In(sessions.start(db, account.id, tried.now, second_at=tried.now, agent=agent), whole=True)
    signing_in.give_back(db, "account", tried.email)
    return halfway(db, account, tried.now, agent)


def halfway(db: Connection, account: Row[Any], moment: datetime, agent: str) -> In:
    """In by the first factor; who has no second one is offered one."""
    secret = None if account.totp_secret else credentials.new_secret()
    token = sessions.start(db, account.id, moment, second_at=None, agent=agent, offered_secret=secret)
    return In(token, sets_up=secret is not None)


def go_on(house: House, came: In, wanted: str = "/") -> Response:
    """To the second factor, or to where they want."""
    half = door.to("/sign-in/second-factor" if came.sets_up else "/sign-in/code", wanted)
    response = RedirectResponse(wanted, 303) if came.whole else half
    door.set_session(response, house, came.token)
    return response


def _form(request: Request, wanted: str, *, email: str = "", wait: float = 0.0, says: str = "") -> Response:
    """The form; `says` is what was wrong. It asks for a code along with the password while the account is slowed."""
    asks_code = wait > 0 and says != "sign_in_slow_here"
    status = 429 if wait else 422 if says else 200
    response = door.form_page(
        request, "sign_in_password.html", status=status, wanted=wanted, email=email, says=says, wait=wait,
        asks_code=asks_code,
    )  # fmt: skip
    if wait:
        response.headers["Retry-After"] = str(ceil(wait))
    return response


# Out


@router.post("/sign-out")
def sign_out(signed: Somebody, form: Posted) -> Response:
    """The session is gone, whatever still carries its cookie."""
    signed.house.change(lambda db: sessions.end(db, signed.session.id))
    response = door.to("/sign-in", said="signed_out")
    door.forget_session(response, signed.house)
    return response
