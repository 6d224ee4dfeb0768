"""Numbers that are no answer: times, other units, what was before, parts, what is left, and refusals to answer."""

from flows.reading import Question
from tests.reading.asked import FLYERS, HEADS, HOURS, answer
from tests.rows import each

DOORS = Question(kind="number", text="Hur många dörrar knackade du?", low=0, high=500, whole=True)


@each(
    ("question", "texts"),
    [
        (HOURS, "en kväll i veckan|två kvällar|2 days|one shift a week|tre dagar|två gånger i veckan|2 veckor"),
        (HOURS, "2 timmar om dan|2h/dag|an hour a day|2 hours every other day|2 timmar två kvällar i veckan"),
        (HOURS, "jag är 78 år|bor 3 mil bort|10%|10 procent|2*3 timmar"),
        (FLYERS, "två trappuppgångar|fyra portar|3 timmar|gick i 2 timmar|3 kartonger|har 100 kvar|200 left"),
        (DOORS, "åtta våningar|en hel trappa|2 timmar|one stairwell|two blocks"),
        (HEADS, "ett gäng|2 bilar|ett bord"),
    ],
)
def test_an_amount_of_another_unit_is_asked_about(question: Question, texts: str) -> None:
    assert {answer(text, question).intent for text in texts.split("|")} == {"ask_again"}


@each(
    "text",
    [
        "saturday morning and tues after half past five", "halv sex", "kvart över fem", "tisdagar 18-20",
        "between 5 and 7pm", "kl 17-19", "half past five", "tisdagar kl 18",
    ],
)  # fmt: skip
def test_a_time_of_day_is_no_amount(text: str) -> None:
    assert answer(text, HOURS).intent == "ask_again"


@each(
    ("text", "question", "value"),
    [
        ("2 timmar på tisdagar", HOURS, 2),
        ("4 timmar en kväll i veckan", HOURS, 4),
        ("2 1/2", HOURS, 2.5),
        ("från 3 till 5 timmar", HOURS, {"min": 3, "max": 5}),
        ("I work 40 hours so 2", HOURS, 2),
        ("gick i 2 timmar och delade 300", FLYERS, 300),
        ("40 dörrar på 2 timmar", DOORS, 40),
        ("var 14, nu 11", DOORS, 11),
        ("hade 10 förut, numera 4", DOORS, 4),
        ("used to do 10, now 4", DOORS, 4),
        ("tjugotre varav 5 vik", HEADS, 23),
        ("14 stycken, 3 av dem nya", HEADS, 14),
    ],
)
def test_the_amount_that_was_asked_for_is_found_among_others(text: str, question: Question, value: object) -> None:
    assert answer(text, question)["value"] == value


@each(
    "text",
    [
        "nej tack, jag vill inte svara på det här", "vill helst inte uppge det", "Ingen kommentar",
        "none of your business", "rather not say", "I don't want to answer that",
    ],
)  # fmt: skip
def test_a_refusal_to_answer_is_no_zero(text: str) -> None:
    assert answer(text, HOURS).intent == "decline"


def test_a_bare_no_is_none_where_none_is_allowed() -> None:
    at_least_one = Question(kind="number", text=HOURS.text, low=1, high=60)
    for text in ("nej", "nej tack", "inga", "no", "nope", "none", "nä tyvärr"):
        assert answer(text, HOURS)["value"] == 0
        assert answer(text, at_least_one).intent in ("ask_again", "decline")
    assert answer("nej vet inte", HOURS).intent == "ask_again"
    assert answer("inga problem", HOURS).intent == "ask_again"
