"""An answer to several yes-or-no questions that stand open at once."""

from flows.reading.lexicon import Lexicon
from flows.reading.normal import Text
from flows.reading.question import Question
from flows.reading.reading import Reading, reading


def read_pending(text: Text, question: Question, words: Lexicon) -> Reading:
    """`answers` with a value for each question, in order, when as many were given; else asks which."""
    said = sorted(
        [(m.start(), "yes") for m in words.find("yes", text.plain)]
        + [(m.start(), "no") for m in words.find("no", text.plain)]
    )
    both = words.has("both", text.plain) and len({value for _, value in said}) == 1
    values = [said[0][1]] * len(question.pending) if both else [value for _, value in said]
    if len(values) != len(question.pending) or len(values) < 2:
        return reading("ask_again", candidates=list(question.pending))
    return reading("answers", values=dict(zip(question.pending, values, strict=True)))
