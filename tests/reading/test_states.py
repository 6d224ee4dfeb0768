"""Yes-or-no questions of how things are: still so or not, needed or not, whose answer it is, and none at all."""

from flows.reading import Question
from tests.reading.asked import LICENCE, YES_NO, answer, told
from tests.rows import each

WORKS = Question(kind="yesno", text="Jobbar du fortfarande kvar på lagret?")
MEMBER = Question(kind="yesno", text="Are you a member of a trade union?")
BOARD = Question(kind="yesno", text="Kan du tänka dig att sitta kvar i styrelsen ett år till?")
INTERPRETER = Question(kind="yesno", text="Behöver du tolk på mötet?")


@each(
    ("text", "question"),
    [
        ("jobbar kvar", WORKS), ("är kvar", WORKS), ("än så länge", WORKS), ("ja men är sjukskriven", WORKS),
        ("ja fast på halvtid", WORKS), ("yes still here", WORKS), ("since 2001", MEMBER), ("I am", MEMBER),
        ("have been for years", MEMBER), ("gick med i höstas", MEMBER), ("har varit med sen 90-talet", MEMBER),
        ("ett år till kan jag ta", BOARD), ("ett sista år", BOARD), ("en period till men sen är det slut", BOARD),
        ("en gång till då, men sen får det vara bra", BOARD), ("sitter gärna kvar", BOARD), ("jag fortsätter", BOARD),
        ("another year is fine", BOARD), ("happy to continue", BOARD), ("ställer upp för omval", BOARD),
    ],
)  # fmt: skip
def test_who_is_still_there_says_yes(text: str, question: Question) -> None:
    assert answer(text, question).get("value") == "yes"


@each(
    ("text", "question"),
    [
        ("slutade vid årsskiftet", WORKS), ("blev uppsagd i juni", WORKS), ("har gått i pension", WORKS),
        ("bytte jobb i höstas", WORKS), ("fick sparken", WORKS), ("nu jobbar jag på Posten", WORKS),
        ("I left last year", MEMBER), ("used to be", MEMBER), ("was until 2020", MEMBER), ("lapsed", MEMBER),
        ("cancelled it in March", MEMBER), ("har gått ur", MEMBER), ("jag avgår", BOARD), ("kliver av", BOARD),
        ("undanber mig omval", BOARD), ("dags att lämna över", BOARD), ("I'm stepping down", BOARD),
    ],
)  # fmt: skip
def test_who_has_left_says_no(text: str, question: Question) -> None:
    assert answer(text, question).get("value") == "no"


@each(
    ("text", "question"),
    [
        ("gick ur men har gått med igen", MEMBER), ("ska gå med", MEMBER), ("pensionär men fortfarande medlem", MEMBER),
        ("en gång räcker", BOARD), ("slutar efter det här året", BOARD),
    ],
)  # fmt: skip
def test_what_may_be_both_is_asked_about(text: str, question: Question) -> None:
    assert answer(text, question).intent == "ask_again"


@each(
    ("text", "value"),
    [
        ("ja, somaliska", "yes"), ("arabiska tack", "yes"), ("det skulle underlätta", "yes"), ("behöver", "yes"),
        ("behövs inte", "no"), ("jag behöver ingen", "no"), ("nej jag förstår svenska", "no"),
        ("no I understand fine", "no"), ("nej men min man behöver, arabiska", "no"),
    ],
)  # fmt: skip
def test_what_is_needed_is_told_by_need_or_by_language(text: str, value: str) -> None:
    assert answer(text, INTERPRETER).get("value") == value


@each(
    ("text", "value"),
    [
        ("Jag kan men inte min man", "yes"), ("jag kan men min fru kan inte", "yes"), ("I can, my wife can't", "yes"),
        ("my husband can't but I can", "yes"), ("jag kan men sambon jobbar", "yes"),
        ("vi kan, barnen blir glada", "yes"),
        ("jag kan inte men min man kan", "no"), ("I can't but my son can", "no"), ("frun vill men inte jag", "no"),
        ("min man säger nej", "no"), ("min fru och jag kan", "yes"),
    ],
)  # fmt: skip
def test_the_writer_answers_for_the_writer(text: str, value: str) -> None:
    assert answer(text, YES_NO).get("value") == value


@each(
    "text",
    [
        "vill inte svara", "det vill jag inte svara på", "det angår er inte", "inga kommentarer", "rather not say",
        "prefer not to answer", "none of your business", "I'd rather not answer that", "nej det vill jag inte svara på",
    ],
)  # fmt: skip
@each("question", [YES_NO, LICENCE, MEMBER])
def test_who_will_not_answer_has_not_said_no(text: str, question: Question) -> None:
    assert told(text, question) == {"intent": "decline"}


def test_a_yes_stands_beside_what_is_kept_back() -> None:
    assert answer("vill inte säga vilket men ja", MEMBER)["value"] == "yes"


@each(
    ("text", "value"),
    [
        ("nej jo jag kan faktiskt", "yes"), ("ja nej jag kan inte", "no"), ("ja fast nej det går inte", "no"),
        ("no yes I can", "yes"), ("yes no I can't", "no"), ("nästa gång hellre", "no"), ("maybe next time", "no"),
        ("count me in", "yes"), ("hänger på!", "yes"), ("ja men inte mer än två timmar", "yes"),
    ],
)  # fmt: skip
def test_the_last_word_counts_when_it_says_more_than_a_word(text: str, value: str) -> None:
    assert answer(text, YES_NO).get("value") == value


@each("text", ["kan bli svårt", "might be tricky", "only if there's no one else", "sorry", "ja nej"])
def test_a_doubt_is_no_answer_yet(text: str) -> None:
    assert answer(text, YES_NO).intent == "ask_again"


def test_what_a_yes_leaves_out_is_its_condition_unless_we_asked_for_just_that() -> None:
    october = Question(kind="yesno", text="Kan du stå i valstugan i oktober?")
    assert told("Yes but not in August", october) == {"intent": "answer", "value": "yes", "condition": "not in August"}
    assert told("ja men inte i oktober", october).get("value") != "yes"
