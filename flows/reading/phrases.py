"""Phrases of one meaning, found in plain texts; most texts are known to hold none by their words alone."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

_LEFT, _RIGHT = r"(?<!\S)(?:", r")(?!\S)"
_NEVER = "(?!)"
_ANY = "\x00"  # stands for what may be anything, a space or nothing too
_TOKEN = re.compile(r"\\.|\[[^\]]*\]|\(\?(?:<?[=!]|:)|\{[^}]*\}|[^\W_]+(?![?*+{])|.", re.DOTALL)
_ASSERTS = ("(?=", "(?!", "(?<=", "(?<!")
_MOST = 400  # spellings of one stretch that are looked at one by one


@dataclass(frozen=True)
class Phrases:
    """Any of many phrases as whole words, with the searches of a pattern.

    whole: all phrases. needed: words, at least one of which stands in every text that holds a phrase; but for the
    phrases of `free`, which may be made of any words (None when there are none).
    """

    whole: re.Pattern[str]
    needed: frozenset[str]
    free: re.Pattern[str] | None

    @property
    def inner(self) -> str:
        """The phrases as a part for a larger pattern, without groups of its own."""
        return re.sub(r"\((?!\?)", "(?:", self.whole.pattern[len(_LEFT) : -len(_RIGHT)])

    def search(self, plain: str, start: int = 0) -> re.Match[str] | None:
        """The first place where a phrase stands."""
        pattern = self._of(plain)
        return pattern.search(plain, start) if pattern else None

    def match(self, plain: str, start: int = 0) -> re.Match[str] | None:
        """The phrase that the text begins with."""
        pattern = self._of(plain)
        return pattern.match(plain, start) if pattern else None

    def fullmatch(self, plain: str) -> re.Match[str] | None:
        """The phrase that the text is."""
        pattern = self._of(plain)
        return pattern.fullmatch(plain) if pattern else None

    def finditer(self, plain: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """All places where a phrase stands, between two places of the text."""
        if end is not None:
            return self.whole.finditer(plain, start, end)
        pattern = self._of(plain)
        return pattern.finditer(plain, start) if pattern else iter(())

    def sub(self, instead: str | Callable[[re.Match[str]], str], plain: str) -> str:
        """The text with something else in the place of each phrase."""
        pattern = self._of(plain)
        return pattern.sub(instead, plain) if pattern else plain

    def _of(self, plain: str) -> re.Pattern[str] | None:
        return self.free if self.needed.isdisjoint(_words(plain)) else self.whole


@lru_cache(maxsize=256)
def _words(plain: str) -> frozenset[str]:
    return frozenset(plain.split())


def phrases_of(texts: Sequence[str]) -> Phrases:
    """Phrases in the order in which they are tried, compiled."""
    needs = [(text, needed(text)) for text in texts if text != _NEVER]
    free = [text for text, found in needs if found is None]
    words = frozenset(word for _, found in needs for word in found or ())
    return Phrases(_compiled(texts), words, _compiled(free) if free else None)


def _compiled(texts: Sequence[str]) -> re.Pattern[str]:
    return re.compile(f"{_LEFT}{'|'.join(texts) or _NEVER}{_RIGHT}")


@cache
def needed(phrase: str) -> frozenset[str] | None:
    """Words, at least one of which stands in every text that holds the phrase; None when no such words are known."""
    tokens = deque(_TOKEN.findall(phrase))
    found: set[str] = set()
    while tokens:
        stretches = [_telling(stretch) for stretch in _stretches(tokens)]
        best = max(filter(None, stretches), key=lambda words: min(map(len, words)), default=None)
        if best is None:
            return None
        found |= best
    return frozenset(found)


def _stretches(tokens: deque[str]) -> list[list[str]]:
    """The spellings of each stretch between spaces up to a "|"; takes the tokens away."""
    stretches: list[list[str]] = [[""]]
    while tokens and tokens[0] != "|":
        if tokens[0] == " ":
            stretches.append([""])
            tokens.popleft()
        else:
            stretches[-1] = _joined(stretches[-1], _piece(tokens))
    if tokens:
        tokens.popleft()
    return stretches


def _telling(stretch: list[str]) -> set[str] | None:
    """The longest whole word of each spelling; None when one has none that is sure."""
    longest = {max((w for w in text.split() if _ANY not in w), key=len, default="") for text in stretch}
    return None if "" in longest else longest


def _spellings(tokens: deque[str]) -> list[str]:
    """What the branches of a bracket may be, up to its end; takes the tokens away."""
    found: list[str] = []
    branch = [""]
    while (token := tokens[0]) != ")":
        if token == "|":
            found, branch = found + branch, [""]
            tokens.popleft()
        else:
            branch = _joined(branch, _piece(tokens))
    tokens.popleft()
    return found + branch


def _piece(tokens: deque[str]) -> list[str]:
    """What one sign or bracket may be, with the sign for how often behind it; takes the tokens away."""
    token = tokens.popleft()
    if token.startswith("("):
        found = _spellings(tokens)
        found = [""] if token in _ASSERTS else found
    elif token.startswith("\\"):
        found = [_ANY if token[1].isalnum() else token[1]]
    else:
        found = [""] if token in "^$" else [_ANY] if token == "." or token.startswith("[") else [token]
    return _repeated(found, tokens)


def _repeated(found: list[str], tokens: deque[str]) -> list[str]:
    """The spellings, once or not at all for "?", any number of times for the other signs of how often."""
    while tokens and (tokens[0] in "?*+" or tokens[0].startswith("{")):
        found = [*found, ""] if tokens.popleft() == "?" else [_vague(found), ""]
    return found


def _joined(heads: list[str], tails: list[str]) -> list[str]:
    if len(heads) * len(tails) > _MOST:
        tails = [_vague(tails)] if "" not in tails else [_vague([tail for tail in tails if tail]), ""]
    return list({head + tail for head in heads for tail in tails})


def _vague(spellings: list[str]) -> str:
    """Anything, with a space at an edge where all spellings have one."""
    before = " " if all(text.startswith(" ") for text in spellings) else ""
    after = " " if all(text.endswith(" ") for text in spellings) else ""
    return before + _ANY + after
