"""The answer to a yes-or-no question."""

from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text, normalise
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.stance import stance

_SHORTEST_HEAD = 4


def read_yes_no(text: Text, question: Question, words: Lexicon) -> Reading:
    """`answer` with value yes, no or maybe, and the words of a condition; else `ask_again` with the candidates."""
    asked = normalise(question.text).plain
    judged = stance(text.plain, words, hinders=words.has("hinder", asked))
    has_it = words.has("have_question", asked) and words.has("have", text.plain)
    if judged.value == "none" and has_it and not words.has("mine_already", text.plain):
        return reading("answer", value="yes")
    if judged.value == "none" and names_what_is_asked(text, asked, words):
        return reading("answer", value="yes")
    if judged.value not in ("yes", "no") and words.has("later", text.plain):
        return reading("later")
    if judged.value in ("yes", "no", "maybe"):
        condition = judged.condition if judged.value == "yes" else ""
        return reading("answer", value=judged.value, condition=condition or None)
    return reading("ask_again", candidates=candidates(judged.value, text, words))


def candidates(value: str, text: Text, words: Lexicon) -> list[str] | None:
    """What an unclear text may mean: "mm" may be a yes, "ja nej" both; None when it says nothing of either."""
    if value != "unclear":
        return None
    return ["yes"] if words.has("weak_yes", text.plain) else ["yes", "no"]


def names_what_is_asked(text: Text, asked: str, words: Lexicon) -> bool:
    """ "B-kort" to "Har du körkort?": names a kind of the very thing asked for."""
    if not words.has("have_question", asked) or words.has("negation", text.plain) or len(text.words) > 3:
        return False
    things = {word.removesuffix(" ?") for word in asked.split() if len(word) >= _SHORTEST_HEAD}
    said = [word for word in part(text.plain, words).says.split() if len(word) >= _SHORTEST_HEAD]
    return any(thing.endswith(word) or word.endswith(thing) for word in said for thing in things)
