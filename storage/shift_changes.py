"""What is changed in shifts by hand, each with a note of whom it concerns: the worker reads the notes and tells them.

Nobody is told here, so that the web and the worker may be different processes. A reminder that no longer fits is
dropped at once; the new ones are set when people are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from storage import shifts, timers
from storage.once import insert_once
from storage.tables import shift_change

WHEN_AND_WHERE = ("starts_at", "ends_at", "venue")


@dataclass(frozen=True)
class Refused:
    """Why nothing was changed: gone (there is none, or it is off), full, have, changed, too_small, same."""

    reason: str


# Places


def put_in(db: Connection, shift_id: int, person_id: int, now: datetime, *, by: str, people: int = 1) -> int | Refused:
    """Give somebody a place in a shift, or who waits there the places they wait for; the id of the claim.

    After the shift it is written down who was there; who has a place has it only once, and a full shift is full.
    """
    claim_id = _put(db, shift_id, {"person_id": person_id, "people": people}, now)
    if not isinstance(claim_id, Refused):
        _note(db, "taken", shift_id, now, by, claim_id=claim_id)
    return claim_id


def _put(db: Connection, shift_id: int, values: Mapping[str, Any], now: datetime) -> int | Refused:
    row = shifts.get(db, shift_id)
    held = shifts.claim_of(db, shift_id, values["person_id"])
    if row is None or row.state != "open":
        return Refused("gone")
    if held is not None and held.state not in ("waiting", "offered"):
        return Refused("have")
    people = values["people"] if held is None else held.people
    if not shifts.take_place(db, shift_id, people, min(now, row.starts_at)):
        return Refused("full")
    claim_id = _make(db, shift_id, values, now) if held is None else _promote(db, held.id, now)
    if claim_id is None:  # they took one themselves at this very moment
        shifts.free_place(db, shift_id, people)
        return Refused("have")
    return claim_id


def _make(db: Connection, shift_id: int, values: Mapping[str, Any], now: datetime) -> int | None:
    new = {"shift_id": shift_id, "state": "confirmed", "created_at": now, "updated_at": now}
    return shifts.make_claim(db, {**values, **new})


def _promote(db: Connection, claim_id: int, now: datetime) -> int | None:
    return claim_id if shifts.leave_line(db, claim_id, now, to="confirmed") else None


def take_off(db: Connection, claim_id: int, now: datetime, *, by: str) -> bool:
    """Take somebody off a shift, or off its waiting list; False when they were not there any more."""
    row = shifts.get_claim(db, claim_id)
    if row is None:
        return False
    if not _free(db, row, now):
        return shifts.leave_line(db, claim_id, now, to="cancelled")
    if not _forget(db, f"taken:{claim_id}"):  # whom nobody has been told of has not left either
        _note(db, "given_back", row.shift_id, now, by, claim_id=claim_id)
    return True


def _free(db: Connection, row: Row[Any], now: datetime) -> bool:
    """End a confirmed claim, with its places and its reminders."""
    if not shifts.end_claim(db, row.id, now):
        return False
    shifts.free_place(db, row.shift_id, row.people)
    timers.drop(db, claim_id=row.id)
    return True


def put_elsewhere(db: Connection, claim_id: int, shift_id: int, now: datetime, *, by: str) -> int | Refused:
    """Give somebody their places in another shift instead; the id of the new claim, or all stays as it was."""
    with db.begin_nested() as all_or_nothing:
        new = _put_elsewhere(db, claim_id, shift_id, now, by)
        if isinstance(new, Refused):
            all_or_nothing.rollback()
    return new


def _put_elsewhere(db: Connection, claim_id: int, shift_id: int, now: datetime, by: str) -> int | Refused:
    old = shifts.get_claim(db, claim_id)
    if old is None or old.shift_id == shift_id:
        return Refused("gone")
    shifts.for_update(db, (old.shift_id, shift_id))
    if not _free(db, old, now):
        return Refused("gone")
    theirs = {"person_id": old.person_id, "people": old.people, "condition": old.condition}
    new = _put(db, shift_id, theirs, now)
    if not isinstance(new, Refused):
        _note(db, "swapped", shift_id, now, by, claim_id=new, before={"claim_id": old.id, "shift_id": old.shift_id})
    return new


# Shifts


def edit(
    db: Connection, shift_id: int, shown: Mapping[str, Any], wanted: Mapping[str, Any], now: datetime, *, by: str
) -> bool | Refused:
    """Change a shift that is still as it was shown (see `shifts.change`); whether it moved, and people are told."""
    before = shifts.get(db, shift_id)
    if before is None or before.state != "open":
        return Refused("gone")
    place = wanted.get("venue", before.venue), wanted.get("wall_start", before.wall_start)
    if shifts.at_same_time(db, before.activity_id, *place) not in (None, shift_id):
        return Refused("same")
    if not shifts.change(db, shift_id, shown, wanted):
        return Refused("changed" if _differs(shifts.get(db, shift_id), shown) else "too_small")
    if not _differs(before, {name: wanted[name] for name in WHEN_AND_WHERE if name in wanted}):
        return False
    _ask_anew(db, shift_id)
    was = {"starts_at": before.starts_at.isoformat(), "ends_at": before.ends_at.isoformat(), "venue": before.venue}
    _note(db, "moved", shift_id, now, by, before=was)
    return True


def _differs(row: Row[Any] | None, values: Mapping[str, Any]) -> bool:
    return row is None or any(getattr(row, name) != value for name, value in values.items())


def _ask_anew(db: Connection, shift_id: int) -> None:
    """It is another shift now: no reminder of the old one goes out, and who said yes to it is asked again."""
    for claim in shifts.claims(db, shift_id):
        shifts.ask_again(db, claim.id)
        timers.drop(db, claim_id=claim.id)


def call_off(db: Connection, shift_id: int, now: datetime, *, by: str) -> bool:
    """Call a shift off; False when it was called off before."""
    if not shifts.cancel(db, shift_id):
        return False
    _note(db, "cancelled", shift_id, now, by)
    return True


def reopen(db: Connection, shift_id: int) -> bool:
    """A shift that was called off takes place after all; False when it was not called off.

    Who was told that it is off has no place in it any more; before anybody was told, all have kept theirs.
    """
    _forget(db, f"cancelled:{shift_id}")
    return shifts.reopen(db, shift_id)


# Notes


def untold(db: Connection, limit: int, shift_id: int | None = None) -> list[int]:
    """The ids of notes that nobody has been told of, the oldest first; of one shift or all."""
    wanted = select(shift_change.c.id).order_by(shift_change.c.id).limit(limit)
    return list(db.execute(wanted if shift_id is None else wanted.where(shift_change.c.shift_id == shift_id)).scalars())


def take_note(db: Connection, note_id: int) -> Row[Any] | None:
    """Take a note for this transaction, in which people are told; None when somebody else has."""
    return db.execute(delete(shift_change).where(shift_change.c.id == note_id).returning(shift_change)).one_or_none()


def _note(db: Connection, kind: str, shift_id: int, now: datetime, by: str, **more: Any) -> None:
    key = f"{kind}:{more.get('claim_id') or shift_id}"
    insert_once(db, shift_change, {"key": key, "kind": kind, "shift_id": shift_id, "actor": by, "made_at": now, **more})


def _forget(db: Connection, key: str) -> bool:
    return db.execute(delete(shift_change).where(shift_change.c.key == key)).rowcount == 1
