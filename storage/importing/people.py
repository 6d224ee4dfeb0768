"""People from a file into the list of an organization: what would happen to each row, and making it so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection

from storage.importing import finishing, staging
from storage.importing.entry import Entry
from storage.importing.judging import Desk, missing
from storage.importing.people_file import Candidate
from storage.importing.reasons import Refused
from storage.importing.verdict import ImportResult, Verdict, result_of

T = TypeVar("T")
Row = Candidate | Refused

SLICE = 1000  # rows


@dataclass(frozen=True)
class Plan:
    """The verdict on each row, and the people to be written; nothing has been."""

    result: ImportResult
    entries: Sequence[Entry]


def plan_people(db: Connection, rows: Iterable[Row], *, organization_id: int, basis: str | None, now: datetime) -> Plan:
    """What an import would do, read only; the same arguments as `import_people`."""
    desk = Desk(db, organization_id, basis, now)
    verdicts: list[Verdict] = []
    partial: list[Row] = []
    for part in slices(rows, SLICE):
        partial.extend(row for row in part if _is_partial(row))
        verdicts.extend(desk.judge([row for row in part if not _is_partial(row)]))
    for part in slices(partial, SLICE):
        verdicts.extend(desk.judge(part))
    households = desk.index.shared(desk.phones)
    result = result_of(verdicts, households, suppressed=len(desk.phones & desk.silenced))
    return Plan(result, [entry for entry in desk.index.entries if entry.is_to_be_written()])


def _is_partial(row: Row) -> bool:
    """Can only be about somebody known, perhaps from another row; so those come first."""
    return isinstance(row, Candidate) and missing(row) is not None


def import_people(
    db: Connection, rows: Iterable[Row], *, organization_id: int, basis: str | None, source: str, now: datetime,
    dry_run: bool, actor: str = "system",
) -> ImportResult:  # fmt: skip
    """Take a short list into an organization and those below it, all in this transaction; with `dry_run` only say how.

    basis: that of new people where no row says, `member`, `consent`, `contact` or None for what follows from their
    relation. source: where the list comes from, kept as the source of their legal basis.
    """
    plan = plan_people(db, rows, organization_id=organization_id, basis=basis, now=now)
    if not dry_run:
        order = staging.Order(organization_id, basis, source, actor, now)
        batch_id = staging.begin(db, order, plan.result.counts(), now)
        for part in slices(plan.entries, staging.PART):
            staging.stage(db, batch_id, part, now)
        staging.make_ready(db, batch_id, now)
        while staging.parts_left(db, batch_id) is not None:
            finishing.take_part(db, now)
    return plan.result


def slices(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, as many at a time."""
    rest = iter(items)
    return iter(lambda: list(islice(rest, size)), [])
