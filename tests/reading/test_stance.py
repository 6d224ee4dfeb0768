"""The one judgement of yes and no: what wavers, what concludes, what is taken back, and what an "if" adds."""

from flows.reading.lexicon import lexicon
from flows.reading.normal import normalise
from flows.reading.stance import Stance, stance
from tests.rows import each


def judged(text: str) -> Stance:
    return stance(normalise(text).plain, lexicon("sv"))


@each(
    ("text", "value"),
    [
        ("ja", "yes"),
        ("jag kan", "yes"),
        ("mm ja", "yes"),
        ("nej", "no"),
        ("nej jag kan inte", "no"),
        ("kan ej, nej", "no"),
        ("mm nej", "no"),
        ("kanske", "maybe"),
        ("ja kanske", "maybe"),
        ("Jakobsberg", "none"),
    ],
)
def test_one_side_alone_is_heard(text: str, value: str) -> None:
    assert judged(text).value == value


@each(
    "text",
    [
        "jag kan, nej",
        "ja jag är sjuk",
        "yes unable",
        "kanske nej",
        "kanske kan jag inte",
        "maybe, can't",
        "ja men osäker",
        "mm",
        "mm jag kan inte",
        "först ja, men sen nej",
        "nej det blir ett ja",
        "nej men det blir ett ja",
        "inte i år men det blir ett ja",
        "so it's a yes and a no from me",
        "det blir ett ja om det inte regnar",
    ],
)
def test_both_sides_in_one_text_are_unclear(text: str) -> None:
    assert judged(text).value == "unclear"


@each(
    ("text", "value"),
    [
        ("not sure but it's a yes from me", "yes"),
        ("det är ett ja från mig", "yes"),
        ("I said yes but now I have to say no", "no"),
        ("visst vore det kul men det går inte", "no"),
    ],
)
def test_a_conclusion_weighs_more_than_the_way_to_it(text: str, value: str) -> None:
    assert judged(text).value == value


@each(
    ("text", "value"),
    [
        ("nej vänta, ja", "yes"),
        ("ja vänta, nej", "no"),
        ("ja... nej vänta, jag kan inte", "no"),
        ("nej vänta, visst vore det kul men det går inte", "no"),
        ("nej vänta, kanske", "unclear"),
        ("ja vänta, kanske inte", "unclear"),
    ],
)
def test_only_a_clear_second_thought_takes_the_first_back(text: str, value: str) -> None:
    assert judged(text).value == value


@each(
    "text",
    ["ja, kan ni inte hämta mig?", "jag kan, kan ni inte hämta mig?", "gärna! Måste man inte vara medlem?"],
)
def test_a_yes_beside_a_question_that_negates_is_unclear(text: str) -> None:
    assert judged(text).value == "unclear"


def test_a_question_without_a_negation_leaves_the_yes() -> None:
    assert judged("ja! varför inte?").value == "yes"
    assert judged("ja! vilken tid?").value == "yes"


@each(
    ("text", "condition"),
    [
        ("ja", ""),
        ("ja om det är på kvällen.", "om det ar pa kvallen"),
        ("ja, om det är varmt!", "om det ar varmt"),
        ("ja, men bara om det är nära.", "men bara om det ar nara"),
        ("ja om det är nära och om jag hinner", "om det ar nara och om jag hinner"),
        ("yes from me unless it rains", "unless it rains"),
    ],
)
def test_a_condition_is_kept_from_its_first_word_without_the_last_mark(text: str, condition: str) -> None:
    assert judged(text) == Stance("yes", condition, clear=True)


def test_a_condition_alone_says_neither_and_one_that_negates_is_unclear() -> None:
    assert judged("om det regnar") == Stance("none", "om det regnar")
    assert judged("om det inte regnar").value == "unclear"


def test_a_word_of_yes_or_no_is_told_from_what_only_amounts_to_one() -> None:
    assert [judged(text).clear for text in ("ja", "nej", "det blir ett ja", "det blir ett nej")] == [True] * 4
    assert [judged(text).clear for text in ("jag kan", "jag kan inte", "kanske", "Jakobsberg")] == [False] * 4
