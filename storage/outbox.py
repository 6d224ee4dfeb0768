"""Messages on their way out: one row per intent, and the only doors between their states.

    queued → claimed → on_wire → accepted → sent → delivered | undelivered
       ↘ cancelled, too_late, suppressed    ↘ refused   ↘ unknown → accepted | queued again | uncertain

Each door is one guarded statement: who comes second changes nothing. What the provider tells us of a message may
come doubled, late and in any order, before the answer to our own request too: it only ever raises the rank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, or_, select, true, update

from storage import forgetting, installation, spending
from storage.once import insert_once
from storage.suppression import forbids, outside_hours
from storage.tables import address, broadcast, delivery_status, outbox
from storage.tables.outbox import QUEUED_ALONE, QUEUED_TOGETHER

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


@dataclass(frozen=True)
class Hours:
    """What may go at this hour: a condition, and the organizations of which nothing that keeps quiet hours may."""

    may_go: ColumnElement[bool]
    quiet: Sequence[int] = ()


def queue(db: Connection, values: Mapping[str, Any]) -> int | None:
    """Ask for a message to be sent; its id, or None when the same intent was asked for before."""
    return insert_once(db, outbox, values)


def cancel(db: Connection, condition: ColumnElement[bool], now: datetime) -> int:
    """Take back what is still queued; how many were."""
    gone = update(outbox).where(outbox.c.state == "queued", condition).values(state="cancelled", final_at=now)
    return db.execute(gone).rowcount


def due(db: Connection, *, now: datetime, channel: str, hours: Hours, limit: int) -> list[Row[Any]]:
    """The next messages that may go, replies first, at most one per address; locked for this transaction.

    What belongs to no broadcast comes before all that does; broadcasts that are sending take turns.
    """
    ready = and_(outbox.c.not_before <= now, outbox.c.channel == channel, hours.may_go)
    wanted = select(outbox).where(QUEUED_ALONE, ready).order_by(outbox.c.priority, outbox.c.not_before, outbox.c.id)
    rows = list(db.execute(wanted.limit(limit).with_for_update(skip_locked=True)))
    together = _of_broadcasts(db, ready, _sending(db, hours, now), limit - len(rows))
    rows += spending.within(together, spending.left(db, now)) if together else []
    first: dict[str, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.address, row)
    return list(first.values())


def _sending(db: Connection, hours: Hours, now: datetime) -> list[int]:
    """The broadcasts that may send now, each time another one first: the sender is shared by many organizations."""
    awake = broadcast.c.organization_id.not_in(hours.quiet)
    wanted = select(broadcast.c.id).where(broadcast.c.state == "sending", awake).order_by(broadcast.c.id)
    ids = list(db.execute(wanted).scalars())
    turn = int(now.timestamp() * 1000) % len(ids) if ids else 0
    return ids[turn:] + ids[:turn]


def _of_broadcasts(db: Connection, ready: ColumnElement[bool], ids: Sequence[int], room: int) -> list[Row[Any]]:
    """One of each in turn; each broadcast is asked for alone, so that an index gives its rows in order."""
    if not ids or room <= 0:
        return []
    wanted = select(outbox).where(QUEUED_TOGETHER, ready).order_by(outbox.c.not_before, outbox.c.id)
    share = wanted.limit(-(-room // len(ids))).with_for_update(skip_locked=True)
    found = [list(db.execute(share.where(outbox.c.broadcast_id == each))) for each in ids]
    in_turn = [row for turn in zip_longest(*found) for row in turn if row is not None]
    return in_turn[:room]


def claim(db: Connection, ids: Sequence[int], *, owner: str, now: datetime) -> set[int]:
    """Claim queued messages for a worker, for as long as a lease; those that opted out are closed instead."""
    _close(db, ids, "queued", forbids(outbox, now), "suppressed", now)
    _close(db, ids, "queued", outbox.c.not_after <= now, "too_late", now)
    values = {"state": "claimed", "lease_owner": owner, "lease_until": now + LEASE}
    took = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == "queued").values(values)
    return set(db.execute(took.returning(outbox.c.id)).scalars())


def put_on_wire(db: Connection, ids: Sequence[int], *, owner: str, now: datetime) -> set[int]:
    """The last look before the network: those that may go now, marked so.

    A halt or a STOP since the claim holds, and so does a pause or an end of the broadcast.
    """
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
    going = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == "claimed", mine, _may_go()).values(values)
    went = set(db.execute(going.returning(outbox.c.id)).scalars())
    if stayed := set(ids) - went:
        release(db, list(stayed), owner=owner)
    return went


def _may_go() -> ColumnElement[bool]:
    """It belongs to no broadcast, or to one that is sending."""
    sending = select(broadcast.c.id).where(broadcast.c.state == "sending")
    return or_(outbox.c.broadcast_id.is_(None), outbox.c.broadcast_id.in_(sending))


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
    _introduced(db, list(sids), now)
    before = or_(*(outbox.c.state == state for state in BEFORE))  # an IN cannot be executed for many at once
    took = update(outbox).where(outbox.c.id == bindparam("message"), before)
    took = took.values(state="accepted", sid=bindparam("called"), accepted_at=now, lease_owner=None, lease_until=None)
    if can_forget:
        took = took.values(forget_at=forgetting.sooner(outbox, now + forgetting.UNHEARD))
    db.execute(took, [{"message": message, "called": sid} for message, sid in sids.items()])
    early = select(delivery_status.c.outbox_id).where(delivery_status.c.outbox_id.in_(list(sids))).distinct()
    for outbox_id in list(db.execute(early).scalars()):
        _raise(db, outbox_id, now)


def _introduced(db: Connection, ids: Sequence[int], now: datetime) -> None:
    """A first broadcast says who we are: now that it was taken they have been told. One never taken told nobody."""
    told = select(outbox.c.address_id).where(outbox.c.id.in_(ids), outbox.c.broadcast_id.is_not(None))
    first = update(address).where(address.c.id.in_(told), address.c.introduced_at.is_(None))
    db.execute(first.values(introduced_at=now))


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
    ready = and_(outbox.c.state == "queued", outbox.c.not_before <= now, outbox.c.not_after > now, _may_go())
    return db.execute(select(func.min(outbox.c.not_before)).where(ready)).scalar()


def quiet(
    now: datetime, quiet_organizations: Sequence[int], asleep: Sequence[int], clocks: Mapping[str, str] | None = None
) -> Hours:
    """What may go at this hour.

    asleep: organizations where reminders wait too. clocks: what the wall shows, by zone, for those with own hours.
    """
    in_quiet = outbox.c.organization_id.in_(quiet_organizations)
    in_sleep = outbox.c.organization_id.in_(asleep)
    free = outbox.c.free_until > now
    theirs = ~outside_hours(outbox, clocks) if clocks else true()
    may_go = or_(
        outbox.c.hours == "any",
        free,
        and_(outbox.c.hours == "reminder", func.coalesce(~in_sleep, True), theirs),
        and_(outbox.c.hours == "quiet", func.coalesce(~in_quiet, True), theirs),
    )
    return Hours(may_go, quiet_organizations)


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
