"""Yes and no as people say them: dialect, idioms, typos, emoji, conditions, second thoughts."""

from flows.reading import Question
from flows.reading.normal import fold
from tests.reading.asked import HINDRANCE, LICENCE, YES_NO, answer, told
from tests.rows import each

YES = (
    "ja|JA!!!|japp|jajjemän|jo|jao de kan ja la|visst|absolut 🎉|sjalvklart|okej då|jaaa|kör på det|ja e på|👍|🙋‍♀️"
    "|inga problem|nej inga problem alls|varför inte|inte mig emot|jag kan inte säga nej till er|Nej men gärna!"
    "|nej då, det gör jag gärna|Ja punkt det gör jag gärna|klart jag kan|jag är på!|räkna med mig|why not|no problem!"
)
NO = (
    "nej|nä ja e la borta då|nix|nope|absolut inte|självklart inte|kan inte|ja kan inte|hinner inte|tyvärr|nej tack"
    "|jag vill inte|inte i år|👎🏽|har brutit benet|måste tacka nej|Ja. Nej förresten.|ja, nej vänta det går inte"
    "|skulle gärna vilja men kan inte|can't|I'd love to but I'm away|of course not|I wish I could"
)
NEITHER = "ja nej jag vet inte riktigt|nja|ja men inte lördag|nej det går bra|ha|mm|jq|Jakobsberg|1|10|ett|😢|Ja / Nej"


def answered(text: str, question: Question, language: str = "sv") -> str:
    """The value of an answer, or the intent of whatever else was read."""
    reading = answer(text, question, language=language)
    return str(reading["value"]) if reading.intent == "answer" else reading.intent


@each("text", YES.split("|"))
def test_a_yes_is_read_as_yes(text: str) -> None:
    assert answered(text, YES_NO) == "yes"


@each("text", NO.split("|"))
def test_a_no_is_read_as_no(text: str) -> None:
    assert answered(text, YES_NO) == "no"


@each("text", NEITHER.split("|"))
def test_what_is_neither_is_asked_again(text: str) -> None:
    assert answer(text, YES_NO).intent == "ask_again"


def test_a_perhaps_is_kept_and_a_later_is_waited_for() -> None:
    assert answer("kanske, beror på när", YES_NO)["value"] == "maybe"
    assert answer("måste fundera", YES_NO).intent == "later"
    assert answer("I'll let you know", YES_NO).intent == "later"


def test_a_condition_is_kept_with_the_yes() -> None:
    reading = answer("ja om jag slipper stå ensam", YES_NO)
    assert (reading["value"], fold(reading["condition"])) == ("yes", "om jag slipper sta ensam")
    assert answer("yes but only weekends", YES_NO, language="en")["condition"] == "but only weekends"


def test_a_condition_with_a_negation_is_asked_back() -> None:
    assert told("ja visst, om det inte är på kvällen", YES_NO) == {"intent": "ask_again", "candidates": ["yes", "no"]}


def test_a_question_beside_the_answer_is_kept() -> None:
    reading = answer("Ja gärna! Hur länge står man?", YES_NO)
    assert reading["value"] == "yes"
    assert [also.intent for also in reading.also] == ["question"]
    assert answer("ja eller nej?", YES_NO).intent == "question"
    assert answer("är det betalt?", YES_NO).intent == "question"


def test_nothing_hinders_is_a_no_even_from_somebody_who_can() -> None:
    assert answer("nej inget, jag är på!", HINDRANCE)["value"] == "no"
    assert answer("nej då", HINDRANCE)["value"] == "no"
    assert answer("ja, dåligt knä", HINDRANCE)["value"] == "yes"


def test_to_name_the_thing_asked_for_is_a_yes() -> None:
    for text in ("B-kort", "har jag", "körkort finns"):
        assert answer(text, LICENCE)["value"] == "yes"
    assert answer("moped", LICENCE).intent == "ask_again"
    assert answer("jag har redan svarat", YES_NO).intent == "ask_again"


ENGLISH = {
    "yes": "go on then|yh sure|deffo|I'm down|sounds like a plan|too right|up for it|I'd be glad to|not a problem"
    "|nah yeah",
    "no": "hard pass|gonna have to pass|it's a no from me|yeah nah, flat's tiny|too busy|got plans sorry"
    "|I'd prefer not to|not this yr, next yr for sure|sounds fun but I'm working|not on your life",
    "maybe": "mayb|fingers crossed|we'll see",
    "later": "ask me next week|gotta check my rota|will know on friday|let me get back to you",
    "ask_again": "yes and no|dunno|yes but not saturday",
}
SWEDISH = {
    "yes": "det kan ni räkna med|jag är ledig|har inga planer så ja|det löser vi|mycket gärna|tja, varför inte|givet",
    "no": "det får nog bli ett nej|blir nej tyvärr|visst vore det kul men det går inte|troligen inte|inte än|ingen ork"
    "|hade gärna hjälpt till men jobbar|inte i år men gärna nästa",
    "maybe": "ev|vi får väl se|det borde gå|kanske det",
    "later": "fråga mig igen i augusti|ska höra med sambon|ger besked på fredag",
    "ask_again": "både ja och nej|kan inte lova något|jag passar|nej det gör inget",
}


