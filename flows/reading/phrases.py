"""Phrases of one meaning, found in plain texts; most texts are known to hold none by their words alone."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from sys import maxsize

_NEVER = "(?!)"
_ANY = "\x00"  # stands for what may be anything, a space or nothing too
_OFTEN = re.compile(r"[?*+{]")
_TOKEN = re.compile(r"\\.|\[[^\]]*\]|\(\?(?:<?[=!]|:)|\{[^}]*\}|[^\W_]+(?![?*+{])|.", re.DOTALL)
_ASSERTS = ("(?=", "(?!", "(?<=", "(?<!")
_ROOM = 1000  # letters of a stretch of phrases
_MOST = 100  # spellings of one stretch that are looked at one by one


@dataclass(frozen=True)
class Phrases:
    """Phrases as whole words in the order in which they are tried, with the searches of one pattern of them all.

    They are searched for in stretches, and only in texts where the words of a phrase of the stretch stand.
    """

    texts: tuple[str, ...]

    @cached_property
    def inner(self) -> str:
        """The phrases as a part for a larger pattern, without groups of its own."""
        return re.sub(r"\((?!\?)", "(?:", "|".join(self.texts) or _NEVER)

    @cached_property
    def _patterns(self) -> Sequence[re.Pattern[str]]:
        return [_compiled("|".join(stretch)) for stretch in _stretched(self.texts)]

    @cached_property
    def _told(self) -> Mapping[str, Sequence[tuple[int, Sequence[frozenset[str]]]]]:
        """By word, the patterns with a phrase that has it as its most telling one, and that phrase's other words."""
        told: dict[str, list[tuple[int, Sequence[frozenset[str]]]]] = {}
        for i, stretch in enumerate(_stretched(self.texts)):
            for first, *others in (words for text in stretch for words in needed(text) or ()):
                for word in first:
                    told.setdefault(word, []).append((i, others))
        return told

    @cached_property
    def _tellers(self) -> frozenset[str]:
        return frozenset(self._told)

    @cached_property
    def _free(self) -> Sequence[int]:
        """The patterns of phrases that may be made of any words."""
        return [i for i, stretch in enumerate(_stretched(self.texts)) if needed(stretch[0]) is None]

    @cached_property
    def _always(self) -> Sequence[re.Pattern[str]]:
        return [self._patterns[i] for i in self._free]

    def prepare(self) -> None:
        """Compile all, so that no search need wait."""
        _ = (self._tellers, self._always)

    def holds(self, plain: str) -> bool:
        """Whether a phrase stands in the text."""
        likely = self._likely(plain)
        return bool(likely) and any(pattern.search(plain) for pattern in likely)

    def search(self, plain: str, start: int = 0) -> re.Match[str] | None:
        """The first place where a phrase stands."""
        return next(self.finditer(plain, start), None)

    def match(self, plain: str, start: int = 0) -> re.Match[str] | None:
        """The phrase that the text begins with."""
        for pattern in self._likely(plain):
            if match := pattern.match(plain, start):
                return match
        return None

    def fullmatch(self, plain: str) -> re.Match[str] | None:
        """The phrase that the text is."""
        for pattern in self._likely(plain):
            if match := pattern.fullmatch(plain):
                return match
        return None

    def finditer(self, plain: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        """All places where a phrase stands, between two places of the text."""
        likely = self._likely(plain if end >= len(plain) else plain[:end])
        found = [match for pattern in likely if (match := pattern.search(plain, start, end))]
        while found:
            first = min(found, key=re.Match.start)
            yield first
            after = max(first.end(), first.start() + 1)
            moved = (match if match.start() >= after else match.re.search(plain, after, end) for match in found)
            found = [match for match in moved if match]

    def sub(self, instead: str | Callable[[re.Match[str]], str], plain: str) -> str:
        """The text with something else in the place of each phrase."""
        kept, end = [], 0
        for match in self.finditer(plain):
            kept += [plain[end : match.start()], match.expand(instead) if isinstance(instead, str) else instead(match)]
            end = match.end()
        return "".join([*kept, plain[end:]]) if kept else plain

    def _likely(self, plain: str) -> Sequence[re.Pattern[str]]:
        """The patterns of the phrases that may stand in the text, in order."""
        words = _words(plain)
        if self._tellers.isdisjoint(words):
            return self._always
        likely = set(self._free)
        for word in self._tellers & words:
            likely.update(i for i, sets in self._told[word] if not any(map(words.isdisjoint, sets)))
        return [self._patterns[i] for i in sorted(likely)]


def _stretched(texts: Sequence[str]) -> list[list[str]]:
    """Phrases in stretches for one pattern each; one that may be made of any words is alone."""
    stretches: list[list[str]] = []
    room = 0
    for text in texts:
        room -= len(text)
        free = needed(text) is None
        if room < 0 or free:
            stretches.append([])
            room = 0 if free else _ROOM - len(text)
        stretches[-1].append(text)
    return stretches


@lru_cache(maxsize=256)
def _words(plain: str) -> frozenset[str]:
    return frozenset(plain.split())


@cache
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{text})(?!\S)")


