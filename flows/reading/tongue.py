"""The answer to "which language?"."""

from datetime import datetime

from flows.reading.choose import read_one
from flows.reading.lexicon import LANGUAGES, Lexicon
from flows.reading.normal import Text
from flows.reading.question import Question
from flows.reading.reading import Reading, reading


def read_language(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`answer` with value a language code, by the options when any were shown; more than one named is asked about."""
    chosen = read_one(text, question, words, now) if question.choices else None
    if chosen is not None and chosen.intent == "answer":
        return chosen
    bare = " ".join(text.words)
    found = [code for code in ("sv", "en", "ar", "so", "fi", "es") if words.has(f"wish_{code}", bare) or bare == code]
    known = [code for code in found if code in LANGUAGES] or found
    if len(known) == 1:
        return reading("answer", value=known[0])
    return reading("ask_again", candidates=known or None)
