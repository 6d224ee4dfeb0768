"""How many come, who else is named, and what is asked in return: "jag + 2", "min bror tar söndag"."""

import re
from dataclasses import dataclass

from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.normal import Text, fold, shorten

_NAME = re.compile(r"\b([A-ZÅÄÖ][a-zåäöé]+)\b")
_KNOWN = ("yes", "no", "able", "take", "self", "both", "all", "thanks", "hello", "unable", "asks", "sends", "the_shift")
_WORD = re.compile(r"[^\W_]+|[+&,.!?]")


@dataclass(frozen=True)
class Party:
    """people: all, the writer too, None when not said. rest: the text without the words that told it."""

    people: int | None
    rest: str


def party(plain: str, words: Lexicon, raw: str = "") -> Party:
    """How many people a plain text speaks for. `raw`: the text as written, for names: "söndag, jag och Kalle"."""
    text = digits(plain, words)
    for meaning, more in (("plus", 1), ("we_are", 0)):
        if match := words.patterns[meaning].search(text):
            number = next((int(n) for n in re.findall(r"\d+", match[0])), 0)
            if 0 < number + more <= 50:
                return Party(number + more, text[: match.start()] + " " + text[match.end() :])
    if words.has("we_both", text):
        return Party(2, words.without("we_both", text))
    if words.has("we_two", text) or _with_name(raw, words) or _comes_along(text, raw, words):
        return Party(2, text)
    if words.has("with_one", text):
        return _company(text, words)
    return Party(None, text)


def _company(text: str, words: Lexicon) -> Party:
    """ "Med min man och två kompisar": those named one by one and those counted."""
    named = len(list(words.find("with_one", text)))
    rest = words.without("with_one", text, " & ")
    counted = [int(n) for more in words.find("and_more", rest) for n in re.findall(r"\d+", more[0])[:1]]
    rest = words.without("and_more", rest) if counted else rest
    return Party(1 + named + sum(counted), rest.replace(" & ", " ").removesuffix(" &").removeprefix("& "))


def _with_name(raw: str, words: Lexicon) -> bool:
    """Whether the writer and somebody named are said in one breath: "jag och Kalle", "Tom and I"."""
    tokens = _WORD.findall(shorten(raw))
    for first, joint, second in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if not (_NAME.fullmatch(first) or _NAME.fullmatch(second)):
            continue
        pair = [fold(first), fold(second)]
        mine = [words.all_of("self", word) for word in pair]
        other, known = (second, pair[1]) if mine[0] else (first, pair[0])
        named = _NAME.fullmatch(other) is not None and known not in words.days and known not in words.months
        if named and mine[0] != mine[1] and words.all_of("joins", fold(joint)) and not is_known(known, words):
            return True
    return False


def _comes_along(plain: str, raw: str, words: Lexicon) -> bool:
    """Whether somebody named is said to come too: "Ja, o Siv följer med"."""
    for match in words.find("comes_along", plain):
        name = plain[: match.start()].split(" ")[-2:-1]
        if name and is_written_as_name(name[0], raw) and not is_no_name(name[0], words):
            return True
    return False


def is_known(word: str, words: Lexicon) -> bool:
    """Whether a word that stands like a name is none: "Ja", "Kan", "Passet"."""
    return any(words.all_of(name, word) for name in _KNOWN)


def is_no_name(word: str, words: Lexicon) -> bool:
    """Whether a word with a capital is a word like others: "Lördag", "Det", "Ja"."""
    return is_known(word, words) or word in words.days or words.all_of("filler", word)


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
        after = len(name) + 1
        called = rest[after:].split(" ", 1)[0]
        if relation and is_written_as_name(called, raw):
            name, after = called, after + len(called) + 1
        verb = verbs.match(rest, after) if name else None
        if verb is None:
            continue
        follows = rest[verb.end() :].split()
        joint = words.patterns["joint"].search(plain[:start].strip()) is not None
        own = joint or words.all_of("self", name) or bool(follows and words.all_of("self", follows[0]))
        if own:
            found.append((start, ""))
        elif relation or (is_written_as_name(name, raw) and not is_no_name(name, words)):
            found.append((start, name))
    found += [(m.start(), name) for m, name in _signed_up(plain, raw, words)]
    found.sort()
    ends = [*(start for start, _ in found[1:]), len(plain)][: len(found)]
    return [(start, end, name) for (start, name), end in zip(found, ends, strict=True) if name]


def _signed_up(plain: str, raw: str, words: Lexicon) -> list[tuple[re.Match[str], str]]:
    """Who is signed up by somebody else: "skriv upp Fatima på onsdag", "put Sam down for 4"."""
    found = []
    for match in words.find("signs_up", plain):
        name = plain[match.end() :].strip().split(" ")[0]
        if name and is_written_as_name(name, raw) and name not in words.days and not is_known(name, words):
            found.append((match, name))
    return found


def without_names(stretch: str, name: str, words: Lexicon) -> str:
    """What is said of somebody, without who it is: "min man kan ta söndagen" is "ta söndagen"."""
    for meaning in ("relations", "signs_up"):
        stretch = words.without(meaning, stretch)
    return " ".join(word for word in stretch.split() if word != name)


def is_written_as_name(word: str, raw: str) -> bool:
    """Whether a plain word stands with a capital in the text."""
    return any(fold(name) == word for name in _NAME.findall(shorten(raw)))


def raw_name(name: str, raw: str) -> str:
    """A name as it was written."""
    return next((found for found in _NAME.findall(raw) if fold(found) == name), name)


def names_in(text: Text, known: frozenset[str]) -> list[str]:
    """Capitalised words that are not the first of the text and not known words."""
    found = [name for name in _NAME.findall(text.raw) if fold(name) not in known]
    return [name for name in found if not text.raw.lstrip().startswith(name)]
