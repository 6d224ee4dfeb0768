"""What is wrong with an expression, as a value: where, why, and the word that may have been meant."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

NEAR_ENOUGH = 60.0


@dataclass(frozen=True)
class SegmentError:
    """Why an expression cannot be used.

    position: the character at which it goes wrong, from 0. reason: a key of `texts`. values: what its text
    speaks of: `word`, `near` when there is a near word, and others. text: the whole expression, when known.
    inside: what is wrong in the saved segment that stands at `position`, when that is the reason.
    """

    position: int
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    inside: "SegmentError | None" = None


class Refused(Exception):
    """Carries a SegmentError from the depth where it was found to the function that hands it out."""

    def __init__(self, position: int, reason: str, *, inside: SegmentError | None = None, **values: str) -> None:
        super().__init__(reason)
        known = {name: value for name, value in values.items() if value}
        self.error = SegmentError(position, reason, known, inside=inside)

    @classmethod
    def because(cls, error: SegmentError) -> "Refused":
        """With an error that is known already."""
        refused = cls(error.position, error.reason)
        refused.error = error
        return refused


def fold(text: str) -> str:
    """`text` as it is compared: case and outer or doubled spaces do not count, diacritics do."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def near(word: str, candidates: Iterable[str]) -> str:
    """The candidate that most resembles `word`, as the candidate is written; "" when none does."""
    found = process.extractOne(
        word, sorted(set(candidates)), scorer=fuzz.ratio, processor=fold, score_cutoff=NEAR_ENOUGH
    )
    return found[0] if found else ""
