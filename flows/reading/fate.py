"""Which of one's shifts go and which stay, clause by clause: "kan tisdag men inte lördag"."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.reading.clues import Shifts
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.question import Question
from flows.reading.shifts import pick
from flows.reading.stance import stance

Verdict = Literal["gone", "stays", "unclear", ""]
_POINTS_PAST = ("yes_idiom", "cancel", "cancel_verb", "cannot", "negation", "unable", "elsewhere", "but", "stays")
_GIVES_BACK = ("cancel", "cancel_verb", "cannot", "negation", "elsewhere")
_BUT = "¤"
_OTHER: dict[str, Verdict] = {"gone": "stays", "stays": "gone"}
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
    found: dict[str, list[Shifts]] = {"gone": [], "stays": []}
    parts = _marked(plain, words)
    last: Verdict = next((said for said in (verdict(piece, words) for piece in parts) if said), "")
    unclear, before = False, ""
    for piece in parts:
        shifts = picked(piece, question, words, now)
        if _is_other_way(piece, before, bool(shifts), words):
            last = _OTHER.get(last, last)
        else:
            last = verdict(piece, words) or last
        unclear = unclear or (last == "unclear" and bool(shifts))
        if last in found:
            found[last].append(shifts)
        before = piece
    return Fates(_once(found["gone"]), _once(found["stays"]), unclear)


def _is_other_way(piece: str, before: str, names: bool, words: Lexicon) -> bool:
    """ "Avboka tisdag, inte lördag", "avboka inte lördag utan tisdag": the second goes the other way."""
    if not names or not before:
        return False
    bare = piece.removeprefix(_BUT).strip()
    if words.patterns["negation"].match(bare) and words.has("cancel_verb", before):
        return not any(words.has(name, bare) for name in ("cancel_verb", "cannot", "cancel_negated"))
    return piece.startswith(_BUT) and not verdict(bare, words) and not words.has("also_word", bare)


def _once(found: list[Shifts]) -> Shifts:
    return tuple({shift.id: shift for shifts in found for shift in shifts}.values())


def pieces(plain: str, words: Lexicon) -> list[str]:
    """The clauses of what a text says, divided at marks and at every "but"."""
    return [piece.removeprefix(_BUT).strip() for piece in _marked(plain, words)]


def _marked(plain: str, words: Lexicon) -> list[str]:
    """The clauses, with a mark before those that a "but" opens."""
    says = words.without("but", part(plain, words).says, f" , {_BUT} ")
    return [piece.strip() for piece in _MARKS.split(says) if piece.removeprefix(_BUT).strip(" " + _BUT)]


def verdict(piece: str, words: Lexicon) -> Verdict:
    """What a clause says of the shifts it names."""
    if words.has("cancel_negated", piece) or words.has("stays", piece):
        return "stays"
    bare = words.without("yes_idiom", piece)
    judged = stance(piece, words)
    if judged.value in ("maybe", "unclear") or judged.condition:
        return "unclear"
    if judged.value == "no" or any(words.has(name, bare) for name in _GIVES_BACK):
        return "gone"
    return "stays" if judged.value == "yes" else ""


def picked(piece: str, question: Question, words: Lexicon, now: datetime) -> Shifts:
    """The shifts that a clause names, its negations aside."""
    for meaning in _POINTS_PAST:
        piece = words.without(meaning, piece)
    return pick(piece, question.shifts, words, now, numbers=False).chosen
