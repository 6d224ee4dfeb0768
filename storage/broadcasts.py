"""Broadcasts: from a draft to what is finished, and the only doors between their states.

    draft → (approval) → undo → (scheduled) → sending ⇄ paused → finished
      ↖________↙__________↙_________↙       cancelled from anywhere before the end

Each door is one guarded statement: who comes second, or too late, changes nothing and is told why. Nothing is sent
but while the state is `sending`; before that every recipient has a row in the outbox (`storage.broadcast_plans`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, or_, select, update

from storage.once import insert_once
from storage.segments import Kind
from storage.segments.standing import Manner
from storage.tables import broadcast, organization, outbox

UNDO = timedelta(seconds=60)
AT_ONCE = timedelta(0)
WAITING = ("queued", "claimed", "on_wire", "unknown")
UNPLANNED = ("undo", "scheduled", "paused")  # states in which its rows may be written
OPEN = ("draft", "approval", *UNPLANNED, "sending")

Asks = Literal["nothing", "me", "yesno", "survey", "shifts"]
# What it is about, for those who want nothing of that.
TOPICS: Mapping[str, str] = {"survey": "survey"}
TOPIC = "news"


@dataclass(frozen=True)
class Draft:
    """What is said, to whom and when. texts: by language, the first for all others. segment: None is everybody.

    asks: what the recipients are asked; survey_id: which survey, when it is one. send_at: None is at once.
    """

    texts: Mapping[str, str]
    segment: str | None = None
    kind: Kind = "organizing"
    asks: Asks = "nothing"
    survey_id: int | None = None
    spare: bool = False
    send_at: datetime | None = None


Reason = Literal["missing", "moved_on", "stale", "changed", "nobody", "same_person"]


@dataclass(frozen=True)
class Refused:
    """Why a door stays shut; nothing was changed.

    missing: there is no such broadcast. moved_on: its `state` does not allow it any more. stale: somebody edited it
    meanwhile. changed: it does not reach as many as were confirmed. nobody: it reaches none. same_person: whoever
    wrote it does not approve it.
    """

    reason: Reason
    state: str = ""


Gone = Row[Any] | Refused


def make(db: Connection, organization_id: int, draft: Draft, *, key: str, by: str, now: datetime) -> tuple[int, bool]:
    """A new draft; its id, and False when the same `key` made one before: then that one's, as it is."""
    values = {"organization_id": organization_id, "key": key, "author": by, "created_at": now, **_values(draft)}
    made = insert_once(db, broadcast, values)
    same = select(broadcast.c.id).where(broadcast.c.key == key)
    return (made, True) if made is not None else (db.execute(same).scalar_one(), False)


def _values(draft: Draft) -> dict[str, Any]:
    return {**asdict(draft), "spare": int(draft.spare)}


def edit(db: Connection, broadcast_id: int, draft: Draft, *, version: int, by: str) -> Gone:
    """Write a draft anew; `version` is that of the row that was shown. Who edits it is its author from then on."""
    values = {**_values(draft), "author": by, "version": version + 1, "returned": None}
    return _go(db, broadcast_id, ("draft",), values, broadcast.c.version == version)


def confirm(
    db: Connection, broadcast_id: int, *, version: int, typed: int | None, reaches: int, by: str, now: datetime,
    limit: int | None = None, undo: timedelta = UNDO,
) -> Gone:  # fmt: skip
    """Send it, as soon as nobody has taken it back for as long as `undo`.

    typed: the number of recipients that was confirmed; None takes whoever it reaches. reaches: how many numbers that
    is now. limit: with more recipients than that somebody besides its author has to agree; None is no limit.
    """
    if refused := objection(typed, reaches):
        return refused
    over = limit is not None and reaches > limit
    values = {
        "state": case((broadcast.c.author == by, "approval"), else_="undo") if over else "undo",
        "approver": case((broadcast.c.author != by, by)), "recipients_expected": typed, "confirmed_at": now,
        "undo_until": now + undo, "returned": None,
    }  # fmt: skip
    return _go(db, broadcast_id, ("draft",), values, broadcast.c.version == version)


