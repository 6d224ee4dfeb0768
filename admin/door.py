"""The door: what the pages have in common that are there for those who are not signed in, or not quite."""

import hmac
import secrets
from ipaddress import ip_address, ip_network
from math import ceil
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin import render
from admin.form import Form, Stale, from_elsewhere, parse, posted
from admin.house import House
from admin.texts import preferred, text
from admin.visit import COOKIE, Away, Signed, cookie_name, session_of
from storage import sessions

FORM_COOKIE = "budkavle_form"
FORM_LASTS = 60 * 60  # seconds that a page may stand open before its form is sent


# Where they go


def ours(path: str) -> str:
    """A path to go on to, if it is one of ours and not of the door itself; else the start."""
    is_path = path.startswith("/") and not path.startswith(("//", "/sign-")) and path.isprintable()
    return path if is_path and not any(char in path for char in "\\ ") else "/"


def wanted_of(next: Annotated[str, Query()] = "/") -> str:
    """Where they want to go in the end."""
    return ours(next)


def url(page: str, wanted: str = "/", **query: str) -> str:
    """The address of a page of the door that leads on to `wanted`."""
    given = {**query, **({"next": wanted} if wanted != "/" else {})}
    return f"{page}?{urlencode(given)}" if given else page


def to(page: str, wanted: str = "/", **query: str) -> RedirectResponse:
    """On to a page of the door."""
    return RedirectResponse(url(page, wanted, **query), 303)


# Who they are


def peer(request: Request) -> str:
    """Where a request comes from, as tries are counted: an address, or the network that one household gets of IPv6."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


def agent(request: Request) -> str:
    """What their browser calls itself."""
    return request.headers.get("user-agent", "")


def set_session(response: Response, house: House, token: str) -> None:
    """They carry this session from now on."""
    _set(response, house, COOKIE, token, int(sessions.LASTS.total_seconds()))


def forget_session(response: Response, house: House) -> None:
    """They carry none."""
    response.delete_cookie(cookie_name(house), secure=house.secure, httponly=True, samesite="lax")


def _set(response: Response, house: House, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        cookie_name(house, name), value, max_age=seconds, secure=house.secure, httponly=True, samesite="lax"
    )


# Pages and forms


def waiting(language: str, seconds: float) -> str:
    """How long somebody has to wait, in words: `40 sekunder`, `3 minuter`."""
    n = ceil(seconds) if seconds <= 90 else ceil(seconds / 60)
    return text(language, "sign_in_seconds" if seconds <= 90 else "sign_in_minutes", n=n)


def page(request: Request, template: str, *, status: int = 200, language: str = "", **values: Any) -> HTMLResponse:
    """A page without the frame of the panel, in the browser's language if no other is given."""
    spoken = language or preferred(request.headers.get("accept-language", ""))
    said = request.query_params.get("said", "")
    html = render.drawn(template, spoken, said=said, house=request.app.state.house, url=url, waiting=waiting, **values)
    return HTMLResponse(html, status, headers={"Vary": "Accept-Language"})


def form_page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page with a form for somebody who has no session: what it sends back has to be in a cookie, too."""
    house: House = request.app.state.house
    token = request.cookies.get(cookie_name(house, FORM_COOKIE)) or secrets.token_urlsafe(24)
    response = page(request, template, status=status, csrf=token, **values)
    _set(response, house, FORM_COOKIE, token, FORM_LASTS)
    return response


async def from_outside(request: Request) -> Form:
    """The form of somebody not signed in, from a page of ours that was open in their browser."""
    form = await parse(request)
    kept = request.cookies.get(cookie_name(request.app.state.house, FORM_COOKIE), "")
    if from_elsewhere(request) or not kept or not hmac.compare_digest(form.text("csrf").encode(), kept.encode()):
        raise Stale
    return form


def halfway_of(request: Request, wanted: Annotated[str, Depends(wanted_of)]) -> Signed:
    """Who has given the first factor alone; anybody else is sent where they belong."""
    if request.method == "POST" and from_elsewhere(request):
        raise Stale
    session = session_of(request)
    if session is None or session.second_at is not None:
        raise Away(wanted if session else url("/sign-in", wanted))
    return Signed(request, request.app.state.house, session, {})


async def from_halfway(request: Request, signed: Annotated[Signed, Depends(halfway_of)]) -> Form:
    """Their form."""
    return await posted(request, signed)


Wanted = Annotated[str, Depends(wanted_of)]
Outside = Annotated[Form, Depends(from_outside)]
Halfway = Annotated[Signed, Depends(halfway_of)]
FromHalfway = Annotated[Form, Depends(from_halfway)]