@cache
def needed(phrase: str) -> Sequence[Sequence[frozenset[str]]] | None:
    """For each branch of a phrase, sets of words, of each of which one stands in every text that holds the branch.

    The most telling set comes first. None when a branch has no sure words.
    """
    tokens = deque(_TOKEN.findall(phrase) if phrase != _NEVER else ())
    branches: list[list[frozenset[str]]] = []
    while tokens:
        sure = {found for stretch in _stretches(tokens) if (found := _telling(stretch))}
        branches.append(sorted(sure, key=lambda words: (-min(map(len, words)), sorted(words))))
    return branches if all(branches) else None


def _stretches(tokens: deque[str]) -> list[list[str]]:
    """The spellings of each stretch between spaces up to a "|"; takes the tokens away."""
    stretches: list[list[str]] = [[""]]
    while tokens and tokens[0] != "|":
        if tokens[0] == " " and (len(tokens) == 1 or not _OFTEN.match(tokens[1])):
            stretches.append([""])
            tokens.popleft()
        else:
            stretches[-1] = _joined(stretches[-1], _piece(tokens))
    if tokens:
        tokens.popleft()
    return stretches


def _telling(stretch: list[str]) -> frozenset[str]:
    """The longest whole word of each spelling; none when a spelling has none that is sure."""
    longest = frozenset(max((w for w in text.split() if _ANY not in w), key=len, default="") for text in stretch)
    return frozenset() if "" in longest else longest


def _spellings(tokens: deque[str]) -> list[str]:
    """What the branches of a bracket may be, up to its end; takes the tokens away."""
    found: list[str] = []
    branch = [""]
    while (sign := tokens[0]) != ")":
        if sign == "|":
            found, branch = found + branch, [""]
            tokens.popleft()
        else:
            branch = _joined(branch, _piece(tokens))
    tokens.popleft()
    return found + branch


def _piece(tokens: deque[str]) -> list[str]:
    """What one sign or bracket may be, with the sign for how often behind it; takes the tokens away."""
    sign = tokens.popleft()
    if sign.startswith("("):
        found = _spellings(tokens)
        found = [""] if sign in _ASSERTS else found
    elif sign.startswith("\\"):
        found = [_ANY if sign[1].isalnum() else sign[1]]
    else:
        found = [""] if sign in "^$" else [_ANY] if sign == "." or sign.startswith("[") else [sign]
    return _repeated(found, tokens)


def _repeated(found: list[str], tokens: deque[str]) -> list[str]:
    """The spellings, once or not at all for "?", any number of times for the other signs of how often."""
    while tokens and _OFTEN.match(tokens[0]):
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
