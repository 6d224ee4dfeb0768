"""Whole conversations: every transcript is played as SMS and as Telegram, and says what it says here on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import installation
from storage.session import Database
from tests.conftest import KEY
from tests.play import FOLDER, difference, performed, read

POSTGRESQL = [FOLDER / "claim_sv.txt", FOLDER / "survey_sv.txt"]
FILES = sorted(FOLDER.glob("*.txt"))


def plays(files: list[Path]) -> Iterator[object]:
    """Each transcript with each of its channels; one that names what is `wrong` is expected to differ."""
    for file in files:
        transcript = read(file.read_text("utf-8"))
        wrong = transcript.get("wrong")
        marks = [pytest.mark.xfail(strict=True, reason=wrong)] if wrong else []
        for channel in transcript.channels:
            yield pytest.param(file, channel, id=f"{file.stem}-{channel}", marks=marks)


def play(file: Path, channel: str, url: str) -> None:
    database = Database(url, KEY)
    database.change(lambda db: installation.settle_in(db, "test"))
    text = file.read_text("utf-8")
    try:
        different = difference(text, performed(text, database, channel))
    finally:
        database.close()
    if different:
        pytest.fail(different, pytrace=False)


@pytest.mark.parametrize(("file", "channel"), list(plays(FILES)))
def test_the_conversation_goes_as_written(file: Path, channel: str, sqlite_url: str) -> None:
    play(file, channel, sqlite_url)


@pytest.mark.parametrize(("file", "channel"), list(plays(POSTGRESQL)))
def test_it_goes_the_same_on_postgresql(file: Path, channel: str, postgresql_fresh_url: str) -> None:
    play(file, channel, postgresql_fresh_url)
