"""What the parser stumbled on, as a reason that a volunteer can act on."""

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from storage.segments.errors import SegmentError, near
from storage.segments.expr import Name

WORDS = {
    "_OR": ("or",), "_AND": ("and",), "_MINUS": ("minus",), "NOT": ("not",), "_IN": ("in",), "_HAS": ("has",),
    "_ONLY": ("only",), "_BEFORE": ("before",), "_NEXT": ("next",), "_LAST": ("last",), "_DAYS": ("days",),
    "_ON": ("on",), "_BY": ("by",), "_SEED": ("seed",), "HALF": ("half answered",), "ANSWERED": ("answered",),
    "ASKED": ("asked",), "CLAIM": ("claimed", "attended", "missed"), "FREE": ("free",),
    "MESSAGE": ("written", "replied"), "REACHABLE": ("reachable",), "CHANNEL": ("sms", "telegram"),
    "BOOKED": ("booked",), "SEGMENT": ("segment",), "RANDOM": ("random",), "ORGANIZATION": ("organization",),
    "FIELD": ("relation", "town", "language", "tag", "role"), "EQUALS": ("=", "!="),
    "ORDER": ("<", "<=", ">", ">="), "LPAR": ("(",), "RPAR": (")",), "COMMA": (",",),
}  # fmt: skip
STARTS = [
    word
    for kind in (
        "HALF", "ANSWERED", "ASKED", "CLAIM", "FREE", "MESSAGE", "REACHABLE", "BOOKED", "SEGMENT", "RANDOM",
        "ORGANIZATION", "FIELD", "NOT",
    )
    for word in WORDS[kind]
]  # fmt: skip
VALUES = {"WORD", "QUOTED"}
FEW = 6


def explain(unexpected: UnexpectedInput, text: str) -> SegmentError:
    """The error for a text that the grammar does not allow."""
    if isinstance(unexpected, UnexpectedToken):
        return _explain_token(unexpected, text)
    at = unexpected.pos_in_stream or 0
    if isinstance(unexpected, UnexpectedCharacters) and text[at] in '"”“':
        return SegmentError(at, "open_quote")
    return SegmentError(at, "unexpected", {"word": text[at : at + 1]})


def _explain_token(unexpected: UnexpectedToken, text: str) -> SegmentError:
    token, expected = unexpected.token, set(unexpected.accepts or ())
    ended = token.type == "$END"
    at, word = (len(text), "") if ended else (token.start_pos or 0, str(token))
    hint = _hint(word, expected)
    before = None if "near" in hint else _value_before(unexpected)
    if before and "_HAS" in expected and (meant := near(before.text, STARTS)):
        return SegmentError(before.at, "unknown_word", {"word": before.text, "near": meant})
    if "HOURS" in expected and token.type in VALUES:
        return SegmentError(at, "bad_hours", {"word": word})
    if before and token.type in VALUES and "_AND" in expected:
        return SegmentError(at, "two_words", {"word": f"{before.text} {word}"})
    return SegmentError(at, "unfinished" if ended else "unexpected", {"word": word, **hint} if word else hint)


def _value_before(unexpected: UnexpectedToken) -> Name | None:
    stack = unexpected.interactive_parser.parser_state.value_stack
    last = stack[-1] if stack else None
    if isinstance(last, Token) and last.type in VALUES:
        return Name(str(last), last.start_pos or 0)
    return last if isinstance(last, Name) else None


def _hint(word: str, expected: set[str]) -> dict[str, str]:
    words = [name for kind in sorted(expected) for name in WORDS.get(kind, ())]
    few = len(words) <= FEW and not expected & VALUES
    found = {"near": near(word, words), "expected": ", ".join(words) if few else ""}
    return {name: value for name, value in found.items() if value}
