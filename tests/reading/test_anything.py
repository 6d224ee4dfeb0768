"""Texts that answer nothing: danger, grief, wrong numbers, data requests, offers, thanks, rubbish."""

from flows.reading import Question
from tests.reading.asked import CANCEL, MEETING, NOTHING, REPORT, TASKS, YES_NO, answer, told
from tests.rows import each


@each(
    ("text", "kind"),
    [
        ("jag ska döda er", "threat"),
        ("jag vet var du bor", "threat"),
        ("någon hotade oss i valstugan", "safety"),
        ("Nån har sprejat ner valstugan!!", "safety"),
        ("jag blev påhoppad när jag knackade dörr", "safety"),
        ("ring polisen", "safety"),
        ("Gunilla gick bort i våras", "grief"),
        ("mår inte alls bra, orkar inte mer med nånting", "welfare"),
    ],
)
@each("question", [NOTHING, YES_NO, TASKS])
def test_danger_and_distress_reach_a_person_whatever_was_asked(text: str, kind: str, question: Question) -> None:
    reading = answer(text, question)
    kinds = {reading.get("kind"), *(also.get("kind") for also in reading.also)}
    assert kind in kinds


def test_grief_beside_an_answer_leaves_the_answer() -> None:
    reading = answer("mamma har dött, kan inte komma", CANCEL)
    assert (reading.intent, reading.also[0]["kind"]) == ("cancel", "grief")


def test_a_dog_is_no_grief() -> None:
    assert answer("yes if I can bring my dog", YES_NO, language="en")["value"] == "yes"


@each(
    "text",
    [
        "fel nummer",
        "jag är inte Gunilla, det är hennes son",
        "Gunilla bor inte här längre",
        "jag heter Olle, inte Gunilla",
    ],
)
def test_somebody_else_has_the_number(text: str) -> None:
    assert answer(text, MEETING).intent == "wrong_person"


@each("text", ["jag är inte säker", "jag är inte hungrig", "I'm not coming", "det är inte lätt"])
def test_not_to_be_something_is_not_to_be_somebody_else(text: str) -> None:
    assert answer(text, MEETING).intent != "wrong_person"


@each(
    ("text", "kind"),
    [
        ("Hur har ni fått mitt nummer?", "source"),
        ("Vilka uppgifter har ni sparat om mig?", "access"),
        ("radera alla uppgifter ni har om mig", "erasure"),
        ("What data do you have about me?", "access"),
    ],
)
def test_data_requests_are_told_apart(text: str, kind: str) -> None:
    assert told(text) == {"intent": "data_request", "kind": kind}


@each(
    ("text", "intent"),
    [
        ("Tack!", "thanks"),
        ("är detta en robot?", "question"),
        ("vilka pass har jag?", "query"),
        ("avboka", "query"),
        ("kan jag få prata med en människa", "handoff"),
        ("jag vill gå ur partiet", "handoff"),
        ("ni är idioter", "hostile"),
        ("Vinn en iPhone! Klicka här http://bit.ly/xyz", "spam"),
        ("[ljudmeddelande 0:42]", "unsupported"),
        ("förstår inte", "help"),
        ("no hablo sueco", "language"),
        ("jag kan hjälpa till!", "offer"),
        ("2", "ask_again"),
        ("ingen kan stoppa oss nu 🔥", "no_action"),
    ],
)
def test_each_has_its_handling(text: str, intent: str) -> None:
    assert answer(text).intent == intent


def test_a_new_number_and_a_new_town_are_read() -> None:
    assert told("nytt nummer nu: 070-174 06 07") == {"intent": "update_phone", "phone": "+46701740607"}
    assert told("jag har flyttat till Malmö") == {"intent": "update_profile", "field": "city", "value": "Malmö"}


def test_an_invitation_is_answered_without_being_asked() -> None:
    assert told("kan inte på torsdag men hälsa alla", MEETING) == {"intent": "rsvp", "value": "no"}
    assert told("jag kommer gärna", MEETING) == {"intent": "rsvp", "value": "yes"}
    assert answer("Jag kan baka", MEETING).intent == "offer"


def test_several_open_questions_are_answered_in_order_or_asked_about() -> None:
    both = Question(pending=("q1", "q2"))
    assert told("ja på första, nej på andra", both)["values"] == {"q1": "yes", "q2": "no"}
    assert told("ja", both) == {"intent": "ask_again", "candidates": ["q1", "q2"]}


def test_a_report_is_read_by_its_words_or_by_its_order() -> None:
    counts = {"knocked": 42, "opened": 18, "positive": 9}
    for text in ("42 knackade 18 öppnade 9 positiva", "knackade 42 öppnade 18 positiva 9", "42/18/9"):
        assert told(text, REPORT) == {"intent": "canvass_report", **counts}
    assert told("200 flygblad ute 🎉", REPORT) == {"intent": "activity_report", "flyers": 200}
    assert answer("gick bra!", REPORT).intent != "canvass_report"


@each(
    ("text", "intent"),
    [
        ("vill snacka me nån på expeditionen", "handoff"),
        ("Kan jag få sms på engelska? Min svenska är inte så bra", "language"),
        ("could you text me in English instead", "language"),
        ("Har bytt abonnemang, fr o m nu når ni mig på 0701740633", "update_phone"),
        ("use 0701740633 from now on", "update_phone"),
        ("They should cancel the motorway, not the trains", "no_action"),
        ("kör och ringer", "ask_again"),
        ("Nu har du nog slagit fel siffra lilla vän", "wrong_person"),
        ("min man dog i natt", "handoff"),
        ("vilka tider står jag på i helgen", "query"),
    ],
)
def test_a_text_to_nobody_in_particular_is_known_by_its_construction(text: str, intent: str) -> None:
    assert answer(text).intent == intent
