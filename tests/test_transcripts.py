"""Whole conversations: every transcript is played as SMS and as Telegram, each talk on one of them in every run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.session import Database
from tests.play import performed
from tests.transcript import FOLDER, difference, read
from tests.world import clear

FILES = sorted(FOLDER.glob("*.txt"))
ON_POSTGRESQL = [FOLDER / "claim_sv.txt", FOLDER / "survey_sv.txt"]


def plays(files: list[Path]) -> list[Any]:
    """Each transcript with each of its channels; one that names what is `wrong` is played once, to differ."""
    return [each for file in files for each in plays_of(file)]


def plays_of(file: Path) -> Iterator[Any]:
    transcript = read(file.read_text("utf-8"))
    wrong = transcript.get("wrong")
    differs = pytest.mark.xfail(strict=True, reason=wrong, raises=pytest.fail.Exception)
    for channel in transcript.channels[:1] if wrong else transcript.channels:
        yield pytest.param(file, channel, id=f"{file.stem}-{channel}", marks=[differs] if wrong else [])


def play(file: Path, channel: str, stage: Database) -> None:
    written = file.read_text("utf-8")
    stage.change(clear)
    different = difference(written, performed(written, stage, channel))
    if different:
        pytest.fail(different, pytrace=False)


@pytest.mark.parametrize(("file", "channel"), plays(FILES))
def test_the_conversation_goes_as_written(file: Path, channel: str, sqlite_stage: Database) -> None:
    play(file, channel, sqlite_stage)


@pytest.mark.parametrize(("file", "channel"), plays(ON_POSTGRESQL))
def test_it_goes_the_same_on_postgresql(file: Path, channel: str, postgresql_stage: Database) -> None:
    play(file, channel, postgresql_stage)
