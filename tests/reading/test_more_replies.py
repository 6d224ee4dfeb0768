"""Replies written by others than who wrote the rules, after them: the gates hold, and nearly all are read right.

Each was read blind once; what was missed has been mended since, so this guards and does not measure.
"""

import json
from pathlib import Path
from typing import Any

from flows.reading import read_row
from tests.reading.scoring import allowed, fits, gates

FILE = Path(__file__).parent.parent / "data/replies/more.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
# A late arrival read as a promise to come, and a stand that is taken for a shift in the campaign cottage.
KNOWN = {"ja073", "ja078"}


def test_no_reply_breaks_a_gate_but_those_we_know_of() -> None:
    assert {row["id"] for row in ROWS if gates(row["expected"], read_row(row))} <= KNOWN


def test_at_least_97_in_100_are_read_right() -> None:
    wrong = [row["id"] for row in ROWS if not any(fits(r, read_row(row)) for r in allowed(row["expected"]))]
    assert len(wrong) <= 0.03 * len(ROWS), wrong
