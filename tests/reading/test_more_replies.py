"""Replies written by others than who wrote the rules, after them: the gates hold, and nearly all are read right.

Each was read blind once; what was missed has been mended since, so this guards and does not measure.
"""

from tests.reading.replies import MORE, reading
from tests.reading.scoring import allowed, fits, gates

# A late arrival read as a promise to come, and a stand that is taken for a shift in the campaign cottage.
KNOWN = {"ja073", "ja078"}


def test_no_reply_breaks_a_gate_but_those_we_know_of() -> None:
    broken = {row["id"] for row in MORE if gates(row["expected"], reading(row["id"]))} - KNOWN
    assert not broken, sorted(broken)


def test_at_least_97_in_100_are_read_right() -> None:
    wrong = [row["id"] for row in MORE if not any(fits(r, reading(row["id"])) for r in allowed(row["expected"]))]
    assert len(wrong) <= 0.03 * len(MORE), wrong
