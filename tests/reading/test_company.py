"""How many they bring: the writer is not one of them; and numbers between two numbers."""

from flows.reading import Question
from tests.reading.asked import FLYERS, HEADS, HOURS, answer, told
from tests.rows import each

BRINGS = Question(kind="number", text="Hur många tar du med dig till tåget?", low=0, high=50, whole=True)
LIFT = Question(kind="number", text="Hur många kan du skjutsa i bilen, utöver dig själv?", low=0, high=8, whole=True)
STAFF = Question(kind="number", text="How many people work at your workplace?", low=1, high=9000, whole=True)
YEARS = Question(kind="number", text="Hur många år har du varit medlem?", low=0, high=80, whole=True)


@each(
    ("text", "value"),
    [
        ("frun och två barn", 3), ("min man", 1), ("en vän", 1), ("sambon", 1), ("maken + 2 ungar", 3),
        ("mamma, pappa och brorsan", 3), ("två kompisar och min syster", 3), ("min fru och våra tre barn", 4),
        ("my wife and two kids", 3), ("two adults and a baby", 3), ("tre, två vuxna och ett barn", 3),
        ("inga, frun är sjuk", 0), ("kommer själv", 0), ("just me", 0), ("ett tiotal", 10),
    ],
)  # fmt: skip
def test_company_is_counted_without_the_writer(text: str, value: int) -> None:
    assert answer(text, BRINGS).get("value") == value


@each("text", ["jag och frun", "hela familjen", "frun, men inte barnen", "me and my wife"])
def test_company_that_may_be_the_writer_too_is_asked_about(text: str) -> None:
    assert answer(text, BRINGS).intent == "ask_again"


def test_all_who_come_are_the_writer_too() -> None:
    assert answer("jag och frun", HEADS)["value"] == 2


@each(
    ("text", "question", "low", "high"),
    [
        ("en eller två", LIFT, 1, 2), ("en eller kanske två", LIFT, 1, 2), ("en till tre", LIFT, 1, 3),
        ("3 el 4", LIFT, 3, 4), ("one or two", LIFT, 1, 2), ("en timme eller två", HOURS, 1, 2),
        ("två tre hundra", FLYERS, 200, 300), ("två tre tusen", FLYERS, 2000, 3000),
    ],
)  # fmt: skip
def test_two_numbers_are_a_span(text: str, question: Question, low: int, high: int) -> None:
    assert answer(text, question)["value"] == {"min": low, "max": high}


@each("text", ["tio år", "ca tio år", "i 10 år", "10"])
def test_the_unit_that_was_asked_for_is_no_other_unit(text: str) -> None:
    assert answer(text, YEARS)["value"] == 10


@each(
    ("text", "question"),
    [("-2", LIFT), ("ett halvår", YEARS), ("12 full time and 3 part time", STAFF), ("nej", STAFF), ("none", STAFF)],
)
def test_what_is_no_such_number_is_asked_about(text: str, question: Question) -> None:
    assert answer(text, question).intent == "ask_again"


def test_who_will_not_say_a_number_declines_and_is_not_none() -> None:
    assert told("nej tack, vill inte svara", STAFF) == {"intent": "decline"}


def test_a_better_number_takes_the_place_of_the_first() -> None:
    assert answer("20, eller snarare 25", STAFF)["value"] == 25
