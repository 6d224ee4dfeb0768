"""Phones and machines that talk: reactions, auto-replies, links and rubbish; and numbers that are somebody else's."""

from tests.reading.asked import MEETING, YES_NO, answer
from tests.rows import each

ASKED = "Kan du stå i valstugan? Svara JA eller NEJ. Avsluta: STOPP"
QUOTES = ("”{}”", "“{}”", '"{}"', "„{}“", "»{}»", "«{}»", "‘{}’")


@each("quote", QUOTES)
@each(
    "verb", ["Gillade", "Älskade", "Liked", "Loved", "Reagerade med 👍 på", "Reagerade 👍 på", "Reacted 👍 to", "👍 to"]
)
def test_a_liking_of_our_question_is_a_yes_in_any_quotes(verb: str, quote: str) -> None:
    assert answer(f"{verb} {quote.format(ASKED)}", YES_NO)["value"] == "yes"


@each("quote", QUOTES)
@each(
    "told",
    ["Tog bort ett gilla från", "Tog bort en reaktion från", "Removed a like from", "Removed a heart from"],
)
def test_a_reaction_taken_back_asks_for_nothing(told: str, quote: str) -> None:
    assert answer(f"{told} {quote.format(ASKED)}", YES_NO).intent == "no_action"


@each("verb", ["Skrattade åt", "Betonade", "Ifrågasatte", "Laughed at", "Emphasised", "Questioned"])
def test_other_reactions_are_no_answer(verb: str) -> None:
    assert answer(f"{verb} ”{ASKED}”", YES_NO).intent not in ("answer", "opt_out")


@each(
    "text",
    [
        "Jag kör just nu. Jag svarar när jag är framme.",
        "Jag kör bil med Stör ej under körning på.",
        "Sitter i möte, ringer upp senare",
        "Jag är ledig och åter den 15/8",
        "I'm driving right now - I'll get back to you later",
        "Sorry, I can't talk right now.",
        "I'm on holiday until 3 Aug, for urgent matters call Eva",
        "Can I call you later?",
    ],
)
def test_a_phone_that_answers_by_itself_is_an_auto_reply(text: str) -> None:
    assert answer(text, YES_NO).intent == "auto_reply"


def test_a_link_is_rubbish_unless_it_is_about_what_we_do() -> None:
    assert answer("Ditt paket väntar, betala tull 20 kr https://post.example").intent == "spam"
    assert answer("https://x.example/abc").intent == "spam"
    assert answer("kolla https://x.example/a ska vi sätta upp affischen på lördag?").intent == "question"
    assert answer("ny affisch: https://x.example/a").intent == "handoff"


def test_another_persons_number_is_not_stored_as_the_writers() -> None:
    reading = answer("min mans nummer är 070-174 06 41, han vill oxå vara med")
    assert (reading.intent, reading["topic"]) == ("handoff", "someone else's number")


@each(
    "text",
    [
        "du har kommit fel",
        "nä här finns ingen Gunilla",
        "this isn't Gunilla's phone anymore",
        "no Gunilla here",
        "I just got this number",
        "jag fick det här numret nyss",
        "u have the wrong lad, this is Kevin not Gunilla",
    ],
)
def test_somebody_else_says_so_in_many_ways(text: str) -> None:
    assert answer(text, MEETING).intent == "wrong_person"
