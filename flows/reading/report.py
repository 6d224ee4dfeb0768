"""How a canvass went: "42 knackade, 18 öppnade, 9 positiva"."""

import re

from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.normal import Text
from flows.reading.reading import Reading, reading

_ASKED = ("knocked", "opened", "positive")
_METRICS = (*_ASKED, "flyers")
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,3}(?: \d{3})+|\d{1,5})(?![\d])")


def read_report(text: Text, words: Lexicon) -> Reading:
    """`canvass_report` with knocked, opened, positive; `activity_report` with flyers; else `ask_again`."""
    plain = digits(text.plain, words)
    numbers = [(m.start(), m.end(), int(m[1].replace(" ", ""))) for m in _NUMBER.finditer(plain)]
    named = _named(plain, numbers, words)
    if not named and len(numbers) == len(_ASKED) and not words.has("about", plain):
        named = dict(zip(_ASKED, (value for _, _, value in numbers), strict=True))
    if not named:
        return reading("ask_again")
    if set(named) == {"flyers"}:
        return reading("activity_report", **named)
    return reading("canvass_report", **named)


def _named(plain: str, numbers: list[tuple[int, int, int]], words: Lexicon) -> dict[str, int]:
    """Each number with the metric in its own stretch: after it up to the next number, else before it."""
    named: dict[str, int] = {}
    leads = bool(numbers) and any(words.has(metric, plain[: numbers[0][0]]) for metric in _METRICS)
    for i, (start, end, value) in enumerate(numbers):
        after = plain[end : numbers[i + 1][0] if i + 1 < len(numbers) else len(plain)].split(",")[0]
        before = plain[numbers[i - 1][1] if i else 0 : start]
        for stretch in (before, after) if leads else (after, before):
            metric = next((m for m in _METRICS if m not in named and words.has(m, stretch)), None)
            if metric:
                named[metric] = value
                break
    return named
