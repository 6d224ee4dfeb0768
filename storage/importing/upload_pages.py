"""What happens to each row of an uploaded file, by outcome and a page at a time."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from storage.importing.reasons import Reason
from storage.importing.verdict import Verdict
from storage.tables import upload_page

OUTCOMES = ("created", "updated", "unchanged", "refused")
KINDS = (*OUTCOMES, "kept")  # kept: what somebody has said wins over the file
WINS = frozenset({"erased", "said_stop", "kept", "wants_no_texts"})
LINES = 100  # a page


@dataclass(frozen=True)
class Line:
    """A row's verdict, and whose name stands in the row, while that is known."""

    name: str
    verdict: Verdict


@dataclass(frozen=True)
class Page:
    """Some lines of a kind; number: from 1."""

    kind: str
    number: int
    lines: Sequence[Line]


def pages_of(kind: str, lines: Sequence[Line]) -> list[Page]:
    """The lines, as many as a page holds on each."""
    starts = range(0, len(lines), LINES)
    return [Page(kind, number, lines[start : start + LINES]) for number, start in enumerate(starts, 1)]


def write(db: Connection, upload_id: int, pages: Sequence[Page]) -> None:
    """Keep some pages."""
    rows = [
        {"upload_id": upload_id, "kind": each.kind, "number": each.number, "lines": [*map(_written, each.lines)]}
        for each in pages
    ]
    db.execute(insert(upload_page), rows)


def forget_some(db: Connection, upload_id: int) -> bool:
    """Other pages are coming: delete some; False when there are none left."""
    some = select(upload_page.c.id).where(upload_page.c.upload_id == upload_id).limit(LINES)
    return db.execute(delete(upload_page).where(upload_page.c.id.in_(some.scalar_subquery()))).rowcount > 0


def of_kinds(lines: Iterable[Line]) -> Mapping[str, list[Line]]:
    """The lines by kind, in their order; what wins over the file stands in two of them."""
    found: dict[str, list[Line]] = {kind: [] for kind in KINDS}
    for line in lines:
        found[line.verdict.outcome].append(line)
        if _wins(line.verdict):
            found["kept"].append(line)
    return found


def _wins(verdict: Verdict) -> bool:
    reasons = (verdict.reason, *verdict.notes)
    return any(reason is not None and reason.key in WINS for reason in reasons)


def page(db: Connection, upload_id: int, kind: str, number: int) -> list[Line]:
    """One page; empty beyond the last."""
    mine = upload_page.c.upload_id == upload_id, upload_page.c.kind == kind, upload_page.c.number == number
    return [_read(line) for line in db.execute(select(upload_page.c.lines).where(*mine)).scalar() or ()]


def verdicts(db: Connection, upload_id: int) -> Iterator[Verdict]:
    """All of them, in the order of the file; no more than a page of each outcome is held."""
    parts = [_of_outcome(db, upload_id, outcome) for outcome in OUTCOMES]
    return heapq.merge(*parts, key=lambda verdict: verdict.row)


def _of_outcome(db: Connection, upload_id: int, outcome: str) -> Iterator[Verdict]:
    number = 1
    while lines := page(db, upload_id, outcome, number):
        yield from (line.verdict for line in lines)
        number += 1


def _written(line: Line) -> list[Any]:
    verdict = line.verdict
    reason = [verdict.reason.key, dict(verdict.reason.values)] if verdict.reason else None
    notes = [[note.key, dict(note.values)] for note in verdict.notes]
    return [verdict.row, line.name, verdict.outcome, reason, notes]


def _read(stored: Sequence[Any]) -> Line:
    row, name, outcome, reason, notes = stored
    return Line(name, Verdict(row, outcome, Reason(*reason) if reason else None, tuple(Reason(*n) for n in notes)))
