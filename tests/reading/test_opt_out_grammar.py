"""The grammar of a wish to stop: what may stand before it and after it, what beside STOPP, and what takes it away."""

from flows.reading import Question, command, is_opt_out
from flows.reading.opt_out import asks_erasure, stops_in_every_state
from tests.reading.asked import CANCEL, REMINDER, YES_NO, answer, told
from tests.rows import each

ASKED_BACK = {"intent": "ask_again", "candidates": ["opt_out"]}
HOW = {"intent": "question", "topic": "how to opt out"}


@each(
    "text",
    [
        "ni måste sluta skicka sms",
        "jag har bytt parti så sluta skicka sms",
        "haha sluta skicka sms",
        "sluta skicka sms tack",
        "sluta skicka sms så att jag kan sova",
        "sluta skicka sms för jag är trött",
        "sluta skicka sms eftersom jag flyttat",
        "sluta skicka sms 🙏",
    ],
)
def test_a_reason_courtesy_or_a_picture_beside_a_wish_leaves_it_one(text: str) -> None:
    assert is_opt_out(text)


@each(
    "text",
    [
        "de måste sluta skicka sms",
        "jag kan inte sluta skicka sms",
        "jag ska sluta skicka sms",
        "alla de som jobbar hos er ska sluta skicka sms",
        "sluta skicka sms till alla mina vänner",
        "sluta skicka sms om möten",
    ],
)
def test_others_who_are_to_stop_or_something_else_that_is_to_end_is_no_opt_out(text: str) -> None:
    assert not is_opt_out(text)


@each(
    "text",
    [
        "stopp jag är 70",
        "stopp, jag har sålt huset",
        "stopp?",
        "stopp 😂",
        "🛑 stopp",
        "STOPP - fel nummer",
        "stopp / avsluta",
        "stopp stopp stopp",
        "stooopp",
        "sluuuta",
        "slutaaa skicka sms",
    ],
)
def test_a_bare_word_of_stopping_stops_with_why_beside_it_and_however_it_is_drawn_out(text: str) -> None:
    assert is_opt_out(text)


@each("text", ["STOPP, ja", "stopp. jag kommer", "stop? please", "stpp nu", "less på alla sms"])
def test_a_bare_word_beside_what_takes_part_is_asked_back(text: str) -> None:
    assert not is_opt_out(text)
    assert told(text) == ASKED_BACK


def test_laughter_beside_a_bare_word_is_a_joke() -> None:
    for text in ("haha stopp", "lol stop"):
        assert not is_opt_out(text)
        assert answer(text).intent not in ("opt_out", "ask_again")


@each("text", ["stopp jag kan komma", "STOPP jag bor i Norge nu 2", "stopp & belägg"])
def test_a_word_of_stopping_that_goes_on_as_something_else_stops_nothing(text: str) -> None:
    assert not is_opt_out(text)


def test_a_keyword_of_at_most_four_capitals_may_stand_before_stop() -> None:
    assert is_opt_out("VH STOPP")
    assert is_opt_out("RÖDA stopp")
    for text in ("VHXYZ STOPP", "Vh stopp", "V1 STOPP", "VH STOPP NU", "JA STOPP", "VH START"):
        assert not is_opt_out(text)


@each("text", ["🛑", "✋", "⛔", "🚫🛑", "🚫 🛑"])
def test_a_sign_of_stopping_alone_is_asked_back(text: str) -> None:
    assert told(text) == ASKED_BACK


@each("text", ["stpp", "avsluita", "stpp ok", "stpp tack"])
def test_a_misspelt_word_of_stopping_is_asked_back_in_every_state(text: str) -> None:
    for question in (Question(), YES_NO, REMINDER):
        assert told(text, question) == ASKED_BACK


def test_no_interest_is_asked_back_only_where_nothing_was_asked() -> None:
    assert told("inte intresserad") == ASKED_BACK
    assert told("not interested") == ASKED_BACK
    assert told("inte intresserad", YES_NO) == {"intent": "answer", "value": "no"}


@each(
    "text",
    [
        "how do I stop these?",
        "how do I unsubscribe?",
        "hur avslutar jag?",
        "hur avslutar jag sms?",
        "hur gör man för att avsluta",
        "undrar hur man slutar få sms",
    ],
)
def test_how_one_stops_is_a_question_and_stops_nothing(text: str) -> None:
    assert not is_opt_out(text)
    assert told(text) == HOW


@each(
    ("text", "also"),
    [
        ("jag är inte medlem, sluta", {"intent": "handoff", "topic": "membership"}),
        ("fel nummer, sluta", {"intent": "wrong_person"}),
        (
            "Snälla sluta skicka sms till min mamma, hon är 91",
            {"intent": "handoff", "topic": "third-party request"},
        ),
        ("stopp jag har cancer", {"intent": "handoff", "topic": "illness", "kind": "illness"}),
        ("delete my data and stop texting me", {"intent": "data_request", "kind": "erasure"}),
    ],
)
def test_a_reason_that_a_person_should_know_goes_beside_the_stop(text: str, also: dict[str, str]) -> None:
    assert told(text) == {"intent": "opt_out", "scope": "all", "also": [also]}


def test_a_stop_without_such_a_reason_has_nothing_beside_it() -> None:
    assert told("sluta skicka sms tack") == {"intent": "opt_out", "scope": "all"}


def test_erasure_is_asked_for_in_both_languages() -> None:
    assert asks_erasure("radera mig")
    assert asks_erasure("Delete my data")
    assert not asks_erasure("stopp")


def test_only_a_word_of_stopping_stops_in_every_state() -> None:
    assert stops_in_every_state("STOPP")
    assert not stops_in_every_state("CANCEL")
    assert not stops_in_every_state("avboka")


@each("question", [CANCEL, REMINDER])
def test_a_word_for_cancelling_means_the_shift_where_one_is_on_the_table(question: Question) -> None:
    for text in ("cancel", "avboka", "avboka mig"):
        assert not is_opt_out(text, question)
        assert answer(text, question).intent == "cancel"
    assert is_opt_out("stopp", question)


@each(
    ("text", "name"),
    [
        ("S T O P", "stop"),
        ("s t o p p !", "stop"),
        ("H J A L P", "help"),
        ("??", "help"),
        ("? ?", "help"),
        ("S T", None),
        ("!", None),
        ("?!", None),
        ("stopp " * 9, None),
        ("hjälp hjälp", None),
    ],
)
def test_letters_apart_are_one_word_and_a_question_mark_asks_for_help(text: str, name: str | None) -> None:
    assert command(text) == name


def test_a_language_is_no_command_where_languages_are_asked_for() -> None:
    assert command("svenska") == "language:sv"
    assert command("svenska", Question(kind="language")) is None
