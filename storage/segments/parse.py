"""From text to the tree, or to what is wrong with the text; nothing is raised, however odd the text is."""

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, cast

from lark import Lark
from lark.exceptions import UnexpectedInput

from storage.segments.builder import Builder
from storage.segments.errors import Refused, SegmentError
from storage.segments.explain import explain
from storage.segments.expr import Expr, parts_of

# What comes of an expression has to fit the stacks of two SQL parsers and of the compiler.
LONGEST = 10_000
DEEPEST = 20
MOST_TESTS = 100
# What neither database stores in a text, so that no value can ever be equal to it.
UNWRITABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def parse(text: str) -> Expr | SegmentError:
    """The expression that `text` writes, or where and why it is none."""
    try:
        _check_text(text)
        expr = _read(re.sub(r"\s", " ", text))
        check_size(expr)
    except Refused as refused:
        return replace(refused.error, text=text)
    except UnexpectedInput as unexpected:
        return replace(explain(unexpected, text), text=text)
    return expr


@lru_cache
def _read(text: str) -> Expr:
    return cast(Expr, cast(Any, _parser().parse(text)))


@cache
def _parser() -> Lark:
    # ASCII: else "i" in a keyword would also be the dotless ı of Turkish.
    return Lark.open("segment.lark", rel_to=__file__, parser="lalr", transformer=Builder(), g_regex_flags=re.ASCII)


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused(0, "empty")
    if len(text) > LONGEST:
        raise Refused(LONGEST, "too_long", limit=str(LONGEST))
    if found := UNWRITABLE.search(text):
        raise Refused(found.start(), "bad_character")


def check_size(expr: Expr) -> None:
    """Refused when an expression, with the saved segments that were looked up in it, is too deep or too long."""
    waiting, tests = [(expr, 1)], 0
    while waiting:
        here, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused(0, "too_deep", limit=str(DEEPEST))
        inner = parts_of(here)
        tests += not inner
        if tests > MOST_TESTS:
            raise Refused(0, "too_many", limit=str(MOST_TESTS))
        waiting.extend((part, depth + 1) for part in inner)
