"""Pairs of people who may be one human: proposed, with the reasons, for somebody to look at side by side."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select

from storage import installation
from storage.likeness import Kind, likeness
from storage.lookalikes import namesakes, nearly_namesakes, sharing
from storage.once import insert_many_once
from storage.tables import kept_apart

Place = tuple[int, int, int]

STRONG, SAME_NAME_NEAR, ALIKE_NEAR, NAME_ALONE = 60, 46, 30, 20  # the lowest score of each kind of pair, of 100
LOOSELY, CLOSELY = 85, 90  # how alike two spellings must be, of 100: with a proof beside them, and without
NAMES: dict[str, int] = {
    "same_name": 40, "accents": 33, "swapped": 33, "shorter": 30, "initials": 26, "spelling": 24, "first_name": 15,
    "other_name": 0,
}  # fmt: skip
SHARED = {"same_member_number": 60, "same_address": 45, "same_email": 45, "same_town": 6, "same_association": 6}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people, first < second by id. reasons: keys of `NAMES` and `SHARED`. score: of 100."""

    first: int
    second: int
    reasons: tuple[str, ...]
    score: int

    @property
    def place(self) -> Place:
        """Where it stands in the list: the likeliest first."""
        return -self.score, self.first, self.second

    @property
    def is_strong(self) -> bool:
        """They share more than a name and where they live; a name alone is never enough for that."""
        return self.score >= STRONG


def proposals(
    db: Connection, organization_ids: Sequence[int], limit: int = 50, after: Place | None = None
) -> list[Pair]:
    """The pairs within the organizations that may be one human, the likeliest first.

    after: the `place` of the last pair seen. What is unlikely is only looked for when the likely is not enough.
    """
    strong = [pair for row in _rows(db, sharing(organization_ids)) if (pair := _proven(row))]
    seen = {(pair.first, pair.second) for pair in strong}
    found = heapq.nsmallest(limit, (pair for pair in strong if _is_after(pair, after)), key=_place)
    for lowest, query, pair_of in _unproven(organization_ids):
        if len(found) < limit and (after is None or -after[0] >= lowest):
            pairs = (pair for row in _rows(db, query()) if (pair := pair_of(row)))
            fresh = (pair for pair in pairs if _is_after(pair, after) and (pair.first, pair.second) not in seen)
            found += heapq.nsmallest(limit - len(found), fresh, key=_place)
    return found


def _unproven(ids: Sequence[int]) -> Sequence[tuple[int, Callable[[], Select[Any]], Callable[[Any], Pair | None]]]:
    return (
        (SAME_NAME_NEAR, lambda: namesakes(ids, near=True), _near),
        (ALIKE_NEAR, lambda: nearly_namesakes(ids), _nearly),
        (NAME_ALONE, lambda: namesakes(ids, near=False), _by_name_alone),
    )


def _rows(db: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """A row at a time: there may be more pairs than anybody wants in memory."""
    return iter(db.execute(query.execution_options(yield_per=1000)))


def _is_after(pair: Pair, after: Place | None) -> bool:
    return after is None or pair.place > after


def _place(pair: Pair) -> Place:
    return pair.place


def _proven(row: Row[Any]) -> Pair | None:
    """They share an address, an e-mail or a number, and their names do not speak against it."""
    kind = _alike(row, LOOSELY)
    one_number = row.same_member_number and row.same_association
    if kind is None:
        return _pair(row, "other_name") if one_number else None
    only_number = not (row.same_address or row.same_email or one_number)  # associations number their members alike
    return None if kind == "first_name" and only_number else _pair(row, kind)


def _near(row: Row[Any]) -> Pair:
    """They have one name, and one town or association."""
    return _pair(row, "same_name")


def _nearly(row: Row[Any]) -> Pair | None:
    """They have nearly one name, and one town or association; one first name alone is not that."""
    kind = _alike(row, CLOSELY)
    return _pair(row, kind) if kind not in (None, "same_name", "first_name") else None


def _by_name_alone(row: Row[Any]) -> Pair:
    return Pair(row.first_id, row.second_id, ("same_name",), NAME_ALONE)


def _alike(row: Row[Any], bar: float) -> Kind | None:
    one, other = (row.first_first_name, row.first_last_name), (row.second_first_name, row.second_last_name)
    return likeness(one, other, bar)


def _pair(row: Row[Any], kind: str | None) -> Pair:
    shared = [name for name in SHARED if getattr(row, name)]
    score = NAMES[kind or "other_name"] + sum(SHARED[name] for name in shared)
    return Pair(row.first_id, row.second_id, (kind or "other_name", *shared), min(score, 100))


def keep_apart(db: Connection, one: int, other: int, by: str, now: datetime) -> bool:
    """Somebody says that these two are two: they are never proposed again. False when it is one person twice."""
    if one == other:
        return False
    pair = {"first_id": min(one, other), "second_id": max(one, other)}
    insert_many_once(db, kept_apart, [{**pair, "actor": by, "at": now}])
    installation.note(db, by, "people apart", now, object=f"{pair['first_id']} {pair['second_id']}")
    return True
