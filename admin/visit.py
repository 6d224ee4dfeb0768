"""A visit: one request of somebody who is signed in, in the organization that its address names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, NoReturn
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends
from sqlalchemy import Connection, Row
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin import render
from admin.house import House, now
from admin.texts import text
from storage import inbox_threads, installation, organizations, organizers, rights, sessions

COOKIE = "budkavle_session"
RECENTLY = timedelta(minutes=10)
# Who may do what, beside looking.
MAY = {
    "send": ("sender", "organizer", "admin"),
    "answer": ("sender", "organizer", "booker", "admin"),
    "edit": ("organizer", "admin"),
    "export": ("organizer", "admin"),
    "book": ("booker", "organizer", "admin"),
    "halt": ("sender", "organizer", "booker", "admin"),
    "manage": ("admin",),
}


class Away(Exception):
    """The visitor is sent to another page first."""

    def __init__(self, to: str) -> None:
        self.to = to


class Refused(Exception):
    """The visitor's role does not reach to what was asked."""

    def __init__(self, organization: str) -> None:
        self.organization = organization


@dataclass(frozen=True)
class Signed:
    """Somebody who is signed in. session: see `storage.sessions.find`; roles: by the organization's id."""

    request: Request
    house: House
    session: Row[Any]
    roles: dict[int, str]

    @property
    def language(self) -> str:
        return str(self.session.language)

    @property
    def actor(self) -> str:
        """How the audit names them."""
        return f"organizer:{self.session.organizer_id}"


def cookie_name(house: House, name: str = COOKIE) -> str:
    """What a cookie of ours is called; by https so that no other host may set it."""
    return f"__Host-{name}" if house.secure else name


def session_of(request: Request) -> Row[Any] | None:
    """The session of a request, also one that has given the first factor alone."""
    house: House = request.app.state.house
    token = request.cookies.get(cookie_name(house), "")
    return house.read(lambda db: sessions.find(db, token, now())) if token else None


def recently(signed: Signed) -> bool:
    """Whether they gave the second factor within ten minutes."""
    return signed.house.demo or now() - signed.session.second_at <= RECENTLY


def signed_of(request: Request) -> Signed:
    """Who is signed in here; anybody else is sent to sign in and comes back."""
    house: House = request.app.state.house
    moment = now()
    session = session_of(request)
    if session is None or session.second_at is None:
        raise Away(_sign_in(request, "/sign-in" if session is None else "/sign-in/code"))
    if moment - session.seen_at > sessions.NOTED:
        house.change(lambda db: sessions.seen(db, session.id, moment))
    return Signed(request, house, session, house.read(lambda db: organizers.roles(db, session.organizer_id)))


def _sign_in(request: Request, page: str) -> str:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{page}?next={quote(here)}" if request.method == "GET" and here != "/" else page


@dataclass(frozen=True)
class Visit:
    """A visit in an organization. tree: all organizations by id. role: theirs here, or above where there is none here.

    below: the ids of the organization and of those under it: what its pages may show.
    """

    signed: Signed
    organization: Row[Any]
    role: str
    tree: dict[int, Row[Any]]
    below: tuple[int, ...]
    now: datetime

    @property
    def house(self) -> House:
        return self.signed.house

    @property
    def language(self) -> str:
        return self.signed.language

    @property
    def actor(self) -> str:
        return self.signed.actor

    @property
    def id(self) -> int:
        """The organization's id."""
        return int(self.organization.id)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organization.timezone)

    @cached_property
    def reachable(self) -> list[Row[Any]]:
        """The organizations that they may go to, in order of name."""
        found = [row for row in self.tree.values() if role_in(self.signed.roles, self.tree, row.id)]
        return sorted(found, key=lambda row: row.name.casefold())

    @cached_property
    def is_halted(self) -> bool:
        return self.read(installation.halted_at) is not None

    @cached_property
    def waiting(self) -> int:
        """How many threads of the inbox wait for a person."""
        return int(self.read(lambda db: inbox_threads.waiting(db, self.below)))

    def read(self, unit: Callable[[Connection], Any]) -> Any:
        """Look into the database."""
        return self.house.read(unit)

    def change(self, unit: Callable[[Connection], Any]) -> Any:
        """One transaction; returns when it is committed."""
        return self.house.change(unit)

    def noted(self, action: str, unit: Callable[[Connection], Any], object: str = "", **detail: Any) -> Any:
        """One transaction, with its line in the audit: who did what to what, and counts."""

        def done(db: Connection) -> Any:
            result = unit(db)
            installation.note(
                db, self.actor, action, self.now, organization_id=self.id, object=object, detail=detail or None
            )
            return result

        return self.change(done)

    def looked(self, person_id: int, organization_id: int, action: str) -> None:
        """Note in the read log that they saw somebody's page, or were given what stands on it."""
        self.change(lambda db: rights.looked(db, person_id, organization_id, self.now, by=self.actor, action=action))

    def may(self, deed: str) -> bool:
        """Whether their role reaches to a deed; see `MAY`."""
        return self.role in MAY[deed]

    def require(self, deed: str) -> None:
        """Go on only when they may; else they get a page that says whom to ask."""
        if not self.may(deed):
            raise Refused(self.organization.name)

    def text(self, key: str, **values: object) -> str:
        """A text in their language."""
        return text(self.language, key, **values)

    def url(self, path: str = "", **query: object) -> str:
        """The address of a page in this organization, as `/people`; empty values are left out."""
        given = {name: value for name, value in query.items() if value not in ("", None, False)}
        return f"/o/{self.id}{path}" + (f"?{urlencode(given, doseq=True)}" if given else "")

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page, or a part of one."""
        said = self.signed.request.query_params.get("said", "")
        html = render.drawn(template, self.language, visit=self, said=said, **values)
        return HTMLResponse(html, status)

    def go(self, path: str = "", *, said: str = "", **query: object) -> Response:
        """On to a page of this organization, which opens with the text `said_…`."""
        return RedirectResponse(self.url(path, said=said, **query), 303)


def role_in(roles: dict[int, str], tree: dict[int, Row[Any]], organization_id: int) -> str | None:
    """What somebody with these roles is in an organization: what they are there, else in the nearest one above."""
    seen: set[int] = set()
    at: int | None = organization_id
    while at is not None and at not in seen and at in tree:
        if at in roles:
            return roles[at]
        seen.add(at)
        at = tree[at].parent_id
    return None


def visit_of(organization_id: int, signed: Annotated[Signed, Depends(signed_of)]) -> Visit:
    """The visit in the organization of the path; what is not theirs is not there."""
    tree = {row.id: row for row in signed.house.read(organizations.listed)}
    role = role_in(signed.roles, tree, organization_id)
    if role is None:
        nothing_here()
    return Visit(signed, tree[organization_id], role, tree, _below(tree, organization_id), now())


def _below(tree: dict[int, Row[Any]], organization_id: int) -> tuple[int, ...]:
    children: dict[int | None, list[int]] = {}
    for row in tree.values():
        children.setdefault(row.parent_id, []).append(row.id)
    found = [organization_id]
    for current in found:  # it grows as it goes
        found += children.get(current, ())
    return tuple(found)


def nothing_here() -> NoReturn:
    """There is no such thing, or it is somebody else's: the same answer, to the byte."""
    raise HTTPException(404)


Here = Annotated[Visit, Depends(visit_of)]
Somebody = Annotated[Signed, Depends(signed_of)]
