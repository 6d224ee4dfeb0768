"""Doing what is due at a given moment, as the worker does it, but without a clock and without a network."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, func, or_, select

from bot import booking_telling, sender
from bot.channel import Channel, Sent
from bot.due import fire, open_prompt
from bot.outcomes import record
from bot.sandbox import Sandbox
from storage import bookings, conversations, timers
from storage.tables import conversation, timer
from storage.tables import outbox as outbox_table
from tests.world import HOUSE, World

SANDBOXES: dict[str, Channel] = {"sms": Sandbox(buttons=False), "telegram": Sandbox(buttons=True)}
STEP = timedelta(minutes=30)  # how often it is looked, while something waits for its hour


QUEUED = select(outbox_table.c.channel).where(outbox_table.c.state == "queued").distinct()
WAITS = conversation.c.status == "waiting"
IN_LINE = select(conversation.c.id).where(WAITS).limit(1)


def let_pass(world: World, now: datetime, until: datetime) -> None:
    """Let time pass; what is due on the way happens at its own moment, and what is due at the end as well."""
    while (moment := next_moment(world, now)) < until:
        now = moment
        tick(world, now)
    tick(world, until)


def next_moment(world: World, now: datetime) -> datetime:
    """When to look again: at the next timer, and every half hour while something waits for its hour."""

    def look(db: Connection) -> tuple[datetime | None, bool]:
        waits = (timer.c.state == "waiting") & (timer.c.due_at > now)
        begins = db.execute(select(func.min(conversation.c.not_before)).where(WAITS, conversation.c.not_before > now))
        times = [db.execute(select(func.min(timer.c.due_at)).where(waits)).scalar(), begins.scalar()]
        ripe = or_(conversation.c.not_before.is_(None), conversation.c.not_before <= now)
        in_line = db.execute(IN_LINE.where(ripe)).first()
        return min(filter(None, times), default=None), bool(db.execute(QUEUED).first() or in_line)

    soon, busy = world.database.read(look)
    far = now + (STEP if busy else timedelta(days=1000))
    return min(soon, far) if soon else far


def tick(world: World, now: datetime) -> None:
    """Do what is due now, and what becomes due by that, as the worker does it."""
    _send(world, now)
    while world.database.read(partial(_is_due, now=now)) and _fire(world, now) + _tell(world, now) + _open(world, now):
        _send(world, now)


def _send(world: World, now: datetime) -> None:
    """Send what may go, one message at a time to each address; what is held back stays."""
    if world.database.read(_queued):
        while world.database.change(partial(_round, now=now)):
            pass


def _queued(db: Connection) -> list[str]:
    """The channels on which something waits."""
    return list(db.execute(QUEUED).scalars())


def _round(db: Connection, now: datetime) -> bool:
    """One message to each address; whether another round may find more."""
    return sum(_batch(db, name, now) for name in _queued(db)) > 0 and bool(_queued(db))


def _batch(db: Connection, name: str, now: datetime) -> int:
    """What may go now goes, and the provider takes it at once."""
    messages = sender.claim(db, name, SANDBOXES[name], "play", now)
    record(db, SANDBOXES[name], [(message, Sent(f"sid-{message.id}")) for message in messages], now)
    return len(messages)


def _is_due(db: Connection, now: datetime) -> bool:
    return bool(timers.due(db, now, 1) or bookings.untold(db, 1) or db.execute(IN_LINE).first())


def _fire(world: World, now: datetime) -> int:
    due = world.database.read(lambda db: timers.due(db, now, 50))
    for timer_id in due:
        world.database.change(partial(fire, timer_id=timer_id, now=now, house=HOUSE))
    return len(due)


def _tell(world: World, now: datetime) -> int:
    events = world.database.read(lambda db: bookings.untold(db, 50))
    for event_id in events:
        world.database.change(partial(booking_telling.tell, event_id=event_id, now=now, house=HOUSE))
    return len(events)


def _open(world: World, now: datetime) -> int:
    rows = world.database.read(lambda db: db.execute(IN_LINE).first() and conversations.waiting(db, now, 50)) or ()
    units = [partial(open_prompt, conversation_id=row.id, now=now, house=HOUSE) for row in rows]
    return sum(int(world.database.change(unit)) for unit in units)
