"""The installation itself: halted or not, who is alive, which providers answer, and the pace of each sender."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from storage.once import insert_many_once, insert_once, put
from storage.tables import audit, instance, lease, pace, provider


class WrongKey(Exception):
    """HASH_KEY is not the one that this database was made with: opt-outs would no longer be recognised."""


def settle_in(db: Connection, fingerprint: str) -> None:
    """Make the instance row of a new database, or check that the key of its hashes is still the same."""
    insert_once(db, instance, {"id": 1, "epoch": 1, "hash_fingerprint": fingerprint})
    if db.execute(select(instance.c.hash_fingerprint)).scalar_one() != fingerprint:
        raise WrongKey


def halted_at(db: Connection) -> datetime | None:
    """Since when all sending is stopped; None when it is not."""
    return db.execute(select(instance.c.halted_at)).scalar()


def halt(db: Connection, now: datetime) -> None:
    """Stop all sending; inbound goes on being stored and answered into the queue."""
    db.execute(update(instance).where(instance.c.halted_at.is_(None)).values(halted_at=now))


def resume(db: Connection) -> None:
    """Go on sending."""
    db.execute(update(instance).values(halted_at=None))


def hold(db: Connection, name: str, owner: str, now: datetime, seconds: float) -> bool:
    """Take or renew a lease: True when this owner alone may do the thing for as many seconds."""
    insert_once_lease(db, name, owner, now)
    free = (lease.c.owner == owner) | (lease.c.until < now)
    took = (
        update(lease)
        .where(lease.c.name == name, free)
        .values(owner=owner, until=now + timedelta(seconds=seconds))
    )
    return db.execute(took).rowcount == 1


def insert_once_lease(db: Connection, name: str, owner: str, now: datetime) -> None:
    if db.execute(select(lease.c.name).where(lease.c.name == name)).first() is None:
        insert_many_once(db, lease, [{"name": name, "owner": owner, "until": now - timedelta(seconds=1)}])


def worker_alive(db: Connection, now: datetime) -> bool:
    """True when a worker has ticked lately."""
    alive = select(lease.c.name).where(lease.c.name.like("worker:%"), lease.c.until >= now)
    return db.execute(alive).first() is not None


def provider_seen(
    db: Connection, name: str, state: str, now: datetime, data: Mapping[str, Any] | None = None
) -> None:
    """Note how a provider is doing: `ok`, `paused`, `failing`, and what it told about itself."""
    put(db, provider, "name", {"name": name, "state": state, "data": dict(data or {}), "seen_at": now})


def provider_data(db: Connection, name: str) -> dict[str, Any]:
    """What a provider told about itself; empty when it never did."""
    return db.execute(select(provider.c.data).where(provider.c.name == name)).scalar() or {}


def provider_states(db: Connection) -> dict[str, str]:
    """Each provider's state by its name."""
    return {row.name: row.state for row in db.execute(select(provider.c.name, provider.c.state))}


def reserve(db: Connection, sender: str, costs: Sequence[float], ahead: Sequence[float]) -> list[float]:
    """Reserve places in a sender's pace, over all processes; how many seconds from now each may go.

    costs: seconds that each message takes of the sender, in order. ahead: how far ahead each may reserve. The
    list ends before the first message that would have to wait longer than that.
    """
    now = _clock(db)
    row = db.execute(select(pace.c.next_at).where(pace.c.sender == sender).with_for_update()).one_or_none()
    next_at, waits = max(row.next_at if row else now, now), []
    for cost, limit in zip(costs, ahead, strict=True):
        if next_at - now > limit:
            break
        waits.append(next_at - now)
        next_at += cost
    if waits:
        put(db, pace, "sender", {"sender": sender, "next_at": next_at})
    return waits


def pause(db: Connection, sender: str, seconds: float) -> None:
    """The provider asked us to wait: nobody sends through this sender until then."""
    until = _clock(db) + seconds
    row = db.execute(select(pace.c.next_at).where(pace.c.sender == sender).with_for_update()).one_or_none()
    put(db, pace, "sender", {"sender": sender, "next_at": max(row.next_at if row else until, until)})


def _clock(db: Connection) -> float:
    """Seconds; on PostgreSQL the server's clock, which all machines share."""
    if db.dialect.name == "sqlite":
        return time.time()
    return float(db.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())


def note(db: Connection, actor: str, action: str, now: datetime, **columns: Any) -> None:
    """A line in the audit: who did what to what; `object`, `organization_id`, `detail`."""
    db.execute(insert(audit).values(at=now, actor=actor, action=action, **columns))


def provider_is(db: Connection, name: str, state: str, now: datetime) -> None:
    """Note how a provider is doing: `ok`, `paused`, `failing`; nothing is written while that stays the same."""
    changed = update(provider).where(provider.c.name == name, provider.c.state != state)
    db.execute(changed.values(state=state, seen_at=now))
