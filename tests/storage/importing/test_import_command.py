"""`budkavle people import`: the result alone on standard output, the report beside it, the bar only on a terminal."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.cli.importing import bar
from storage import organizations
from storage.session import Database
from storage.tables import person
from tests.storage.importing.conftest import NOW
from tests.storage.importing.workbooks import packed, workbook

LIST = "Namn;Mobil\nÅsa Ek;0701740605\nBo Ek;08-465 004 00\n"
KEY = "a key for tests"


@pytest.fixture
def folder(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run: an installation with one organization, and a list."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATABASE_URL": sqlite_url, "SECRET_KEY": KEY, "HASH_KEY": KEY}.items():
        monkeypatch.setenv(name, value)
    base = Database(sqlite_url, KEY)
    base.change(lambda db: organizations.add(db, "Solna", None, "Europe/Stockholm", "20:00-09:00", NOW))
    base.close()
    (tmp_path / "lista.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["people", "import", *words, "--org", "Solna"])


def people(folder: Path) -> int:
    base = Database(f"sqlite:///{folder / 'budkavle.db'}", KEY)
    found = base.read(lambda db: int(db.execute(select(func.count()).select_from(person)).scalar_one()))
    base.close()
    return found


def test_a_dry_run_prints_the_same_as_the_import_and_writes_nobody(folder: Path) -> None:
    dry = run("lista.csv", "--dry-run", "--json")
    assert people(folder) == 0
    real = run("lista.csv", "--json")
    assert (json.loads(dry.stdout), real.exit_code, real.stderr) == (json.loads(real.stdout), 0, "")
    assert (json.loads(real.stdout)["created"], people(folder)) == (1, 1)


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_the_report_has_a_line_for_each_row(folder: Path, more: tuple[str, ...]) -> None:
    assert run("lista.csv", "--report", "rapport.csv", *more).exit_code == 0
    with (folder / "rapport.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[:2] == [["row", "outcome", "reason", "notes"], ["2", "created", "", ""]]
    assert rows[2][:2] == ["3", "refused"]
    assert rows[2][2].startswith("numret 08-465 004 00 är en fast telefon")


@pytest.mark.parametrize("report", ["lista.csv", "nowhere/rapport.csv"])
def test_a_report_that_cannot_be_is_refused_before_anything_is_done(folder: Path, report: str) -> None:
    result = run("lista.csv", "--report", report)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert ((folder / "lista.csv").read_text(encoding="utf-8"), people(folder)) == (LIST, 0)


def test_a_file_that_cannot_be_used_is_refused_in_one_line(folder: Path) -> None:
    (folder / "bild.csv").write_bytes(b"\x00\x01\x02\x03" * 64)
    for name, said in (("bild.csv", "varken en arbetsbok"), ("borta.csv", "could not be read")):
        result = run(name)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
        assert said in result.stderr


def test_sheets_that_were_not_read_are_named(folder: Path) -> None:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("Namn", "Mobil"))
    sheet = f'<sheetData><row r="1">{cells}</row></sheetData>'
    (folder / "lista.xlsx").write_bytes(packed({"Medlemmar": sheet, "Ungdom": sheet}))
    result = run("lista.xlsx", "--json")
    assert (result.exit_code, result.stderr) == (0, "Bara det första bladet lästes. Inte läst: Ungdom.\n")
    assert json.loads(result.stdout)["created"] == 0


def test_a_workbook_is_taken_in_like_any_list(folder: Path) -> None:
    (folder / "lista.xlsx").write_bytes(workbook(("Namn", "Mobil"), ("Åsa Ek", 46701740605)))
    assert json.loads(run("lista.xlsx", "--json").stdout)["created"] == 1


class Screen(io.StringIO):
    """A terminal, as far as anybody can tell."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("is_terminal", [True, False])
def test_how_far_it_is_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, is_terminal: bool) -> None:
    shown = Screen() if is_terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    with bar("sv") as told:
        told("storing", 1, 2)
    assert ("Lägger in" in shown.getvalue()) == is_terminal
    assert bool(shown.getvalue()) == is_terminal
