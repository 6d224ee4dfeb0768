"""What may stand at a place of an expression that is being written: words of the grammar, and names of which kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lark import Lark, Token
from lark.exceptions import UnexpectedInput

from storage.segments.explain import WORDS
from storage.segments.expr import FIELDS

Names = Literal[
    "", "question", "option", "survey", "activity", "segment", "day", "days",
    "relation", "organization", "town", "language", "tag", "role",
]  # fmt: skip
# What is being written when the text ends: a word, or a name whose quote is open.
PART = re.compile(r"(?:[\"”“][^\"”“]*|[^\s(),=<>!\"”“]*)\Z")
VALUES = ("WORD", "QUOTED")
AFTER: dict[str, Names] = {
    "_HAS": "option", "ANSWERED": "survey", "ASKED": "survey", "CLAIM": "activity", "SEGMENT": "segment", "_ON": "day",
    "_BEFORE": "day", "_LAST": "days", "_NEXT": "days",
}  # fmt: skip
NOTHING_OF = ("RANDOM", "_SEED", "ORDER")


@dataclass(frozen=True)
class Slot:
    """A place: the words that may stand there, the kind of names that may, and what was written of one already.

    of: the question, for its options. typed: without its opening quote.
    """

    words: tuple[str, ...]
    names: Names
    of: str
    typed: str


def slot_at(text: str, at: int) -> Slot | None:
    """What may stand at the place `at` of `text`, from 0; None when what stands before it cannot be read."""
    before = text[:at]
    part = PART.search(before)
    typed = part[0] if part else ""
    try:
        state = _parser().parse_interactive(re.sub(r"\s", " ", before[: len(before) - len(typed)]))
        tokens = list(state.iter_parse())
    except UnexpectedInput:
        return None
    expected: set[str] = state.accepts()  # type: ignore[no-untyped-call]
    words = tuple(word for kind, kinds in WORDS.items() if kind in expected for word in kinds)
    names = _names(tokens) if expected & set(VALUES) else ""
    quoted = typed[:1] in ('"', "”", "“") and typed != ""
    of = _value(tokens[-2]) if names == "option" else ""
    return Slot(() if quoted else words, names, of, typed[1:] if quoted else typed)


@cache
def _parser() -> Lark:
    return Lark.open("segment.lark", rel_to=__file__, parser="lalr", g_regex_flags=re.ASCII)


def _names(tokens: Sequence[Token]) -> Names:
    """The kind of names that may follow these tokens, where some may."""
    if not tokens:
        return "question"
    last = tokens[-1]
    if last.type in AFTER:
        return AFTER[last.type]
    if last.type in ("EQUALS", "_ONLY"):
        return _field(tokens[-2]) or "option"
    if last.type in NOTHING_OF:
        return ""
    return _in_list(tokens) or "question"


def _in_list(tokens: Sequence[Token]) -> Names:
    """The field whose list is open here, if one is."""
    left = next(i for i in range(len(tokens) - 1, -1, -1) if tokens[i].type not in (*VALUES, "COMMA"))
    listed = tokens[left].type == "LPAR" and left >= 2 and tokens[left - 1].type == "_IN"
    return _field(tokens[left - 2]) if listed else ""


def _field(token: Token) -> Names:
    return next(
        (field for field in FIELDS if token.type in ("FIELD", "ORGANIZATION") and field == token.casefold()), ""
    )


def _value(token: Token) -> str:
    return token[1:-1].replace('""', '"') if token.type == "QUOTED" else str(token)
