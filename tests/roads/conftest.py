"""The app in this process, over real HTTP, between its providers' stand-ins, with every request judged afterwards."""

import itertools
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import settle, sms, worker
from bot.config import Settings
from bot.service import open_database
from bot.standins.serve import serving
from bot.standins.telegram import TelegramStandin
from bot.standins.twilio import TwilioStandin
from bot.web import make_app
from bot.worker import Worker
from storage import installation, outbox
from tests.roads.association import NO_QUIET, make_organization
from tests.roads.road import PUBLIC, Road
from tests.standins.spec import check_journal, check_telegram_update

SOON = 0.3  # seconds
ROADS = itertools.count(1)
Providers = tuple[TwilioStandin, str, TelegramStandin, str]
Opened = Callable[..., Road]


@pytest.fixture(scope="session")
def providers() -> Iterator[Providers]:
    """Both stand-ins, and where they are."""
    twilio, telegram = TwilioStandin(), TelegramStandin()
    with serving(twilio.app) as twilio_url, serving(telegram.app) as telegram_url:
        yield twilio, twilio_url, telegram, telegram_url


@pytest.fixture(autouse=True)
async def judged(providers: Providers, apps: ExitStack) -> AsyncIterator[None]:
    """After every test: all that was asked and answered must fit the providers' own descriptions."""
    twilio, _, telegram, _ = providers
    twilio.journal.reset()  # the app of another file may have sent a last word while it was closed
    telegram.journal.reset()
    yield
    await twilio.settled()
    try:
        check_journal(twilio.journal)
        check_journal(telegram.journal)
        for callback in telegram.journal.callbacks:
            check_telegram_update(callback.params)
    finally:
        twilio.reset()
        telegram.faults.clear()
        telegram.journal.reset()


@pytest.fixture(scope="module")
def hurried() -> Iterator[pytest.MonkeyPatch]:
    """Everything that is waited for comes sooner: ticks, looks at the provider's list, and the end of patience."""
    usual = vars(Worker)["ticks"].fget
    with pytest.MonkeyPatch.context() as patch:
        sooner = property(lambda self: [(tick, max(0.2, every / 20)) for tick, every in usual(self)])
        patch.setattr(Worker, "ticks", sooner)
        patch.setattr(worker, "IDLE", 0.1)
        patch.setattr(settle, "LOOKS", (0.1, 0.2, 0.3))
        patch.setattr(sms, "TIMEOUT", aiohttp.ClientTimeout(total=5, connect=1, sock_read=0.5))
        later, pause = outbox.try_later, installation.pause
        patch.setattr(outbox, "try_later", lambda db, id_, error, when: later(db, id_, error, min(when, soon())))
        patch.setattr(installation, "pause", lambda db, sender, seconds: pause(db, sender, min(seconds, SOON)))
        yield patch


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=SOON)


@pytest.fixture
def apps() -> Iterator[ExitStack]:
    """What was started for one test alone: closed when that has been judged, or it would go on ticking."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def open_road(
    apps: ExitStack, providers: Providers, hurried: pytest.MonkeyPatch, sqlite_template: Path, tmp_path: Path
) -> Opened:
    """A function that starts an app on a fresh database for one test; `quiet` hours, and any setting by its name."""
    return partial(started, apps, providers, sqlite_template, tmp_path)


@pytest.fixture(scope="module")
def open_shared(
    providers: Providers, hurried: pytest.MonkeyPatch, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """As `open_road`, for all tests of a file."""
    with ExitStack() as stack:
        yield partial(started, stack, providers, sqlite_template, tmp_path_factory.mktemp("road"))
        providers[2].reset()


def started(
    stack: ExitStack, providers: Providers, template: Path, folder: Path, *, quiet: str = NO_QUIET,
    with_telegram: bool = False, **more: Any,
) -> Road:  # fmt: skip
    """An app on a database of its own in the folder, until the stack is closed."""
    twilio, twilio_url, telegram, telegram_url = providers
    if with_telegram:
        import_module("bot.telegram_receiver")  # takes seconds, which are not those that an app has to start in
    file = shutil.copy(template, folder / f"road-{next(ROADS)}.db")
    more = {"telegram_bot_token": telegram.token if with_telegram else "", **more}
    found = settings_for(f"sqlite:///{file}", twilio, twilio_url, telegram_url, **more)
    database = open_database(found)
    stack.callback(database.close)
    organization_id = database.change(lambda db: make_organization(db, quiet))
    url = stack.enter_context(serving(make_app(found)))
    return Road(url, found, database, twilio, telegram, organization_id).called_back()


@pytest.fixture(scope="module")
def _road(open_shared: Opened) -> Road:
    return open_shared()


@pytest.fixture
def road(_road: Road) -> Road:
    """SMS alone; shared by the tests of a file, each of which brings its own people."""
    return _road.called_back()


@pytest.fixture(scope="module")
def _both(open_shared: Opened, providers: Providers) -> Road:
    opened = open_shared(with_telegram=True)
    wait_for_webhook(providers[2])
    return opened


@pytest.fixture
def both(_both: Road) -> Road:
    """SMS and Telegram, whose webhook is set; likewise shared."""
    return _both.called_back()


def wait_for_webhook(telegram: TelegramStandin) -> None:
    """Wait until the app has told Telegram where it is."""
    ends = time.monotonic() + 15
    while telegram.inbox.webhook is None:
        assert time.monotonic() < ends, "the webhook was not set"
        time.sleep(0.02)


def settings_for(url: str, twilio: TwilioStandin, twilio_url: str, telegram_url: str, **more: Any) -> Settings:
    """The settings of an app that has the stand-ins for providers."""
    usual = {
        "database_url": url, "public_url": PUBLIC, "secret_key": "a key for tests", "hash_key": "a key for tests",
        "twilio_account_sid": twilio.account.sid, "twilio_auth_token": twilio.account.auth_token,
        "twilio_auth_token_secondary": "d" * 32, "twilio_from": twilio.account.numbers,
        "twilio_api_url": twilio_url, "telegram_api_url": telegram_url,
        "sms_parts_per_second": 1e6, "quiet_hours": NO_QUIET,
    }  # fmt: skip
    return Settings(_env_file=None, **{**usual, **more})  # type: ignore[call-arg]
