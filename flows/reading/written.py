"""What a person wrote, as they wrote it: readings are made of plain words, people are quoted in their own."""

import re

from flows.reading.normal import fold, shorten
from flows.reading.reading import Reading
from flows.reading.spelling import spell_each

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_QUOTED = ("condition", "topic", "reason", "what", "other", "name")


def in_their_words(found: Reading, raw: str) -> Reading:
    """The reading with its free-text slots, and those of what was said beside it, spelled as in `raw`."""
    slots = {name: _spelled(name, value, raw) for name, value in found.slots.items()}
    return Reading(found.intent, slots)


def _spelled(name: str, value: object, raw: str) -> object:
    if name == "also" and isinstance(value, tuple):
        return tuple(in_their_words(item, raw) for item in value)
    return as_written(value, raw) if name in _QUOTED and isinstance(value, str) else value


def as_written(plain: str, raw: str) -> str:
    """The stretch of `raw` whose words, made plain, are these; the plain ones where there is no such stretch."""
    raw, wanted = shorten(raw), _WORD.findall(plain)
    tokens = list(_TOKEN.finditer(raw))
    spelled = zip(tokens, spell_each([fold(token[0]) for token in tokens]), strict=True)
    spots = [(token, word) for token, words in spelled if _WORD.fullmatch(token[0]) for word in words.split()]
    for start in range(len(spots) - len(wanted) + 1):
        stretch = spots[start : start + len(wanted)]
        if wanted and [word for _, word in stretch] == wanted:
            return raw[stretch[0][0].start() : stretch[-1][0].end()]
    return plain
