"""What counts when a text wishes, takes back or names a shift by its place in a day; and other tongues' wishes."""

from datetime import datetime

from flows.reading import Question, command
from tests.reading.asked import CANCEL, CANCEL_TWO, CLAIM, NOTHING, REMINDER, STOCKHOLM, TASKS, answer, shift, told
from tests.rows import each

_EARLY = shift("E1", 1, "2026-09-12", "10:00-13:00", "Valstuga", "Farsta centrum")
_LATE = shift("E2", 2, "2026-09-12", "13:00-16:00", "Valstuga", "Farsta centrum")
_MORNING = shift("E3", 3, "2026-09-13", "08:00-12:00", "Valsedlar", "Rågsvedsskolan")
_AFTERNOON = shift("E4", 4, "2026-09-13", "16:00-20:00", "Valsedlar", "Hornsbergsdepån")
ELECTION = Question(kind="claim", text="Lediga pass:", shifts=(_EARLY, _LATE, _MORNING, _AFTERNOON))


@each(
    ("text", "id"),
    [
        ("första passet på lördan tack", "E1"),
        ("andra passet på lördag", "E2"),
        ("lördagens första pass", "E1"),
        ("Saturday's second shift", "E2"),
        ("första passet på valdagen", "E3"),
        ("valdagen på eftermiddagen", "E4"),
        ("election day morning please", "E3"),
        ("depån, är ändå på väg dit", "E4"),
        ("Lördag hade jag velat ta men chefen sa nej, så det blir valdagen på eftermiddagen istället", "E4"),
    ],
)
def test_a_shift_is_found_by_its_place_in_a_day_and_by_what_is_concluded(text: str, id: str) -> None:
    now = datetime(2026, 9, 7, 18, tzinfo=STOCKHOLM)
    reading = answer(text, ELECTION, now=now)
    assert (reading.intent, reading["shifts"]) == ("claim", [id])


def test_a_dialect_till_ends_the_part() -> None:
    assert answer("onsda men bara te åtta", CLAIM)["partial"] == {"to": "08:00"}
    assert answer("tisdag från 16 te 18", CLAIM)["partial"] == {"to": "18:00"}


@each(
    "text",
    [
        "avboka mig. nej vänta, det löser sig",
        "avboka mig. nej glöm det",
        "cancel me. no wait, it's sorted",
        "cancel. don't",
    ],
)
def test_a_cancel_that_is_taken_back_keeps_the_shift(text: str) -> None:
    assert answer(text, CANCEL).intent == "keep"


@each("text", ["avboka mig. nej vänta, det löser sig inte", "nej vänta, avboka mig"])
def test_a_taking_back_that_fails_cancels(text: str) -> None:
    assert answer(text, CANCEL).intent == "cancel"


@each(
    "text",
    [
        "det är inte så att jag hoppar av, bara en koll: var möts vi?",
        "Ingen avbokning, men var ska vi vara?",
        "not that I want to cancel but what time do we start?",
    ],
)
def test_a_denied_cancel_beside_a_question_is_the_question(text: str) -> None:
    assert answer(text, CANCEL).intent == "question"


@each("text", ["kan bara ett av dem, lördagen ryker", "can only do one of them, saturday has to go"])
def test_one_of_two_is_kept_when_the_other_is_named(text: str) -> None:
    assert told(text, CANCEL_TWO) == {"intent": "cancel", "shifts": ["A3"]}


@each("text", ["Ja, o Siv följer me", "Ja och Kalle hänger på", "Yes and Tom is coming too"])
def test_who_comes_along_is_counted(text: str) -> None:
    assert answer(text, REMINDER)["people"] == 2


@each(
    ("text", "code"),
    [
        ("voiko puhua suomea?", "fi"),
        ("¿Hablan español?", "es"),
        ("هل تتكلم العربية؟", "ar"),
        ("af-soomaali fadlan", "so"),
        ("ich verstehe kein Schwedisch", "de"),
        ("parlez-vous français ?", "fr"),
        ("po polsku proszę", "pl"),
        ("فارسی لطفا", "fa"),
        ("ብትግርኛ በጃኹም", "ti"),
        ("ez swêdî nizanim", "ku"),
        ("kan man få det på kurdiska?", "ku"),
    ],
)
def test_a_wish_for_a_tongue_is_known_in_that_tongue(text: str, code: str) -> None:
    assert told(text, NOTHING) == {"intent": "language", "value": code}


@each(("text", "value"), [("båda går bra", "yes"), ("inget av dem", "no"), ("can do both", "yes")])
def test_one_answer_to_all_that_is_asked(text: str, value: str) -> None:
    assert answer(text, Question(pending=("q1", "q2")))["values"] == {"q1": value, "q2": value}


@each("text", ["snackar jag med en dator nu", "am I talking to a computer"])
def test_who_asks_what_we_are_answers_nothing(text: str) -> None:
    assert told(text, TASKS) == {"intent": "question", "topic": "robot"}


@each(("text", "intent"), [("va? fattar nada", "help"), ("you've lost me", "help")])
def test_who_is_lost_gets_help(text: str, intent: str) -> None:
    assert answer(text, TASKS).intent == intent


@each(("text", "name"), [("hjääälp", "help"), ("HEEELP!", "help"), ("meeeny", "menu")])
def test_a_drawn_out_command_is_one(text: str, name: str) -> None:
    assert command(text) == name


@each("text", ["vill bara ha mejl i fortsättningen, inga sms", "just want emails, no more texts"])
def test_a_wish_for_email_alone_never_stops_all(text: str) -> None:
    reading = answer(text, NOTHING)
    assert (reading.intent, reading["channel"]) == ("channel_preference", "email")
    assert [(other.intent, other["scope"]) for other in reading.also] == [("opt_out", "sms")]