@each(("value", "text"), [(v, t) for v, texts in ENGLISH.items() for t in texts.split("|")])
def test_english_is_read_as_people_say_it(value: str, text: str) -> None:
    assert answered(text, YES_NO, "en") == value


@each(("value", "text"), [(v, t) for v, texts in SWEDISH.items() for t in texts.split("|")])
def test_swedish_is_read_as_people_say_it(value: str, text: str) -> None:
    assert answered(text, YES_NO) == value


@each(
    ("text", "value"),
    [
        ("nej vänta, jo jag kan", "yes"),
        ("nej, jo förresten det går bra", "yes"),
        ("nej eller jo det kan jag", "yes"),
        ("jo... eller nej, går inte", "no"),
        ("no wait yes!", "yes"),
        ("no sorry, I meant yes", "yes"),
        ("yes. scratch that, I'm away", "no"),
        ("nej vänta det är ju veckan efter jag är borta, så jo", "yes"),
    ],
)
def test_what_is_taken_back_does_not_count(text: str, value: str) -> None:
    assert answered(text, YES_NO) == value


def test_a_later_answer_has_the_day_it_will_come() -> None:
    assert answer("återkommer på onsdag när jag sett schemat", YES_NO)["date"] == "2026-08-26"


DONE = Question(kind="yesno", text="Have you done phone banking before?")
CAR = Question(kind="yesno", text="Do you have a car we could use on election day?")
PARCEL = Question(kind="yesno", text="Har du fått dina flygblad?")
LANGUAGE = Question(kind="yesno", text="Is your Swedish good enough to knock doors on your own?")


@each(
    ("question", "yes", "no"),
    [
        (DONE, "once, years ago|loads of times|last election", "first time|never tried it|no but willing to learn"),
        (CAR, "got one|I do aye|yep its a wreck tho", "sold it in june|got rid of it|not anymore"),
        (PARCEL, "fick dem igår|de kom idag", "inte än|ingenting har kommit"),
        (LANGUAGE, "fluent|it is|born here", "my swedish is rubbish sorry|not really|it isn't"),
        (
            HINDRANCE,
            "ja, ryggen tyvärr|ja tyvärr|jag har ont i ryggen",
            "inget|nä det är lugnt|nej jag kör!|inga hinder",
        ),
    ],
)
def test_questions_of_fact_are_answered_by_facts(question: Question, yes: str, no: str) -> None:
    assert {answered(text, question) for text in yes.split("|")} == {"yes"}
    assert {answered(text, question) for text in no.split("|")} == {"no"}


def test_a_licence_without_a_car_is_asked_about() -> None:
    assert answer("jag har kort men ingen bil", LICENCE).intent == "ask_again"
    assert answered("ja men det är indraget", LICENCE) == "ask_again"


MORE_YES = (
    "absoluuut|såklaaart|med största glädje|det har jag inget emot|jag säger inte nej|no problemo|det går nog"
    "|I'd be honoured|I'd be delighted|it would be an honour|I'd like to|more than happy|with bells on|Why certainly"
    "|I don't see why not|går hur bra som helst|kan vara där 9-12"
)
MORE_NO = (
    "helst slipper jag|Jag vill men kan inte|den dan går bort|dessvärre|unfortunately|blir svårt att hinna"
    "|nu får någon yngre ta över|Nä tyvär, ha kalas för dottern då|har bokat resa|out of the country|I'm out"
    "|rain check|Saturdays are no good for me|Any other weekend yes|prior engagement I'm afraid|shan't be able to"
)


def test_more_ways_to_say_yes_and_no() -> None:
    for texts, value in ((MORE_YES, "yes"), (MORE_NO, "no")):
        assert {text: answered(text, YES_NO, "en") for text in texts.split("|")} == dict.fromkeys(
            texts.split("|"), value
        )


def test_part_of_a_day_and_a_later_time_are_no_clear_answer() -> None:
    assert answered("inte hela dagen men några timmar", YES_NO) == "ask_again"
    assert answer("ja fast inte förrän efter lunch", YES_NO).intent != "pause"
    assert answer("kommer hem först på söndag", YES_NO).get("value") != "yes"


def test_consent_to_what_somebody_may_object_to_is_no_objection() -> None:
    minds = Question(kind="yesno", text="Har du något emot att vi delar ditt nummer?")
    assert answered("Dela på bara", minds) == "no"
    assert answered("det går bra", minds) == "no"
    assert answered("ja det går bra", minds) == "ask_again"
