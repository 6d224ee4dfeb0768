"""Options by number and by name: lists, ranges, exclusions, corrections, typos and what is not there."""

from flows.reading import Choice, Question
from tests.reading.asked import ONE_TASK, TASKS, TONGUES, answer, told
from tests.rows import each


@each(
    ("text", "keys"),
    [
        ("1 2 5", "cottage flyers posters"),
        ("1,3", "cottage doors"),
        ("1-3", "cottage flyers doors"),
        ("125", "cottage flyers posters"),
        ("1️⃣ och 6️⃣", "cottage drive"),
        ("1an o 2:a", "cottage flyers"),
        ("ettan och trean", "cottage doors"),
        ("en och två", "cottage flyers"),
        ("de tre första", "cottage flyers doors"),
        ("1 nej 2", "flyers"),
        ("1 men inte 2", "cottage"),
        ("allt utom ringa", "cottage flyers doors posters drive"),
        ("everything except 3 and 4", "cottage flyers posters drive"),
        ("stugan o ringa men INTE dörrar", "cottage phone"),
        ("ringa absolut inte, men flygblad", "flyers"),
        ("dorrknackning", "doors"),
        ("flygisar på stan kan jag", "flyers"),
        ("har bil", "drive"),
        ("inget just nu, småbarn", "none"),
        ("nej", "none"),
    ],
)
def test_the_options_meant_are_chosen(text: str, keys: str) -> None:
    assert answer(text, TASKS)["values"] == keys.split()


@each("text", ["första och sista", "inte ringa", "koka soppa", "9", "0701740605", "ja", "kl 1-3"])
def test_what_chooses_nothing_is_asked_again(text: str) -> None:
    assert answer(text, TASKS).intent == "ask_again"


def test_a_near_miss_is_taken_but_marked() -> None:
    assert told("valstgua", TASKS) == {"intent": "answer", "values": ["cottage"], "near": True}
    assert answer("valstuga", TASKS).get("near") is None


def test_a_near_miss_is_not_taken_beside_a_negation_nor_when_short() -> None:
    assert answer("inte valstgua", TASKS).intent == "ask_again"
    assert answer("rnga", TASKS).intent == "ask_again"


def test_when_and_how_gladly_are_kept_beside_the_choice() -> None:
    assert told("1 men bara på helger", TASKS)["also"] == [{"intent": "availability", "days": ["sat", "sun"]}]
    assert answer("helst 1 annars 4", TASKS)["preferred"] == ["cottage"]


def test_a_question_about_an_option_chooses_nothing() -> None:
    assert answer("Vad är affischera?", TASKS).intent == "question"


def test_a_language_that_is_not_listed_is_the_other_one() -> None:
    assert told("tyska", TONGUES) == {"intent": "answer", "values": ["other"], "other": "tyska"}
    assert answer("nej bara svenska", TONGUES)["values"] == ["none"]
    assert answer("engelska", TONGUES)["values"] == ["en"]


def test_one_of_many_is_one_and_two_are_asked_about() -> None:
    assert told("2", ONE_TASK) == {"intent": "answer", "value": "flyers"}
    assert told("flygblad eller dörrar", ONE_TASK) == {"intent": "ask_again", "candidates": ["flyers", "doors"]}
    assert answer("helst dörrar annars flygblad", ONE_TASK)["value"] == "doors"
    assert answer("1 nej 2", ONE_TASK)["value"] == "flyers"


NOTHING_SAID = (
    "ingenting tyvärr|tyvärr inget|nej inget|inget passar mig|inget av alternativen|jag kan inget av det där"
    "|nothing atm|none sorry|nowt|not at the moment"
)


@each("text", NOTHING_SAID.split("|"))
def test_nothing_is_said_in_many_ways(text: str) -> None:
    assert answer(text, TASKS)["values"] == ["none"]


@each(
    ("text", "keys"),
    [
        ("allt utom att ringa", "cottage flyers doors posters drive"),
        ("allt annat än att ringa", "cottage flyers doors posters drive"),
        ("all bar 4", "cottage flyers doors posters drive"),
        ("flygblad, no doors", "flyers"),
        ("affischera men kör inte bil", "posters"),
        ("i första hand 2, i andra hand 4", "flyers phone"),
        ("1 through 3", "cottage flyers doors"),
        ("flygbladsutdelning samt bilkörning", "flyers drive"),
        ("can give people lifts", "drive"),
        ("no. 4", "phone"),
    ],
)
def test_the_ways_to_leave_out_list_and_rank_are_known(text: str, keys: str) -> None:
    assert answer(text, TASKS)["values"] == keys.split()


def test_an_option_nobody_wants_is_not_chosen() -> None:
    assert answer("I hate ringa", TASKS).intent == "ask_again"


def test_a_language_beside_the_listed_ones_is_the_other_one_too() -> None:
    assert answer("tyska samt engelska", TONGUES)["values"] == ["en", "other"]
    assert answer("inga alls utöver svenska", TONGUES)["values"] == ["none"]
    assert answer("english", TONGUES)["values"] == ["en"]


ISSUES = Question(
    kind="many",
    text="Which issues matter most to you?",
    choices=(
        Choice("health", 1, "Health care"),
        Choice("schools", 2, "Schools"),
        Choice("transport", 3, "Public transport"),
        Choice("social", 4, "Social media"),
    ),
)


def test_things_of_one_kin_are_known_and_small_words_are_not() -> None:
    assert answer("schools + hospitals", ISSUES, language="en")["values"] == ["health", "schools"]
    assert answer("buses", ISSUES, language="en")["values"] == ["transport"]
    assert answer("some of the buses", ISSUES, language="en")["values"] == ["transport"]
