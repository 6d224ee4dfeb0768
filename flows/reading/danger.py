"""Danger, threats and distress: what a person must see whatever else a text says."""

from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.normal import normalise
from flows.reading.reading import Reading, reading


def danger(text: str) -> str | None:
    """ "safety" when somebody may be in danger, "threat" when the writer threatens, else None; in any language."""
    return danger_in(normalise(text).plain, lexicon("sv"))


def danger_in(plain: str, words: Lexicon) -> str | None:
    """As `danger`, for a text that is plain already."""
    if words.has("no_threat", plain):
        return None
    if words.has("threat", plain):
        return "threat"
    return "safety" if words.has("urgent", plain) else None


def care(plain: str, words: Lexicon) -> Reading | None:
    """Grief, distress or grave illness: a person sees it, beside whatever else the text says."""
    for kind in ("grief", "welfare", "illness"):
        if words.has(kind, plain):
            return reading("handoff", topic=kind, kind=kind)
    return None
