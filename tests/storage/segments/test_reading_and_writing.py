"""Text becomes a tree, a tree becomes text, and nothing that is written can break the reading."""

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.segments import SegmentError, parse, to_text
from storage.segments.expr import (
    And,
    Booked,
    Claims,
    Compare,
    Expr,
    FieldIs,
    Free,
    Has,
    Messages,
    Minus,
    Name,
    Not,
    Or,
    Random,
    Reachable,
    Saved,
    Span,
    SurveyIs,
)

words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]) | st.just(" "), max_size=12)
names = st.one_of(words, st.sampled_from(["and", "In", "tag", 'a "b"', "”", "x.y", "last", "day"])).map(Name)
days = st.integers(1, 3650)
dates = st.dates(date(1900, 1, 1), date(2999, 12, 31))
spans = st.builds(Span, st.sampled_from(["next", "last"]), days)
fields = st.sampled_from(["relation", "organization", "town", "language", "tag", "role"])
hours = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])
tests: Any = st.one_of(
    st.builds(FieldIs, fields, st.tuples(names), st.booleans()),
    st.builds(FieldIs, fields, st.lists(names, min_size=1, max_size=3).map(tuple)),
    st.builds(FieldIs, st.just("organization"), st.tuples(names), only=st.just(True)),
    st.builds(Has, names, names),
    st.builds(Compare, names, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), names),
    st.builds(SurveyIs, st.sampled_from(["answered", "half answered", "asked"]), names, st.none() | dates),
    st.builds(Claims, st.sampled_from(["claimed", "attended", "missed"]), st.none() | names, st.none() | spans),
    st.builds(Free, dates),
    st.tuples(dates, hours).map(lambda both: Free(both[0], *both[1])),
    st.builds(Messages, st.sampled_from(["written", "replied"]), days),
    st.builds(Reachable, st.sampled_from(["sms", "telegram"])),
    st.builds(Booked, days),
    st.builds(Saved, names),
    st.builds(Random, st.integers(1, 10**8 - 1), st.integers(0, 10**9 - 1)),
)


def several(kind: Any, inner: Any) -> Any:
    parts = st.lists(inner.filter(lambda part: not isinstance(part, kind)), min_size=2, max_size=3)
    return parts.map(lambda found: kind(tuple(found)))


trees: Any = st.recursive(
    tests,
    lambda inner: st.one_of(several(Or, inner), several(And, inner), inner.map(Not), st.builds(Minus, inner, inner)),
    max_leaves=6,
)


@given(trees)
def test_what_the_builder_writes_reads_back_as_it_was(expr: Expr) -> None:
    assert parse(to_text(expr)) == expr


PIECES = """
and or not minus in has only ( ) , = != <= > tag town x Åsa " ” 'a answered half asked before 2026-02-30 claimed
attended missed next last 7 0 days free on 10-14 25-99 written replied reachable by sms telegram booked segment random
seed 99999999999999999999 ı wrıtten ſms 🙂
"""
pieces = st.sampled_from([*PIECES.split(), "\x00", "\ud800", "\u202c"])


@given(st.text() | st.lists(pieces, max_size=14).map(" ".join))
@example("wrıtten ın last 3 days")
@example("reachable by ſms")
@example("claimed in next ٣ days")
def test_any_text_is_an_expression_or_an_error_with_its_place(text: str) -> None:
    read = parse(text)
    if isinstance(read, SegmentError):
        assert 0 <= read.position <= len(text)
    else:
        assert parse(to_text(read)) == read


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(" * 5000, "unfinished"),
        ("(" * 4000 + "tag = x" + ")" * 4000, "FieldIs"),
        ("not (" * 1500 + "tag = x" + ")" * 1500, "too_deep"),
        ("tag=x minus " * 500 + "tag=x", "too_deep"),
        ("tag=x or " * 500 + "tag=x", "too_many"),
        ("tag = x or " * 10_000, "too_long"),
        ("x" * 100_000, "too_long"),
        ("tag = a\x00b", "bad_character"),
        ("tag = \ud83d", "bad_character"),
        ("", "empty"),
        (" \n", "empty"),
    ],
)
def test_what_is_too_much_or_rubbish_is_refused(text: str, reason: str) -> None:
    read = parse(text)
    assert (read.reason if isinstance(read, SegmentError) else type(read).__name__) == reason


@pytest.mark.parametrize(
    ("text", "reason", "place", "near"),
    [
        ("answerd inventering", "unknown_word", 0, "answered"),
        ("wrtten in last 3 days", "unknown_word", 0, "written"),
        ("tasks hass cottage", "unexpected", 6, "has"),
        ("tag = a adn role = b", "unexpected", 8, "and"),
        ("tag = a b", "two_words", 8, None),
        ("tag =", "unfinished", 5, None),
        ("tag = and role = b", "unexpected", 6, None),
        ("(tag = a", "unfinished", 8, None),
        ("tag = a)", "unexpected", 7, None),
        ('town = "Solna', "open_quote", 7, None),
        ("reachable by smss", "unexpected", 13, "sms"),
        ("not not tag = a", "unexpected", 4, None),
        ("answered x before 2026-02-30", "bad_day", 18, None),
        ("asked x before 0001-01-01", "bad_day", 15, None),
        ("free on 9999-12-31", "bad_day", 8, None),
        ("free on 2026-09-05 14-10", "bad_hours", 19, None),
        ("free on 2026-09-05 kväll", "bad_hours", 19, None),
        ("claimed in next 0 days", "bad_whole", 16, None),
        ("random 5 seed 1000000000", "bad_whole", 14, None),
    ],
)
def test_an_error_points_at_the_place_and_suggests_the_near_word(
    text: str, reason: str, place: int, near: str | None
) -> None:
    read = parse(text)
    assert isinstance(read, SegmentError)
    assert (read.reason, read.position, read.values.get("near")) == (reason, place, near)


def test_words_are_case_blind_and_quotes_may_be_those_of_a_word_processor() -> None:
    assert parse("TAG = ”a b” AND Android = yes") == parse('tag = "a b" and Android = yes')
    assert to_text(parse("tag=”a b”")) == 'tag = "a b"'  # type: ignore[arg-type]
