"""Giving a shift back, keeping it, moving it, or sending somebody else."""

import pytest

from flows.reading import Question
from tests.reading.asked import CANCEL, CANCEL_TWO, UNCANCEL, answer, told


@pytest.mark.parametrize(
    ("text", "question", "ids"),
    [
        ("kan inte komma", CANCEL, "A3"),
        ("blir inget på lördag", CANCEL, "A3"),
        ("Nä nu får det vara nog med regn, orkar inte stå där på lördag", CANCEL, "A3"),
        ("ta bort mig från lördag", CANCEL, "A3"),
        ("fått förhinder", CANCEL, "A3"),
        ("I'm sick", CANCEL, "A3"),
        ("kan inte imorgon", CANCEL_TWO, "A1"),
        ("Kan inte 29e", CANCEL_TWO, "A3"),
        ("avboka båda", CANCEL_TWO, "A1 A3"),
        ("måste ställa in allt, mamma ligger på sjukhus", CANCEL_TWO, "A1 A3"),
    ],
)
def test_the_shift_meant_is_cancelled(text: str, question: Question, ids: str) -> None:
    reading = answer(text, question)
    assert (reading.intent, reading["shifts"]) == ("cancel", ids.split())


@pytest.mark.parametrize(
    "text", ["jag kommer inte att svika er på lördag!", "kan lördag!", "jag ställer upp", "I'll be there"]
)
def test_a_promise_to_come_cancels_nothing(text: str) -> None:
    assert told(text, CANCEL) == {"intent": "confirm", "shifts": ["A3"]}


@pytest.mark.parametrize(
    ("text", "question", "intent"),
    [
        ("ställ inte in", CANCEL, "keep"),
        ("Om ni hittar nån annan slipper jag gärna", CANCEL, "stand_in"),
        ("kan någon ta mitt pass på lördag?", CANCEL, "stand_in"),
        ("skickar min bror istället", CANCEL, "substitute"),
        ("Lena tar mitt pass", CANCEL, "substitute"),
        ("Har ni ställt in på lördag?", CANCEL, "question"),
        ("oj nej fel dag", UNCANCEL, "uncancel"),
        ("ångra", UNCANCEL, "uncancel"),
        ("avboka", CANCEL_TWO, "ask_again"),
        ("avboka Lena också", CANCEL, "ask_again"),
        ("avboka tisdag", CANCEL, "ask_again"),
        ("i'm out", CANCEL, "ask_again"),
        ("hinner inte till 11", CANCEL, "ask_again"),
        ("ställ in tisdag, kommer på lördag", CANCEL_TWO, "ask_again"),
        ("lördagen går inte men tisdag går bra", CANCEL_TWO, "ask_again"),
        ("är förkyld men kommer", CANCEL, "ask_again"),
    ],
)
def test_everything_else_cancels_nothing(text: str, question: Question, intent: str) -> None:
    assert answer(text, question).intent == intent


def test_a_swap_says_from_and_to() -> None:
    swap = {"intent": "swap", "from": ["A3"], "to": {"date": "2026-08-30"}}
    assert told("byta till söndag?", CANCEL) == swap
    assert told("kan inte lördag, kan söndag istället", CANCEL) == swap