def objection(typed: int | None, reaches: int) -> Refused | None:
    """Why it is not sent to as many as that; None when it may be."""
    if reaches == 0:
        return Refused("nobody", "draft")
    return Refused("changed", "draft") if typed not in (None, reaches) else None


def approve(db: Connection, broadcast_id: int, *, by: str, now: datetime) -> Gone:
    """Somebody besides its author agrees: the minute to take it back begins."""
    values = {"state": "undo", "approver": by, "undo_until": now + UNDO}
    return _go(db, broadcast_id, ("approval",), values, broadcast.c.author != by, otherwise="same_person")


def take_back(db: Connection, broadcast_id: int) -> Gone:
    """It is a draft again: nothing of it has left."""
    return _go(db, broadcast_id, ("approval", "undo", "scheduled"), _draft_again())


def give_back(db: Connection, broadcast_id: int, version: int) -> Gone:
    """It reaches others than were confirmed: a draft again, that says so."""
    values = {**_draft_again(), "returned": "changed"}
    return _go(db, broadcast_id, UNPLANNED, values, broadcast.c.version == version)


def _draft_again() -> dict[str, Any]:
    gone = dict.fromkeys(("planned_at", "recipients", "parts", "price", "left_out", "not_after", "approver"))
    return {"state": "draft", "version": broadcast.c.version + 1, **gone}


def pause(db: Connection, broadcast_id: int) -> Gone:
    """Nothing more goes on the wire until it is resumed; paused already, it stays so."""
    return _go(db, broadcast_id, ("undo", "scheduled", "sending", "paused"), {"state": "paused"})


def resume(db: Connection, broadcast_id: int) -> Gone:
    """Go on where it stood; one that goes on already does."""
    before = case((broadcast.c.started_at.is_not(None), "sending"), else_="scheduled")
    values = {"state": case((broadcast.c.state == "paused", before), else_=broadcast.c.state)}
    return _go(db, broadcast_id, ("paused", "undo", "scheduled", "sending"), values)


def cancel(db: Connection, broadcast_id: int) -> Gone:
    """Nothing more goes on the wire, for good; what waits is closed in slices (`close_waiting`)."""
    return _go(db, broadcast_id, (*OPEN, "cancelled"), {"state": "cancelled"})


def _go(
    db: Connection, broadcast_id: int, states: Collection[str], values: Mapping[str, Any], *more: ColumnElement[bool],
    otherwise: Reason = "stale",
) -> Gone:  # fmt: skip
    """Through a door, from one of the states, when all else is as it should be; the row as it is then."""
    mine = and_(broadcast.c.id == broadcast_id, broadcast.c.state.in_(states), *more)
    row = db.execute(update(broadcast).where(mine).values(values).returning(broadcast)).one_or_none()
    return row if row is not None else _why_not(db, broadcast_id, states, otherwise)


def _why_not(db: Connection, broadcast_id: int, states: Collection[str], otherwise: Reason) -> Refused:
    state = db.execute(select(broadcast.c.state).where(broadcast.c.id == broadcast_id)).scalar()
    if state is None:
        return Refused("missing")
    return Refused(otherwise if state in states else "moved_on", state)


# What the worker does


def restless(db: Connection) -> Sequence[Row[Any]]:
    """Those that something may have to be done about, the oldest first."""
    left = and_(broadcast.c.state == "cancelled", broadcast.c.finished_at.is_(None))
    rests = and_(broadcast.c.state == "draft", broadcast.c.planner.is_not(None))
    under_way = broadcast.c.state.in_((*UNPLANNED, "sending"))
    return db.execute(select(broadcast).where(or_(under_way, left, rests)).order_by(broadcast.c.id)).all()


