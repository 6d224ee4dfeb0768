"""An answer to several yes-or-no questions that stand open at once."""

from flows.reading.lexicon import Lexicon
from flows.reading.normal import Text
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.stance import stance


def read_pending(text: Text, question: Question, words: Lexicon) -> Reading:
    """`answers` with a value for each question, in order, when as many were given; else asks which."""
    said = sorted(
        [(m.start(), "yes") for m in words.find("yes", text.plain)]
        + [(m.start(), "no") for m in words.find("no", text.plain)]
    )
    alike = _of_all(text, said, words)
    values = [alike] * len(question.pending) if alike else [value for _, value in said]
    if len(values) != len(question.pending) or len(values) < 2:
        return reading("ask_again", candidates=list(question.pending))
    return reading("answers", values=dict(zip(question.pending, values, strict=True)))


def _of_all(text: Text, said: list[tuple[int, str]], words: Lexicon) -> str:
    """The one answer to all of them: "ja till båda", "båda går bra", "inget av dem"; "" when there is none."""
    values = {value for _, value in said}
    judged = stance(text.plain, words)
    if words.has("neither", text.plain) and "yes" not in values:
        return "no"
    if not words.has("both", text.plain) or len(values) > 1:
        return ""
    if values:
        return values.pop()
    return judged.value if judged.value in ("yes", "no") and not judged.condition else ""
