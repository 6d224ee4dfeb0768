"""Signing in by a link: the one that lets a new organizer choose a password, and the one that a demo prints."""

import hmac
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from admin import credentials, door
from admin.door import Outside
from admin.house import House, now
from admin.sign_in import In, go_on, halfway
from admin.texts import preferred
from admin.visit import nothing_here
from storage import installation, organizers, sessions, signing_in

router = APIRouter()
DEMO_EMAIL = "demo@example.org"


@router.get("/sign-in/link/{token}")
def link_page(request: Request, token: str) -> Response:
    """Where a link leads: to choose a password. Looking at it, as a preview does, does not use it up."""
    house: House = request.app.state.house
    account = house.read(lambda db: signing_in.link(db, token, now()))
    if account is None:
        return _no_link(request)
    return door.form_page(request, "sign_in_link.html", email=account.email, wrong="")


@router.post("/sign-in/link/{token}")
def link(request: Request, token: str, form: Outside) -> Response:
    """Their password from now on, and on to the second factor."""
    house: House = request.app.state.house
    moment, password = now(), form.text("password")
    account = house.read(lambda db: signing_in.link(db, token, moment))
    if account is None:
        return _no_link(request)
    weak = credentials.weakness(password, account.email)
    if weak:
        return door.form_page(
            request, "sign_in_link.html", status=422, email=account.email, wrong=f"sign_in_weak_{weak}"
        )
    kept, language = credentials.hash_of(password), preferred(request.headers.get("accept-language", ""))

    def unit(db: Connection) -> In | None:
        if signing_in.use_link(db, token, moment) is None:
            return None
        if account.password_hash is None:
            organizers.change(db, account.id, language=language)
        set_password(db, account.id, kept, moment)
        return halfway(db, account, moment, door.agent(request))

    came = house.change(unit)
    return go_on(house, came) if came else _no_link(request)


def _no_link(request: Request) -> Response:
    return door.page(request, "sign_in_no_link.html", status=404)


def set_password(db: Connection, organizer_id: int, password_hash: str, moment: datetime) -> None:
    """From now on it is this one; whoever is signed in by the old one is out, and no link of theirs lets in."""
    organizers.change(db, organizer_id, password_hash=password_hash)
    sessions.end_all(db, organizer_id)
    signing_in.end_links(db, organizer_id)
    who = f"organizer:{organizer_id}"
    installation.note(db, who, "password.changed", moment, object=who)


@router.get("/sign-in/demo")
def demo(request: Request, key: str = "") -> Response:
    """Into the made-up association of a demo, as whoever is made up for it; anywhere else there is no such page."""
    house: House = request.app.state.house
    if not house.demo or not house.demo_key or not hmac.compare_digest(key.encode(), house.demo_key.encode()):
        nothing_here()
    moment = now()

    def unit(db: Connection) -> str | None:
        account = organizers.by_email(db, DEMO_EMAIL)
        agent = door.agent(request)
        return sessions.start(db, account.id, moment, second_at=moment, agent=agent) if account else None

    token = house.change(unit)
    if token is None:
        nothing_here()
    return go_on(house, In(token, whole=True))
