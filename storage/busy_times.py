"""When candidates have said that they are busy, and taking that back. Nothing of why is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from storage.tables import busy


def mark(db: Connection, person_id: int, starts_at: datetime, ends_at: datetime, now: datetime, *, source: str) -> None:
    """Somebody is busy then; the same once more is the same."""
    values = {"candidate_id": person_id, "starts_at": starts_at, "ends_at": ends_at, "source": source}
    if not db.execute(select(busy.c.id).where(*(busy.c[name] == value for name, value in values.items()))).first():
        db.execute(insert(busy).values(**values, created_at=now))


def unmark(db: Connection, person_id: int, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Somebody is free then after all: what they had marked is cut; what stands in their own calendar stays."""
    during = (busy.c.starts_at < ends_at) & (busy.c.ends_at > starts_at) & (busy.c.source != "feed")
    mine = (busy.c.candidate_id == person_id) & during
    for row in list(db.execute(delete(busy).where(mine).returning(busy))):
        for start, end in ((row.starts_at, starts_at), (ends_at, row.ends_at)):
            if start < end:
                mark(db, person_id, start, end, now, source=row.source)


def of(db: Connection, person_id: int, since: datetime) -> list[Row[Any]]:
    """When somebody is busy from then on, the earliest first."""
    mine = select(busy).where(busy.c.candidate_id == person_id, busy.c.ends_at > since)
    return list(db.execute(mine.order_by(busy.c.starts_at, busy.c.id)))
