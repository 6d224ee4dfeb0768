"""Who is worth comparing with whom: the database finds those who share something, and nobody else is looked at.

Each query gives one row a pair: `first_…` and `second_…` id, first_name, last_name, and what they share, each true or
false: `same_town`, `same_association` and `PROOFS`. Never two with different member numbers of one association, and
never two of whom somebody has said that they are two.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from storage.likeness import LETTERS
from storage.tables import kept_apart, person, person_address

HOUSEHOLD = 12  # what more people share than live together tells nothing of who they are
PROOFS = ("same_member_number", "same_address", "same_email")
KEYS = ("swapped", "by_last_name", "by_first_name")

first, second = person.alias("first"), person.alias("second")
SAME_ASSOCIATION = first.c.organization_id == second.c.organization_id
SAME_TOWN = func.coalesce(func.lower(first.c.town) == func.lower(second.c.town), false())


def sharing(organization_ids: Sequence[int]) -> Select[Any]:
    """Those who share an address, an e-mail or a member number, whatever their names."""
    own = select(person.c.id).where(_is_within(organization_ids))
    numbered = own.where(person.c.member_number != "")
    shared = [
        _pairs("same_address", own.join(person_address), person_address.c.address_id),
        _pairs("same_email", own.where(person.c.email != ""), func.lower(person.c.email)),
        _pairs("same_member_number", numbered, person.c.member_number),
        _pairs("same_member_number", numbered, person.c.member_number, person.c.organization_id),
    ]
    found = union_all(*shared).subquery()
    proofs = [func.max(case((found.c.proof == proof, 1), else_=0)).label(proof) for proof in PROOFS]
    return _of(select(found.c.one, found.c.two, *proofs).group_by(found.c.one, found.c.two))


def _is_within(organization_ids: Sequence[int]) -> ColumnElement[bool]:
    """Not by the index: SQLite would take one association for ten people, and compare each with each."""
    return func.coalesce(person.c.organization_id, 0).in_(organization_ids)


def _pairs(proof: str, people: Select[Any], *keys: Any) -> Select[Any]:
    """All pairs of people with the same keys, where those are not more than a household."""
    # Common table expressions: SQLite makes them once, and an index with them.
    keyed = people.add_columns(*(key.label(f"key{n}") for n, key in enumerate(keys))).cte(f"{proof}_{len(keys)}")
    names = [f"key{n}" for n in range(len(keys))]
    columns = [keyed.c[name] for name in names]
    few = select(*columns).group_by(*columns).having(func.count().between(2, HOUSEHOLD)).subquery()
    one, two = keyed.alias(), keyed.alias()
    pairs = select(one.c.id.label("one"), two.c.id.label("two"), literal(proof).label("proof")).select_from(few)
    for side in (one, two):
        pairs = pairs.join(side, and_(*(side.c[name] == few.c[name] for name in names)))
    return pairs.where(one.c.id < two.c.id)


def namesakes(organization_ids: Sequence[int], *, near: bool) -> Select[Any]:
    """Those with the same name: in one town or association, or else everywhere but there."""
    within = _is_within(organization_ids), person.c.folded_name != ""
    named = select(person.c.id, person.c.folded_name).where(*within).cte("named")
    one, two = named.alias("one"), named.alias("two")
    same = and_(one.c.folded_name == two.c.folded_name, one.c.id < two.c.id)
    place = or_(SAME_ASSOCIATION, SAME_TOWN)
    # Distinct as they are: so that they are found first, before SQLite looks at who they are.
    pairs = select(one.c.id.label("one"), two.c.id.label("two")).join_from(one, two, same).distinct()
    return _of(pairs).where(place if near else ~place)


def nearly_namesakes(organization_ids: Sequence[int]) -> Select[Any]:
    """Those in one town or association whose names may be nearly the same, or the same; not where crowds have them."""
    placed = _placed(_keyed(organization_ids))
    found = union_all(*(_pairs(key, select(placed.c.id), placed.c.place, placed.c[key]) for key in KEYS)).subquery()
    return _of(select(found.c.one, found.c.two).distinct())


def _keyed(organization_ids: Sequence[int]) -> CTE:
    """What two names that differ a little have in common: their parts in either order, or one part and a beginning."""
    size = func.length(person.c.first_name)
    given = _plain(func.substr(person.c.folded_name, 1, size))
    family = _plain(func.ltrim(func.substr(person.c.folded_name, size + 1)))
    columns = (person.c.id, person.c.organization_id, func.lower(person.c.town).label("town"))
    within = _is_within(organization_ids), person.c.folded_name != ""
    parts = select(*columns, given.label("given"), family.label("family")).where(*within).cte("parts")
    given, family = parts.c.given, parts.c.family
    keys = (
        case((given < family, given + " " + family), else_=family + " " + given),
        family + " " + func.substr(given, 1, 1),
        given + " " + func.substr(family, 1, 2),
    )
    labelled = [key.label(name) for name, key in zip(KEYS, keys, strict=True)]
    return select(parts.c.id, parts.c.organization_id, parts.c.town, *labelled).cte("keyed")


def _placed(keyed: CTE) -> CTE:
    """Everybody once where they belong and once where they live."""
    columns = [keyed.c[name] for name in ("id", *KEYS)]
    association = literal("o") + cast(keyed.c.organization_id, Text)
    here = select(*columns, association.label("place"))
    return here.union_all(select(*columns, literal("t") + keyed.c.town).where(keyed.c.town != "")).cte("placed")


def _plain(text: ColumnElement[str]) -> ColumnElement[str]:
    for letter, plainer in LETTERS:
        text = func.replace(text, letter, plainer)
    return text


def _of(pairs: Select[Any] | CompoundSelect[Any]) -> Select[Any]:
    """The pairs of a query, described."""
    found = pairs.subquery()
    source = found.join(first, first.c.id == found.c.one).join(second, second.c.id == found.c.two)
    return _described(source, *(found.c[proof] for proof in PROOFS if proof in found.c))


def _described(source: FromClause, *proofs: Any) -> Select[Any]:
    shown = [
        side.c[name].label(f"{side.name}_{name}")
        for side in (first, second)
        for name in ("id", "first_name", "last_name")
    ]
    places = SAME_TOWN.label("same_town"), SAME_ASSOCIATION.label("same_association")
    shared = proofs or [literal(0).label(proof) for proof in PROOFS]
    apart = exists().where(kept_apart.c.first_id == first.c.id, kept_apart.c.second_id == second.c.id)
    return select(*shown, *places, *shared).select_from(source).where(~_two_numbers(), ~apart)


def _two_numbers() -> ColumnElement[bool]:
    """Father and son may share name and phone; an association has given each a number of his own."""
    numbers = first.c.member_number, second.c.member_number
    differ = and_(SAME_ASSOCIATION, numbers[0] != numbers[1], *(number != "" for number in numbers))
    return func.coalesce(differ, false())