def start_due(db: Connection, now: datetime) -> int:
    """Those whose minute is over and whose time has come begin, if their rows are written; how many moved."""
    ripe = and_(broadcast.c.undo_until <= now, broadcast.c.state.in_(("undo", "scheduled")))
    ahead = and_(broadcast.c.send_at.is_not(None), broadcast.c.send_at > now)
    begin = update(broadcast).where(ripe, broadcast.c.planned_at.is_not(None), ~ahead)
    begun = db.execute(begin.values(state="sending", started_at=now)).rowcount
    wait = update(broadcast).where(ripe, broadcast.c.state == "undo", ahead)
    return begun + db.execute(wait.values(state="scheduled")).rowcount


def close_waiting(db: Connection, broadcast_id: int, state: str, now: datetime, limit: int) -> int:
    """Close what is still queued as `cancelled` or `too_late`, so many at most; how many were."""
    some = _queued(broadcast_id).limit(limit).with_for_update(skip_locked=True)
    closing = update(outbox).where(outbox.c.id.in_(some), outbox.c.state == "queued")
    return db.execute(closing.values(state=state, final_at=now)).rowcount


def _queued(broadcast_id: int) -> Select[Any]:
    return select(outbox.c.id).where(outbox.c.broadcast_id == broadcast_id, outbox.c.state == "queued")


def finish(db: Connection, broadcast_id: int, now: datetime) -> bool:
    """The ledger adds up: nothing waits any more. What was cancelled stays so, and is over."""
    mine = and_(broadcast.c.id == broadcast_id, broadcast.c.finished_at.is_(None))
    under_way = and_(broadcast.c.state.in_(("sending", "paused")), broadcast.c.planned_at.is_not(None))
    over = update(broadcast).where(mine, or_(under_way, broadcast.c.state == "cancelled"), ~_waits(broadcast_id))
    state = case((broadcast.c.state == "cancelled", "cancelled"), else_="finished")
    return db.execute(over.values(state=state, finished_at=now)).rowcount == 1


def adds_up(db: Connection, broadcast_id: int) -> bool:
    """True when none of its messages waits, or is still being settled."""
    return not db.execute(select(_waits(broadcast_id))).scalar()


def _waits(broadcast_id: int) -> ColumnElement[bool]:
    return exists().where(outbox.c.broadcast_id == broadcast_id, outbox.c.state.in_(WAITING))


# What is asked


def get(db: Connection, broadcast_id: int) -> Row[Any] | None:
    """A broadcast, or None."""
    return db.execute(select(broadcast).where(broadcast.c.id == broadcast_id)).one_or_none()


def of_key(db: Connection, key: str) -> Row[Any] | None:
    """The broadcast that a form or command has made, or None."""
    return db.execute(select(broadcast).where(broadcast.c.key == key)).one_or_none()


def listed(
    db: Connection, organization_ids: Collection[int] | None = None, *, after: int | None = None, limit: int = 200,
    thrown_away: bool = True,
) -> Sequence[Row[Any]]:  # fmt: skip
    """The latest, newest first, of these organizations or all, with the name of their `organization`.

    after: those that come after the broadcast of this id. thrown_away: also drafts that were.
    """
    named = select(broadcast, organization.c.name.label("organization")).join(organization)
    if organization_ids is not None:
        named = named.where(broadcast.c.organization_id.in_(organization_ids))
    if after is not None:
        named = named.where(broadcast.c.id < after)
    if not thrown_away:
        named = named.where(or_(broadcast.c.state != "cancelled", broadcast.c.planned_at.is_not(None)))
    return db.execute(named.order_by(broadcast.c.id.desc()).limit(limit)).all()


def topic_of(asks: str) -> str:
    """What a broadcast that asks this is about, as `flows.reading` names it."""
    return TOPICS.get(asks, TOPIC)


def manner_of(draft: Any, channels: Collection[str]) -> Manner:
    """How its recipients are written to: for `storage.segments.reach` and the like. draft: a Draft, or a row."""
    return Manner(kind=draft.kind, spare=bool(draft.spare), channels=channels, topic=topic_of(draft.asks))
