"""Spärr: what must not be written to. By keyed hash, so that it outlives the person and every import."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, or_, select, update

from storage.once import insert_once
from storage.tables import outbox, suppression


@dataclass(frozen=True)
class Silence:
    """What they want no more of: everything, SMS, one topic, early hours; from everybody or one organization."""

    scope: str = "all"
    organization_id: int | None = None
    topic: str = ""
    not_before: str | None = None
    until: datetime | None = None


ALL = Silence()


def suppress(db: Connection, hashes: Iterable[str], what: Silence = ALL, *, source: str, now: datetime) -> None:
    """Silence addresses, by their hashes, and cancel what waits for them. Only START lifts it."""
    for hash_ in hashes:
        key = f"{hash_}:{what.scope}:{what.organization_id or ''}:{what.topic}"
        values = {**asdict(what), "hash": hash_, "key": key, "source": source, "created_at": now}
        if insert_once(db, suppression, values) is None:
            again = {"until": what.until, "not_before": what.not_before}
            db.execute(update(suppression).where(suppression.c.key == key).values(again))
        if what.scope == "all":
            _cancel(db, hash_, what.organization_id, now)


def _cancel(db: Connection, hash_: str, organization_id: int | None, now: datetime) -> None:
    """Claimed ones are left: marking them on the wire looks again."""
    waiting = update(outbox).where(
        outbox.c.hash == hash_, outbox.c.state == "queued", outbox.c.despite_stop == 0
    )
    if organization_id is not None:
        waiting = waiting.where(outbox.c.organization_id == organization_id)
    db.execute(waiting.values(state="suppressed", final_at=now))


def lift(db: Connection, hashes: Iterable[str]) -> bool:
    """START: whatever silenced these addresses is gone; True when something did."""
    gone = db.execute(delete(suppression).where(suppression.c.hash.in_(list(hashes))))
    return gone.rowcount > 0


def is_silenced(db: Connection, hash_: str, now: datetime, organization_id: int | None = None) -> bool:
    """True when nothing at all may be written to the address, by anybody or by this organization."""
    wanted = select(suppression.c.id).where(
        suppression.c.hash == hash_, suppression.c.scope == "all", _in_force(now)
    )
    mine = or_(suppression.c.organization_id.is_(None), suppression.c.organization_id == organization_id)
    return db.execute(wanted.where(mine)).first() is not None


def since(db: Connection, hash_: str) -> int:
    """Which opt-out an address is under: the id of its row, 0 when it is under none."""
    wanted = select(suppression.c.id).where(suppression.c.hash == hash_, suppression.c.scope == "all")
    return db.execute(wanted.order_by(suppression.c.id).limit(1)).scalar() or 0


def of_hashes(db: Connection, hashes: Iterable[str], now: datetime) -> set[str]:
    """Those of the hashes that are silenced altogether."""
    wanted = select(suppression.c.hash).where(
        suppression.c.hash.in_(list(hashes)), suppression.c.scope == "all"
    )
    return set(db.execute(wanted.where(_in_force(now), suppression.c.organization_id.is_(None))).scalars())


def _in_force(now: datetime) -> ColumnElement[bool]:
    return or_(suppression.c.until.is_(None), suppression.c.until > now)


def forbids(message: Table, now: datetime) -> ColumnElement[bool]:
    """A condition on rows of the outbox: the address must not be written to about this."""
    scope = or_(suppression.c.scope == "all", (suppression.c.scope == "sms") & (message.c.channel == "sms"))
    whose: Any = or_(
        suppression.c.organization_id.is_(None), suppression.c.organization_id == message.c.organization_id
    )
    silenced = exists().where(suppression.c.hash == message.c.hash, scope, whose, _in_force(now))
    return (message.c.despite_stop == 0) & silenced
