"""Stand-ins that run, a bot's webhooks that keep what they get, and the check of every request and answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.standins.answers import parameters
from bot.standins.serve import serving
from bot.standins.telegram import TelegramStandin
from bot.standins.twilio import TwilioStandin
from tests.standins.spec import check_journal, check_telegram_update


@dataclass
class Hook:
    """A bot's webhooks: `got` is (path, parameters, headers) of each post, `status` what it answers."""

    url: str = ""
    status: int = 204
    got: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)


@pytest.fixture(scope="session")
def _served_hook() -> Iterator[Hook]:
    kept = Hook()

    async def keep(request: Request) -> Response:
        kept.got.append((request.url.path, await parameters(request), dict(request.headers)))
        return Response(status_code=kept.status)

    with serving(Starlette(routes=[Route("/{path:path}", keep, methods=["POST"])])) as kept.url:
        yield kept


@pytest.fixture(scope="session")
def _served_twilio() -> Iterator[tuple[TwilioStandin, str]]:
    standin = TwilioStandin()
    with serving(standin.app) as url:
        yield standin, url


@pytest.fixture(scope="session")
def _served_telegram() -> Iterator[tuple[TelegramStandin, str]]:
    standin = TelegramStandin()
    with serving(standin.app) as url:
        yield standin, url


@pytest.fixture
def hook(_served_hook: Hook) -> Hook:
    """A bot that only listens."""
    _served_hook.got.clear()
    _served_hook.status = 204
    return _served_hook


@pytest.fixture
def twilio(_served_twilio: tuple[TwilioStandin, str]) -> Iterator[tuple[TwilioStandin, str]]:
    """A Twilio and its URL; afterwards all that was asked and answered must fit Twilio's description."""
    standin, _ = _served_twilio
    standin.reset()
    standin.caller.deliver_to = ""
    yield _served_twilio
    check_journal(standin.journal)


@pytest.fixture
def telegram(_served_telegram: tuple[TelegramStandin, str]) -> Iterator[tuple[TelegramStandin, str]]:
    """A Telegram and its URL; afterwards all that was asked and answered must fit the Bot API."""
    standin, _ = _served_telegram
    standin.reset()
    standin.deliver_to = ""
    yield _served_telegram
    check_journal(standin.journal)
    for callback in standin.journal.callbacks:
        check_telegram_update(callback.params)
