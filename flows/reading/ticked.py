"""Options ticked one by one, "1 ja 2 nej 3 ja", and what a text comes to: "ingen bil, så 1"."""

import re

from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.question import Choice, Question

_LONGEST_END = 7


def ticked(says: str, question: Question, words: Lexicon) -> tuple[Choice, ...]:
    """The options with a yes after their number, when the text is two or more numbers with a yes or no after each."""
    tokens = [token for token in digits(says, words).split() if token.isalnum()]
    numbers, marks = tokens[::2], tokens[1::2]
    shown = {str(choice.number): choice for choice in question.choices}
    if len(numbers) < 2 or len(numbers) != len(marks) or not all(number in shown for number in numbers):
        return ()
    if not all(words.all_of("yes", mark) or words.all_of("no", mark) for mark in marks):
        return ()
    return tuple(shown[n] for n, mark in zip(numbers, marks, strict=True) if words.all_of("yes", mark))


def conclusion(says: str, words: Lexicon) -> str:
    """The text as clauses where "so" divides it, and only its end when that is a number: "2 kids so 1"."""
    found = [match for match in words.find("therefore", says) if not _is_degree(match, says, words)]
    if not found:
        return says
    end = digits(says[found[-1].end() :], words).split()
    numbered = len(end) <= _LONGEST_END and any(_is_number(token) for token in end)
    if numbered and not words.has("negation", " ".join(end)):
        return " ".join(end)
    for match in found:
        says = says[: match.start()] + ",".ljust(match.end() - match.start()) + says[match.end() :]
    return " ".join(says.split())


def _is_degree(match: re.Match[str], says: str, words: Lexicon) -> bool:
    """Whether "so" tells how much: "not so good"."""
    before = says[: match.start()].split()
    return not before or words.all_of("negation", before[-1])


def _is_number(token: str) -> bool:
    return re.fullmatch(r"\d{1,2}(?:an|e|or|ar)?", token) is not None
