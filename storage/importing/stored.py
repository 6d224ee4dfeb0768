"""The people already in the list whom the rows of a file may mean."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, union

from storage.tables import address, person, person_address, person_role, person_tag


@dataclass(frozen=True, slots=True)
class Stored:
    """A person as the database has them. corrected: fields that were set by hand and that no file changes."""

    id: int
    organization_id: int
    first_name: str
    last_name: str
    relation: str
    basis: str
    language: str
    town: str | None
    email: str | None
    member_number: str | None
    phones: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    protected: bool = False
    corrected: frozenset[str] = frozenset()


COLUMNS = ("id", "organization_id", "first_name", "last_name", "relation", "basis", "language", "town", "email",
           "member_number")  # fmt: skip


def stored_people(
    db: Connection,
    organizations: Sequence[int],
    numbers: Collection[str],
    phones: Collection[str],
    met: Collection[int],
) -> list[Stored]:
    """Those in the organizations who have one of the member numbers or phones, in order of id, but not those `met`."""
    ids = _ids(db, organizations, numbers, phones)
    return people_with_ids(db, organizations, [who for who in ids if who not in met])


def people_since(
    db: Connection, organizations: Sequence[int], numbers: Collection[str], phones: Collection[str], since: datetime,
    *, but_not_at: datetime,
) -> list[Stored]:  # fmt: skip
    """As `stored_people`, of those who have come since, but not at the very moment `but_not_at`."""
    came = person.c.created_at >= since, person.c.created_at != but_not_at
    return people_with_ids(db, organizations, _ids(db, organizations, numbers, phones), *came)


def people_with_ids(
    db: Connection, organizations: Sequence[int], ids: Collection[int], *conditions: ColumnElement[bool]
) -> list[Stored]:
    """Those of the people who are in the organizations and fit the conditions, in order of id."""
    here = person.c.organization_id.in_(organizations), person.c.id.in_(ids)
    rows = db.execute(select(person).where(*here, *conditions).order_by(person.c.id)).all()
    return _with_what_is_theirs(db, rows, [row.id for row in rows]) if rows else []


def _ids(db: Connection, organizations: Sequence[int], numbers: Collection[str], phones: Collection[str]) -> list[int]:
    here = person.c.organization_id.in_(organizations)
    by_number = select(person.c.id).where(here, person.c.member_number.in_(numbers))
    at_phone = (address.c.channel == "sms") & address.c.address.in_(phones)
    tied = person_address.join(address, address.c.id == person_address.c.address_id)
    by_phone = select(person_address.c.person_id).select_from(tied).where(at_phone)
    return list(db.execute(union(by_number, by_phone)).scalars())


def _with_what_is_theirs(db: Connection, rows: Sequence[Any], ids: list[int]) -> list[Stored]:
    phones = _by_person(_phones(db, ids))
    tags = _by_person(db.execute(select(person_tag).where(person_tag.c.person_id.in_(ids))))
    roles = _by_person(db.execute(select(person_role).where(person_role.c.person_id.in_(ids))))
    return [_stored(row, phones[row.id], tags[row.id], roles[row.id]) for row in rows]


def _phones(db: Connection, ids: list[int]) -> list[tuple[int, str]]:
    """(person, number); asked for the channel too, SQLite would begin with all addresses there are."""
    columns = (person_address.c.person_id, address.c.address, address.c.channel)
    owned = select(*columns).join(address, address.c.id == person_address.c.address_id)
    rows = db.execute(owned.where(person_address.c.person_id.in_(ids)).order_by(address.c.id))
    return [(row.person_id, row.address) for row in rows if row.channel == "sms"]


def _by_person(rows: Iterable[Any]) -> defaultdict[int, tuple[str, ...]]:
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for person_id, value in rows:
        found[person_id] += (value,)
    return found


def _stored(row: Any, phones: tuple[str, ...], tags: tuple[str, ...], roles: tuple[str, ...]) -> Stored:
    values = row._mapping
    corrected = frozenset(values["corrected"] or ())
    described = {name: values[name] for name in (*COLUMNS, "protected")}
    return Stored(**described, phones=phones, tags=tags, roles=roles, corrected=corrected)


def sharing(stored: Stored, texts: dict[str, str]) -> Stored:
    """The same person, with the strings of `texts` where they are equal, and giving it the others.

    Database and file mostly say the same; 100 000 people are to be held once, not twice.
    """
    words = {name: getattr(stored, name) for name in COLUMNS[2:]}
    same: dict[str, Any] = {name: texts.setdefault(word, word) for name, word in words.items() if word}
    return replace(stored, **same, phones=tuple(texts.setdefault(phone, phone) for phone in stored.phones))
