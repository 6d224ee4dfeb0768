"""Yes and no as people say them: dialect, idioms, typos, emoji, conditions, second thoughts."""

import pytest

from tests.reading.asked import HINDRANCE, LICENCE, YES_NO, answer, told

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


@pytest.mark.parametrize("text", YES.split("|"))
def test_a_yes_is_read_as_yes(text: str) -> None:
    assert told(text, YES_NO) == {"intent": "answer", "value": "yes"}


@pytest.mark.parametrize("text", NO.split("|"))
def test_a_no_is_read_as_no(text: str) -> None:
    assert told(text, YES_NO) == {"intent": "answer", "value": "no"}


@pytest.mark.parametrize("text", NEITHER.split("|"))
def test_what_is_neither_is_asked_again(text: str) -> None:
    assert answer(text, YES_NO).intent == "ask_again"


def test_a_perhaps_is_kept_and_a_later_is_waited_for() -> None:
    assert answer("kanske, beror på när", YES_NO)["value"] == "maybe"
    assert answer("måste fundera", YES_NO).intent == "later"
    assert answer("I'll let you know", YES_NO).intent == "later"


def test_a_condition_is_kept_with_the_yes() -> None:
    reading = answer("ja om jag slipper stå ensam", YES_NO)
    assert (reading["value"], reading["condition"]) == ("yes", "om jag slipper sta ensam")
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
