"""The panel: its pages put together, what every answer carries, and what is shown when something went wrong."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin import (
    account,
    account_codes,
    audit,
    booking,
    booking_association,
    booking_calendar,
    booking_candidate,
    booking_deeds,
    booking_new,
    bookings,
    broadcasts,
    compose,
    compose_send,
    exports,
    halting,
    inbox,
    organization,
    organizers,
    people,
    people_duplicates,
    people_export,
    people_import,
    people_new,
    person,
    person_deeds,
    person_rights,
    quotas,
    second_factor,
    segments,
    setting_up,
    shift,
    shift_edit,
    shift_pattern,
    shifts,
    sign_in,
    sign_in_link,
    start,
    survey_edit,
    survey_export,
    survey_start,
    survey_try,
    surveys,
    today,
)
from admin.form import Stale
from admin.house import House
from admin.render import STATIC, drawn
from admin.texts import preferred
from admin.visit import Away, Refused

PAGES: tuple[APIRouter, ...] = (
    sign_in.router, sign_in_link.router, second_factor.router, setting_up.router, account.router,
    account_codes.router, start.router, halting.router,
    today.router, broadcasts.router, compose.router, compose_send.router, inbox.router, organization.router,
    organizers.router, audit.router,
    people.router, people_new.router, people_import.router, people_duplicates.router, people_export.router,
    segments.router, person.router, person_deeds.router, person_rights.router,
    shifts.router, shift_pattern.router, exports.router, exports.public, shift.router, shift_edit.router,
    exports.open_calendar, quotas.router, bookings.router, booking_new.router, booking_calendar.router,
    booking_candidate.router, booking_association.router, booking.router, booking_deeds.router,
    surveys.router, survey_edit.router, survey_start.router, survey_try.router, survey_export.router,
)  # fmt: skip
HTMX = Path(str(files("js_lib_htmx"))) / "static" / "htmx"

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
WRONG = {404: "not_found", 403: "refused", 413: "too_large"}


def add_panel(app: FastAPI, house: House) -> None:
    """Put the panel on a web process."""
    app.state.house = house
    app.add_middleware(Guarded, secure=house.secure)
    app.mount("/static/htmx", StaticFiles(directory=HTMX))
    app.mount("/static", StaticFiles(directory=STATIC))
    for router in PAGES:
        app.include_router(router)
    handlers: dict[Any, Callable[..., Response]] = {
        Away: _away, Refused: _refused, Stale: _stale, HTTPException: _wrong, RequestValidationError: _not_found,
        OverflowError: _not_found, DataError: _not_found, Exception: _failed,
    }  # fmt: skip
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)


class Guarded:
    """No address asks for what no database keeps; every answer carries the headers that keep a page to itself.

    What set its own headers keeps them.
    """

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self.app = app
        self.headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        scope["query_string"] = _without_nul(scope["query_string"])
        lasting = scope["path"].startswith("/static/")

        async def send_guarded(event: Message) -> None:
            if event["type"] == "http.response.start":
                headers = MutableHeaders(scope=event)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if lasting:
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
            await send(event)

        return await self.app(scope, receive, send_guarded)


def _without_nul(query: bytes) -> bytes:
    """A query without the NULs in its names and values."""
    if b"%00" not in query:
        return query
    given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode([(name.replace("\0", ""), value.replace("\0", "")) for name, value in given]).encode()


def _away(request: Request, error: Away) -> Response:
    """To another page; a part of a page that asked takes the whole page there."""
    if request.headers.get("hx-request"):
        return Response(headers={"HX-Redirect": error.to})
    return RedirectResponse(error.to, 303)


def _sorry(request: Request, key: str, status: int, **values: object) -> HTMLResponse:
    language = preferred(request.headers.get("accept-language", ""))
    html = drawn("sorry.html", language, key=key, values=values, status=status)
    return HTMLResponse(html, status, headers={"Vary": "Accept-Language"})


def _refused(request: Request, error: Refused) -> Response:
    return _sorry(request, "refused", 403, organization=error.organization)


def _stale(request: Request, error: Stale) -> Response:
    return _sorry(request, "stale", 403)


def _wrong(request: Request, error: HTTPException) -> Response:
    return _sorry(request, WRONG.get(error.status_code, "failed"), error.status_code)


def _not_found(request: Request, error: Exception) -> Response:
    """An address that names no number where there is one, or none that a database can hold, is that of nothing."""
    return _sorry(request, "not_found", 404)


def _failed(request: Request, error: Exception) -> Response:
    return _sorry(request, "failed", 500)
