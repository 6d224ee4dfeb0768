"""Messages on their way out: one row per intent, and the only doors between their states.

    queued → claimed → on_wire → accepted → sent → delivered | undelivered
       ↘ cancelled, too_late, suppressed    ↘ refused   ↘ unknown → accepted | queued again | uncertain

Each door is one guarded statement: who comes second changes nothing. What the provider tells us of a message may
come doubled, late and in any order, before the answer to our own request too: it only ever raises the rank.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, or_, select, true, update

from storage import forgetting, installation
from storage.once import insert_once
from storage.suppression import forbids, outside_hours
from storage.tables import delivery_status, outbox

LEASE = timedelta(seconds=30)

# What a provider's word means for us; a word we do not know is kept, and changes nothing.
STATUS = {
    "accepted": "accepted", "scheduled": "accepted", "queued": "accepted", "sending": "accepted",
    "sent": "sent", "delivered": "delivered", "read": "delivered",
    "undelivered": "undelivered", "failed": "undelivered",
}  # fmt: skip
RANK = {"accepted": 1, "sent": 2, "undelivered": 3, "delivered": 4}
BEFORE = ("queued", "claimed", "on_wire", "unknown", "uncertain")
FINAL = ("delivered", "undelivered", "refused", "cancelled", "too_late", "suppressed", "uncertain")


def queue(db: Connection, values: Mapping[str, Any]) -> int | None:
    """Ask for a message to be sent; its id, or None when the same intent was asked for before."""
    return insert_once(db, outbox, values)


def cancel(db: Connection, condition: ColumnElement[bool], now: datetime) -> int:
    """Take back what is still queued; how many were."""
    gone = update(outbox).where(outbox.c.state == "queued", condition).values(state="cancelled", final_at=now)
    return db.execute(gone).rowcount


def due(
    db: Connection, *, now: datetime, channel: str, hours: ColumnElement[bool], limit: int
) -> list[Row[Any]]:
    """The next messages that may go, replies first, at most one per address; locked for this transaction."""
    ready = and_(outbox.c.state == "queued", outbox.c.not_before <= now, outbox.c.channel == channel, hours)
    wanted = select(outbox).where(ready).order_by(outbox.c.priority, outbox.c.not_before, outbox.c.id)
    rows = db.execute(wanted.limit(limit).with_for_update(skip_locked=True))
    first: dict[str, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.address, row)
    return list(first.values())


def claim(db: Connection, ids: Sequence[int], *, owner: str, now: datetime) -> set[int]:
    """Claim queued messages for a worker, for as long as a lease; those that opted out are closed instead."""
    _close(db, ids, "queued", forbids(outbox, now), "suppressed", now)
    _close(db, ids, "queued", outbox.c.not_after <= now, "too_late", now)
    values = {"state": "claimed", "lease_owner": owner, "lease_until": now + LEASE}
    took = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == "queued").values(values)
    return set(db.execute(took.returning(outbox.c.id)).scalars())


def put_on_wire(db: Connection, ids: Sequence[int], *, owner: str, now: datetime) -> set[int]:
    """The last look before the network: those that may go now, marked so. A halt or a STOP since the claim holds."""
    mine = outbox.c.lease_owner == owner
    if installation.halted_at(db) is not None:
        release(db, ids, owner=owner)
        return set()
    _close(db, ids, "claimed", mine & forbids(outbox, now), "suppressed", now)
    _close(db, ids, "claimed", mine & (outbox.c.not_after <= now), "too_late", now)
    values = {
        "state": "on_wire",
        "wire_at": now,
        "lease_until": now + LEASE,
        "attempts": outbox.c.attempts + 1,
    }
    going = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == "claimed", mine).values(values)
    return set(db.execute(going.returning(outbox.c.id)).scalars())


def _close(
    db: Connection, ids: Sequence[int], state: str, condition: ColumnElement[bool], final: str, now: datetime
) -> None:
    closing = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == state, condition)
    db.execute(closing.values(state=final, final_at=now))


def release(db: Connection, ids: Sequence[int], *, owner: str) -> None:
    """Give back what was claimed and not put on the wire."""
    back = update(outbox).where(
        outbox.c.id.in_(ids), outbox.c.state == "claimed", outbox.c.lease_owner == owner
    )
    db.execute(back.values(state="queued", lease_owner=None, lease_until=None))


def accepted(db: Connection, sids: Mapping[int, str], now: datetime, *, can_forget: bool = False) -> None:
    """The provider took these, and calls them so. Statuses that came before this answer are applied now.

    can_forget: the provider keeps a copy that is to be deleted; when no end is ever heard of, some days from now.
    """
    if not sids:
        return
    before = or_(*(outbox.c.state == state for state in BEFORE))  # an IN cannot be executed for many at once
    took = update(outbox).where(outbox.c.id == bindparam("message"), before)
    took = took.values(state="accepted", sid=bindparam("called"), accepted_at=now, lease_owner=None, lease_until=None)
    if can_forget:
        took = took.values(forget_at=forgetting.sooner(outbox, now + forgetting.UNHEARD))
    db.execute(took, [{"message": message, "called": sid} for message, sid in sids.items()])
    early = select(delivery_status.c.outbox_id).where(delivery_status.c.outbox_id.in_(list(sids))).distinct()
    for outbox_id in list(db.execute(early).scalars()):
        _raise(db, outbox_id, now)


def refused(db: Connection, outbox_id: int, error: str, now: datetime) -> None:
    """The provider said no, for good."""
    _leave_wire(db, outbox_id, {"state": "refused", "error": error, "final_at": now})


def try_later(db: Connection, outbox_id: int, error: str, when: datetime) -> None:
    """The provider surely did not take it: it goes back to the queue until then."""
    _leave_wire(db, outbox_id, {"state": "queued", "error": error, "not_before": when})


def unknown(db: Connection, outbox_id: int, error: str, *, can_prove: bool, now: datetime) -> None:
    """No answer came that we could trust. Settled by evidence only; where there can be none it stays uncertain."""
    state = {"state": "unknown"} if can_prove else {"state": "uncertain", "final_at": now}
    _leave_wire(db, outbox_id, {**state, "error": error})


def _leave_wire(db: Connection, outbox_id: int, values: Mapping[str, Any]) -> None:
    going = update(outbox).where(outbox.c.id == outbox_id, outbox.c.state.in_(("on_wire", "unknown")))
    db.execute(going.values(lease_owner=None, lease_until=None, **values))


def leases_ran_out(db: Connection, now: datetime, provable: Sequence[str]) -> int:
    """Whoever claimed these is gone: what was not on the wire is queued again, what was is unknown."""
    over = outbox.c.lease_until < now
    free = {"lease_owner": None, "lease_until": None}
    back = update(outbox).where(outbox.c.state == "claimed", over).values(state="queued", **free)
    on_wire = (outbox.c.state == "on_wire") & over
    lost = (
        update(outbox)
        .where(on_wire, outbox.c.channel.in_(provable))
        .values(state="unknown", error="lost", **free)
    )
    never = update(outbox).where(on_wire).values(state="uncertain", error="lost", final_at=now, **free)
    return sum(db.execute(statement).rowcount for statement in (back, lost, never))


def status_came(db: Connection, token: str, sid: str, status: str, error: str, now: datetime) -> bool:
    """Keep what the provider says of the message with this token and apply it; False for an unknown token."""
    row = db.execute(select(outbox.c.id, outbox.c.sid).where(outbox.c.token == token)).one_or_none()
    if row is None:
        return False
    values = {"outbox_id": row.id, "sid": sid, "status": status, "error": error, "received_at": now}
    insert_once(db, delivery_status, values)
    if row.sid is None and sid:
        db.execute(update(outbox).where(outbox.c.id == row.id, outbox.c.sid.is_(None)).values(sid=sid))
    _raise(db, row.id, now)
    return True


def _raise(db: Connection, outbox_id: int, now: datetime) -> None:
    """Bring a message to the highest rank that is known of it."""
    words = select(delivery_status.c.status, delivery_status.c.error).where(
        delivery_status.c.outbox_id == outbox_id
    )
    known = [
        (RANK[STATUS[row.status]], STATUS[row.status], row.error)
        for row in db.execute(words)
        if row.status in STATUS
    ]
    if not known:
        return
    rank, state, error = max(known)
    lower = [*BEFORE, *(name for name, level in RANK.items() if level < rank)]
    values: dict[str, Any] = {"state": state, "accepted_at": func.coalesce(outbox.c.accepted_at, now)}
    values |= {"lease_owner": None, "lease_until": None}
    values |= {"final_at": now} if state in FINAL else {}
    kept = forgetting.KEPT if state in FINAL else forgetting.UNHEARD  # who calls back keeps a copy
    values |= {"forget_at": forgetting.sooner(outbox, now + kept)}
    values |= {"error": error} if error else {}
    db.execute(update(outbox).where(outbox.c.id == outbox_id, outbox.c.state.in_(lower)).values(values))


def to_settle(db: Connection, now: datetime, waits: Sequence[float]) -> list[Row[Any]]:
    """Unknown messages whose next look-up is due: the n-th comes waits[n] seconds after they went on the wire."""
    turns = [
        and_(outbox.c.looked_up == n, outbox.c.wire_at <= now - timedelta(seconds=wait))
        for n, wait in enumerate(waits)
    ]
    return list(
        db.execute(
            select(outbox).where(outbox.c.state == "unknown", or_(*turns)).order_by(outbox.c.id).limit(50)
        )
    )


def looked_up(db: Connection, outbox_id: int) -> None:
    """The provider's list was asked once more, and did not have it."""
    wanted = update(outbox).where(outbox.c.id == outbox_id, outbox.c.state == "unknown")
    db.execute(wanted.values(looked_up=outbox.c.looked_up + 1))


