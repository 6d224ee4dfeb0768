"""People as somebody changes them by hand: taken in, given a number, put right, silenced."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, Connection, delete, insert, select, update

from storage import addresses, conversations, erased, people, suppression
from storage.importing.names import folded_name
from storage.tables import outbox, person, person_address


@dataclass(frozen=True)
class Standing:
    """In which relation somebody stands to us, and on which legal basis they are kept: from where, and since when."""

    relation: str
    basis: str
    source: str
    since: datetime


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be taken in. number: E.164."""

    organization_id: int
    first_name: str
    last_name: str
    number: str
    language: str
    standing: Standing
    town: str | None = None
    email: str | None = None
    member_number: str | None = None

    @property
    def folded_name(self) -> str:
        return folded_name(self.first_name, self.last_name)


def known(db: Connection, newcomer: Newcomer, organization_ids: Collection[int]) -> int | None:
    """The id of somebody there with this name and number."""
    there = people.at_address(db, newcomer.number, list(organization_ids))
    return next((row.id for row in there if row.folded_name == newcomer.folded_name), None)


def erased_at(db: Connection, newcomer: Newcomer, organization_ids: Collection[int]) -> datetime | None:
    """When somebody with this name and number asked one of the organizations to be erased."""
    asked = erased.hash_of(db, newcomer.number, newcomer.folded_name)
    return erased.known(db, organization_ids, [asked]).get(asked)


def add(db: Connection, newcomer: Newcomer, now: datetime) -> int:
    """Take somebody in; their id. What the number is silenced for, it stays silenced for."""
    stands = newcomer.standing
    values = {
        "organization_id": newcomer.organization_id, "first_name": newcomer.first_name,
        "last_name": newcomer.last_name, "folded_name": newcomer.folded_name, "language": newcomer.language,
        "town": newcomer.town, "email": newcomer.email, "member_number": newcomer.member_number,
        "relation": stands.relation, "basis": stands.basis, "basis_source": stands.source, "basis_at": stands.since,
        "left_at": now if stands.relation == "former_member" else None, "created_at": now, "updated_at": now,
    }  # fmt: skip
    person_id = int(db.execute(insert(person).values(values).returning(person.c.id)).scalar_one())
    addresses.tie(db, person_id, addresses.find_or_make(db, "sms", newcomer.number, now).id)
    return person_id


def stand(db: Connection, person_id: int, standing: Standing, now: datetime) -> None:
    """They stand like this; no file changes it back."""
    people.correct(db, person_id, {"relation": standing.relation, "basis": standing.basis}, now)
    if standing.relation == "former_member":
        people.left(db, person_id, now)
    kept = {"basis_source": standing.source, "basis_at": standing.since}
    here = {} if standing.relation == "former_member" else {"left_at": None}
    db.execute(update(person).where(person.c.id == person_id).values({**kept, **here}))


def set_words(db: Connection, column: Column[Any], person_id: int, words: Iterable[str]) -> None:
    """A person's tags or roles (`person_tag.c.tag`, `person_role.c.role`) are these and no others."""
    table = column.table
    db.execute(delete(table).where(table.c.person_id == person_id))
    rows = [{"person_id": person_id, column.name: word} for word in dict.fromkeys(words)]
    if rows:
        db.execute(insert(table), rows)


# Numbers


def give_number(db: Connection, person_id: int, number: str, now: datetime) -> Literal["said_stop"] | None:
    """They have this number too; `said_stop`: whoever has said stop is not written to somewhere else instead."""
    own = addresses.of_person(db, person_id)
    if all(row.address != number for row in own):
        if suppression.of_hashes(db, [row.hash for row in own], now, organization_id=_organization_of(db, person_id)):
            return "said_stop"
        addresses.tie(db, person_id, addresses.address_for_update(db, "sms", number, now).id)
    return None


def _organization_of(db: Connection, person_id: int) -> int | None:
    return db.execute(select(person.c.organization_id).where(person.c.id == person_id)).scalar()


def take_number(db: Connection, person_id: int, address_id: int, now: datetime) -> bool:
    """It is not theirs: what was asked of them there is over, and what waits to go there goes nowhere.

    False when it was not theirs.
    """
    mine = (person_address.c.person_id == person_id) & (person_address.c.address_id == address_id)
    if db.execute(delete(person_address).where(mine)).rowcount == 0:
        return False
    asked = conversations.open_at(db, address_id)
    if asked is not None and asked.person_id == person_id:
        conversations.end(db, asked.id, now)
    waits = (outbox.c.person_id == person_id) & (outbox.c.address_id == address_id) & (outbox.c.state == "queued")
    db.execute(update(outbox).where(waits).values(state="cancelled", final_at=now))
    return True


def silence(db: Connection, person_id: int, now: datetime, *, by: str) -> int:
    """They want no more of us and have said so to somebody: as when they text STOP. How many addresses that are.

    A number that others share is silent for them too. Only START lifts it, from the number itself.
    """
    own = addresses.of_person(db, person_id)
    suppression.suppress(db, [row.hash for row in own], source=by, now=now)
    conversations.end_all_of(db, person_id, now)
    for row in own:
        conversations.end_all_at(db, row.id, now)
    return len(own)
