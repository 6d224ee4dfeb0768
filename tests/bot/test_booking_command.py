"""budkavle booking: asked for, listed, shown and called off from the command line; what cannot be is refused."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import Connection, insert
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.cli.texts import TEXTS
from storage import addresses, suppression
from storage.session import Database
from storage.suppression import Silence
from storage.tables import person_role, person_tag
from tests.world import Somebody, found, join

Run = Callable[..., Result]
NOW = datetime(2026, 8, 8, 10, tzinfo=UTC)
AMINA, ALI, LISA, STRANGER = (f"+467017406{number}" for number in ("05", "12", "11", "13"))
CONTRACT = {"id", "title", "candidate", "organization", "start", "end", "venue", "state", "answer_by"}
WANTED = {
    "--org": "Solidaritet Solna", "--host": LISA, "--title": "Torgmöte", "--start": "2026-08-29T13:00",
    "--end": "2026-08-29T14:00", "--venue": "Hallonbergen",
}  # fmt: skip


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An association with two candidates; one of them knows housing."""
    for name, value in {"DATABASE_URL": sqlite_url, "SECRET_KEY": "x", "HASH_KEY": "a key for tests"}.items():
        monkeypatch.setenv(name, value)
    opened = Database(sqlite_url, "a key for tests")
    world = found(opened, "Solidaritet Solna", NOW)
    people = [join(world, "Amina Ek", AMINA, "sv", NOW), join(world, "Ali Ek", ALI, "sv", NOW)]
    opened.change(lambda db: stand(db, people))
    with time_machine.travel(NOW, tick=False):
        yield opened
    opened.close()


def stand(db: Connection, people: list[Somebody]) -> None:
    for who in people:
        db.execute(insert(person_role).values(person_id=who.id, role="candidate"))
    db.execute(insert(person_tag).values(person_id=people[1].id, tag="bostad"))


@pytest.fixture
def run(database: Database) -> Run:
    return lambda *words: CliRunner().invoke(app, ["booking", *words])


def request(run: Run, *more: str, **changed: str) -> Result:
    """Ask for a candidate; changed: options of WANTED, by name."""
    options = WANTED | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    return run("request", *(word for pair in options.items() for word in pair), *more, "--json")


def document(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(result: Result) -> str:
    """What is said when it cannot be: one line, and 1."""
    assert (result.exit_code, result.stdout) == (1, "")
    return str(result.stderr.strip())


def listed(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = document(run("list", "--json"))
    return rows


def test_a_candidate_is_asked_for_by_address(run: Run) -> None:
    row = document(request(run, candidate=AMINA))
    assert row.keys() >= CONTRACT
    assert {name: row[name] for name in CONTRACT} == {
        "id": 1, "title": "Torgmöte", "candidate": AMINA, "organization": "Solidaritet Solna",
        "start": "2026-08-29T13:00:00+02:00", "end": "2026-08-29T14:00:00+02:00", "venue": "Hallonbergen",
        "state": "asked", "answer_by": "2026-08-10T12:00:00+02:00",
    }  # fmt: skip
    assert [each["kind"] for each in row["events"]] == ["requested", "asked"]


def test_anyone_who_knows_a_topic_is_asked_for(run: Run) -> None:
    assert document(request(run, topic="bostad"))["candidate"] == ALI
    row = document(request(run, topic="rymden", title="Om rymden"))
    assert (row["candidate"], row["state"], row["topic"]) == (None, "open", "rymden")


def test_the_second_for_the_same_time_is_second_in_line(run: Run) -> None:
    document(request(run, candidate=AMINA))
    assert document(request(run, candidate=AMINA, title="Debatt"))["state"] == "queued"


def test_asked_for_twice_it_is_one(run: Run) -> None:
    assert [document(request(run, candidate=AMINA))["id"] for _ in range(2)] == [1, 1]
    assert len(listed(run)) == 1


def test_a_deadline_is_as_it_was_wished(run: Run) -> None:
    row = document(request(run, candidate=AMINA, answer_by="2026-08-12T09:00"))
    assert row["answer_by"] == "2026-08-12T09:00:00+02:00"


def test_a_time_with_an_offset_is_that_moment(run: Run) -> None:
    row = document(request(run, candidate=AMINA, start="2026-08-29T11:00+00:00", end="2026-08-29T12:00Z"))
    assert (row["start"], row["end"]) == ("2026-08-29T13:00:00+02:00", "2026-08-29T14:00:00+02:00")


def test_it_is_listed_shown_and_called_off(run: Run) -> None:
    document(request(run, candidate=AMINA, start="2026-08-30T13:00", end="2026-08-30T14:00"))
    document(request(run, candidate=ALI, title="Debatt"))
    assert [row["id"] for row in listed(run)] == [2, 1]
    assert all(row.keys() >= CONTRACT for row in listed(run))
    assert document(run("show", "1", "--json"))["title"] == "Torgmöte"
    assert run("cancel", "1").exit_code == 0
    assert document(run("show", "1", "--json"))["state"] == "cancelled"
    assert refused(run("cancel", "1")) == TEXTS["booking_is_over"]


def test_it_is_listed_in_lines_too(run: Run) -> None:
    document(request(run, candidate=AMINA))
    line = "1\t2026-08-29T13:00:00+02:00\tTorgmöte\tHallonbergen\tSolidaritet Solna\tAmina Ek\tasked\n"
    assert (run("list").stdout, run("show", "1").stdout) == (line, line)
    assert run("list", "--org", "Solidaritet Solna").stdout == line


# What cannot be


def test_somebody_whom_nobody_knows_is_not_asked_for(run: Run) -> None:
    assert refused(request(run, candidate=STRANGER))
    assert listed(run) == []


def test_whoever_has_opted_out_is_not_asked(run: Run, database: Database) -> None:
    hashed = database.read(lambda db: addresses.hash_of(db, "sms", AMINA))
    database.change(lambda db: suppression.suppress(db, [hashed], Silence(), source="text", now=NOW))
    assert refused(request(run, candidate=AMINA)) == TEXTS["booking_unreachable"].format(name="Amina Ek")
    assert listed(run) == []


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"start": "2026-08-08T11:00"}, "booking_past"),
        ({"end": "2026-08-29T13:00"}, "booking_ends_first"),
        ({"end": "2026-08-29T12:00"}, "booking_ends_first"),
        ({"start": "2027-03-28T02:30", "end": "2027-03-28T04:00"}, "impossible_time"),
        ({"start": "lördag"}, "bad_time"),
        ({"answer_by": "snart"}, "bad_time"),
        ({"host": "070"}, "bad_number"),
    ],
)
def test_a_time_or_number_that_cannot_be_is_refused(run: Run, changed: dict[str, str], key: str) -> None:
    words = max(re.split(r"{\w+}", TEXTS[key]), key=len)
    assert words in refused(request(run, candidate=AMINA, **changed))
    assert listed(run) == []


def test_what_is_not_there_is_said_so(run: Run) -> None:
    assert refused(run("show", "7")) == refused(run("cancel", "7")) == TEXTS["no_booking"].format(id=7)
    assert refused(request(run, org="Ingen", candidate=AMINA))
    assert run("request", "--title", "Torgmöte").exit_code == 2
