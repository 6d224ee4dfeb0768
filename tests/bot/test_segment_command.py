"""budkavle segment: what an expression comes to, and expressions that are kept under a name."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app

HERE = ("--org", "Solidaritet Solna")
MEMBERS = """Förnamn;Efternamn;Telefon;Ort
Karin;Ek;070-174 06 05;Solna
Lisa;Ek;070-174 06 05;Solna
Eva;Lind;070-174 06 06;Sundbyberg
"""


@pytest.fixture(autouse=True)
def solna(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An association in which two share a number."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    (tmp_path / "members.csv").write_text(MEMBERS, "utf-8")
    for words in (("org", "add", HERE[1]), ("people", "import", "members.csv", *HERE, "--basis", "member")):
        assert run(*words).exit_code == 0


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def printed(*words: str) -> Any:
    result = run("segment", *words, *HERE, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_count_says_how_many_can_be_written_to_and_why_the_others_cannot() -> None:
    assert printed("count", "town = Solna") == {
        "count": 2, "reachable": 1, "recipients": 1, "often": 0, "left_out": {"same_number": 1},
    }  # fmt: skip
    assert printed("count", "town = solna or town = sundbyberg", "--spare")["reachable"] == 2
    lines = run("segment", "count", "town = Solna", *HERE).stdout.splitlines()
    assert lines == ["count\t2", "reachable\t1", "often\t0", "left out\tsame_number\t1"]


def test_a_political_count_is_of_organization_and_town() -> None:
    assert printed("count", "town = Sundbyberg", "--kind", "political")["reachable"] == 1
    result = run("segment", "count", "town = Solna and language = sv", *HERE, "--kind", "political", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "→language = sv" in result.stderr


@pytest.mark.parametrize("command", ["count", "save"])
def test_what_cannot_be_used_is_said_in_one_line_with_its_place_and_the_near_word(command: str) -> None:
    words = ("namn", "town = Solna adn role = x") if command == "save" else ("town = Solna adn role = x",)
    result = run("segment", command, *words, *HERE)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "Did you mean and? Character 14: town = Solna →adn role = x" in result.stderr


def test_a_saved_segment_is_listed_used_and_removed() -> None:
    assert run("segment", "save", "Nära", "town in (Solna, Sundbyberg)", *HERE).exit_code == 0
    (row,) = printed("list")
    made = row.pop("created_at")
    assert made.endswith("+00:00")
    assert row == {
        "name": "Nära", "expression": "town in (Solna, Sundbyberg)", "organization": HERE[1], "by": "command line",
    }  # fmt: skip
    assert run("segment", "list", *HERE).stdout == f"Nära\t{HERE[1]}\ttown in (Solna, Sundbyberg)\n"
    assert printed("count", "segment nära and town = sundbyberg")["count"] == 1
    assert len(json.loads(run("people", "list", *HERE, "--segment", "segment nära", "--json").stdout)) == 3
    assert run("segment", "remove", "NÄRA", *HERE).exit_code == 0
    assert printed("list") == []
    again = run("segment", "remove", "Nära", *HERE)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "budkavle segment list" in again.stderr
