"""What options are called besides their labels: days and dates, sizes, other forms, beginnings and ends of words."""

from flows.reading import Choice, Question
from tests.reading.asked import TASKS, answer, told
from tests.rows import each


def one_of(*labels: str) -> Question:
    return Question(kind="one", choices=tuple(Choice(label.lower(), n, label) for n, label in enumerate(labels, 1)))


DATES = one_of("Tisdag 9 februari", "Torsdag 11 februari", "Söndag 14 februari")
ISSUES = one_of("Lönen", "Arbetstider och schema", "Arbetsmiljö", "Otrygga anställningar", "Bemanning")
SIZES = one_of("S", "M", "L", "XL", "XXL")
PARTS = one_of("Förmiddag", "Eftermiddag", "Kväll", "Spelar ingen roll")
TONGUES = one_of("Svenska", "Engelska", "Arabiska")
FOOD = one_of("Vegetariskt", "Veganskt", "Glutenfritt", "Laktosfritt", "Äter allt")
PARTS_PLAYED = one_of("Street stall", "Leafleting", "Door knocking", "Childcare at meetings")
ROLES = one_of("Secretary", "Treasurer", "Chair")


@each(
    ("text", "question", "key"),
    [
        ("den 14:e", DATES, "söndag 14 februari"), ("14/2", DATES, "söndag 14 februari"),
        ("den fjortonde", DATES, "söndag 14 februari"), ("9:e februari", DATES, "tisdag 9 februari"),
        ("nionde", DATES, "tisdag 9 februari"), ("tors", DATES, "torsdag 11 februari"),
        ("the 9th", DATES, "tisdag 9 februari"), ("sunday", DATES, "söndag 14 februari"),
        ("inte 9:e men 11:e går", DATES, "torsdag 11 februari"), ("2", DATES, "torsdag 11 februari"),
        ("lön", ISSUES, "lönen"), ("löner", ISSUES, "lönen"), ("pengarna", ISSUES, "lönen"),
        ("högre lön", ISSUES, "lönen"), ("arbetstiderna", ISSUES, "arbetstider och schema"),
        ("tiderna", ISSUES, "arbetstider och schema"), ("miljön", ISSUES, "arbetsmiljö"),
        ("schemat", ISSUES, "arbetstider och schema"), ("underbemanning", ISSUES, "bemanning"),
        ("large", SIZES, "l"), ("Large tack", SIZES, "l"), ("medium tror jag", SIZES, "m"), ("x-large", SIZES, "xl"),
        ("extra large", SIZES, "xl"), ("storlek m", SIZES, "m"), ("M är för liten, så L", SIZES, "l"),
        ("M is too small, so L", SIZES, "l"), ("fm", PARTS, "förmiddag"), ("på kvällen tack", PARTS, "kväll"),
        ("före lunch", PARTS, "förmiddag"), ("kvittar", PARTS, "spelar ingen roll"),
        ("Svenska tack", TONGUES, "svenska"), ("på svenska", TONGUES, "svenska"),
        ("English please", TONGUES, "engelska"), ("vegetarian", FOOD, "vegetariskt"), ("vegankost", FOOD, "veganskt"),
        ("laktosintolerant", FOOD, "laktosfritt"), ("babysitting!", PARTS_PLAYED, "childcare at meetings"),
        ("minding kids", PARTS_PLAYED, "childcare at meetings"), ("doors", PARTS_PLAYED, "door knocking"),
        ("sec", ROLES, "secretary"), ("chairing", ROLES, "chair"),
    ],
)  # fmt: skip
def test_an_option_is_known_by_what_people_call_it(text: str, question: Question, key: str) -> None:
    assert told(text, question).get("value") == key


@each(
    ("text", "question"),
    [
        ("9 mars", DATES), ("tisdag 16 feb", DATES), ("den 12", DATES), ("tisdag eller torsdag", DATES),
        ("veg", FOOD), ("XS", SIZES), ("med mjölk", SIZES), ("S eller M", SIZES), ("inte", ROLES), ("nej", ROLES),
    ],
)  # fmt: skip
def test_what_fits_no_option_or_several_is_asked_about(text: str, question: Question) -> None:
    assert answer(text, question).intent == "ask_again"


def test_a_beginning_is_read_back() -> None:
    assert answer("sec", ROLES).get("near") is True


def test_a_wish_about_our_texts_stands_beside_the_options() -> None:
    found = answer("Delar gärna flygblad men sms:a mig inte före 10", TASKS)
    assert found["values"] == ["flyers"]
    assert [also.intent for also in found.also] == ["quiet_hours"]


def test_an_option_that_is_left_out_is_no_topic_to_stop() -> None:
    news = Question(kind="many", choices=(Choice("web", 1, "Hemsida"), Choice("news", 2, "Nyhetsbrev")))
    assert answer("hemsidan men inte nyhetsbrevet", news)["values"] == ["web"]
    assert answer("sluta skicka nyhetsbrevet", news).intent == "opt_out"
