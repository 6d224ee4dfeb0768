"""Which of one's shifts go and which stay, clause by clause: "kan tisdag men inte lördag"."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.question import Question
from flows.reading.shifts import Shifts, pick
from flows.reading.stance import stance

Verdict = Literal["gone", "stays", "unclear", ""]
_POINTS_PAST = ("yes_idiom", "cancel", "cannot", "negation", "unable", "elsewhere", "but", "stays")
_MARKS = re.compile(r"(?<!\S)[.,;!?](?!\S)")


@dataclass(frozen=True)
class Fates:
    """gone: shifts given back. stays: shifts kept. unclear: something was said with a maybe or an if."""

    gone: Shifts = ()
    stays: Shifts = ()
    unclear: bool = False

    @property
    def parted(self) -> bool:
        """Whether some are given back and others kept, plainly."""
        return bool(self.gone and self.stays) and not self.unclear and not set(self.gone) & set(self.stays)


def fates(plain: str, question: Question, words: Lexicon, now: datetime) -> Fates:
    """What a text says of each shift that it names; a clause without a verdict has that of its neighbour."""
    named = [(verdict(piece, words), picked(piece, question, words, now)) for piece in pieces(plain, words)]
    found: dict[str, list[Shifts]] = {"gone": [], "stays": []}
    last = next((said for said, _ in named if said), "")
    unclear = False
    for said, shifts in named:
        last = said or last
        unclear = unclear or (last == "unclear" and bool(shifts))
        if last in found:
            found[last].append(shifts)
    return Fates(_once(found["gone"]), _once(found["stays"]), unclear)


def _once(found: list[Shifts]) -> Shifts:
    return tuple({shift.id: shift for shifts in found for shift in shifts}.values())


def pieces(plain: str, words: Lexicon) -> list[str]:
    """The clauses of what a text says, divided at marks and at every "but"."""
    says = words.without("but", part(plain, words).says, " , ")
    return [piece.strip() for piece in _MARKS.split(says) if piece.strip()]


def verdict(piece: str, words: Lexicon) -> Verdict:
    """What a clause says of the shifts it names."""
    if words.has("cancel_negated", piece) or words.has("stays", piece):
        return "stays"
    bare = words.without("yes_idiom", piece)
    judged = stance(piece, words)
    if judged.value in ("maybe", "unclear") or judged.condition:
        return "unclear"
    if judged.value == "no" or any(words.has(name, bare) for name in ("cancel", "cannot", "negation", "elsewhere")):
        return "gone"
    return "stays" if judged.value == "yes" else ""


def picked(piece: str, question: Question, words: Lexicon, now: datetime) -> Shifts:
    """The shifts that a clause names, its negations aside."""
    for meaning in _POINTS_PAST:
        piece = words.without(meaning, piece)
    return pick(piece, question.shifts, words, now, numbers=False).chosen
