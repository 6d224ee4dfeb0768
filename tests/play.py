"""Whole conversations: a transcript is played against a real database, as SMS or as Telegram.

Playing it gives its text back, with what was really said and what is really true: a test compares the two.
`python -m tests.play FILE…` writes that into the files; every changed line is then to be read as a person would.
"""

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from storage import migrate
from storage.session import Database
from tests.deeds import do
from tests.said import note_said
from tests.scene import Play, prepare, somebody
from tests.ticking import tick
from tests.transcript import FOLDER, read
from tests.world import FACTS, WHOLE

END = re.compile(r"end: (?:(\w+) )?(\w+):.*")


def performed(text: str, database: Database, channel: str) -> str:
    """Play a transcript on a channel: its text, with what was said and what was true at the end."""
    transcript = read(text)
    play = prepare(transcript, database, channel)
    tick(play.world, play.now)
    note_said(play)
    for line in transcript.steps:
        play.written.append(f"\n{line}" if _begins_part(line) else line)
        do(play, line)
        note_said(play)
    header = [_with_truth(play, line) for line in transcript.header]
    return "\n".join([*header, "", *play.written]).replace("\n\n\n", "\n\n") + "\n"


def _begins_part(line: str) -> bool:
    return line.startswith(("@", "*", "#"))


def _with_truth(play: Play, line: str) -> str:
    match = END.fullmatch(line)
    if not match:
        return line
    name, fact = match.groups()
    true = FACTS[fact](play.world, somebody(play, name)) if name else WHOLE[fact](play.world)
    return f"end: {name} {fact}: {true}" if name else f"end: {fact}: {true}"


def rewrite(file: Path) -> bool:
    """Write into a transcript what is really said; True when that changed it. What is `wrong` stays as it should be."""
    text = file.read_text("utf-8")
    if read(text).get("wrong"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/play.db", "a key for tests")
        migrate.migrate(database.engine)
        try:
            played = performed(text, database, read(text).channels[0])
        finally:
            database.close()
    file.write_text(played, "utf-8")
    return played != text


def main(files: Sequence[str]) -> None:
    """Rewrite these transcripts, or all of them."""
    for file in map(Path, files) if files else sorted(FOLDER.glob("*.txt")):
        sys.stdout.write(f"{'changed' if rewrite(file) else 'same   '} {file.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
