"""A speaker's answer: yes, no, another time or day, perhaps, on a condition, or somebody else."""

from typing import Any

import pytest

from tests.reading.asked import BOOKED, BOOKING, answer


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Bokat!", "booking_accept"),
        ("nej inga problem alls jag kommer", "booking_accept"),
        ("ja 13 funkar", "booking_accept"),
        ("lördag går bra", "booking_accept"),
        ("måste tacka nej, barnkalas", "booking_decline"),
        ("fullbokad hela helgen", "booking_decline"),
        ("är på semester då", "booking_decline"),
        ("redan bokad den dagen", "booking_decline"),
        ("can't, in parliament until 6", "booking_decline"),
        ("preliminärt ja", "booking_tentative"),
        ("håll tiden så länge", "booking_tentative"),
        ("återkommer imorgon", "booking_tentative"),
        ("ja om tåget går", "booking_conditional"),
        ("skickar Ali istället", "delegate"),
        ("fråga Lisa istället", "delegate"),
        ("Hur lång tid?", "question"),
        ("14", "ask_again"),
        ("nja", "ask_again"),
    ],
)
def test_an_answer_is_read(text: str, intent: str) -> None:
    assert answer(text, BOOKING).intent == intent


@pytest.mark.parametrize(
    ("text", "proposals"),
    [
        ("13 går inte, halv 3?", [{"date": "2026-08-29", "from": "14:30"}]),
        ("inte 13 men 14", [{"date": "2026-08-29", "from": "14:00"}]),
        ("kan bara 13-13.30", [{"date": "2026-08-29", "from": "13:00", "to": "13:30"}]),
        ("kan jag komma onsdag 2/9 istället?", [{"date": "2026-09-02"}]),
        ("flytta till 12", [{"date": "2026-08-29", "from": "12:00"}]),
        ("kan inte lördag men söndag", [{"date": "2026-08-30"}]),
        ("söndag eller måndag kväll", [{"date": "2026-08-30"}, {"date": "2026-08-31", "part": "evening"}]),
        ("förmiddagen passar bättre", [{"date": "2026-08-29", "part": "forenoon"}]),
        ("söndag samma tid", [{"date": "2026-08-30", "from": "13:00", "to": "14:00"}]),
        ("veckan efter går bättre", [{"week": 36}]),
        ("kan digitalt", [{"mode": "online"}]),
    ],
)
def test_another_time_is_a_proposal(text: str, proposals: list[dict[str, Any]]) -> None:
    reading = answer(text, BOOKING)
    assert (reading.intent, reading["proposals"]) == ("booking_counter", proposals)


def test_a_question_beside_the_yes_is_kept() -> None:
    reading = answer("ja gärna men kan jag få skjuts?", BOOKING)
    assert (reading.intent, reading.also[0].intent) == ("booking_accept", "question")


def test_an_accepted_booking_is_cancelled_or_confirmed() -> None:
    assert answer("måste tyvärr ställa in, blivit sjuk", BOOKED).to_json() == {
        "intent": "booking_cancel",
        "booking": "BK1",
    }
    assert answer("jag kommer", BOOKED).intent == "confirm"