def surely_not_sent(db: Connection, outbox_id: int, now: datetime) -> None:
    """The provider's list was asked as often as we ask, and never had it: once more, from the queue."""
    _leave_wire(db, outbox_id, {"state": "queued", "not_before": now, "looked_up": 0})


def attached(db: Connection, sid: str) -> bool:
    """True when a message of the provider's belongs to one of ours already."""
    return db.execute(select(outbox.c.id).where(outbox.c.sid == sid)).first() is not None


def counts(db: Connection) -> dict[str, int]:
    """How many messages stand in each state."""
    rows = db.execute(select(outbox.c.state, func.count().label("n")).group_by(outbox.c.state))
    return {row.state: row.n for row in rows}


def oldest_due(db: Connection, now: datetime) -> datetime | None:
    """Since when the oldest message that may go has been waiting."""
    ready = (outbox.c.state == "queued") & (outbox.c.not_before <= now) & (outbox.c.not_after > now)
    return db.execute(select(func.min(outbox.c.not_before)).where(ready)).scalar()


def quiet(
    now: datetime, quiet_organizations: Sequence[int], asleep: Sequence[int], clocks: Mapping[str, str] | None = None
) -> ColumnElement[bool]:
    """A condition: the message may go at this hour.

    asleep: organizations where reminders wait too. clocks: what the wall shows, by zone, for those with own hours.
    """
    in_quiet = outbox.c.organization_id.in_(quiet_organizations)
    in_sleep = outbox.c.organization_id.in_(asleep)
    free = outbox.c.free_until > now
    theirs = ~outside_hours(outbox, clocks) if clocks else true()
    return or_(
        outbox.c.hours == "any",
        free,
        and_(outbox.c.hours == "reminder", func.coalesce(~in_sleep, True), theirs),
        and_(outbox.c.hours == "quiet", func.coalesce(~in_quiet, True), theirs),
    )


def reached(db: Connection, channel: str, address: str, after: int) -> list[Row[Any]]:
    """Messages that a provider took for an address, with ids greater than `after`."""
    mine = (outbox.c.channel == channel) & (outbox.c.address == address) & (outbox.c.id > after)
    taken = outbox.c.state.in_(tuple(RANK))
    return list(db.execute(select(outbox).where(mine, taken).order_by(outbox.c.id)))


def spoke_since(db: Connection, address_id: int, flow: str, since: datetime) -> bool:
    """True when a flow of ours has written to an address since then."""
    mine = (outbox.c.address_id == address_id) & (outbox.c.flow == flow) & (outbox.c.created_at >= since)
    return db.execute(select(outbox.c.id).where(mine).limit(1)).first() is not None


def was_said(db: Connection, address_id: int, body: str, since: datetime) -> bool:
    """True when we sent these very words to an address since then."""
    same = (outbox.c.address_id == address_id) & (outbox.c.created_at >= since) & (outbox.c.body == body)
    return db.execute(select(outbox.c.id).where(same).limit(1)).first() is not None
