"""Timers: at this time do this to this talk, if it is still at this turn. What is due stands here, nowhere else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from storage.once import put
from storage.tables import timer


def set_timer(db: Connection, values: Mapping[str, Any]) -> None:
    """Set a timer, or set the one with the same `key` anew."""
    put(db, timer, "key", {**values, "state": "waiting"})


def drop(db: Connection, **columns: Any) -> None:
    """Drop the timers that wait for this: `claim_id` or `conversation_id`."""
    gone = update(timer).where(timer.c.state == "waiting").values(state="dropped")
    for name, value in columns.items():
        gone = gone.where(timer.c[name] == value)
    db.execute(gone)


def due(db: Connection, now: datetime, limit: int) -> list[int]:
    """The ids of timers whose time has come, the earliest first."""
    wanted = select(timer.c.id).where(timer.c.state == "waiting", timer.c.due_at <= now)
    return list(db.execute(wanted.order_by(timer.c.due_at).limit(limit)).scalars())


def take(db: Connection, timer_id: int, now: datetime) -> Row[Any] | None:
    """Take a timer for this transaction; None when somebody else has, or when it came too late to be of use."""
    waits = (timer.c.id == timer_id) & (timer.c.state == "waiting")
    late = update(timer).where(waits, timer.c.not_after <= now).values(state="too_late")
    if db.execute(late).rowcount:
        return None
    return db.execute(update(timer).where(waits).values(state="fired").returning(timer)).one_or_none()


def count_due(db: Connection, now: datetime) -> int:
    """How many timers are due and not yet fired."""
    wanted = select(func.count()).select_from(timer).where(timer.c.state == "waiting", timer.c.due_at <= now)
    return db.execute(wanted).scalar_one()
