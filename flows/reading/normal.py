"""Any text at all, made plain: one spelling of letters, spaces and marks, so that words can be looked up."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from flows.reading.spelling import spell, spell_marked

LONGEST = 4096
_ECHO = 3
HEAD, TAIL = 340, 140  # what is matched of a long text: people put what they want first or last

_BEFORE_FOLDING = (
    (re.compile("[\ud800-\udfff\x00\ufffd]"), " "),
    (re.compile("\u20e3"), " "),  # the frame of a keycap: the digit before it is what was meant
    (re.compile("\U0001f51f"), " 10 "),
    (re.compile(r"(?<=\d)\s?½"), ",5"),
    (re.compile("½"), "0,5"),
    (re.compile(r"(?<!\(\?)[:=]'?-?\("), " 😢 "),  # "(?:(" and "(?=(" are of a pattern
    (re.compile(r"[:;=]-?[)D](?!\w)"), " 😊 "),
    (re.compile("<3"), " ❤ "),
)
_AFTER_FOLDING = (
    (re.compile(r"['’‘´`]"), ""),
    (re.compile(r"[‐‑‒–—−]"), "-"),
    (re.compile(r"([^\W\d_])\1{2,24}"), r"\1\1"),  # jaaaa; a page of one letter is no word
    (re.compile(r"(?<=[^\W\d_]):(?=[^\W\d_])"), ""),  # sms:a
    (re.compile(r"(?<=\d):(?=[^\W\d_])"), ""),  # 2:an, 29:e
    (re.compile(r"\b(fr|f|t)\. ?o\. ?m\b\.?"), r"\1 o m"),
    (re.compile(r"\b([aefp])\. ?m\b\.?"), r"\1m"),
    (re.compile(r"\b(kl|v)\. ?(?=\d)"), r"\1 "),
)
_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*(?:-\d+(?:[.,:/]\d+)*)*\+?[^\W\d_]*|[^\W_]+|[.,;!?:&+/-]|[^\w\s]")
_GLUE = dict.fromkeys(map(ord, "\"”“„»«()[]{}*_~#=<>|\\^@%$§'"), " ")
_LETTERS = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ł": "l"})


@dataclass(frozen=True)
class Text:
    """A reply made plain.

    raw: at most 4096 characters as they came. plain: words and marks with one space between, no accents,
    lower case, at most about 480 characters. words: the words of `plain` without marks and pictures.
    """

    raw: str
    plain: str
    words: tuple[str, ...]


@lru_cache(maxsize=512)  # the names of options and what was asked come with every reply
def normalise(text: str) -> Text:
    """Make a reply plain. Total: lone surrogates, NUL and any length are fine."""
    raw = text[:LONGEST]
    tokens = _TOKEN.findall(shorten(fold(shorten(raw))).translate(_GLUE))
    tokens = _without_echo(spell(tokens))
    words = tuple(token for token in tokens if token[0].isalnum())
    return Text(raw, " ".join(tokens), words)


def _without_echo(tokens: list[str]) -> list[str]:
    """A word said over and over, said three times: more of it means no more."""
    return [token for i, token in enumerate(tokens) if i < _ECHO or tokens[i - _ECHO : i] != [token] * _ECHO]


def fold(text: str) -> str:
    """Lower case without accents or invisible marks: "Själv\u00adklart" and "sjalvklart" are one word.

    Words that only their accents tell from others are spelled plainly first: "dä" is "det".
    """
    for pattern, instead in _BEFORE_FOLDING:
        text = pattern.sub(instead, text)
    text = unicodedata.normalize("NFKC", text)[:LONGEST].casefold()
    text = spell_marked(text)
    apart = unicodedata.normalize("NFD", text)
    text = "".join(c for c in apart if not _is_invisible(c)).translate(_LETTERS)
    for pattern, instead in _AFTER_FOLDING:
        text = pattern.sub(instead, text)
    return text


def is_picture(token: str) -> bool:
    """Whether a token of `plain` is an emoji or another sign rather than a word or a mark."""
    return not token[0].isalnum() and token[0] not in ".,;!?:&+/-"


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Cf", "Me") or "\U0001f3fb" <= char <= "\U0001f3ff"


def shorten(raw: str) -> str:
    """The beginning and the end of a long text, which is what is read of it."""
    raw = raw.strip()
    return raw if len(raw) <= HEAD + TAIL else f"{raw[:HEAD]} . {raw[-TAIL:]}"
