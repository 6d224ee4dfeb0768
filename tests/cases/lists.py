"""An association's list at the command line: the files it brings, and what is said of them."""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from bot.__main__ import app
from storage import organizations
from storage.session import Database
from storage.tables import organization

SOLNA = "Solna"
KEY = "a key for tests"
NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
EITHER = ["sqlite_url", pytest.param("postgresql_fresh_url", marks=pytest.mark.long)]
LISTED = ("created", "updated", "unchanged")


class Lists:
    """The command line on a database with one organization, in a folder of its own."""

    def __init__(self, url: str, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.url, self.folder = url, folder
        patch.chdir(folder)
        for name, value in {"DATABASE_URL": url, "SECRET_KEY": KEY, "HASH_KEY": KEY}.items():
            patch.setenv(name, value)
        self.change(lambda db: organizations.add(db, SOLNA, None, "Europe/Stockholm", "20:00-09:00", NOW))

    def run(self, *words: str, texts: Sequence[str] = ()) -> Result:
        """A command, with lines of texts as its input, whatever comes of it."""
        return CliRunner().invoke(app, list(words), input="".join(f"{text}\n" for text in texts))

    def does(self, *words: str, texts: Sequence[str] = ()) -> str:
        """A command that does what it is asked; what it prints."""
        result = self.run(*words, texts=texts)
        assert result.exit_code == 0, result.output
        return result.stdout

    def knows(self, *words: str) -> Any:
        """What a command knows: its document."""
        return json.loads(self.does(*words, "--json"))

    def refuses(self, *words: str) -> str:
        """The one line that says why a command did nothing."""
        result = self.run(*words)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1), result.output
        return result.stderr.strip()

    def brings(self, content: str | bytes, name: str = "lista.csv") -> str:
        """A file in the folder; its name."""
        (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def imports(self, content: str | bytes, *more: str, name: str = "lista.csv") -> dict[str, Any]:
        """What an import says it did, or would do."""
        return dict(self.knows("people", "import", self.brings(content, name), "--org", SOLNA, *more))

    def exports(self, *more: str, name: str = "ut.csv") -> list[list[str]]:
        """The cells of an export, row by row, the headings first."""
        self.does("people", "export", name, "--org", SOLNA, *more)
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=";"))

    def names(self, *more: str) -> list[str]:
        """Who is in the list, in order of id."""
        return [who["name"] for who in self.knows("people", "list", *more)]

    def speaks(self, language: str) -> None:
        """The organization goes over to another language."""
        self.change(lambda db: db.execute(organization.update().values(language=language)))

    def change(self, unit: Callable[[Connection], object]) -> None:
        """What no command does."""
        base = Database(self.url, KEY)
        base.change(unit)
        base.close()


def counts(document: dict[str, Any]) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    created, updated, unchanged = (document[name] for name in LISTED)
    return created, updated, unchanged, len(document["refused"])


def reasons(document: dict[str, Any], kind: str = "refused") -> dict[int, str]:
    """Why a row was refused, or with `notes` what was left out of it, by its number."""
    return {row["row"]: row["reason"] for row in document[kind]}
