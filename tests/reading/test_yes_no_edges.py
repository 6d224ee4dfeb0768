"""Yes and no at their edges: what is asked back with which candidates, and what facts answer to a question of fact."""

from flows.reading import Question
from tests.reading.asked import HINDRANCE, LICENCE, YES_NO, answer, told
from tests.rows import each

DONE = Question(kind="yesno", text="Have you done phone banking before?")
CAR = Question(kind="yesno", text="Do you have a car we could use on election day?")
LANGUAGE = Question(kind="yesno", text="Is your Swedish good enough to knock doors on your own?")
MINDS = Question(kind="yesno", text="Har du något emot att vi delar ditt nummer?")
EITHER = {"intent": "ask_again", "candidates": ["yes", "no"]}
A_YES = {"intent": "ask_again", "candidates": ["yes"]}
NOTHING_SAID = {"intent": "ask_again"}


def value(text: str, question: Question) -> object:
    return answer(text, question).get("value")


@each("question", [YES_NO, LICENCE, HINDRANCE])
def test_what_may_be_either_is_asked_back_with_both(question: Question) -> None:
    assert told("ja nej", question) == EITHER
    assert told("nja", question) == EITHER


@each("question", [YES_NO, LICENCE, HINDRANCE])
def test_half_a_yes_is_asked_back_as_a_yes(question: Question) -> None:
    assert told("mm", question) == A_YES


@each("text", ["vad som helst", "om det regnar"])
def test_what_says_nothing_of_either_is_asked_back_without_a_guess(text: str) -> None:
    assert told(text, HINDRANCE) == NOTHING_SAID


@each(
    ("text", "hinders"),
    [
        ("nej osäker", None),
        ("vet inte, ja", None),
        ("kanske", "maybe"),
        ("kanske ryggen", "maybe"),
        ("det går bra kanske", "maybe"),
        ("möjligen vädret", "maybe"),
        ("inget alls", "no"),
        ("inte vad jag vet", "no"),
        ("inget hindrar mig", "no"),
        ("I can", "no"),
        ("jag har ingen bil", "yes"),
        ("saknar tid", "yes"),
        ("can't climb stairs", "yes"),
        ("cannot do stairs", "yes"),
    ],
)
def test_a_trouble_that_is_named_hinders_and_a_can_does_not(text: str, hinders: str | None) -> None:
    assert value(text, HINDRANCE) == hinders
    assert hinders or told(text, HINDRANCE) == EITHER


def test_a_no_that_opens_the_first_clause_answers_what_hinders_whatever_follows() -> None:
    assert value("nej, jag kan gå i trappor", HINDRANCE) == "no"
    assert value("yeah, no headset", HINDRANCE) == "yes"


def test_a_denial_without_a_word_of_trouble_is_no_answer_to_what_hinders() -> None:
    assert told("jag tror inte det", HINDRANCE) == NOTHING_SAID
    assert told("gör inte det", MINDS) == NOTHING_SAID


def test_consent_is_no_objection_unless_it_wavers_or_says_yes_too() -> None:
    assert value("gör det", MINDS) == "no"
    assert value("kanske går bra", MINDS) == "maybe"
    assert told("ja gör det", MINDS) == EITHER
    assert value("det går inte bra", MINDS) == "yes"


@each(
    ("question", "text"),
    [
        (LICENCE, "nej men visst har jag"),
        (LICENCE, "nej men absolut"),
        (LICENCE, "nej då, självklart"),
        (LICENCE, "ja, indraget"),
        (LICENCE, "kan nog men sålt"),
        (LICENCE, "inte men har kort"),
        (CAR, "yes but sold it"),
        (CAR, "sold it, yes"),
        (LANGUAGE, "yes but rubbish"),
        (LANGUAGE, "not bad"),
        (LANGUAGE, "not terrible"),
        (DONE, "first time, yes"),
        (DONE, "I haven't but loads of times at work"),
    ],
)
def test_a_word_and_a_fact_against_each_other_are_asked_about(question: Question, text: str) -> None:
    assert told(text, question) == EITHER


@each(
    ("question", "text", "said"),
    [
        (CAR, "maybe, sold mine", "maybe"),
        (CAR, "maybe got one", "maybe"),
        (CAR, "none", "no"),
        (DONE, "maybe once", "maybe"),
        (DONE, "not once", "no"),
        (DONE, "no, loads of times", "no"),
        (LANGUAGE, "not fluent", "no"),
        (LANGUAGE, "not good enough", "no"),
        (LANGUAGE, "poor", "no"),
        (LANGUAGE, "good enough", "yes"),
        (LICENCE, "har sålt", "no"),
        (LICENCE, "har inte kvar", "no"),
    ],
)
def test_a_fact_is_heard_beside_its_perhaps_and_its_negation(question: Question, text: str, said: str) -> None:
    assert value(text, question) == said


def test_the_thing_itself_in_at_most_three_words_answers_whether_one_has_it() -> None:
    for text in ("kort", "B-kort", "körkort", "ett B kort"):
        assert value(text, LICENCE) == "yes"
    for text in ("ett gammalt B kort", "mc", "bil", "båtkort"):
        assert told(text, LICENCE) == NOTHING_SAID
    assert value("inte kort", LICENCE) == "no"


def test_having_answered_already_is_no_fact() -> None:
    assert told("jag har redan svarat", LICENCE) == NOTHING_SAID


@each(
    ("text", "reading"),
    [
        ("I can, will let you know friday", {"intent": "later", "date": "2026-08-28"}),
        ("kan nog, ger besked på fredag", {"intent": "later", "date": "2026-08-28"}),
        ("yes, ask me next week", {"intent": "answer", "value": "yes"}),
        ("nej, fråga mig igen i augusti", {"intent": "answer", "value": "no"}),
    ],
)
def test_a_later_that_is_promised_waits_unless_yes_or_no_was_said(text: str, reading: dict[str, str]) -> None:
    assert told(text, YES_NO) == reading


def test_only_a_yes_has_a_condition() -> None:
    assert told("nej om jag jobbar", YES_NO) == {"intent": "answer", "value": "no"}
