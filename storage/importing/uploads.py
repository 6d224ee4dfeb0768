"""Files that somebody uploaded: their columns are confirmed, a worker looks, somebody says yes, a worker takes them in.

Whatever takes long is done by a worker, which says how far it is: nobody has to keep a page open. One that was silent
for `staging.PATIENCE` is taken for gone, and another begins anew. Some days later nothing is left of a file.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, insert, or_, select, update

from storage.importing.mapping import Shown
from storage.importing.staging import PATIENCE, Dropped
from storage.tables import upload, upload_page, upload_piece

KEPT = timedelta(days=3)  # after somebody last did something with it
PIECE = 2**20  # bytes written at a time
CLEARED = 8  # pieces or pages that go at a time
ORDERED = ("check", "take")
OVER = ("gone", "taken")  # nobody needs the file any more


def add(db: Connection, values: Mapping[str, Any], now: datetime) -> int:
    """A file whose columns are to be confirmed; its id.

    values: organization_id, actor, name, countries (prefixes that may be written to), shape (`mapping.shape_of`), rows.
    """
    made = insert(upload).values(**values, made_at=now, touched_at=now)
    return int(db.execute(made.returning(upload.c.id)).scalar_one())


def add_piece(db: Connection, upload_id: int, data: bytes) -> None:
    """The next `PIECE` bytes of it."""
    db.execute(insert(upload_piece).values(upload_id=upload_id, data=data))


def content(db: Connection, upload_id: int) -> bytes:
    """The file."""
    pieces = select(upload_piece.c.data).where(upload_piece.c.upload_id == upload_id).order_by(upload_piece.c.id)
    return b"".join(db.execute(pieces).scalars())


def get(db: Connection, upload_id: int) -> Row[Any] | None:
    """An upload, or None; nor one that is gone."""
    return db.execute(select(upload).where(upload.c.id == upload_id, upload.c.state != "gone")).one_or_none()


def listed(db: Connection, organization_ids: Sequence[int]) -> list[Row[Any]]:
    """The uploads of organizations, the latest first."""
    mine = upload.c.organization_id.in_(organization_ids), upload.c.state != "gone"
    return list(db.execute(select(upload).where(*mine).order_by(upload.c.id.desc())))


# What somebody says


def confirm(db: Connection, upload_id: int, shape: Shown, basis: str | None, now: datetime) -> bool:
    """These are its columns, and that the basis of new people: a worker is to look. False when it is too late."""
    new = {"shape": shape, "basis": basis, "state": "check", "counts": None}
    return _turn(db, upload_id, ("columns", "checked", "failed"), now, **new)


def say_yes(db: Connection, upload_id: int, now: datetime) -> bool:
    """What was looked at is to be taken in; False when it is not looked at."""
    return _turn(db, upload_id, ("checked",), now, state="take")


def drop(db: Connection, upload_id: int, now: datetime) -> bool:
    """It is not wanted any more. What was staged whole is taken in all the same."""
    return _turn(db, upload_id, ("columns", "check", "checked", "take", "taken", "failed"), now, state="gone")


def _turn(db: Connection, upload_id: int, states: Sequence[str], now: datetime, **values: Any) -> bool:
    fresh = {"worker": None, "step": None, "done": 0, "total": 0, "touched_at": now}
    mine = update(upload).where(upload.c.id == upload_id, upload.c.state.in_(states))
    return db.execute(mine.values({**fresh, **values})).rowcount == 1


# What a worker does


def is_due(db: Connection, now: datetime) -> bool:
    """Whether an upload waits for a worker, or something of one is to be cleared away."""
    pieces = exists().where(upload_piece.c.upload_id == upload.c.id)
    away = or_(_is_old(now), upload.c.state == "gone", and_(upload.c.state == "taken", pieces))
    return db.execute(select(upload.c.id).where(or_(_is_free(now), away)).limit(1)).first() is not None


def _is_free(now: datetime) -> ColumnElement[bool]:
    silent = or_(upload.c.worker.is_(None), upload.c.touched_at < now - PATIENCE)
    return and_(upload.c.state.in_(ORDERED), silent)


def _is_old(now: datetime) -> ColumnElement[bool]:
    return upload.c.touched_at < now - KEPT


def claim(db: Connection, worker: str, now: datetime) -> Row[Any] | None:
    """The upload that has waited longest for a worker, which is this one now."""
    first = select(upload.c.id).where(_is_free(now), ~_is_old(now)).order_by(upload.c.id).limit(1)
    found = db.execute(first.with_for_update(skip_locked=True)).scalar()
    mine = update(upload).where(upload.c.id == found).values(worker=worker, touched_at=now)
    return db.execute(mine.returning(upload)).one_or_none()


def say(db: Connection, upload_id: int, worker: str, now: datetime, **values: Any) -> None:
    """How far the worker is (`step`, `done`, `total`), or what came of it. Raises Dropped when it is another's."""
    mine = upload.c.id == upload_id, upload.c.worker == worker, upload.c.state != "gone"
    if db.execute(update(upload).where(*mine).values(touched_at=now, **values)).rowcount == 0:
        raise Dropped


def put_back(db: Connection, upload_id: int, worker: str) -> None:
    """The worker ends before it is done: another may begin anew at once."""
    mine = upload.c.id == upload_id, upload.c.worker == worker
    db.execute(update(upload).where(*mine).values(worker=None))


def fail(db: Connection, upload_id: int, worker: str, now: datetime) -> None:
    """The worker could not do it; what was staged whole before that is taken in all the same."""
    mine = upload.c.id == upload_id, upload.c.worker == worker, upload.c.state.in_(ORDERED)
    db.execute(update(upload).where(*mine).values(state="failed", touched_at=now))


def clear_some(db: Connection, now: datetime) -> int:
    """Delete a little of what nobody needs any more; how much it was, 0 when nothing is left to delete."""
    old = update(upload).where(_is_old(now), upload.c.state != "gone")
    gone = db.execute(old.values(state="gone")).rowcount
    over, away = (select(upload.c.id).where(upload.c.state.in_(states)) for states in (OVER, ("gone",)))
    gone += _delete(db, upload_piece, upload_piece.c.upload_id.in_(over))
    gone += _delete(db, upload_page, upload_page.c.upload_id.in_(away))
    if not gone:
        gone = db.execute(delete(upload).where(upload.c.state == "gone")).rowcount
    return gone


def _delete(db: Connection, table: Any, those: ColumnElement[bool]) -> int:
    some = select(table.c.id).where(those).limit(CLEARED)
    return db.execute(delete(table).where(table.c.id.in_(some.scalar_subquery()))).rowcount
