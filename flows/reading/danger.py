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
    excuses the writer or is over; what might happen, politics and the news are none. What happened some time ago or
    is hearsay calls nobody, unless somebody was hurt or followed: see `tells_of_incident`.
    """
    plain = words.without("no_danger", plain)
    if words.has("threat", plain):
        return "safety" if _tells(plain, words) else "threat"
    happens = words.has("urgent", plain) or (words.has("unease", plain) and words.has("stranger_near", plain))
    if not (happens or _mishap(plain, words)):
        return None
    return None if _is_over(plain, words) else "safety"


def tells_of_incident(plain: str, words: Lexicon) -> bool:
    """Whether violence is told of that is over, or hearsay, and nobody was hurt or followed."""
    plain = words.without("no_danger", plain)
    return words.has("urgent", plain) and not words.has("threat", plain) and _is_over(plain, words)


def _is_over(plain: str, words: Lexicon) -> bool:
    over = words.has("long_ago", plain) and not words.has("going_on", plain)
    return over and not words.has("harmed", plain)


def _tells(plain: str, words: Lexicon) -> bool:
    """Whether somebody else's threat is told of: "han sa att han ska döda oss"."""
    match = words.patterns["threat"].search(plain)
    return match is not None and any(told.start() <= match.start() for told in words.find("tells_threat", plain))


def _mishap(plain: str, words: Lexicon) -> bool:
    return words.has("mishap", plain) and not words.has("calm", plain) and not words.has("excuse", plain)


def care(plain: str, words: Lexicon) -> Reading | None:
    """Grief, distress, grave illness or violence that is over: a person sees it, beside whatever else is said."""
    for kind in ("grief", "welfare", "illness"):
        if words.has(kind, plain):
            return reading("handoff", topic=kind, kind=kind)
    return reading("handoff", topic="incident", kind="incident") if tells_of_incident(plain, words) else None
