"""The labelled replies, each read once for all that is asked about its reading."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from flows.reading import read_row

FOLDER = Path(__file__).parent.parent / "data/replies"


def rows(name: str) -> list[dict[str, Any]]:
    """A file of replies: `id`, `text`, what was `given` and what is `expected`."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


LABELLED, MORE = rows("labelled"), rows("more")
BY_ID = {row["id"]: row for row in LABELLED + MORE}


@cache
def reading(row_id: str) -> dict[str, Any]:
    """What a reply is read as, in plain JSON."""
    return read_row(BY_ID[row_id])
