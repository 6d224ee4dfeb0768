"""Danger, threats and distress: what a person must see whatever else a text says."""

import re

from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.normal import LONGEST, normalise
from flows.reading.reading import Reading, reading

_QUOTED = re.compile('["”“„»«].{12,}?["”“„»«]', re.DOTALL)


def without_quotes(text: str) -> str:
    """The text without longer passages that it quotes: our own "Avsluta: STOPP" is nobody's wish."""
    return _QUOTED.sub(" ", text[:LONGEST])


def danger(text: str) -> str | None:
    """ "safety" when somebody may be in danger, "threat" when the writer threatens, else None; in any language."""
    return danger_in(normalise(without_quotes(text)).plain, lexicon("sv"))


def danger_in(plain: str, words: Lexicon) -> str | None:
    """As `danger`, for a text that is plain already.

    Violence against people or what is ours is danger whatever else is said; an accident is one unless it only
    excuses the writer or is over; what might happen, politics and the news are none.
    """
    plain = words.without("no_danger", plain)
    if words.has("threat", plain):
        return "safety" if _tells(plain, words) else "threat"
    happens = words.has("urgent", plain) or (words.has("unease", plain) and words.has("stranger_near", plain))
    return "safety" if happens or _mishap(plain, words) else None


def _tells(plain: str, words: Lexicon) -> bool:
    """Whether somebody else's threat is told of: "han sa att han ska döda oss"."""
    match = words.patterns["threat"].search(plain)
    return match is not None and any(told.start() <= match.start() for told in words.find("tells_threat", plain))


def _mishap(plain: str, words: Lexicon) -> bool:
    return words.has("mishap", plain) and not words.has("calm", plain) and not words.has("excuse", plain)


def care(plain: str, words: Lexicon) -> Reading | None:
    """Grief, distress or grave illness: a person sees it, beside whatever else the text says."""
    for kind in ("grief", "welfare", "illness"):
        if words.has(kind, plain):
            return reading("handoff", topic=kind, kind=kind)
    return None
