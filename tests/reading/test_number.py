"""Numbers in figures and words, spans, bounds, and figures that are something else."""

from typing import Any

import pytest

from flows.reading import Question
from tests.reading.asked import FLYERS, HEADS, HOURS, answer


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("tre", HOURS, 3),
        ("3,5", HOURS, 3.5),
        ("2½", HOURS, 2.5),
        ("två och en halv timme", HOURS, 2.5),
        ("30 min", HOURS, 0.5),
        ("4 till 5", HOURS, {"min": 4, "max": 5}),
        ("fyra fem timmar", HOURS, {"min": 4, "max": 5}),
        ("mellan 2 och 4", HOURS, {"min": 2, "max": 4}),
        ("fem, nej sex", HOURS, 6),
        ("inga alls tyvärr", HOURS, 0),
        ("15 h/v", HOURS, 15),
        ("två timmar på tisdagar", HOURS, 2),
        ("1 400", FLYERS, 1400),
        ("1.400", FLYERS, 1400),
        ("2k", FLYERS, 2000),
        ("2 tusen", FLYERS, 2000),
        ("tretusen femhundra", FLYERS, 3500),
        ("400st", FLYERS, 400),
        ("2000 flygblad på 3 timmar", FLYERS, 2000),
        ("bara jag", HEADS, 1),
        ("jag + 2", HEADS, 3),
        ("jag och två kompisar", HEADS, 3),
        ("jag och min fru", HEADS, 2),
    ],
)
def test_a_number_is_read(text: str, question: Question, value: Any) -> None:
    assert answer(text, question)["value"] == value


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("så många som behövs", HOURS),
        ("0701740605", HOURS),
        ("100", HOURS),
        ("1 timme om dagen", HOURS),
        ("4 5", HOURS),
        ("två på helger och en på vardagar", HOURS),
        ("halva lådan", FLYERS),
        ("1,5", FLYERS),
        ("200 i Alby och 150 i Fittja", FLYERS),
    ],
)
def test_what_is_no_single_number_is_asked_again(text: str, question: Question) -> None:
    assert answer(text, question).intent == "ask_again"


def test_bounds_and_doubts_are_kept() -> None:
    assert answer("max 2", HOURS)["bound"] == "max"
    assert answer("10+", HOURS)["bound"] == "min"
    assert answer("minst en", HOURS)["bound"] == "min"
    assert answer("ca 4", HOURS)["approx"] is True
    assert answer("3 om det är på söder", HOURS)["condition"] == "om det ar pa soder"
