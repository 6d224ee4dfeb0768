"""What a volunteer reads when an expression cannot be used."""

import re
from pathlib import Path

import pytest

from storage import segments
from storage.segments import SegmentError, error_text, parse
from storage.segments.texts import TEXTS


def said(text: str, language: str) -> str:
    error = parse(text)
    assert isinstance(error, SegmentError)
    return error_text(error, language)


def test_the_text_says_what_why_and_where() -> None:
    assert said("tag = a adn role = b", "sv") == (
        "Jag förstår inte ”adn” just här. Menade du and? Tecken 9: tag = a →adn role = b"
    )
    assert said("answerd inventering", "en") == (
        "I do not know the word “answerd”. Did you mean answered? Character 1: →answerd inventering"
    )
    assert said("town Solna", "en") == (
        "I do not understand “Solna” just here. Here may stand: =, !=, in. Character 6: town →Solna"
    )


def test_a_language_without_texts_gets_swedish() -> None:
    assert said("", "so") == said("", "sv")


@pytest.mark.parametrize("text", ["tag = {word}", "tag = a {0} b", "{", "tag = \x1b[31m", "x " * 2000, "a\nb = = c"])
def test_whatever_was_written_stays_on_one_short_printable_line(text: str) -> None:
    error = parse(text)
    if isinstance(error, SegmentError):
        line = error_text(error, "en")
        assert line.isprintable()
        assert len(line) < 400


def test_both_languages_say_the_same_things_of_the_same_values() -> None:
    assert TEXTS["sv"].keys() == TEXTS["en"].keys()
    for reason, swedish in TEXTS["sv"].items():
        assert set(re.findall(r"\{\w+\}", swedish)) == set(re.findall(r"\{\w+\}", TEXTS["en"][reason]))


def test_every_reason_that_the_code_gives_has_its_text() -> None:
    source = "".join(path.read_text() for path in Path(segments.__file__).parent.glob("*.py"))
    given = re.findall(r'(?:Refused|SegmentError)\([^"()]+(?:\([^"()]*\))?, "(\w+)"', source)
    assert len(given) > 20
    assert set(given) <= TEXTS["sv"].keys()
