"""Writing the people of an import, a slice at a time and never row by row."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.addresses import hash_of
from storage.importing.entry import TEXTS, Entry
from storage.importing.names import folded_name
from storage.importing.standing import standing
from storage.once import insert_many_once
from storage.organizations import listed
from storage.tables import address, person, person_address, person_role, person_tag


def take_over(db: Connection, entries: Sequence[Entry], *, basis: str | None, source: str, now: datetime) -> None:
    """Write those of a slice of people who are new or changed."""
    new = [entry for entry in entries if entry.stored is None and entry.said is not None]
    known = [entry for entry in entries if entry.stored is not None and entry.said is not None]
    ids = {entry.stored.id: entry for entry in known if entry.stored}
    _update(db, ids, source, now)
    ids.update(_insert(db, new, basis, source, now))
    _add(db, ids, now)


def _insert(db: Connection, entries: list[Entry], basis: str | None, source: str, now: datetime) -> dict[int, Entry]:
    if not entries:
        return {}
    languages = {row.id: row.language for row in listed(db)}
    ids = _new_ids(db, len(entries))
    rows = [_row(entry, basis, source, now, languages[entry.home]) for entry in entries]
    db.execute(insert(person), [{"id": new, **row} for new, row in zip(ids, rows, strict=True)])
    return dict(zip(ids, entries, strict=True))


def _new_ids(db: Connection, count: int) -> list[int]:
    """Ids for people, taken before they are inserted: told afterwards, SQLite would insert them one by one."""
    if db.dialect.name == "sqlite":  # where nobody else writes meanwhile
        newest = db.execute(select(func.max(person.c.id))).scalar() or 0
        return list(range(newest + 1, newest + 1 + count))
    sequence = func.nextval(func.pg_get_serial_sequence("person", "id"))
    return list(db.execute(select(sequence).select_from(func.generate_series(1, count))).scalars())


def _row(entry: Entry, basis: str | None, source: str, now: datetime, language: str) -> dict[str, Any]:
    said = {name: getattr(entry.said, name) for name in TEXTS}
    relation, lawful = standing(said["relation"], said["basis"] or basis)
    first, last = said["first_name"] or "", said["last_name"] or ""
    return {
        **said,
        "organization_id": entry.home,
        "first_name": first,
        "last_name": last,
        "folded_name": folded_name(first, last),
        "relation": relation,
        "basis": lawful,
        "basis_source": source,
        "basis_at": now,
        "language": said["language"] or language,
        "protected": bool(entry.said and entry.said.protected),
        "created_at": now,
        "updated_at": now,
    }


def _update(db: Connection, entries: Mapping[int, Entry], source: str, now: datetime) -> None:
    """Only the columns that change, so that nothing else is put back to what it was when the file was read."""
    by_columns: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for person_id, entry in entries.items():
        if changed := _changed(entry, source, now):
            by_columns[tuple(changed)].append({"who": person_id, **changed})
    for columns, rows in by_columns.items():
        values: dict[str, Any] = {name: bindparam(name) for name in columns}
        db.execute(update(person).where(person.c.id == bindparam("who")).values(values), rows)


def _changed(entry: Entry, source: str, now: datetime) -> dict[str, Any]:
    changes = entry.changes()
    if entry.stored and ("first_name" in changes or "last_name" in changes):
        first = changes.get("first_name", entry.stored.first_name)
        changes["folded_name"] = folded_name(first, changes.get("last_name", entry.stored.last_name))
    if "basis" in changes:
        changes |= {"basis_source": source, "basis_at": now}
    if "relation" in changes:  # who has left is kept for a time, and who has come back is a member like any other
        changes["left_at"] = now if changes["relation"] == "former_member" else None
    return {**changes, "updated_at": now} if changes else {}


def _add(db: Connection, entries: Mapping[int, Entry], now: datetime) -> None:
    added = {person_id: entry.additions() for person_id, entry in entries.items()}
    places = _addresses(db, sorted({phone for new in added.values() for phone in new["phones"]}), now)
    ties = [{"person_id": who, "address_id": places[phone]} for who, new in added.items() for phone in new["phones"]]
    tags = [{"person_id": who, "tag": tag} for who, new in added.items() for tag in new["tags"]]
    roles = [{"person_id": who, "role": role} for who, new in added.items() for role in new["roles"]]
    insert_many_once(db, person_address, ties)
    insert_many_once(db, person_tag, tags)
    insert_many_once(db, person_role, roles)


def _addresses(db: Connection, phones: list[str], now: datetime) -> dict[str, int]:
    """Phone → id of its address, made where there was none."""
    rows = [_address(db, phone, now) for phone in phones]
    insert_many_once(db, address, rows)
    ours = (address.c.channel == "sms") & address.c.address.in_(phones)
    return {row.address: row.id for row in db.execute(select(address.c.address, address.c.id).where(ours))}


def _address(db: Connection, phone: str, now: datetime) -> dict[str, Any]:
    hashed = hash_of(db, "sms", phone)
    return {"channel": "sms", "address": phone, "hash": hashed, "state": "ok", "created_at": now}
