"""budkavle people duplicates, merge and apart: shown side by side, and nothing is done unasked."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Table, func, select
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.cli.texts import TEXTS
from storage.duplicates import NAMES, SHARED
from storage.session import Database
from storage.tables import kept_apart, person
from tests.storage.doubles import SUNDBYBERG, settle, somebody

Run = Callable[..., Result]
PHONE, OTHER = "+46701740605", "+46701740606"


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line on a list in which two may be one; ids 1 and 2, and 3 below in another association."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECRET_KEY", "a key for tests")

    def fill(db: Connection) -> None:
        settle(db)
        somebody(db, "Karin", "Ek", PHONE, town="Solna")
        somebody(db, "Karin", "Ek", PHONE, town="Kista", email="karin@example.org")
        somebody(db, "Ali", "Demir", OTHER, SUNDBYBERG)

    found = Database(sqlite_url, "a key for tests")
    found.change(fill)
    found.close()
    return lambda *words: CliRunner().invoke(app, ["people", *words])


def how_many(url: str, table: Table) -> int:
    found = Database(url, "a key for tests")
    count = found.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())
    found.close()
    return int(count)


def test_pairs_are_shown_with_their_reasons(run: Run) -> None:
    shown = run("duplicates", "--org", "Distriktet", "--json")
    (pair,) = json.loads(shown.stdout)
    assert (pair["strong"], pair["reasons"]) == (True, ["same_name", "same_address", "same_association"])
    assert [(side["id"], side["town"], side["addresses"]) for side in pair["people"]] == [
        (1, "Solna", [PHONE]), (2, "Kista", [PHONE]),
    ]  # fmt: skip
    line = run("duplicates", "--org", "Solna").stdout.split("\t")
    assert line == [
        "91",
        "1",
        "Karin Ek",
        "Solna",
        "2",
        "Karin Ek",
        "Solna",
        "same name, same number, same association\n",
    ]
    assert json.loads(run("duplicates", "--org", "Sundbyberg", "--json").stdout) == []


def test_every_reason_has_its_words() -> None:
    assert all(f"reason_{name}" in TEXTS for name in (*NAMES, *SHARED))


def test_without_yes_and_without_a_terminal_nobody_is_merged(run: Run, sqlite_url: str) -> None:
    refused = run("merge", "1", "2")
    assert refused.exit_code == 1
    assert "town\tSolna\tKista\n" in refused.stdout
    assert "--yes" in refused.stderr
    assert how_many(sqlite_url, person) == 3


def test_two_become_one_and_what_differed_is_said(run: Run, sqlite_url: str) -> None:
    done = run("merge", "1", "2", "--yes")
    assert done.exit_code == 0, done.stderr
    assert "town stays Solna; the other was Kista" in done.stderr
    assert how_many(sqlite_url, person) == 2
    story = json.loads(run("show", PHONE, "--json").stdout)
    assert (story["person"]["id"], len(story["addresses"])) == (1, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("1", "1"), "one and the same"),
        (("1", "3"), "different organizations"),
        (("1", "3", "--across"), "different organizations"),
        (("1", "9"), "Nobody with 9"),
        (("1", PHONE), "1, 2"),
        (("1", OTHER, "--org", "Solna"), "Nobody"),
    ],
)
def test_a_refusal_says_why(run: Run, sqlite_url: str, words: tuple[str, ...], said: str) -> None:
    refused = run("merge", *words, "--yes")
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert how_many(sqlite_url, person) == 3


def test_two_people_stay_two(run: Run, sqlite_url: str) -> None:
    assert run("apart", "2", "1").exit_code == 1
    assert how_many(sqlite_url, kept_apart) == 0
    assert run("apart", "2", "1", "--yes").exit_code == 0
    assert run("duplicates", "--org", "Solna", "--json").stdout == "[]\n"
    assert run("apart", "1", "1", "--yes").exit_code == 1
