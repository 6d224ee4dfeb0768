"""What our providers have of texts, and are to forget a day after their end: once each, tried again until it worked.

A row carries the moment at which its provider is asked next. Whoever takes it moves that moment on before the
network is asked, so that a try that fails, or dies, is its own next try.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Table, case, literal, null, select, update

from storage.tables import inbox, outbox
from storage.tables.base import Instant

KEPT = timedelta(days=1)  # after it has arrived, or failed to: as long as somebody may want to look into it there
UNHEARD = timedelta(days=4)  # after this long no word on what became of it will come any more
PAUSES = tuple(timedelta(minutes=n) for n in (2, 10, 60, 6 * 60, 24 * 60))  # between tries; the last one for ever
COPIED = frozenset({"twilio"})  # providers that keep what comes in, until they are told

TABLES = {"outbox": outbox, "inbox": inbox}
NAMES = {"outbox": outbox.c.sid, "inbox": inbox.c.external_id}  # what the provider calls it


@dataclass(frozen=True)
class Kept:
    """A text that its provider still has, and what it is called there."""

    table: Literal["outbox", "inbox"]
    id: int
    sid: str


def sooner(table: Table, when: datetime) -> ColumnElement[datetime | None]:
    """A value for `forget_at`: this moment, unless an earlier one stands there or it is gone already."""
    gone, earlier = table.c.forgotten_at.is_not(None), table.c.forget_at < when
    return case((gone, null()), (earlier, table.c.forget_at), else_=literal(when, Instant()))


def due(db: Connection, channel: str, provider: str, now: datetime) -> bool:
    """True when a provider has something to forget on a channel."""
    return any(
        db.execute(select(TABLES[name].c.id).where(mine, TABLES[name].c.forget_at <= now).limit(1)).first()
        for name, mine in _mine(channel, provider).items()
    )


def take(db: Connection, channel: str, provider: str, now: datetime, limit: int) -> list[Kept]:
    """Take up to `limit` whose time has come; nobody else gets them before their next try."""
    taken: list[Kept] = []
    for name, mine in _mine(channel, provider).items():
        table = TABLES[name]
        columns = (table.c.id, NAMES[name].label("sid"), table.c.forget_tries)
        wanted = select(*columns).where(mine, table.c.forget_at <= now).order_by(table.c.forget_at)
        rows = list(db.execute(wanted.limit(limit - len(taken)).with_for_update(skip_locked=True)))
        for tries in {row.forget_tries for row in rows}:
            _next_try(db, table, [row.id for row in rows if row.forget_tries == tries], tries, now)
        taken += [Kept(name, row.id, row.sid) for row in rows]
    return taken


def _mine(channel: str, provider: str) -> dict[Literal["outbox", "inbox"], ColumnElement[bool]]:
    went = (outbox.c.channel == channel) & outbox.c.sid.is_not(None)
    came = (inbox.c.channel == channel) & (inbox.c.provider == provider)
    return {"outbox": went, "inbox": came}


def _next_try(db: Connection, table: Table, ids: list[int], tries: int, now: datetime) -> None:
    then = now + PAUSES[min(tries, len(PAUSES) - 1)]
    db.execute(update(table).where(table.c.id.in_(ids)).values(forget_at=then, forget_tries=tries + 1))


def ended(db: Connection, ends: Iterable[tuple[Kept, bool | None]], now: datetime) -> None:
    """What came of asking: True is gone, False never can be; None is tried again when its time comes."""
    known = [(kept, gone) for kept, gone in ends if gone is not None]
    for name, gone in {(kept.table, gone) for kept, gone in known}:
        ids = [kept.id for kept, end in known if (kept.table, end) == (name, gone)]
        values = {"forget_at": None} | ({"forgotten_at": now} if gone else {})
        db.execute(update(TABLES[name]).where(TABLES[name].c.id.in_(ids)).values(values))
