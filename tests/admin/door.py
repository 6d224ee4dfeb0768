"""Whoever stands at the door of the panel in a test: a browser that is not signed in, an app for codes, a clock."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyotp
from starlette.testclient import TestClient

from admin import credentials
from admin.door import FORM_COOKIE
from admin.visit import COOKIE
from storage import organizers, sessions, signing_in
from storage.session import Database
from tests.admin.conftest import Panel

EMAIL = "bo.lind@example.org"
PASSWORD = "kvarn mygg sten sju"
DOMAIN = "testserver.local"
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@dataclass
class Caller:
    """Somebody with a browser, and what they have: a password, the secret of their app, their recovery codes."""

    client: TestClient
    email: str = EMAIL
    password: str = PASSWORD
    secret: str = ""
    codes: list[str] = field(default_factory=list)

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, follow_redirects=False, **options)

    def send(self, path: str, page: str = "", **fields: Any) -> Any:
        """A form as it stands on its page, filled in and sent; not followed. page: where it stands, if not there."""
        shown = self.get(page or path).text
        found = re.search(r'name="csrf" value="([^"]+)"', shown)
        return self.client.post(path, data={"csrf": found[1] if found else "", **fields}, follow_redirects=False)

    def code(self) -> str:
        """What their app shows now."""
        return pyotp.TOTP(self.secret).at(datetime.now(UTC))

    def come_by(self, link: str) -> Any:
        """All the way from a link to the recovery codes."""
        assert self.send(link, password=self.password).headers["location"] == "/sign-in/second-factor"
        self.secret = secret_in(self.get("/sign-in/second-factor").text)
        answer = self.send("/sign-in/second-factor", code=self.code())
        self.codes = codes_in(answer.text)
        return answer

    def give_password(self, **more: str) -> Any:
        return self.send("/sign-in", email=self.email, password=self.password, **more)

    def give_code(self, code: str = "") -> Any:
        return self.send("/sign-in/code", code=code or self.code())

    def is_in(self) -> bool:
        return bool(self.get("/account").status_code == 200)


def secret_in(page: str) -> str:
    """The secret that a page offers."""
    found = re.search(r"[?&;]secret=([A-Z2-7]+)", page)
    assert found is not None
    return found[1]


def codes_in(page: str) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"\b\w{4}-\w{4}-\w{4}\b", page)


def caller(panel: Panel, place: str = "192.0.2.1", **more: Any) -> Caller:
    """Somebody at the door, from a place on the net."""
    return Caller(TestClient(panel.client.app, client=(place, 50000)), **more)


def stranger(panel: Panel, place: str) -> TestClient:
    """A program that sends forms without having looked at a page."""
    return TestClient(panel.client.app, client=(place, 50000), cookies={FORM_COOKIE: "x"})


def invited(database: Database, organization_id: int, email: str = EMAIL, role: str = "admin") -> str:
    """The path of a link for somebody who is to be an organizer."""

    def make(db: Any) -> str:
        organizer_id = organizers.add(db, email, datetime.now(UTC), name="Bo Lind")
        organizers.give_role(db, organizer_id, organization_id, role)
        return signing_in.make_link(db, organizer_id, datetime.now(UTC))

    return f"/sign-in/link/{database.change(make)}"


def settled(panel: Panel, place: str = "192.0.2.1") -> Caller:
    """Somebody who has set everything up, and is signed in."""
    moment = datetime.now(UTC)
    bo = caller(panel, place, secret=credentials.new_secret(), codes=credentials.new_recovery_codes())

    def make(db: Any) -> str:
        organizer_id = organizers.add(db, EMAIL, moment, name="Bo Lind")
        organizers.give_role(db, organizer_id, panel.ids["Solna"], "admin")
        organizers.change(db, organizer_id, password_hash=credentials.hash_of(bo.password))
        signing_in.set_second_factor(db, organizer_id, bo.secret, int(moment.timestamp()) // 30, instead_of=None)
        signing_in.set_recovery(db, organizer_id, map(credentials.recovery_hash, bo.codes))
        return sessions.start(db, organizer_id, moment, second_at=moment)

    bo.client.cookies.set(COOKIE, panel.database.change(make), domain=DOMAIN)
    return bo


def elsewhere(panel: Panel, of: Caller, place: str = "192.0.2.2") -> Caller:
    """The same person at another browser."""
    return caller(panel, place, email=of.email, password=of.password, secret=of.secret, codes=of.codes)
