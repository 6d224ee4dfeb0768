"""The few shapes of SQL that all tests are made of; both databases find the same with them."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, Column, ColumnElement, Connection, Select, and_, false, func, select, union_all

from storage.segments.errors import fold
from storage.tables import organization, person

# For so many organizations, more than a party has, what is said of their tree is put together once.
KEPT = 1000


@lru_cache(maxsize=KEPT)
def people_in(organization_id: int) -> ColumnElement[bool]:
    """Persons of the organization and of all below it."""
    return person.c.organization_id.in_(select(below(organization_id).c.id))


@lru_cache(maxsize=KEPT)
def below(organization_id: int) -> CTE:
    """The ids of the organization and of all below it."""
    tree = select(organization.c.id).where(organization.c.id == organization_id).cte(recursive=True)
    # UNION and not UNION ALL: an organization that was put below itself ends here too.
    return tree.union(select(organization.c.id).where(organization.c.parent_id == tree.c.id))


def among(db: Connection, found: Select[Any], of: Column[Any] = person.c.id) -> ColumnElement[bool]:
    """Rows, persons unless said, whose `of` is one that `found` selects; never unknown, so that `not` is all others.

    SQLite walks through a list of ids but looks at every row for EXISTS. PostgreSQL joins for EXISTS, but for NOT IN
    over more ids than fit its memory it compares every row with every id.
    """
    column: ColumnElement[Any] = found.selected_columns[0]
    if db.dialect.name == "sqlite":
        return of.in_(found.where(column.is_not(None)))
    return found.where(column == of).correlate(of.table).exists()


def people_of(db: Connection, found: Select[Any] | ColumnElement[bool]) -> ColumnElement[bool]:
    """What a test found as a condition over `person`: it is one, or these are their ids."""
    return among(db, found) if isinstance(found, Select) else found


def united(sets: Sequence[Select[Any]]) -> Select[Any]:
    """The ids that are in one of the sets or more."""
    return sets[0] if len(sets) == 1 else select(union_all(*sets).subquery().c[0])


def common(sets: Sequence[Select[Any]]) -> Select[Any]:
    """The ids that are in all of the sets."""
    first, *others = sets
    column = first.selected_columns[0]
    return first.where(*(column.in_(other.where(other.selected_columns[0].is_not(None))) for other in others))


def number_of(db: Connection, ids: Select[Any]) -> Select[int]:
    """A select of how many people the ids are of.

    SQLite need not sort where an index has them in order, if it is asked so; PostgreSQL is slower when asked so.
    """
    column = ids.selected_columns[0]
    if db.dialect.name == "sqlite":
        return select(func.count()).select_from(ids.where(column.is_not(None)).distinct().subquery())
    return ids.with_only_columns(func.count(column.distinct()))


def one_of(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The column has one of the values; an empty column has none of them."""
    wanted = sorted(values)
    return and_(column.is_not(None), column.in_(wanted)) if wanted else false()


def spellings(db: Connection, column: Column[str], wanted: Iterable[str]) -> list[str]:
    """The values in the column that are, folded, one of `wanted`.

    They are folded here, for neither database folds all letters everywhere; there are far fewer towns than people.
    """
    folded = {fold(word) for word in wanted}
    return [value for value in db.execute(_values(column)).scalars() if value is not None and fold(value) in folded]


@lru_cache
def _values(column: Column[str]) -> Select[Any]:
    """The different values of the column: by jumps from one to the next where an index begins with it."""
    if not any(next(iter(index.columns)) is column for index in column.table.indexes):
        return select(column).distinct()
    first = select(func.min(column).label("value")).cte(recursive=True)
    following = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    return select(first.union_all(select(following).where(first.c.value.is_not(None))).c.value)


def texts_where(db: Connection, distinct: Select[Any], holds: Callable[[Any], bool]) -> list[str]:
    """Those of the JSON texts that `distinct` selects whose value `holds`, as they are stored."""
    return [text for (text,) in db.execute(distinct) if holds(json.loads(text))]
