"""The labelled replies: no opt-out missed or invented, nothing booked by a guess, and nearly all read right."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.reading import read_row
from tests.reading.scoring import allowed, fits, gates

LINES = (Path(__file__).parent.parent / "data/replies/labelled.jsonl").read_text(encoding="utf-8").splitlines()
ROWS: list[dict[str, Any]] = [json.loads(line) for line in LINES if line.strip()]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_no_reply_breaks_a_gate(row: dict[str, Any]) -> None:
    assert gates(row["expected"], read_row(row)) == set()


def test_at_least_97_in_100_replies_are_read_right() -> None:
    right = [row["id"] for row in ROWS if any(fits(reading, read_row(row)) for reading in allowed(row["expected"]))]
    assert len(right) >= 0.97 * len(ROWS), sorted({row["id"] for row in ROWS} - set(right))


def test_a_reading_of_a_row_is_plain_json_with_its_id() -> None:
    for row in ROWS:
        found = json.loads(json.dumps(read_row(row)))
        assert found["id"] == row["id"]
        assert isinstance(found["intent"], str)
