"""What is another organization's is not found: whatever is asked of one's own, the answer is byte for byte the same
whether the other one has that thing or nothing of the kind exists.

Two installations are alike but for what Sundbyberg has. Every command that takes --org is asked of Solna about
Sundbyberg's people, surveys, tags and segments in both; a new command that is not asked fails the test.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from sqlalchemy import Connection, insert
from typer.testing import CliRunner

from bot.__main__ import app
from flows import survey_file
from flows.surveys import Survey
from storage import booking_moves, shifts, suppression, surveys
from storage.booking_record import Times, Wanted
from storage.segments.saving import save
from storage.session import Database
from storage.tables import person_role, person_tag, shift
from tests.storage.doubles import NOW, SUNDBYBERG, settle, somebody

KEY = "a key for tests"
THEIRS, OURS = "+46701740606", "+46701740605"
FIRST_OF_THEIRS = 2  # the id of Sundbyberg's first person, in the installation that has one
SECRETS = ("Hemlin", "Hemstad", "hemlig", "70 174 06 06", THEIRS, "Hemvägen", "hem@example.org")
YAML = 'name: hemlig\ntitle: {sv: H}\nquestions:\n  - {key: hemfraga, kind: yesno, ask: {sv: "Hem?"}}\n'

DAY = ["--start", "2099-01-02T10:00", "--end", "2099-01-02T11:00"]
VISIT = ["--host", OURS, "--title", "Torg", "--venue", "Kista", *DAY]

# How each command is asked, as the words after its name; {file} is a fresh path.
ASKED: dict[str, list[list[str]]] = {
    "people import": [["{people}", "--dry-run", "--json"], ["{people}", "--json"]],
    "people list": [["--json"], ["--segment", "tag = hemlig"], ["--segment", "town = Hemstad"], ["--json", "--segment",
                    "organization = Solna"]],
    "people show": [[THEIRS, "--json"], [str(FIRST_OF_THEIRS)], ["999"]],
    "people access": [[THEIRS, "--json"], [str(FIRST_OF_THEIRS)]],
    "people hold": [[THEIRS, "--until", "2099-12-31", "--reason", "tvist"],
                    [str(FIRST_OF_THEIRS), "--until", "2099-12-31", "--reason", "tvist"]],
    "people release": [[THEIRS], [str(FIRST_OF_THEIRS)]],
    "people looked": [[THEIRS, "--json"], [str(FIRST_OF_THEIRS)]],
    "people erase": [[THEIRS, "--yes"], [str(FIRST_OF_THEIRS), "--yes"]],
    "people export": [["{file}"], ["{file}", "--segment", "role = hemlig"]],
    "people protect": [[THEIRS], [str(FIRST_OF_THEIRS), "--off"]],
    "broadcast send": [["--segment", "tag = hemlig", "--text", "hej", "--yes", "--json"],
                       ["--segment", "segment Hemliga", "--text", "hej", "--yes", "--json"]],
    "organizer add": [],  # says nothing but a link that nobody can guess
    "organizer list": [["--json"]],
    "organizer remove": [["hemlig@example.org"]],
    "people duplicates": [["--json"]],
    "people merge": [["1", str(FIRST_OF_THEIRS), "--yes"], [str(FIRST_OF_THEIRS), "1", "--yes"]],
    "people apart": [["1", str(FIRST_OF_THEIRS), "--yes"]],
    "segment count": [["tag = hemlig", "--json"], ["answered hemlig"], ["hemfraga = yes"], ["segment Hemliga"],
                      ["claimed Hemuppdrag"], ["relation = member", "--json"]],
    "segment save": [["Min", "segment Hemliga"]],
    "segment list": [["--json"]],
    "segment remove": [["Hemliga"]],
    "survey load": [["{survey}", "--json"]],
    "survey start": [["hemlig", "--yes"]],
    "survey results": [["hemlig", "--json"]],
    "booking list": [["--json"]],
    "booking request": [["--candidate", THEIRS, *VISIT], ["--candidate", str(FIRST_OF_THEIRS), *VISIT]],
    "shifts load": [["{shifts}", "--json"]],
    "shifts list": [["--json"]],
}  # fmt: skip


def fill(db: Connection, *, theirs: bool) -> None:
    settle(db)
    somebody(db, "Karin", "Ek", OURS, town="Solna")
    if theirs:
        fill_theirs(db)


def fill_theirs(db: Connection) -> None:
    for first in ("Åsa", "Åsa"):
        somebody(db, first, "Hemlin", THEIRS, SUNDBYBERG, town="Hemstad", email="hem@example.org", member_number="77")
    db.execute(insert(person_tag).values(person_id=FIRST_OF_THEIRS, tag="hemlig"))
    db.execute(insert(person_role).values(person_id=FIRST_OF_THEIRS, role="hemlig"))
    survey = survey_file.parse(YAML)
    assert isinstance(survey, Survey)
    surveys.load(db, SUNDBYBERG, survey.name, survey.to_json(), NOW)
    version = surveys.newest_version(db, surveys.find(db, SUNDBYBERG, "hemlig") or 0)
    assert version is not None
    surveys.ask(db, version, FIRST_OF_THEIRS, NOW)
    surveys.save_answer(db, version, FIRST_OF_THEIRS, "hemfraga", "yes", NOW)
    assert save(db, SUNDBYBERG, "Hemliga", "relation = member", by="test", now=NOW) is None
    begins, ends = NOW.replace(tzinfo=None), NOW.replace(hour=14, tzinfo=None)
    values = {
        "organization_id": SUNDBYBERG, "activity_id": shifts.activity_id(db, SUNDBYBERG, "Hemuppdrag"),
        "venue": "Hemvägen", "wall_start": begins, "wall_end": ends, "zone": "Europe/Stockholm", "starts_at": NOW,
        "ends_at": NOW.replace(hour=14), "minimum": 1, "maximum": 2,
    }  # fmt: skip
    db.execute(insert(shift).values(values))
    moments = datetime(2099, 1, 3, 10, tzinfo=UTC), datetime(2099, 1, 3, 11, tzinfo=UTC)
    times = Times(datetime(2099, 1, 3, 11), datetime(2099, 1, 3, 12), "Europe/Stockholm", *moments)
    booking_moves.request(db, Wanted(SUNDBYBERG, "Hemmöte hemlig", "Hemvägen", times), NOW, by="host")
    suppression.suppress(db, ["ffff"], source="text", now=NOW)


@pytest.fixture(scope="module")
def worlds(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The two installations, as files: with and without what is Sundbyberg's."""
    found = []
    for theirs in (True, False):
        file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("world") / "budkavle.db")
        database = Database(f"sqlite:///{file}", KEY)
        database.change(lambda db, theirs=theirs: fill(db, theirs=theirs))
        database.close()
        found.append(file)
    return found[0], found[1]


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    parts: dict[str, click.Command] = getattr(command, "commands", {})
    if parts:
        for name, part in parts.items():
            yield from commands(part, (*path, name))
    else:
        yield " ".join(path), command


