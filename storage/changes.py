"""What a person changed lately, so that ÅNGRA can take it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from storage.tables import change

UNDO = timedelta(minutes=15)


def made(
    db: Connection,
    person_id: int,
    kind: str,
    before: Mapping[str, Any],
    now: datetime,
    conversation_id: int | None = None,
) -> None:
    """Note a change and what stood there before it."""
    values = {"kind": kind, "before": dict(before), "made_at": now, "conversation_id": conversation_id}
    db.execute(insert(change).values(person_id=person_id, **values))


def last(db: Connection, person_id: int, now: datetime) -> Row[Any] | None:
    """The latest change that can still be taken back."""
    wanted = select(change).where(change.c.person_id == person_id, change.c.undone_at.is_(None))
    return db.execute(
        wanted.where(change.c.made_at > now - UNDO).order_by(change.c.id.desc()).limit(1)
    ).one_or_none()


def undone(db: Connection, change_id: int, now: datetime) -> None:
    """It has been taken back."""
    db.execute(update(change).where(change.c.id == change_id).values(undone_at=now))
