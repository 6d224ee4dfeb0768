"""kill -9 in the middle of an import, with the real program: nobody of the list, or in the end all; texts go on."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.service import open_database
from storage.importing import staging
from storage.session import Database
from storage.tables import import_batch, import_part, person
from tests.roads.association import make_organization, number
from tests.roads.conftest import Providers, settings_for
from tests.roads.program import Program, environment_of
from tests.roads.road import Road

PEOPLE = 2000
Started = tuple[Program, Road]


@pytest.fixture
def program(providers: Providers, sqlite_template: Path, tmp_path: Path) -> Iterator[Started]:
    """The program, not serving yet, its road, and beside it a list of people: `lista.csv`."""
    twilio, twilio_url, telegram, telegram_url = providers
    shutil.copy(sqlite_template, tmp_path / "budkavle.db")
    settings = settings_for(f"sqlite:///{tmp_path / 'budkavle.db'}", twilio, twilio_url, telegram_url)
    database = open_database(settings)
    found = Program(tmp_path, environment_of(settings))
    organization_id = database.change(make_organization)
    write_list(tmp_path / "lista.csv")
    yield found, Road(found.url, settings, database, twilio, telegram, organization_id).called_back()
    if found.process is not None and found.process.poll() is None:
        assert found.stop() == 0
    database.close()


def write_list(file: Path) -> None:
    rows = [f"{n};Namn{n} Ek;{number(n % 90)}" for n in range(PEOPLE)]
    file.write_text("\n".join(["Medlemsnummer;Namn;Mobil", *rows]), encoding="utf-8")


def importing(program: Program) -> "subprocess.Popen[bytes]":
    """`budkavle people import`, started."""
    words = ["people", "import", "lista.csv", "--org", "Solidaritet Solna", "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words], cwd=program.folder, env=program.environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def imported(program: Program) -> dict[str, object]:
    """What an import printed, run to its end."""
    run = importing(program)
    out, error = run.communicate(timeout=60)
    assert (run.returncode, error) == (0, b"")
    return dict(json.loads(out))


def count(db: Connection) -> int:
    return int(db.execute(select(func.count()).select_from(person)).scalar_one())


def is_half_staged(db: Connection) -> bool:
    return (
        db.execute(select(import_part.c.id).join(import_batch).where(import_batch.c.state == "staging")).first()
        is not None
    )


def is_half_taken_over(db: Connection) -> bool:
    return 0 < count(db) < PEOPLE


def kill_when(run: "subprocess.Popen[bytes]", database: Database, condition: Callable[[Connection], bool]) -> None:
    """kill -9 at that very moment: who holds the database open to write is sure that nothing changes meanwhile."""

    def kill(db: Connection) -> bool:
        if condition(db):
            run.kill()
            run.wait(10)
        return run.poll() is not None

    while not database.change(kill):
        time.sleep(0.002)
    run.communicate()
    assert run.returncode == -9, "it ended before"


@pytest.mark.long
def test_killed_while_it_stages_nobody_is_there_and_it_can_be_run_again(program: Started) -> None:
    process, road = program
    kill_when(importing(process), road.database, is_half_staged)
    assert road.database.read(count) == 0
    assert imported(process)["created"] == PEOPLE
    assert road.database.read(count) == PEOPLE


@pytest.mark.long
def test_killed_while_it_takes_over_the_next_import_finishes_it(program: Started) -> None:
    process, road = program
    kill_when(importing(process), road.database, is_half_taken_over)
    again = imported(process)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, PEOPLE)
    assert road.database.read(count) == PEOPLE
    assert not road.database.read(staging.is_any)


@pytest.mark.long
async def test_texts_are_answered_while_a_list_is_taken_in(program: Started) -> None:
    process, road = program
    process.start()
    member, answered = road.member(), 0
    run = importing(process)
    while run.poll() is None:
        assert await road.text(member, "meny") == 204
        answered += 1
    _, error = run.communicate()
    assert (run.returncode, error.decode(), road.database.read(count)) == (0, "", PEOPLE + 1)
    await road.settled(30)
    assert len(road.came(member)) == answered
