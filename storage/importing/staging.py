"""An import on its way in: its people are staged in parts that nobody sees, until all of them can be taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from storage.importing.entry import LISTS, Entry
from storage.importing.people_file import Candidate
from storage.tables import import_batch, import_part

PART = 300  # people; written in a fraction of the 200 ms that a unit may hold the writer
CLEARED = 50  # parts of a dropped import; likewise
PATIENCE = timedelta(minutes=2)  # without a sign of life until a run that stages counts as gone
SAID = tuple(field.name for field in fields(Candidate) if field.name not in ("row", "notes"))


class Dropped(Exception):
    """The import has been given up by another process, which took this one for gone; nothing of it was taken over."""


@dataclass(frozen=True)
class Order:
    """An import as it was asked for. basis, source: as for `import_people`. made_at: before the list was looked at;
    who is created by the import carries this moment.
    """

    organization_id: int
    basis: str | None
    source: str
    actor: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Staged:
    """A person to be written: whom the plan found in the list, None for somebody new, and all that the file says."""

    person_id: int | None
    said: Candidate


def begin(db: Connection, order: Order, counts: Mapping[str, int], now: datetime) -> int:
    """Begin to stage an import; its id. counts: what the audit will say came of it."""
    values = {
        "organization_id": order.organization_id, "actor": order.actor, "source": order.source, "basis": order.basis,
        "counts": dict(counts), "made_at": order.made_at, "touched_at": now,
    }  # fmt: skip
    return int(db.execute(insert(import_batch).values(values).returning(import_batch.c.id)).scalar_one())


def stage(db: Connection, batch_id: int, entries: Sequence[Entry], now: datetime) -> None:
    """Add a part, of some `PART` people. Raises Dropped."""
    _touch(db, batch_id, now)
    db.execute(insert(import_part).values(batch_id=batch_id, people=[_written(entry) for entry in entries]))


def make_ready(db: Connection, batch_id: int, now: datetime) -> None:
    """All is staged: from now on the import will be finished, whatever happens to this process. Raises Dropped."""
    _touch(db, batch_id, now, state="ready")


def _touch(db: Connection, batch_id: int, now: datetime, **changes: str) -> None:
    mine = update(import_batch).where(import_batch.c.id == batch_id, import_batch.c.state == "staging")
    if db.execute(mine.values(touched_at=now, **changes)).rowcount == 0:
        raise Dropped


def parts_left(db: Connection, batch_id: int) -> int | None:
    """How many parts are not taken over yet; None when nothing is left to do."""
    mine = select(func.count(import_part.c.id)).where(import_part.c.batch_id == batch_id)
    found = db.execute(select(mine.scalar_subquery()).where(import_batch.c.id == batch_id)).one_or_none()
    return found[0] if found is not None else None


def is_any(db: Connection) -> bool:
    """True when an import is under way, or was left."""
    return db.execute(select(import_batch.c.id).limit(1)).first() is not None


def drop(db: Connection, batch_id: int) -> None:
    """Give up an import that is not ready."""
    _drop(db, import_batch.c.id == batch_id)


def drop_dead(db: Connection, now: datetime) -> None:
    """Give up imports whose process went away while it staged them."""
    _drop(db, import_batch.c.touched_at < now - PATIENCE)


def _drop(db: Connection, which: ColumnElement[bool]) -> None:
    db.execute(update(import_batch).where(import_batch.c.state == "staging", which).values(state="dropped"))


def next_for_update(db: Connection) -> Row[Any] | None:
    """The import that is to be taken over, or cleared away, first; locked. One part at a time, and in order."""
    wanted = select(import_batch).where(import_batch.c.state != "staging").order_by(import_batch.c.id).limit(1)
    return db.execute(wanted.with_for_update()).one_or_none()


def clear_away(db: Connection, batch_id: int) -> None:
    """Delete some parts of an import that was given up, and itself when none is left."""
    some = select(import_part.c.id).where(import_part.c.batch_id == batch_id).limit(CLEARED)
    if db.execute(delete(import_part).where(import_part.c.id.in_(some.scalar_subquery()))).rowcount == 0:
        finish(db, batch_id)


def take_out_part(db: Connection, batch_id: int) -> list[Staged] | None:
    """The people of the next part, which is staged no more; None when there is none left."""
    first = select(func.min(import_part.c.id)).where(import_part.c.batch_id == batch_id).scalar_subquery()
    taken = delete(import_part).where(import_part.c.id == first).returning(import_part.c.people)
    people = db.execute(taken).scalar()
    return None if people is None else [_read(person) for person in people]


def finish(db: Connection, batch_id: int) -> None:
    """Nothing of it is left to do."""
    db.execute(delete(import_batch).where(import_batch.c.id == batch_id))


def _written(entry: Entry) -> dict[str, Any]:
    said = {name: value for name in SAID if (value := getattr(entry.said, name))}
    return {"id": entry.stored.id if entry.stored else None, "said": said}


def _read(person: Mapping[str, Any]) -> Staged:
    values = person["said"].items()
    said: dict[str, Any] = {name: tuple(value) if name in LISTS else value for name, value in values}
    return Staged(person["id"], Candidate(0, **said))
