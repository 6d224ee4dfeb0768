"""Finding people in a list: by name, number, member number or tag, a page at a time, in the order of their names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, func, or_, select, true, tuple_, union

from storage import people
from storage.importing.names import fold
from storage.tables import address, person, person_address, person_tag, suppression

Kind = Literal["", "household", "silenced"]

KINDS: tuple[Kind, ...] = ("", "household", "silenced")
NUMBER = re.compile(r"[\d\s()+/.-]*\d[\d\s()+/.-]*")
WHOLE = 8  # digits that make a number somebody's, and not a part of many
# What a letter stands for when somebody looks for a name: who writes a finds å, and who writes å finds a.
LETTERS = ("aåäáàâãæ", "oöøóòôõ", "eéèêë", "uüúùû", "iíìîïı", "cçćč", "nñń", "sşšś", "yýÿ", "zžźż", "gğ", "lł")
SPELT = {letter: f"[{letters}]" for letters in LETTERS for letter in letters}


@dataclass(frozen=True)
class Wanted:
    """Whom to look for. text: as somebody typed it. chosen: a select of ids, as of a segment.

    kind: household is who shares a number, silenced who has said stop.
    """

    text: str = ""
    chosen: Select[Any] | None = None
    kind: Kind = ""


def page(
    db: Connection, organization_ids: Sequence[int], wanted: Wanted, *, after: int = 0, limit: int = 50
) -> list[Row[Any]]:
    """People with the name of their `organization`, in order of name; those who come after the person `after`.

    Somebody whose identity is protected is found by the whole name or number, and stands in no other list.
    """
    found = select(person.c.id).where(*_fits(db, organization_ids, wanted), _follows(db, after))
    ids = list(db.execute(found.order_by(person.c.folded_name, person.c.id).limit(limit)).scalars())
    rows = {row.id: row for row in people.listed(db, person.c.id.in_(ids))}
    return [rows[each] for each in ids]


def count(db: Connection, organization_ids: Sequence[int], wanted: Wanted) -> int:
    """How many there are in all."""
    return db.execute(select(func.count(person.c.id)).where(*_fits(db, organization_ids, wanted))).scalar_one()


def tags(db: Connection, person_ids: Sequence[int]) -> dict[int, list[str]]:
    """Each person's tags, sorted."""
    found: dict[int, list[str]] = {person_id: [] for person_id in person_ids}
    theirs = select(person_tag).where(person_tag.c.person_id.in_(person_ids))
    for row in db.execute(theirs.order_by(person_tag.c.person_id, person_tag.c.tag)):
        found[row.person_id].append(row.tag)
    return found


def _follows(db: Connection, after: int) -> ColumnElement[bool]:
    last = db.execute(select(person.c.folded_name).where(person.c.id == after)).scalar() if after else None
    return true() if last is None else tuple_(person.c.folded_name, person.c.id) > (last, after)


def _fits(db: Connection, organization_ids: Sequence[int], wanted: Wanted) -> list[ColumnElement[bool]]:
    words = fold(wanted.text)
    fits = [_within(organization_ids), *_of_kind(wanted.kind, organization_ids)]
    if wanted.chosen is not None:
        fits.append(person.c.id.in_(wanted.chosen))
    if not words:
        return [*fits, ~person.c.protected]
    numbered = _numbered(organization_ids, words)
    return [*fits, _called(db, words, numbered), or_(~person.c.protected, _asked_for(db, words, numbered))]


def _within(organization_ids: Sequence[int]) -> ColumnElement[bool]:
    """One is looked up; for many SQLite would sort everybody, though an index has them in order of name."""
    if len(organization_ids) == 1:
        return person.c.organization_id == organization_ids[0]
    return func.coalesce(person.c.organization_id, 0).in_(organization_ids)


def _called(db: Connection, words: str, numbered: Select[Any]) -> ColumnElement[bool]:
    """Everything here stands in one index, in order of name: no row is looked up that is not shown."""
    if NUMBER.fullmatch(words):
        return person.c.id.in_(union(numbered, _at(address.c.address.contains(_digits(words)))))
    tagged = select(person_tag.c.person_id).where(person_tag.c.tag == words)
    named = and_(*(_spelt(db, f"*{word}*") for word in words.split()))
    return or_(named, person.c.id.in_(union(tagged, numbered)))


def _asked_for(db: Connection, words: str, numbered: Select[Any]) -> ColumnElement[bool]:
    """They are meant themselves, and not among others."""
    digits = _digits(words)
    whole = address.c.address.endswith(digits) if NUMBER.fullmatch(words) and len(digits) >= WHOLE else false()
    return or_(_spelt(db, words), person.c.id.in_(union(numbered, _at(whole))))


def _numbered(organization_ids: Sequence[int], words: str) -> Select[Any]:
    numbers = person.c.member_number.in_({words, words.upper()})
    return select(person.c.id).where(person.c.organization_id.in_(organization_ids), numbers)


def _at(condition: ColumnElement[bool]) -> Select[Any]:
    return select(person_address.c.person_id).join(address).where(address.c.channel == "sms", condition)


def _digits(words: str) -> str:
    """As they stand in a number, however it is written: 070 and +46 70 are one."""
    return "".join(filter(str.isdecimal, words)).lstrip("0") or words


def _spelt(db: Connection, words: str) -> ColumnElement[bool]:
    """The name is spelt like this, whatever the marks of its letters; * and signs that no name has are anything."""
    on_sqlite = db.dialect.name == "sqlite"
    pattern = "".join(SPELT.get(sign, _sign(sign, on_sqlite)) for sign in words)
    if on_sqlite:
        return person.c.folded_name.op("GLOB")(pattern)
    return person.c.folded_name.op("~")(f"^{pattern}$")


def _sign(sign: str, on_sqlite: bool) -> str:
    if sign.isalnum() or sign in " -'":
        return sign
    return ("*" if on_sqlite else ".*") if sign == "*" else ("?" if on_sqlite else ".")


def _of_kind(kind: Kind, organization_ids: Sequence[int]) -> list[ColumnElement[bool]]:
    if kind == "household":
        shared = select(person_address.c.address_id).group_by(person_address.c.address_id).having(func.count() > 1)
        return [person.c.id.in_(select(person_address.c.person_id).where(person_address.c.address_id.in_(shared)))]
    if kind == "silenced":
        for_good = suppression.c.scope.in_(("all", "sms")) & suppression.c.until.is_(None)
        whose = or_(suppression.c.organization_id.is_(None), suppression.c.organization_id.in_(organization_ids))
        return [person.c.id.in_(_at(address.c.hash.in_(select(suppression.c.hash).where(for_good, whose))))]
    return []
