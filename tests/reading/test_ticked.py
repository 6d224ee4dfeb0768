"""What a choice comes to: whole labels, options ticked one by one, conclusions, conditions, and other things."""

from flows.reading import Choice, Question
from tests.reading.asked import ONE_TASK, TASKS, TONGUES, answer, told
from tests.rows import each

SIZES = Question(
    kind="one",
    text="Vilken storlek vill du ha?",
    choices=tuple(Choice(label.lower(), n, label) for n, label in enumerate(("S", "M", "L", "XL"), 1)),
)
LEAFLETS = Question(kind="one", text="Vad?", choices=(Choice("own", 1, "Flygblad"), Choice("deal", 2, "Dela flygblad")))
TALKS = Question(
    kind="many",
    text="Which languages do you speak?",
    choices=(Choice("pl", 1, "Polska"), Choice("ar", 2, "Arabic"), Choice("none", 3, "Only English")),
)


@each(
    ("text", "question", "key"),
    [
        ("Flygblad", LEAFLETS, "own"),
        ("dela flygblad!", LEAFLETS, "deal"),
        ("Flygblad", ONE_TASK, "flyers"),
        ("XL tack, L sitter åt", SIZES, "xl"),
        ("M är för liten, så L", SIZES, "l"),
        ("I have 2 kids so 3", SIZES, "l"),
        ("doing 12 hr shifts so number 4 for me", SIZES, "xl"),
        ("ändra till 3", SIZES, "l"),
    ],
)
def test_one_option_is_chosen(text: str, question: Question, key: str) -> None:
    assert told(text, question)["value"] == key


@each(
    ("text", "question", "keys"),
    [
        ("1 ja 2 nej 3 ja", TASKS, "cottage doors"),
        ("har tyvärr ingen bil så 1", TASKS, "cottage"),
        ("förut ringde jag, nu hellre flygblad", TASKS, "flyers"),
        ("1, 3 om jag får skjuts", TASKS, "cottage doors"),
        ("Polish", TALKS, "pl"),
        ("just English", TALKS, "none"),
        ("English only", TALKS, "none"),
        ("lite skolfranska", TONGUES, "other"),
    ],
)
def test_many_options_are_chosen(text: str, question: Question, keys: str) -> None:
    assert told(text, question)["values"] == keys.split()


@each("text", ["I can sew banners", "jag kan laga mat", "I can lend my van to somebody", "jag kan sjunga"])
def test_an_offer_of_something_else_is_another_thing_to_ask_about(text: str) -> None:
    reading = answer(text, SIZES)
    assert (reading.intent, bool(reading.get("other"))) == ("ask_again", True)


def test_no_to_any_is_never_all() -> None:
    for text in ("can't do any sorry", "kan inte alla", "inte allt"):
        assert len(told(text, TASKS).get("values", [])) < 2
