"""Numbers that people answered with, as bars."""

from collections import Counter
from collections.abc import Iterable, Sequence

BARS = 10


def bins(pairs: Sequence[tuple[float, int]]) -> list[tuple[float, float, int]]:
    """Numbers as bars of equal width, at most `BARS`: (from, to, how many). pairs: (number, how many), in order."""
    if not pairs:
        return []
    low, high = pairs[0][0], pairs[-1][0]
    whole = all(value == int(value) for value, _ in pairs)
    if not whole:
        return _wide(pairs, low, (high - low) / BARS or 1.0)
    width = next(width for width in _widths() if (high // width) - (low // width) < BARS)
    return _wide(pairs, low // width * width, float(width), whole=True)


def _widths() -> Iterable[int]:
    """1, 2, 5, 10, 20, 50 …"""
    return (step * 10**power for power in range(12) for step in (1, 2, 5))


def _wide(
    pairs: Sequence[tuple[float, int]], start: float, width: float, *, whole: bool = False
) -> list[tuple[float, float, int]]:
    tally: Counter[int] = Counter()
    for value, count in pairs:
        tally[min(int((value - start) // width), BARS - 1)] += count
    last = width - 1 if whole else width
    return [(start + n * width, start + n * width + last, tally[n]) for n in range(max(tally) + 1)]


def span(low: float, high: float) -> str:
    """`5–9`, or one number."""
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def median(pairs: Sequence[tuple[float, int]]) -> float:
    """The number in the middle. pairs: (number, how many), in order, not empty."""
    half, passed = sum(count for _, count in pairs) / 2, 0
    for value, count in pairs:
        passed += count
        if passed >= half:
            return value
    return pairs[-1][0]
