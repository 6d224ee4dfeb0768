"""The labelled replies: no opt-out missed or invented, nothing booked by a guess, and nearly all read right."""

import json
from typing import Any

from tests.reading.replies import LABELLED, reading
from tests.reading.scoring import allowed, fits, gates
from tests.rows import each


@each("row", LABELLED)
def test_no_reply_breaks_a_gate(row: dict[str, Any]) -> None:
    assert gates(row["expected"], reading(row["id"])) == set()


def test_at_least_97_in_100_replies_are_read_right() -> None:
    wrong = [row["id"] for row in LABELLED if not any(fits(r, reading(row["id"])) for r in allowed(row["expected"]))]
    assert len(wrong) <= 0.03 * len(LABELLED), wrong


def test_a_reading_of_a_row_is_plain_json_with_its_id() -> None:
    for row in LABELLED:
        found = json.loads(json.dumps(reading(row["id"])))
        assert found["id"] == row["id"]
        assert isinstance(found["intent"], str)
