"""Two people in the list who are one human become one, in one transaction, with all that is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, select, update

from storage import addresses, booking_leaving, conversations, installation, organizations, suppression
from storage import merging_rows as rows
from storage.merging_fields import Conflict, united
from storage.suppression import Silence
from storage.tables import address, person, person_address, read_log
from storage.tables import suppression as silences


@dataclass(frozen=True)
class Merged:
    """What came of it. moved: rows by table. freed: shifts in which they had two places and now have one."""

    kept_id: int
    dropped_id: int
    conflicts: tuple[Conflict, ...]
    moved: Mapping[str, int]
    freed: tuple[int, ...]


@dataclass(frozen=True)
class Refusal:
    """Why two people are not merged. who: the id that was not found."""

    key: Literal["not_found", "same_person", "different_organizations"]
    who: int | None = None


def merge(
    db: Connection, keep_id: int, drop_id: int, now: datetime, *, by: str, across: bool = False
) -> Merged | Refusal:
    """The dropped one's addresses, answers, places, talks and messages become the kept one's; the dropped one is gone.

    across: also when the organization of one is below that of the other; the kept one's stays. It cannot be undone.
    """
    if keep_id == drop_id:
        return Refusal("same_person")
    found = _both_for_update(db, keep_id, drop_id)
    for who in (keep_id, drop_id):
        if who not in found:
            return Refusal("not_found", who)
    kept, dropped = found[keep_id], found[drop_id]
    if not _in_one_list(db, kept.organization_id, dropped.organization_id, across):
        return Refusal("different_organizations")
    merged = _merge(db, kept, dropped, now)
    _note(db, merged, kept.organization_id, now, by)
    return merged


def _both_for_update(db: Connection, *ids: int) -> dict[int, Row[Any]]:
    """Both people, locked as every turn locks: first their addresses, then themselves, each in order of id."""
    theirs = select(person_address.c.address_id).where(person_address.c.person_id.in_(ids))
    places = select(address.c.id).where(address.c.id.in_(theirs)).order_by(address.c.id)
    db.execute(places.with_for_update(key_share=True)).all()
    both = select(person).where(person.c.id.in_(ids)).order_by(person.c.id).with_for_update()
    return {row.id: row for row in db.execute(both)}


def _in_one_list(db: Connection, kept: int, dropped: int, across: bool) -> bool:
    if kept == dropped:
        return True
    return across and (kept in organizations.above(db, dropped) or dropped in organizations.above(db, kept))


def _merge(db: Connection, kept: Row[Any], dropped: Row[Any], now: datetime) -> Merged:
    rows.settle_answers(db, kept.id, dropped.id)
    rows.settle_asked(db, kept.id, dropped.id)
    freed = rows.settle_claims(db, kept.id, dropped.id, now)
    rows.end_open_talk(db, dropped.id, now)
    rows.stay_apart(db, kept.id, dropped.id)
    give_way = booking_leaving.settle(db, kept.id, dropped.id, now)
    moved = rows.move_all(db, kept.id, dropped.id)
    db.execute(update(read_log).where(read_log.c.person_id == dropped.id).values(person_id=kept.id))
    booking_leaving.ask_again(db, kept.id, give_way, now)
    rows.end_twin_talks(db, kept.id, now)
    values, conflicts = united(kept, dropped, now)
    db.execute(delete(person).where(person.c.id == dropped.id))
    db.execute(update(person).where(person.c.id == kept.id).values(values))
    _silence_all(db, kept.id, now)
    return Merged(kept.id, dropped.id, conflicts, moved, freed)


def _silence_all(db: Connection, person_id: int, now: datetime) -> None:
    """What silences one of their addresses holds for all of them: a STOP outlives every merge."""
    theirs = addresses.of_person(db, person_id)
    wanted = select(silences).where(silences.c.hash.in_([row.hash for row in theirs]))
    # A later one takes the place of an earlier one, and one without an end that of any pause.
    said = sorted(db.execute(wanted), key=lambda row: (row.until is None, row.until or row.created_at, row.id))
    for row in said:
        hashes = [each.hash for each in theirs if row.scope != "sms" or each.channel == "sms"]
        what = Silence(**{field.name: getattr(row, field.name) for field in fields(Silence)})
        suppression.suppress(db, hashes, what, source=row.source, now=now)
    if any((row.scope, row.organization_id, row.until) == ("all", None, None) for row in said):
        conversations.end_all_of(db, person_id, now)


def _note(db: Connection, merged: Merged, organization_id: int, now: datetime, by: str) -> None:
    """Which columns differed, not what stood there: the audit outlives the person."""
    detail = {
        "dropped": merged.dropped_id, "moved": dict(merged.moved), "freed": list(merged.freed),
        "differed": [conflict.column for conflict in merged.conflicts],
    }  # fmt: skip
    installation.note(
        db, by, "people merge", now, organization_id=organization_id, object=str(merged.kept_id), detail=detail
    )
