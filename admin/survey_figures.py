"""How far a survey has come, in numbers; where there are only a few people, some roles see no number.

A cell of fewer than five people is hidden from them, and as many others as it takes that it cannot be told from the
sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5
STATES = ("answered", "partial", "declined", "unreachable", "asked")
KINDS = {"answered": "good", "partial": "warn", "declined": "soft", "unreachable": "bad", "asked": "track"}


def hidden(counts: Sequence[int]) -> list[bool]:
    """Which cells of a sum that is known are not shown: those below five, and the next ones until five are hidden."""
    found = [count < FEWEST for count in counts]
    by_size = sorted(range(len(counts)), key=lambda place: counts[place])
    for place in by_size:
        if 0 < sum(count for count, is_hidden in zip(counts, found, strict=True) if is_hidden) < FEWEST:
            found[place] = True
    return found


def guarded(counts: Sequence[int], *, is_guarded: bool) -> list[int | None]:
    """The counts, None for each that is hidden."""
    if not is_guarded:
        return list(counts)
    return [None if is_hidden else count for count, is_hidden in zip(counts, hidden(counts), strict=True)]


@dataclass(frozen=True)
class Figures:
    """How many people stand in each of `STATES`; cells: the same, None for what is hidden."""

    counts: tuple[int, ...]
    cells: tuple[int | None, ...]

    @property
    def asked(self) -> int:
        return sum(self.counts)

    @property
    def answered(self) -> int | None:
        return self.cells[0]

    @property
    def bar(self) -> list[tuple[int, str]]:
        """Parts of a bar; nothing of it where something is hidden."""
        shown = None not in self.cells
        return [(count, KINDS[state]) for state, count in zip(STATES, self.counts, strict=True) if shown]

    @property
    def pairs(self) -> list[tuple[str, int | None]]:
        """Each state with its number, without those that nobody is in."""
        named = zip(STATES, self.counts, self.cells, strict=True)
        return [(state, cell) for state, count, cell in named if count or state == "answered"]


def figures(tally: Mapping[str, int], *, is_guarded: bool) -> Figures:
    """The figures of a tally by state."""
    counts = tuple(tally.get(state, 0) for state in STATES)
    return Figures(counts, tuple(guarded(counts, is_guarded=is_guarded)))
