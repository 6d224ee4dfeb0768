"""A language is one file of words and one of numbers: every meaning is in each, and every phrase is a pattern."""

from flows.reading.lexicon import LANGUAGES, lexicon, pattern, phrases, words_of
from flows.reading.question import Question
from tests.reading.asked import CLAIM, REMINDER, TASKS
from tests.rows import each


def test_every_language_has_every_meaning() -> None:
    meanings = {code: set(words_of(code)["words"]) for code in LANGUAGES}
    assert len({frozenset(found) for found in meanings.values()}) == 1


@each("code", LANGUAGES)
def test_every_phrase_is_a_pattern_that_stands_alone(code: str) -> None:
    for meaning, text in words_of(code)["words"].items():
        for phrase in phrases(text):
            assert pattern(phrase).fullmatch("\u241f") is None, meaning


def test_short_days_are_days_only_in_their_own_language() -> None:
    assert lexicon("sv").days["lo"] == "sat"
    assert "to" not in lexicon("en").days
    assert "sat" not in lexicon("sv").days
    assert lexicon("en").days["lordag"] == "sat"


def test_an_unknown_language_reads_as_swedish() -> None:
    assert lexicon("so").patterns == lexicon("sv").patterns


def test_a_question_comes_back_from_json_as_it_was() -> None:
    for question in (CLAIM, REMINDER, TASKS, Question(kind="cancel", cancelled=CLAIM.shifts, whole=True, settled=True)):
        assert Question.from_json(question.to_json()) == question
