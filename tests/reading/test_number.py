"""Numbers in figures and words, spans, bounds, and figures that are something else."""

from typing import Any

from flows.reading import Question
from flows.reading.normal import fold
from tests.reading.asked import FLYERS, HEADS, HOURS, answer
from tests.rows import each


@each(
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


@each(
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
    assert fold(answer("3 om det är på söder", HOURS)["condition"]) == "om det ar pa soder"


@each(
    ("text", "value"),
    [
        ("halvannan timme", 1.5),
        ("tre å en halv", 3.5),
        ("1 tim 30 min", 1.5),
        ("en timme och en kvart", 1.25),
        ("an hour and a half", 1.5),
        ("1 1/2", 1.5),
        ("around five", 5),
        ("runt 5", 5),
        ("7... nä skriv 8", 8),
        ("3 nej förresten 4", 4),
        ("zilch", 0),
    ],
)
def test_hours_are_said_in_many_ways(text: str, value: Any) -> None:
    assert answer(text, HOURS)["value"] == value


@each(
    ("text", "value"),
    [
        ("1,100", 1100),
        ("1,5k", 1500),
        ("ett och ett halvt tusen", 1500),
        ("two and a half thousand", 2500),
        ("a couple of hundred", 200),
        ("one hundred and fifty", 150),
        ("ett femtiotal", 50),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("3-400", {"min": 300, "max": 400}),
        ("inte ett enda", 0),
        ("didn't do any", 0),
        ("hann inte dela några", 0),
        ("2 timmar, 450 blad", 450),
    ],
)
def test_amounts_are_said_in_many_ways(text: str, value: Any) -> None:
    assert answer(text, FLYERS)["value"] == value


@each("text", ["några hundra", "a few hundred", "hela lådan", "två kartonger", "200 + 150"])
def test_a_vague_amount_is_asked_about(text: str) -> None:
    assert answer(text, FLYERS).intent == "ask_again"


@each(
    ("text", "value"),
    [
        ("jag och frun", 2),
        ("min fru och jag", 2),
        ("jag, min fru och 2 barn", 4),
        ("jag, Kim och båda barnen", 4),
        ("2 vuxna och 2 barn", 4),
        ("two adults, one child", 3),
        ("me, my wife and 2 kids", 4),
        ("me and hubby", 2),
        ("fyra inklusive mig", 4),
        ("jag", 1),
        ("+1", 2),
    ],
)
def test_people_are_added_up(text: str, value: int) -> None:
    assert answer(text, HEADS)["value"] == value


@each("text", ["jag, frun och barnen", "hela familjen", "2, 3"])
def test_people_nobody_can_count_are_asked_about(text: str) -> None:
    assert answer(text, HEADS).intent == "ask_again"