WITH_ORG = [
    name for name, command in commands(typer.main.get_command(app)) if any(p.name == "org" for p in command.params)
]


def test_every_command_of_an_organization_is_asked() -> None:
    assert sorted(WITH_ORG) == sorted(ASKED)


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, asked in ASKED.items() for words in asked])
def test_what_is_theirs_is_not_found(
    name: str, words: list[str], worlds: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [answer(name, words, world, tmp_path / str(n), monkeypatch) for n, world in enumerate(worlds)]
    assert answers[0] == answers[1]
    told = str(answers[0])
    for word in " ".join(words).split():  # what was asked may be said back
        told = told.replace(word, "")
    assert not [secret for secret in SECRETS if secret in told]


def answer(name: str, words: list[str], world: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """Exit, output and written file of a command asked of Solna, in a copy of an installation."""
    folder.mkdir()
    database = shutil.copy(world, folder / "budkavle.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.chdir(folder)
    files = {
        "people": ("in.csv", "Namn;Mobil;Förening\nNy Person;0701740607;Solna\nAnnan Person;0701740608;Sundbyberg\n"),
        "survey": ("in.yaml", YAML.replace("hemlig", "egen")),
        "shifts": ("in2.csv", "activity,venue,start,end,minimum,maximum,responsible\n"
                   "Stuga,Torget,2027-03-01 10:00,2027-03-01 12:00,1,2,\n"),
    }  # fmt: skip
    for file, text in files.values():
        (folder / file).write_text(text, encoding="utf-8")
    named = {"file": "out.csv", **{key: file for key, (file, _) in files.items()}}
    done = CliRunner().invoke(app, [*name.split(), *(word.format(**named) for word in words), "--org", "Solna"])
    written = (folder / "out.csv").read_bytes() if (folder / "out.csv").exists() else b""
    return done.exit_code, done.stdout, done.stderr, written
