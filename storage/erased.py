"""Who has asked to be erased: remembered by a keyed hash alone, so that no list brings them back."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage import addresses
from storage.once import insert_many_once
from storage.tables import erased

SLICE = 500  # hashes asked for at a time


def hash_of(db: Connection, number: str, name: str) -> str:
    """What is remembered of a person: a keyed hash over a number (E.164) of theirs and their name.

    Whoever else has the number has another name and so another hash. Case and the order of words do not matter.
    """
    words = " ".join(sorted(name.casefold().split()))
    return addresses.hash_of(db, "erased", f"{number}:{words}")


def remember(db: Connection, organization_id: int, hashes: Iterable[str], now: datetime) -> None:
    """A person, by the hash of each of their numbers, has asked an organization to be erased; the first date stands."""
    rows = [{"organization_id": organization_id, "hash": hash_, "erased_at": now} for hash_ in hashes]
    insert_many_once(db, erased, rows)


def is_any(db: Connection, organization_ids: Collection[int]) -> bool:
    """True when one of the organizations was ever asked to erase anybody."""
    mine = erased.c.organization_id.in_(organization_ids)
    return db.execute(select(erased.c.id).where(mine).limit(1)).first() is not None


def known(db: Connection, organization_ids: Collection[int], hashes: Collection[str]) -> dict[str, datetime]:
    """Those of the hashes that one of the organizations was asked to erase, each with when; the latest counts."""
    found: dict[str, datetime] = {}
    wanted = list(hashes)
    for start in range(0, len(wanted), SLICE):
        mine = erased.c.hash.in_(wanted[start : start + SLICE]), erased.c.organization_id.in_(organization_ids)
        asked = select(erased.c.hash, func.max(erased.c.erased_at).label("at")).where(*mine).group_by(erased.c.hash)
        found |= {row.hash: row.at for row in db.execute(asked)}
    return found
