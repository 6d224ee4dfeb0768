"""Spärr: what must not be written to. By keyed hash, so that it outlives the person and every import."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, false, func, or_, select, update

from storage.once import insert_once
from storage.tables import outbox, suppression


@dataclass(frozen=True)
class Silence:
    """What they want no more of: everything, SMS, one topic, or other hours; from everybody or one organization.

    topic: of scope topic, as `flows.reading` names it. not_before, not_after: of scope hours, HH:MM on the wall
    clock of `zone`. until: when it ends by itself; None is until START.
    """

    scope: Literal["all", "sms", "topic", "hours"] = "all"
    organization_id: int | None = None
    topic: str = ""
    not_before: str | None = None
    not_after: str | None = None
    zone: str | None = None
    until: datetime | None = None


ALL = Silence()


def suppress(db: Connection, hashes: Iterable[str], what: Silence = ALL, *, source: str, now: datetime) -> None:
    """Silence addresses, by their hashes, and cancel what waits for them. Only START lifts it."""
    for hash_ in hashes:
        key = f"{hash_}:{what.scope}:{what.organization_id or ''}:{what.topic}"
        values = {**asdict(what), "hash": hash_, "key": key, "source": source, "created_at": now}
        if insert_once(db, suppression, values) is None:
            _again(db, key, what)
        if what.scope != "hours":
            _cancel(db, hash_, now)


def _again(db: Connection, key: str, what: Silence) -> None:
    """Said once more: other hours replace the old ones, but a pause never shortens a STOP."""
    same = update(suppression).where(suppression.c.key == key)
    if what.until is not None:
        same = same.where(suppression.c.until.is_not(None))
    values = {"until": what.until, "not_before": what.not_before, "not_after": what.not_after, "zone": what.zone}
    db.execute(same.values(values))


def _cancel(db: Connection, hash_: str, now: datetime) -> None:
    """Claimed ones are left: marking them on the wire looks again."""
    waiting = update(outbox).where(outbox.c.hash == hash_, outbox.c.state == "queued", forbids(outbox, now))
    db.execute(waiting.values(state="suppressed", final_at=now))


def lift(db: Connection, hashes: Iterable[str]) -> bool:
    """START: whatever silenced these addresses is gone; True when something did."""
    gone = db.execute(delete(suppression).where(suppression.c.hash.in_(list(hashes))))
    return gone.rowcount > 0


def is_silenced(db: Connection, hash_: str, now: datetime) -> bool:
    """True when nothing at all may be written to the address, their own texts not answered either."""
    return standing(db, hash_, now) == "silenced"


def standing(db: Connection, hash_: str, now: datetime) -> Literal["silenced", "paused", "open"]:
    """Whether an address is silenced for good, only until a day (their own texts are answered), or not at all."""
    wanted = select(suppression.c.until).where(
        suppression.c.hash == hash_, suppression.c.scope.in_(("all", "sms")), _in_force(now),
        suppression.c.organization_id.is_(None),
    )  # fmt: skip
    ends = list(db.execute(wanted).scalars())
    return "open" if not ends else "silenced" if None in ends else "paused"


def refused(db: Connection, hashes: Iterable[str], now: datetime) -> set[int]:
    """The organizations that one of these addresses wants nothing more from: "inte Solna"."""
    wanted = select(suppression.c.organization_id).where(
        suppression.c.hash.in_(list(hashes)), suppression.c.scope == "all", _in_force(now),
        suppression.c.organization_id.is_not(None),
    )  # fmt: skip
    return set(db.execute(wanted).scalars())


def paused_until(
    db: Connection, hashes: Iterable[str], now: datetime, organization_id: int | None = None
) -> datetime | None:
    """When the pause of these addresses ends; None when they are under none, or silenced for good.

    organization_id: whose texts it is asked of; without it, of anybody's.
    """
    wanted = select(suppression.c.until).where(
        suppression.c.hash.in_(list(hashes)), suppression.c.scope.in_(("all", "sms")), _in_force(now),
        _is_of(organization_id),
    )  # fmt: skip
    ends = list(db.execute(wanted).scalars())
    return None if not ends or None in ends else max(ends)


def since(db: Connection, hash_: str) -> datetime | None:
    """Which opt-out an address is under: when the latest was said, None when it is under none.

    Not by its id: the database gives the id of a row that is gone to the next one.
    """
    return db.execute(select(func.max(suppression.c.created_at)).where(suppression.c.hash == hash_)).scalar()


def of_hashes(
    db: Connection, hashes: Iterable[str], now: datetime, topic: str = "", *, organization_id: int | None = None
) -> set[str]:
    """Those of the hashes that must not be written to now: at all, or about this topic, or by this organization."""
    scope = or_(suppression.c.scope.in_(("all", "sms")), and_(suppression.c.scope == "topic", _is_topic(topic)))
    wanted = select(suppression.c.hash).where(suppression.c.hash.in_(list(hashes)), scope)
    return set(db.execute(wanted.where(_in_force(now), _is_of(organization_id))).scalars())


def _is_of(organization_id: int | None) -> ColumnElement[bool]:
    """It holds for everybody's texts, or for those of this organization."""
    everybody = suppression.c.organization_id.is_(None)
    return everybody if organization_id is None else or_(everybody, suppression.c.organization_id == organization_id)


def _is_topic(topic: Any) -> ColumnElement[bool]:
    return and_(suppression.c.topic != "", suppression.c.topic == topic)


def _in_force(now: datetime) -> ColumnElement[bool]:
    return or_(suppression.c.until.is_(None), suppression.c.until > now)


def forbids(message: Table, now: datetime) -> ColumnElement[bool]:
    """A condition on rows of the outbox: the address must not be written to about this."""
    scope = or_(
        suppression.c.scope == "all",
        and_(suppression.c.scope == "sms", message.c.channel == "sms"),
        and_(suppression.c.scope == "topic", _is_topic(message.c.topic)),
    )
    whose: Any = or_(
        suppression.c.organization_id.is_(None), suppression.c.organization_id == message.c.organization_id
    )
    silenced = exists().where(suppression.c.hash == message.c.hash, scope, whose, _in_force(now))
    return (message.c.despite_stop == 0) & silenced


def zones(db: Connection) -> list[str]:
    """The zones in which somebody has asked for hours of their own."""
    wanted = select(suppression.c.zone).where(suppression.c.scope == "hours", suppression.c.zone.is_not(None))
    return list(db.execute(wanted.distinct()).scalars())


def outside_hours(message: Table, clocks: Mapping[str, str]) -> ColumnElement[bool]:
    """A condition on rows of the outbox: it is outside the hours that they asked for.

    clocks: what the wall clock shows now, HH:MM, by zone.
    """
    early_or_late = or_(*(_outside(zone, clock) for zone, clock in clocks.items()), false())
    hours = exists().where(suppression.c.hash == message.c.hash, suppression.c.scope == "hours", early_or_late)
    return (message.c.despite_stop == 0) & hours


def _outside(zone: str, clock: str) -> ColumnElement[bool]:
    early, late = suppression.c.not_before > clock, suppression.c.not_after <= clock
    return and_(suppression.c.zone == zone, or_(func.coalesce(early, False), func.coalesce(late, False)))
