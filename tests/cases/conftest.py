"""The office in which the stories of the cases happen, once on each database."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.service import open_database
from bot.standins.serve import serving
from bot.web import make_app
from tests.cases.office import Office
from tests.conftest import copied
from tests.roads.association import make_organization
from tests.roads.conftest import Providers, hurried, providers, settings_for
from tests.roads.road import Road
from tests.standins.spec import check_journal

__all__ = ["hurried", "providers"]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def _office(
    request: pytest.FixtureRequest, providers: Providers, hurried: None, tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[Office]:  # fmt: skip
    folder = tmp_path_factory.mktemp("office")
    where: dict[str, Callable[[], str]] = {
        "sqlite": lambda: _copy(request.getfixturevalue("sqlite_template"), folder),
        "postgresql": lambda: copied(request.getfixturevalue("postgresql_server"), worker_id),
    }
    twilio, twilio_url, telegram, telegram_url = providers
    found = settings_for(where[request.param](), twilio, twilio_url, telegram_url)
    with ExitStack() as stack:
        database = open_database(found)
        stack.callback(database.close)
        organization_id = database.change(make_organization)
        url = stack.enter_context(serving(make_app(found)))
        yield Office(Road(url, found, database, twilio, telegram, organization_id), folder)


def _copy(template: Path, folder: Path) -> str:
    shutil.copy(template, folder / "budkavle.db")
    return f"sqlite:///{folder / 'budkavle.db'}"


@pytest.fixture
async def office(_office: Office) -> AsyncIterator[Office]:
    """An office that is open: each story of a file brings its own people. All that was sent is judged afterwards."""
    road = _office.road.called_back()
    road.twilio.journal.reset()
    yield _office
    await road.twilio.settled()
    check_journal(road.twilio.journal)
    road.twilio.reset()
