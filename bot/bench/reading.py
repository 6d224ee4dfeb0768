"""Reading replies: how long one takes, beside rapidfuzz alone on the same choices."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from rapidfuzz import fuzz

from bot.bench.figures import Figure
from bot.channel import LONGEST
from flows.reading import Question, question_of_row, read

ROWS = Path(__file__).parents[2] / "tests" / "data" / "replies"
TIMES = 3
# Where the labelled rows are not at hand: they are no part of the installed package.
FEW: list[dict[str, Any]] = [
    {"text": text, "lang": "sv", "context": context, "given": {"question": "Kan du? Svara JA eller NEJ."}}
    for text, context in (("jao de kan ja la", "survey_yesno"), ("inte lördag", "survey_day_time"))
]
NOW = "2026-08-24T10:00:00+02:00"


def measure() -> list[Figure]:
    """Milliseconds a reply in the median and at worst, and for one as long as we keep."""
    rows = _rows()
    asked = [(row, question_of_row(row["given"], row.get("context", ""))) for row in rows]
    _times([partial(_read, row, question) for row, question in asked])  # lexicons are loaded once in a process's life
    ours = _times([partial(_read, row, question) for row, question in asked])
    bare = _times([partial(_compare, row["text"], question) for row, question in asked])
    details = {"rows": len(rows), "times": TIMES}
    limit_is = "rapidfuzz.fuzz.ratio on the same choices"
    return [
        Figure("reading:median", median(ours), median(bare), "ms", limit_is, details),
        Figure("reading:worst", max(ours), max(bare), "ms", limit_is, details),
        _longest(asked),
    ]


def _longest(asked: Sequence[tuple[Mapping[str, Any], Question]]) -> Figure:
    """A text as long as we keep, to the question with the most choices."""
    row, question = max(asked, key=lambda pair: len(pair[1].choices))
    long = {**row, "text": (str(row["text"]) + " ") * LONGEST}
    long["text"] = long["text"][:LONGEST]
    ours, bare = _times([partial(_read, long, question)]), _times([partial(_compare, long["text"], question)])
    details = {"characters": LONGEST, "times": TIMES}
    return Figure("reading:longest", ours[0], bare[0], "ms", "rapidfuzz.fuzz.ratio on the same choices", details)


def _rows() -> list[dict[str, Any]]:
    lines = [line for file in sorted(ROWS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines if line.strip()] or FEW
    return [{**row, "given": {"now": NOW, **row["given"]}} for row in rows]


def _read(row: Mapping[str, Any], question: Question) -> None:
    language = "en" if row.get("lang") == "en" else "sv"
    read(row["text"], question, now=datetime.fromisoformat(row["given"]["now"]), language=language)


def _compare(text: str, question: Question) -> None:
    for choice in question.choices or (None,):
        fuzz.ratio(text, choice.label if choice else question.text)


def _times(units: Sequence[Callable[[], None]]) -> list[float]:
    """Milliseconds of each unit, the best of some times: what else the machine did is not ours."""
    return [min(_time(unit) for _ in range(TIMES)) for unit in units]


def _time(unit: Callable[[], None]) -> float:
    began = time.perf_counter()
    unit()
    return (time.perf_counter() - began) * 1000
