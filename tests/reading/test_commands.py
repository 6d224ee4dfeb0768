"""Command words alone in a text, in any spelling; inside a longer text they are only words."""

from flows.reading import command
from tests.reading.asked import TASKS, TONGUES
from tests.rows import each


@each(
    ("text", "name"),
    [
        ("STOPP", "stop"),
        ("Starta", "start"),
        ("hjalp", "help"),
        ("?", "help"),
        ("/help", "help"),
        ("Meny!", "menu"),
        ("LEDIGA PASS", "shifts"),
        ("mina\u00a0pass", "my_shifts"),
        ("My shifts 😊", "my_shifts"),
        ("vilka kommer?", "who_comes"),
        ("Tillbaka", "back"),
        ("ÅNGRA", "undo"),
        ("hoppa över", "skip"),
        ("svenska", "language:sv"),
        ("english please", "language:en"),
        ("Telegram", "telegram"),
        ("KOPPLA BORT", "unlink"),
        ("unlink", "unlink"),
        ("MÄNNISKA", "person"),
        ("human", "person"),
        ("ＭＥＮＵ", "menu"),
    ],
)
def test_a_word_alone_is_its_command(text: str, name: str) -> None:
    assert command(text) == name


@each("text", ["", "ja", "jag kan hjälpa till", "vilket pass är mitt?", "ångrar ingenting", "2", "JA"])
def test_other_texts_are_no_command(text: str) -> None:
    assert command(text) is None


def test_a_shown_option_wins_over_a_command_of_the_same_word() -> None:
    assert command("engelska") == "language:en"
    assert command("engelska", TONGUES) is None
    assert command("engelska", TASKS) == "language:en"
    assert command("STOPP", TONGUES) == "stop"
