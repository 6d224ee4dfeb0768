"""And, or, not and minus mean what they mean of sets, on both databases."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from storage import segments
from storage.segments.expr import And, Expr, FieldIs, Minus, Name, Not, Or
from storage.tables import person
from tests.storage.segments.village import NOW, found, org, somebody

TAGS = ("a", "b", "c", "d")


@pytest.fixture
def village(db: Connection) -> int:
    """Everybody's name is the tags they have: all sixteen combinations."""
    home = org(db, "Byn")
    for number in range(16):
        tags = tuple(tag for bit, tag in enumerate(TAGS) if number >> bit & 1)
        somebody(db, home, "".join(tags) or "none", tags=tags)
    return home


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("tag = a or tag = b and tag = c", "tag = a or (tag = b and tag = c)"),
        ("not tag = a and tag = b", "(not tag = a) and tag = b"),
        ("tag = a and tag = b minus tag = c", "tag = a and tag = b and not tag = c"),
        ("not tag = a minus tag = b", "not tag = a and not tag = b"),
        ("tag = a minus not tag = b", "tag = a and tag = b"),
        ("tag = a minus tag = b minus tag = c", "tag = a minus (tag = b minus tag = c)"),
        ("NOT (tag = a OR tag = b)", "not tag = a and not tag = b"),
    ],
)
def test_the_words_bind_as_the_contract_says(db: Connection, village: int, text: str, same: str) -> None:
    assert found(db, village, text) == found(db, village, same) != ""


def trees() -> st.SearchStrategy[Expr]:
    test = st.sampled_from([FieldIs("tag", (Name(tag),)) for tag in TAGS])
    return st.recursive(
        test,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
            inner.map(Not),
            st.tuples(inner, inner).map(lambda pair: Minus(*pair)),
        ),
        max_leaves=8,
    )


def holds(expr: Expr, tags: str) -> bool:
    match expr:
        case Or(parts):
            return any(holds(part, tags) for part in parts)
        case And(parts):
            return all(holds(part, tags) for part in parts)
        case Not(part):
            return not holds(part, tags)
        case Minus(left, right):
            return holds(left, tags) and not holds(right, tags)
        case FieldIs(names=names):
            return names[0].text in tags
    raise AssertionError


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expr=trees())
def test_any_combination_finds_whom_the_sets_hold(db: Connection, village: int, expr: Any) -> None:
    where: Any = segments.condition(db, expr, organization_id=village, now=NOW)
    everybody = select(person.c.first_name).where(segments.people_in(village))
    members = {name.replace("none", "") for name in db.execute(everybody.where(where)).scalars()}
    candidates = {name.replace("none", "") for name in db.execute(everybody).scalars()}
    assert members == {tags for tags in candidates if holds(expr, tags)}


@pytest.mark.long
def test_the_largest_expression_still_runs(db: Connection, village: int) -> None:
    wide = " or ".join(["reachable by sms", "claimed in next 7 days", "tag = a", "not tag = a"] * 25)
    assert len(found(db, village, wide).split()) == 16
    deep = "reachable by sms minus random 3 seed 4"
    for _ in range(9):
        deep = f"not (tag = b or {deep})"
    assert not isinstance(segments.count(db, village, deep, NOW), segments.SegmentError)
    assert found(db, village, f"tag = a and (tag = a or {deep})") == "too_deep"
    drawn = " and ".join(["random 9 seed 1", "tag = a"] * 50)
    assert 0 < len(found(db, village, drawn).split()) <= 8
