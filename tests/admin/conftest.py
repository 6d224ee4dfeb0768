"""What tests of the panel share: two districts that know nothing of each other, and somebody signed in at one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from admin.app import add_panel
from admin.house import House
from admin.visit import COOKIE
from storage import organizations, organizers, sessions
from storage.session import Database

ZONE = "Europe/Stockholm"


@dataclass(frozen=True)
class Panel:
    """The panel in a test: its client is signed in; organizations by name."""

    client: TestClient
    database: Database
    ids: dict[str, int]
    csrf: str

    def get(self, path: str, organization: str = "Solna", **options: Any) -> Any:
        """A page of an organization."""
        return self.client.get(f"/o/{self.ids[organization]}{path}", **options)

    def post(self, path: str, organization: str = "Solna", files: Any = None, **fields: Any) -> Any:
        """A form of a page, sent with its token; not followed."""
        url = f"/o/{self.ids[organization]}{path}"
        return self.client.post(url, data={"csrf": self.csrf, **fields}, files=files, follow_redirects=False)


def signed_in(database: Database, organization_id: int, role: str = "admin", email: str = "anna@example.org") -> str:
    """A new account with this role; the token of its session."""
    now = datetime.now(UTC)

    def make(db: Any) -> str:
        organizer_id = organizers.add(db, email, now, name="Anna Ek")
        organizers.give_role(db, organizer_id, organization_id, role)
        return sessions.start(db, organizer_id, now, second_at=now)

    return database.change(make)


@cache
def the_app() -> FastAPI:
    """The app of all panels of a test process: to learn its pages takes it longer than most tests of one."""
    app = FastAPI(openapi_url=None)
    add_panel(app, House(database=lambda: None))  # type: ignore[arg-type, return-value]
    return app


def make_panel(
    database: Database, role: str = "admin", at: str = "Solna", email: str = "anna@example.org"
) -> Panel:
    """Stockholm with Solna and Kista, Skåne with Lund; somebody signed in with a role in one of them."""
    now = datetime.now(UTC)

    def plant(db: Any) -> dict[str, int]:
        ids: dict[str, int] = {}
        for name, parent in (
            ("Stockholm", None),
            ("Solna", "Stockholm"),
            ("Kista", "Stockholm"),
            ("Skåne", None),
            ("Lund", "Skåne"),
        ):
            found = organizations.find(db, name)
            made = (
                organizations.add(db, name, ids.get(parent or ""), ZONE, "00:00-00:00", now)
                if found is None
                else found.id
            )
            ids[name] = int(made or 0)
        return ids

    ids = database.change(plant)
    app = the_app()
    app.state.house = House(database=lambda: database)
    token = signed_in(database, ids[at], role, email)
    client = TestClient(app, base_url="http://testserver", cookies={COOKIE: token}, raise_server_exceptions=True)
    session = database.read(lambda db: sessions.find(db, token, now))
    return Panel(client, database, ids, session.csrf)


@pytest.fixture
def panel(database: Database) -> Panel:
    """The panel, on both databases, seen by an administrator of Solna."""
    return make_panel(database)


@pytest.fixture
def sqlite_panel(sqlite_database: Database) -> Panel:
    """As `panel`, on SQLite alone: for pages whose statements are tested elsewhere."""
    return make_panel(sqlite_database)


@pytest.fixture
def light_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as in earnest, only with less."""
    from argon2 import PasswordHasher

    from admin import credentials

    monkeypatch.setattr(credentials, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> Any:
    """A clock that stands still until it is moved: `clock.shift(30)`."""
    import time_machine

    from tests.admin.door import NOON

    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
