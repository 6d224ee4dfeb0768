"""How many come, who else is named, and what is asked in return: "jag + 2", "min bror tar söndag"."""

import re
from dataclasses import dataclass

from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.normal import Text, fold

_NAME = re.compile(r"\b([A-ZÅÄÖ][a-zåäöé]+)\b")


@dataclass(frozen=True)
class Party:
    """people: all, the writer too, None when not said. rest: the text without the words that told it."""

    people: int | None
    rest: str


def party(plain: str, words: Lexicon) -> Party:
    """How many people a plain text speaks for."""
    text = digits(plain, words)
    for meaning, more in (("plus", 1), ("we_are", 0)):
        if match := words.patterns[meaning].search(text):
            number = next((int(n) for n in re.findall(r"\d+", match[0])), 0)
            if 0 < number + more <= 50:
                return Party(number + more, text[: match.start()] + " " + text[match.end() :])
    if words.has("we_two", text):
        return Party(2, text)
    if words.has("with_one", text):
        count = len(list(words.find("with_one", text)))
        return Party(1 + count, words.without("with_one", text))
    return Party(None, text)


def ride(plain: str, words: Lexicon) -> str | None:
    """The words that ask for a ride or set another condition, as they stand."""
    for meaning in ("if_nobody", "condition_clause", "ride"):
        if match := words.patterns[meaning].search(plain):
            return match[0].strip()
    return None


def other_subject(plain: str, raw: str, words: Lexicon) -> list[tuple[int, int, str]]:
    """Where somebody else is said to take something: (start, end, name) of that stretch of the text."""
    verbs = words.patterns["others_take"]
    starts = [m.end() for m in re.finditer(r"^|(?:^| )(?:[,.!]|och|o|and|men|but|&|sa|so|medan) ", plain)]
    found: list[tuple[int, str]] = []
    for start in starts:
        rest = plain[start:]
        relation = words.patterns["relations"].match(rest)
        name = relation[0] if relation else rest.split(" ", 1)[0]
        verb = verbs.match(rest, len(name) + 1) if name else None
        if verb is None:
            continue
        follows = rest[verb.end() :].split()
        joint = words.patterns["joint"].search(plain[:start].strip()) is not None
        own = joint or words.all_of("self", name) or bool(follows and words.all_of("self", follows[0]))
        if own:
            found.append((start, ""))
        elif relation or is_written_as_name(name, raw):
            found.append((start, name))
    ends = [*(start for start, _ in found[1:]), len(plain)][: len(found)]
    return [(start, end, name) for (start, name), end in zip(found, ends, strict=True) if name]


def is_written_as_name(word: str, raw: str) -> bool:
    """Whether a plain word stands with a capital in the text."""
    return any(fold(name) == word for name in _NAME.findall(raw))


def raw_name(name: str, raw: str) -> str:
    """A name as it was written."""
    return next((found for found in _NAME.findall(raw) if fold(found) == name), name)


def names_in(text: Text, known: frozenset[str]) -> list[str]:
    """Capitalised words that are not the first of the text and not known words."""
    found = [name for name in _NAME.findall(text.raw) if fold(name) not in known]
    return [name for name in found if not text.raw.lstrip().startswith(name)]
