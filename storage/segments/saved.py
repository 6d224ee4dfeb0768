"""Saved segments: an expression under a name, which others may use as a test of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, delete, select

from storage.segments.errors import Refused, SegmentError, fold, near
from storage.segments.expr import And, Expr, Minus, Name, Not, Or, Saved, parts_of
from storage.segments.parse import MOST_TESTS, check_size, parse
from storage.segments.tree import load_tree
from storage.tables import organization, segment

LONGEST_NAME = 80
# One that uses one that uses one: farther than this nobody can tell what a name means.
MOST_STEPS = 5

# Reasons that are no fault of the place at which they came up.
OF_THE_WHOLE = ("segment_depth", "too_many")

T = TypeVar("T")
Seen = Mapping[str, Row[Any]]


def seen_from(db: Connection, organization_id: int) -> list[Row[Any]]:
    """The saved segments of an organization and of those above it, by name; of equal names only the nearest.

    Each with the name of its `organization`.
    """
    line = load_tree(db, organization_id).line
    rows = db.execute(
        select(segment, organization.c.name.label("organization"))
        .join(organization, organization.c.id == segment.c.organization_id)
        .where(segment.c.organization_id.in_(line))
    )
    farthest_first = sorted(rows, key=lambda row: line.index(row.organization_id), reverse=True)
    nearest = {row.folded_name: row for row in farthest_first}
    return [nearest[name] for name in sorted(nearest)]


def remove(db: Connection, organization_id: int, name: str) -> bool:
    """Forget a segment of the organization itself; False when it has none of that name."""
    mine = (segment.c.organization_id == organization_id) & (segment.c.folded_name == fold(name))
    return db.execute(delete(segment).where(mine)).rowcount > 0


def uses_saved(expr: Expr) -> bool:
    """Whether a saved segment stands anywhere in the expression."""
    return isinstance(expr, Saved) or any(map(uses_saved, parts_of(expr)))


def looked_up(expr: Expr, seen: Seen, saving: str = "") -> Expr:
    """`expr` with the meaning of every saved segment in it; `saving` is the name that it will have itself.

    seen: saved segments by folded name. Raises Refused for a name that is not there, and for what is too much.
    """
    found = _open(expr, _Opening(seen), (fold(saving),) if saving else ())
    check_size(found)
    return found


@dataclass
class _Opening:
    """The segments that are seen, and how many more may be opened: each is one more text to read."""

    seen: Seen
    left: int = MOST_TESTS


def _open(expr: Expr, opening: _Opening, chain: tuple[str, ...]) -> Expr:
    match expr:
        case Or(parts) | And(parts):
            return replace(expr, parts=tuple(_open(part, opening, chain) for part in parts))
        case Not(part):
            return Not(_open(part, opening, chain))
        case Minus(left, right):
            return Minus(_open(left, opening, chain), _open(right, opening, chain))
        case Saved():
            return _meant(expr, opening, chain)
    return expr


def _meant(test: Saved, opening: _Opening, chain: tuple[str, ...]) -> Saved:
    row = _row(test.name, opening.seen, chain)
    opening.left -= 1
    if opening.left < 0:
        raise Refused(test.at, "too_many", limit=str(MOST_TESTS))
    here = replace(test, text=row.expression)
    steps = (*chain, row.folded_name)
    return replace(here, meaning=inside(here, lambda: _open(_parsed(row.expression), opening, steps)))


def _row(name: Name, seen: Seen, chain: tuple[str, ...]) -> Row[Any]:
    row = seen.get(fold(name.text))
    if fold(name.text) in chain:
        raise Refused(name.at, "segment_cycle", word=name.text)
    if row is None:
        meant = near(name.text, [known.name for known in seen.values()])
        raise Refused(name.at, "unknown_segment", word=name.text, near=meant)
    if len(chain) >= MOST_STEPS:
        raise Refused(name.at, "segment_depth", limit=str(MOST_STEPS))
    return row


def _parsed(text: str) -> Expr:
    expr = parse(text)
    if isinstance(expr, SegmentError):
        raise Refused.because(expr)
    return expr


def inside(test: Saved, unit: Callable[[], T]) -> T:
    """What `unit` makes of the meaning of a saved segment; what it refuses is said to stand in there."""
    try:
        return unit()
    except Refused as refused:
        wrong = refused.error if refused.error.text else replace(refused.error, text=test.text)
        if wrong.reason in OF_THE_WHOLE:
            raise Refused.because(replace(wrong, position=test.name.at, text="")) from refused
        raise Refused(test.name.at, "broken_segment", word=test.name.text, inside=wrong) from refused
