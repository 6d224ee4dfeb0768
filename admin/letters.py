"""The letters of a broadcast before they are rows: its recipients with their names, streamed, none of them kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from flows import broadcast_text
from flows.broadcast_text import Recipient, Wording
from storage import broadcast_plans as plans
from storage.segments import SegmentError

SLICE = 1000  # rows at a time


def recipients(
    db: Connection, draft: Any, organization: Row[Any], channels: Sequence[str], now: datetime
) -> Iterator[tuple[Row[Any], Recipient]] | SegmentError:
    """Each row of `broadcast_plans.recipients` with whom its letter is written to. draft: a Draft, or a row."""
    wanted = plans.recipients(db, draft, organization.id, channels, now)
    if isinstance(wanted, SegmentError):
        return wanted
    words = broadcast_text.wording(draft.texts, organization.name)
    rows = db.execute(wanted, execution_options={"yield_per": SLICE})
    return (pair for some in rows.partitions() for pair in zip(some, called(db, words, some), strict=True))


def called(db: Connection, words: Wording, rows: Sequence[Row[Any]]) -> list[Recipient]:
    """The recipients of some rows of `broadcast_plans.recipients`, with their names where a text has them."""
    households = {row.people: [int(id) for id in row.people.split(",")] for row in rows if "," in row.people}
    names = {}
    if households and broadcast_text.uses_names(words):
        names = plans.first_names(db, {id for ids in households.values() for id in ids})
    shared = {people: [names[id] for id in sorted(ids) if id in names] for people, ids in households.items()}
    return [_recipient(row, shared.get(row.people) or [row.first_name]) for row in rows]


def _recipient(row: Row[Any], names: Sequence[str]) -> Recipient:
    return Recipient(tuple(names), row.language, row.channel, bool(row.is_new), row.relation, row.source)
