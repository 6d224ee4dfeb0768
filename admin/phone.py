"""The sandbox phone: a page to text from as any member, and to see what comes back. Only with the key of its link."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import Connection
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Message as Event
from starlette.types import Receive, Scope, Send

from admin.phone_view import SHARE_CONTACT, Style, bubbles, initials
from admin.texts import CATALOGS, preferred, text
from storage import threads
from storage.threads import Member

STRANGER = "stranger"  # who: a member's id, or this
STRANGERS_NUMBER = "+46701740699"
CHANNELS = ("sms", "telegram")
SHOWN = 50  # members in the list
HUES = 8  # of the discs with people's initials
LARGEST = 1024 * 1024  # bytes of a form: what is too long for us is cut by whoever takes it in, not refused here

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the key stands in the address
    "Cache-Control": "no-store",
}

Read = Callable[[Callable[[Connection], Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Road:
    """What the phone may do: look into the database, and send something in as if from outside.

    text_in(channel, address, body), tap_in(channel, address, value), contact_in(chat, number).
    """

    read: Read
    text_in: Callable[[str, str, str], Awaitable[None]]
    tap_in: Callable[[str, str, str], Awaitable[None]]
    contact_in: Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True)
class Handset:
    """The phone in somebody's hand: whose, on which channel, at which address. member: None for a stranger."""

    who: str
    channel: str
    member: Member | None

    @property
    def number(self) -> str:
        return self.member.number if self.member else STRANGERS_NUMBER

    @property
    def address(self) -> str:
        return self.number if self.channel == "sms" else threads.sandbox_chat(self.number)


class Locked:
    """Lets in who has the key; to anybody else there is nothing here, exactly as anywhere else that nothing is."""

    def __init__(self, app: Router, key: str) -> None:
        self.app, self.key = app, key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not hmac.compare_digest(_given_key(scope), self.key):
            raise HTTPException(404)

        async def send_guarded(event: Event) -> None:
            if event["type"] == "http.response.start":
                MutableHeaders(scope=event).update(HEADERS)
            await send(event)

        await self.app(scope, receive, send_guarded)


def _given_key(scope: Scope) -> bytes:
    query: bytes = scope["query_string"]
    try:
        fields = parse_qs(query.decode("latin-1"), max_num_fields=20)
    except ValueError:
        return b""
    return fields.get("key", [""])[0].encode("utf-8", "replace")


def phone_route(road: Road, key: str, *, timezone: str, currency: str) -> Route:
    """The one route that holds the phone: `/phone` and all below it. timezone: where nobody's own is known."""
    phone = Phone(road, key, timezone, currency)
    static = StaticFiles(directory=Path(__file__).parent / "static")
    routes = [
        Route("/phone", phone.page, methods=["GET"]),
        Route("/phone/thread", phone.fragment, methods=["GET"]),
        Route("/phone/text", phone.text_in, methods=["POST"]),
        Route("/phone/tap", phone.tap_in, methods=["POST"]),
        Mount("/phone/static", static),
    ]
    return Route("/phone{rest:path}", Locked(Router(routes, redirect_slashes=False), key))


class Phone:
    """The pages."""

    def __init__(self, road: Road, key: str, timezone: str, currency: str) -> None:
        self.road, self.key, self.timezone, self.currency = road, key, timezone, currency
        loader = PackageLoader("admin")
        self.templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    async def page(self, request: Request) -> Response:
        """The members to choose from and, once one is chosen, their phone."""
        search = request.query_params.get("q", "")[:100]
        people, count = await self.road.read(lambda db: threads.members(db, search, SHOWN))
        chosen = await self._handset(request) if "who" in request.query_params else None
        listed = {"people": people, "count": count, "search": search, "stranger": STRANGER}
        return await self._drawn("phone.html", request, chosen, listed)

    async def fragment(self, request: Request) -> Response:
        """The thread alone, as the page asks for it again and again."""
        return await self._drawn("phone_thread.html", request, await self._handset(request), {})

    async def text_in(self, request: Request) -> Response:
        """A text is sent."""
        handset, fields = await self._handset(request), await _form(request)
        await self.road.text_in(handset.channel, handset.address, fields.get("text", ""))
        return self._back_to(handset, request)

    async def tap_in(self, request: Request) -> Response:
        """A button is tapped, or the number shared by one."""
        handset, fields = await self._handset(request), await _form(request)
        value = fields.get("value", "")
        if value == SHARE_CONTACT:
            await self.road.contact_in(handset.address, handset.number)
        else:
            await self.road.tap_in(handset.channel, handset.address, value)
        return self._back_to(handset, request)

    async def _handset(self, request: Request) -> Handset:
        """Whose phone it is, as the address says; 404 when it is nobody's."""
        who, channel = request.query_params.get("who", ""), request.query_params.get("channel", "sms")
        if channel not in CHANNELS:
            raise HTTPException(404)
        if who == STRANGER:
            return Handset(who, channel, None)
        person_id = int(who) if who.isascii() and who.isdecimal() and len(who) < 18 else 0
        member = await self.road.read(lambda db: threads.member(db, person_id))
        if member is None:
            raise HTTPException(404)
        return Handset(who, channel, member)

    def _back_to(self, handset: Handset, request: Request) -> Response:
        found = self.url("/phone", who=handset.who, channel=handset.channel, q=request.query_params.get("q", ""))
        return RedirectResponse(found, status_code=303)

    def url(self, path: str, **query: object) -> str:
        """A link of ours; an empty value is left out."""
        given = {name: value for name, value in query.items() if value not in ("", None)}
        return f"{path}?{urlencode({'key': self.key, **given})}"

    async def _drawn(
        self, template: str, request: Request, handset: Handset | None, values: dict[str, Any]
    ) -> HTMLResponse:
        language = preferred(request.headers.get("accept-language", ""))
        zone = handset.member.timezone if handset and handset.member else self.timezone
        style = Style(language, self.currency, zone, datetime.now(UTC))
        html = self.templates.get_template(template).render(
            **values,
            **self._words(language),
            handset=handset,
            bubbles=await self._bubbles(handset, style) if handset else [],
            channels=CHANNELS,
            key=self.key,
            strangers_number=STRANGERS_NUMBER,
        )
        return HTMLResponse(html, headers={"Vary": "Accept-Language"})

    def _words(self, language: str) -> dict[str, Any]:
        """What templates call."""

        def t(key: str, **values: object) -> str:
            return text(language, key, **values)

        def words(handset: Handset) -> list[str]:
            spoken = handset.member.language if handset.member else language
            return text(spoken if spoken in CATALOGS else "sv", "phone_words").split(", ")

        def language_name(code: str) -> str:
            return t(f"phone_language_{code}") if code in CATALOGS else code

        return {
            "t": t, "url": self.url, "words": words, "language_name": language_name, "initials": initials,
            "hue": lambda number: number % HUES,
        }  # fmt: skip

    async def _bubbles(self, handset: Handset, style: Style) -> Any:
        found = await self.road.read(lambda db: threads.thread(db, handset.channel, handset.address))
        return bubbles(found, style)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; 413 for one longer than any phone could write, 400 for what is none."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST:
            raise HTTPException(413)
    try:
        fields = parse_qs(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: values[0] for name, values in fields.items()}
