"""The link to the panel that a demo prints opens it, and opens nothing of an installation that is no demo."""

from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from bot.cli.demo import sandbox_settings
from bot.config import Settings
from bot.demo import ASSOCIATION, DISTRICT, fill, links
from bot.panel import open_demo
from bot.service import open_database
from bot.web import make_app


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    """Those of a demo, with its organizer in the database."""
    found = sandbox_settings(8000).model_copy(update={"database_url": sqlite_url, "secret_key": "a key for tests"})
    database = open_database(found)
    fill(database, found, datetime.now(UTC))
    database.close()
    return found


def test_the_printed_link_opens_the_panel_of_the_district_and_its_association(settings: Settings) -> None:
    printed = links(settings, "127.0.0.1", 8000)
    assert list(printed) == ["panel", "phone"]
    app = make_app(settings, with_worker=False)
    open_demo(app, settings, printed["phone"])
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert client.get("/").url.path == "/sign-in"
        shown = client.get(printed["panel"])
        assert shown.status_code == 200
        assert DISTRICT in shown.text
        assert ASSOCIATION in shown.text


def test_the_same_link_opens_nothing_where_no_demo_was_started(settings: Settings) -> None:
    with TestClient(make_app(settings, with_worker=False), base_url="http://127.0.0.1:8000") as client:
        assert client.get(links(settings, "127.0.0.1", 8000)["panel"]).status_code == 404
        assert client.get("/").url.path == "/sign-in"
