"""The answer to "which language?"."""

from flows.reading.lexicon import LANGUAGES, Lexicon
from flows.reading.normal import Text
from flows.reading.reading import Reading, reading


def read_language(text: Text, words: Lexicon) -> Reading:
    """`answer` with value a language code; more than one named is asked about."""
    bare = " ".join(text.words)
    found = [code for code in ("sv", "en", "ar", "so", "fi", "es") if words.has(f"wish_{code}", bare) or bare == code]
    known = [code for code in found if code in LANGUAGES] or found
    if len(known) == 1:
        return reading("answer", value=known[0])
    return reading("ask_again", candidates=known or None)
