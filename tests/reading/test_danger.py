"""Danger and threats in any language; and what only sounds like them."""

import pytest

from flows.reading import danger
from tests.reading.asked import answer

SAFETY = """
en man hotar oss här|vi blev attackerade|någon följer efter mig|det brinner i valstugan|ring ambulans|hon har svimmat
några nazister bråkar med oss|nån kastar ägg på oss|valstugan är vandaliserad|a guy is threatening us|I got punched
someone spray painted the cottage|we are being followed|call the police
"""
THREATS = """
jag ska slå ihjäl er|vi vet var ni bor|ni kommer ångra er|jag kommer och bränner ner stugan|ni borde hängas
I know where you live|I'm going to kill you|watch your back|come near my door again and u will regret it
"""
HARMLESS = """
vi slår rekord idag|112 dörrar knackade|jag brinner för klimatet|polistillstånd är klart|olyckligtvis kan jag inte
vi ska skjuta upp mötet|affischerna ska hängas upp|jag kommer och hämtar er kl 8|Jag kommer och tar med frun
I'll find you at the square|we're fighting for justice|I'm afraid I can't|passa på att komma
"""


def lines(table: str) -> list[str]:
    return [text for line in table.strip().splitlines() for text in line.split("|")]


@pytest.mark.parametrize("text", lines(SAFETY))
def test_somebody_in_danger_is_safety(text: str) -> None:
    assert danger(text) == "safety"
    assert answer(text)["kind"] == "safety"


@pytest.mark.parametrize("text", lines(THREATS))
def test_a_writer_who_threatens_is_a_threat(text: str) -> None:
    assert danger(text) == "threat"


@pytest.mark.parametrize("text", lines(HARMLESS))
def test_words_of_danger_in_harmless_use_are_none(text: str) -> None:
    assert danger(text) is None
