"""The program as it is started: both roads, its health, its logs, and an end in good order."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.service import open_database
from tests.roads.association import make_organization
from tests.roads.conftest import Providers, settings_for, wait_for_webhook
from tests.roads.program import Program, environment_of
from tests.roads.road import Road, until


@pytest.fixture(scope="module", params=["sms", pytest.param("both", marks=pytest.mark.long)])
def program(
    request: pytest.FixtureRequest, providers: Providers, sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Program, Road]]:  # fmt: skip
    """Started once, with one provider and with both; at the end it stops when it is told to."""
    twilio, twilio_url, telegram, telegram_url = providers
    folder = tmp_path_factory.mktemp("program")
    shutil.copy(sqlite_template, folder / "budkavle.db")
    url = f"sqlite:///{folder / 'budkavle.db'}"
    token = telegram.token if request.param == "both" else ""
    settings = settings_for(url, twilio, twilio_url, telegram_url, telegram_bot_token=token)
    database = open_database(settings)
    organization_id = database.change(make_organization)
    found = Program(folder, environment_of(settings))
    road = Road(found.url, settings, database, twilio, telegram, organization_id).called_back()
    found.start()
    if token:
        wait_for_webhook(telegram)
    yield found, road
    began = time.monotonic()
    assert found.stop() == 0
    assert time.monotonic() - began < 20
    database.close()
    telegram.reset()


async def test_it_is_healthy_and_ready(program: tuple[Program, Road]) -> None:
    process, _ = program
    assert process.answers("/health") == 200
    await until(lambda: process.answers("/ready") == 200)
    assert process.answers("/phone") == 404, "there are providers, so there is no sandbox"


async def test_it_answers_on_its_roads(program: tuple[Program, Road]) -> None:
    _, road = program
    member, chat = road.member_with_chat()
    assert await road.text(member, "meny") == 204
    if road.settings.has_telegram:
        delivered = await road.telegram.text_in(chat, "hjälp")
        assert delivered is not None
        assert delivered[0] == 200
        await until(lambda: road.sent(chat))
    await until(lambda: road.sent(member))
    await road.settled()
    assert len(road.sent(member)) == 1
    assert len(road.sent(chat)) == road.settings.has_telegram


@pytest.mark.long
async def test_halted_by_its_command_it_sends_nothing_until_resumed(program: tuple[Program, Road]) -> None:
    process, road = program
    member = road.member()
    process.command("halt")
    assert json.loads(process.command("status", "--json"))["halted"] is True
    assert await road.text(member, "meny") == 204
    await until(lambda: [came.state for came in road.came(member)] == ["done"])
    assert road.sent(member) == []
    process.command("resume")
    await road.settled()
    assert len(road.sent(member)) == 1


def test_its_log_tells_nothing_of_anybody(program: tuple[Program, Road]) -> None:
    process, road = program
    log = process.log.read_text()
    assert not re.findall(r"\+?46\d{9}", log)
    assert road.settings.telegram_bot_token not in log or not road.settings.has_telegram
    assert road.settings.twilio_auth_token not in log
    assert "Traceback" not in log
