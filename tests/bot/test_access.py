"""Whoever asks gets everything there is about them, in a form that machines read and one that people do."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update
from typer.testing import CliRunner

from admin.access_report import access, readable
from bot.__main__ import app
from bot.say import About, Manner, say
from flows.text import CATALOGS
from storage import addresses, changes, dossier, inbox, installation, people, rights, suppression, surveys
from storage.session import Database
from storage.tables import inbox as inbox_table
from storage.tables import metadata, person, person_role, person_tag
from tests.world import Somebody, World, add_shift, found, give_place, join, load_survey, tie_chat

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASA, BO = "+46701740605", "+46701740606"
SURVEY = """
name: bil
title: {sv: Bilar, en: Cars}
questions:
  - {key: car, kind: yesno, ask: {sv: "Kan du köra bil åt oss?", en: "Could you drive for us?"}}
"""


@pytest.fixture
def world(database: Database) -> World:
    """Åsa, of whom there is something of every kind, and Bo, who shares her number."""
    world = found(database, "Solidaritet Solna", NOW)
    asa, bo = join(world, "Åsa Ek", ASA, "sv", NOW), join(world, "Bo Al", ASA, "sv", NOW)
    tie_chat(world, asa, NOW)
    start, end = datetime(2026, 11, 28, 11), datetime(2026, 11, 28, 14)
    shift_id = add_shift(world, "Valstuga", "Torget", start, end, NOW, responsible=ASA)
    give_place(world, asa, shift_id, NOW, people=2)
    load_survey(world, SURVEY, NOW)
    database.change(lambda db: fill(db, world, asa))
    for each, words in ((asa, "Åsas ord"), (bo, "Bos ord")):
        database.change(lambda db, each=each, words=words: correspond(db, world, each, words))  # type: ignore[misc]
    return world


def fill(db: Connection, world: World, who: Somebody) -> None:
    version = surveys.newest_version(db, surveys.find(db, world.organization.id, "bil") or 0)
    assert version is not None
    surveys.ask(db, version, who.id, NOW)
    surveys.save_answer(db, version, who.id, "car", "yes", NOW, "om jag får låna en")
    changes.made(db, who.id, "language", {"language": "en"}, NOW)
    db.execute(insert(person_tag).values(person_id=who.id, tag="styrelse"))
    db.execute(insert(person_role).values(person_id=who.id, role="candidate"))
    db.execute(update(person).where(person.c.id == who.id).values(town="Solna", email="asa@example.org"))
    chat = addresses.find(db, "telegram", who.chat)
    assert chat is not None
    suppression.suppress(db, [chat.hash], source="text", now=NOW)
    rights.looked(db, who.id, world.organization.id, NOW, by="kim@example.org", action="people show")
    installation.note(db, "kim@example.org", "import", NOW, object="members.xlsx")


def correspond(db: Connection, world: World, who: Somebody, words: str) -> None:
    values: dict[str, Any] = {"provider": "twilio", "account": "AC", "external_id": words, "channel": "sms"}
    values |= {"address": ASA, "kind": "text", "body": words, "received_at": NOW + timedelta(minutes=1)}
    stored = inbox.store_once(db, values)
    db.execute(update(inbox_table).where(inbox_table.c.id == stored).values(person_id=who.id, state="done"))
    to, about = addresses.find_or_make(db, "sms", ASA, NOW), About(world.organization.id, who.id, "menu")
    say(db, words, to, f"Svar på {words}", now=NOW + timedelta(minutes=2), manner=Manner("any"), about=about)


def document(world: World, name: str = "Åsa") -> dict[str, Any]:
    return world.database.read(lambda db: access(db, world.people[name].id, NOW))


def test_it_holds_something_of_every_kind(world: World) -> None:
    found = document(world)
    assert found["person"]["name"] == "Åsa Ek"
    assert (found["person"]["town"], found["person"]["tags"], found["person"]["roles"]) == (
        "Solna", ["styrelse"], ["candidate"],
    )  # fmt: skip
    assert found["basis"] == {"basis": "member", "source": "test", "since": NOW}
    assert [row["address"] for row in found["addresses"]] == [world.people["Åsa"].chat, ASA]
    assert [(row["scope"], row["source"], row["created_at"]) for row in found["opt_outs"]] == [("all", "text", NOW)]
    [answer] = found["answers"]
    assert (answer["question"], answer["value"], answer["answered_at"]) == ("car", "yes", NOW)
    [claim] = found["claims"]
    assert (claim["activity"], claim["state"], claim["people"]) == ("Valstuga", "confirmed", 2)
    assert [row["venue"] for row in found["responsible_for"]] == ["Torget"]
    assert [row["body"] for row in found["messages"]] == ["Åsas ord", "Svar på Åsas ord"]
    assert [row["kind"] for row in found["changes"]] == ["language"]
    assert found["lookers"] == [{"at": NOW, "actor": "kim@example.org", "action": "people show"}]


def test_nothing_of_who_shares_the_number_is_in_it(world: World) -> None:
    assert "Bo" not in json.dumps(document(world), ensure_ascii=False, default=str).replace("Bos", "Bo")
    assert "Åsa" not in json.dumps(document(world, "Bo"), ensure_ascii=False, default=str)


def test_what_came_before_we_knew_them_is_theirs_when_the_number_is(world: World) -> None:
    join(world, "Kim Ask", BO, "sv", NOW)
    values: dict[str, Any] = {"provider": "twilio", "account": "AC", "external_id": "SM", "channel": "sms"}
    values |= {"address": BO, "kind": "text", "body": "Får jag vara med?", "received_at": NOW}
    world.database.change(lambda db: inbox.store_once(db, values))
    assert [row["body"] for row in document(world, "Kim")["messages"]] == ["Får jag vara med?"]


def test_no_table_that_names_a_person_is_left_out(world: World) -> None:
    naming = {table for table in metadata.sorted_tables for key in table.foreign_keys if key.column.table is person}
    assert naming >= dossier.TOLD
    assert document(world)["other"] == {}


@pytest.mark.parametrize("language", list(CATALOGS))
def test_a_person_can_read_it(world: World, language: str) -> None:
    page = readable(document(world), language)
    for fact in (
        "Åsa Ek",
        "Solidaritet Solna",
        "asa@example.org",
        ASA,
        "Åsas ord",
        "låna",
        "Torget",
        "2026-11-28 11:00",
    ):
        assert fact in page, fact
    assert "2026-11-23 13:01" in page, "as the clocks there show it"
    assert "None" not in page
    assert "dossier" not in page


def test_of_nobody_there_is_nothing(world: World) -> None:
    with pytest.raises(LookupError):
        world.database.read(lambda db: access(db, 0, NOW))


# The commands


@pytest.fixture
def run(world: World, db_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in {"DATABASE_URL": db_url, "SECRET_KEY": "x", "HASH_KEY": "a key for tests"}.items():
        monkeypatch.setenv(name, value)
    from bot.config import Settings

    fingerprint = Settings(_env_file=None).fingerprint  # type: ignore[call-arg]
    from storage.tables import instance

    world.database.change(lambda db: db.execute(update(instance).values(hash_fingerprint=fingerprint)))
    return lambda *words: CliRunner().invoke(app, ["people", *words])


def test_access_prints_it_and_notes_that_it_was_handed_out(world: World, run: Any) -> None:
    asa = str(world.people["Åsa"].id)
    printed = run("access", asa, "--json")
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.stdout)["person"]["name"] == "Åsa Ek"
    assert "Åsas ord" in run("access", asa).stdout
    kinds = [row.kind for row in world.database.read(lambda db: rights.listed(db, world.organization.id))]
    assert kinds == ["access", "access"]
    lookers = world.database.read(lambda db: rights.looks(db, int(asa)))
    assert [row.action for row in lookers] == ["people show", "people access", "people access"]


def test_erase_needs_a_yes_and_one_person(world: World, run: Any) -> None:
    asa = str(world.people["Åsa"].id)
    refused, several = run("erase", asa), run("erase", ASA, "--yes")
    assert (refused.exit_code, several.exit_code) == (1, 1)
    assert "--yes" in refused.stderr
    assert asa in several.stderr
    assert world.database.read(lambda db: len(people.listed(db))) == 2
    erased = run("erase", asa, "--yes")
    assert erased.exit_code == 0, erased.output
    assert "messages_in\t1" in erased.stdout
    assert [row.first_name for row in world.database.read(people.listed)] == ["Bo"]
    assert run("erase", asa, "--yes").exit_code == 1


def test_erase_at_a_number_is_of_whom_it_is(world: World, run: Any) -> None:
    assert run("erase", world.people["Åsa"].chat, "--yes").exit_code == 0
    names = world.database.read(lambda db: db.execute(select(person.c.first_name)).scalars().all())
    assert names == ["Bo"]
