"""budkavle inbox: what waits for a person, read and answered from the command line."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.cli.texts import TEXTS
from bot.handle import handle
from bot.sandbox import incoming
from bot.turn import House
from bot.turns import receive
from storage import addresses, suppression
from storage.session import Database
from storage.suppression import Silence
from storage.tables import outbox
from tests.world import found, join

Run = Callable[..., Result]
NUMBER = "+46701740605"


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An association in which Karin has asked for a person; the message has id 1."""
    for name, value in {"DATABASE_URL": sqlite_url, "SECRET_KEY": "x", "HASH_KEY": "a key for tests"}.items():
        monkeypatch.setenv(name, value)
    opened, now = Database(sqlite_url, "a key for tests"), datetime.now(UTC)

    def ask(db: Connection) -> None:
        receive(db, incoming("sms", NUMBER, "människa"), now)
        handle(db, "sms", NUMBER, now, House())

    join(found(opened, "Solidaritet Solna", now), "Karin Ek", NUMBER, "sv", now)
    opened.change(ask)
    yield opened
    opened.close()


@pytest.fixture
def run(database: Database) -> Run:
    return lambda *words: CliRunner().invoke(app, ["inbox", *words])


def answers(database: Database) -> list[Row[Any]]:
    wanted = select(outbox).where(outbox.c.flow == "person").order_by(outbox.c.id)
    return database.read(lambda db: list(db.execute(wanted)))


def listed(run: Run) -> list[dict[str, Any]]:
    found_: list[dict[str, Any]] = json.loads(run("list", "--json").stdout)
    return found_


def test_an_answer_is_queued_once_and_nothing_waits_any_more(run: Run, database: Database) -> None:
    assert [(row["name"], row["reason"]) for row in listed(run)] == [("Karin Ek", "asked")]
    for _ in range(2):
        assert run("reply", "1", "Vi ringer dig!").exit_code == 0
    assert [(row.body, row.parts, row.state) for row in answers(database)] == [("Vi ringer dig!", 1, "queued")]
    assert listed(run) == []


@pytest.mark.parametrize("what", [Silence(), Silence("sms")])
def test_whoever_has_opted_out_is_not_written_to(run: Run, database: Database, what: Silence) -> None:
    hashed = database.read(lambda db: addresses.hash_of(db, "sms", NUMBER))
    database.change(lambda db: suppression.suppress(db, [hashed], what, source="text", now=datetime.now(UTC)))
    refused = run("reply", "1", "Kom tillbaka!")
    assert (refused.exit_code, refused.stderr.strip()) == (1, TEXTS["silenced"])
    assert answers(database) == []
    assert len(listed(run)) == 1


def test_a_chat_that_is_closed_is_not_written_to(run: Run, database: Database) -> None:
    found_ = database.read(lambda db: addresses.find(db, "sms", NUMBER))
    assert found_ is not None
    database.change(lambda db: addresses.set_state(db, found_.id, "invalid"))
    assert run("reply", "1", "Hej?").stderr.strip() == TEXTS["closed"]
    assert answers(database) == []
