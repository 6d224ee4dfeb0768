"""An association's office: the app between its providers, on either database, and the command line beside it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app
from tests.roads.program import environment_of
from tests.roads.road import Road

SOLNA = "Solidaritet Solna"


@dataclass
class Office:
    """The road that texts take, and the operator at the command line, who keeps files in `folder`."""

    road: Road
    folder: Path

    def run(self, *words: str) -> Result:
        """A command, whatever comes of it."""
        return CliRunner().invoke(app, list(words), env=environment_of(self.road.settings))

    def does(self, *words: str) -> str:
        """A command that does what it is asked; what it prints."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def knows(self, *words: str) -> Any:
        """What a command knows: its document."""
        return json.loads(self.does(*words, "--json"))

    def refuses(self, *words: str) -> str:
        """A command that is refused; the line that says why."""
        result = self.run(*words)
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        return result.stderr

    def file(self, name: str, text: str) -> str:
        """A file in the folder; its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def imports(self, name: str, *rows: str, org: str = SOLNA) -> dict[str, Any]:
        """Import a list of names and numbers; what came of it."""
        path = self.file(name, "\n".join(["Namn;Mobil", *rows]))
        return dict(self.knows("people", "import", path, "--org", org, "--basis", "member"))

    def id_of(self, number: str) -> str:
        """The id of who has a number, as the command line takes it."""
        (person_id,) = self.road.people_at(number)
        return str(person_id)
