"""Where a text divides: sentences, questions among them, clauses, and what a negation or a correction takes back."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.reading.lexicon import Lexicon


@dataclass(frozen=True)
class Parted:
    """A text in two: what it says and what it asks, both plain."""

    says: str
    asks: str


@dataclass(frozen=True)
class Mention:
    """Something named at a place in a plain text; `what` is a key, an id or a number."""

    what: object
    start: int
    end: int


def sentences(plain: str) -> list[tuple[str, str]]:
    """The sentences of a plain text with the mark that ends each ("" when none does)."""
    found: list[tuple[str, str]] = []
    words: list[str] = []
    for word in [*plain.split(" "), "."]:
        if word not in (".", "!", "?"):
            words.append(word)
        elif words:
            found.append((" ".join(words), word))
            words = []
        elif found and word == "?":
            found[-1] = (found[-1][0], "?")
    return found


def part(plain: str, lexicon: Lexicon) -> Parted:
    """Put what a text asks apart from what it says; an opening yes or no is always said."""
    says: list[str] = []
    asks: list[str] = []
    for sentence, mark in sentences(plain):
        said, asked = _part_sentence(sentence, mark, lexicon)
        says += [said + " " + (mark if mark != "?" else ".")] if said else []
        asks += [asked + " ?"] if asked else []
    return Parted(" ".join(says), " ".join(asks))


def _part_sentence(sentence: str, mark: str, lexicon: Lexicon) -> tuple[str, str]:
    meaning = "asks" if mark == "?" else "wonders"
    spans = clauses(sentence, lexicon)
    for begin, _ in spans:
        if lexicon.patterns[meaning].match(sentence[begin:].lstrip()):
            return sentence[:begin].strip(" ,"), sentence[begin:].strip()
    opening = _opening(sentence, lexicon)
    rest = sentence[len(opening) :].strip(" ,")
    if opening and (joint := lexicon.patterns["joins"].match(rest)):
        rest = rest[joint.end() :].strip()
    if opening and rest and lexicon.patterns[meaning].match(rest):
        return opening, rest
    if mark == "?":
        last = spans[-1][0] if len(spans) > 1 and "," in sentence else 0
        return sentence[:last].strip(" ,"), sentence[last:].strip()
    return sentence, ""


def _opening(sentence: str, lexicon: Lexicon) -> str:
    for meaning in ("yes_idiom", "yes", "no"):
        if match := lexicon.patterns[meaning].match(sentence):
            return match[0]
    return ""


def clauses(plain: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Spans of the clauses: text between marks and words like "but"."""
    cuts = [(i, i + 1) for i, char in enumerate(plain) if char in ".,;!?" and _stands_alone(plain, i)]
    kept = [match.span() for match in lexicon.find("except", plain)]
    buts = [match.span() for match in lexicon.find("but", plain)]
    cuts += [(start, end) for start, end in buts if not any(a <= start < b for a, b in kept)]
    spans, begin = [], 0
    for start, end in [*sorted(cuts), (len(plain), len(plain))]:
        if plain[begin:start].strip():
            spans.append((begin, start))
        begin = max(begin, end)
    return spans


def _stands_alone(plain: str, i: int) -> bool:
    return (i == 0 or plain[i - 1] == " ") and (i + 1 == len(plain) or plain[i + 1] == " ")


def after_correction(mentions: Sequence[Mention], plain: str, lexicon: Lexicon) -> list[Mention]:
    """Only what stands after the last correction: "1 nej 2" leaves 2.

    A correction is a word of correction between two mentions, with nothing else said between them.
    """
    kept = list(mentions)
    for i in range(len(kept) - 1, 0, -1):
        between = plain[kept[i - 1].end : kept[i].start]
        denies = lexicon.all_of("no_of", between.strip(" ,")) and not plain[kept[i].start].isdigit()
        if _is_correction(between, lexicon) and not denies:
            return kept[i:]
    return kept


def _is_correction(between: str, lexicon: Lexicon) -> bool:
    words = [word for word in between.replace(",", " ").replace(".", " ").replace("!", " ").split() if word != "-"]
    if not words:
        return False
    while words and (taken := _longest_fix(words, lexicon)):
        words = words[taken:]
    return not words or (len(words) <= 2 and len(" ".join(words)) <= 8 and _longest_fix(between.split(), lexicon) > 0)


def _longest_fix(words: Sequence[str], lexicon: Lexicon) -> int:
    for size in (3, 2, 1):
        if len(words) >= size and lexicon.all_of("fix", " ".join(words[:size])):
            return size
    return 0


def settle(mentions: Sequence[Mention], plain: str, lexicon: Lexicon) -> tuple[list[Mention], list[Mention]]:
    """Mentions meant and denied, when corrections are seen to first: what was taken back is neither."""
    kept = after_correction(mentions, plain, lexicon)
    if len(kept) < len(mentions):
        plain = " " * kept[0].start + plain[kept[0].start :]
    return standing(kept, plain, lexicon)


def standing(mentions: Sequence[Mention], plain: str, lexicon: Lexicon) -> tuple[list[Mention], list[Mention]]:
    """Divide mentions into those meant and those denied.

    In a clause, a negation denies what comes after it; with nothing after it, what comes before it.
    """
    meant: list[Mention] = []
    denied: list[Mention] = []
    for mention in mentions:
        plain = plain[: mention.start] + "_" * (mention.end - mention.start) + plain[mention.end :]
    for begin, end in clauses(plain, lexicon):
        inside = [m for m in mentions if begin <= m.start < end]
        no = _first_negation(plain[begin:end], lexicon)
        if no is None:
            meant += inside
            continue
        before = [m for m in inside if m.start < begin + no]
        after = [m for m in inside if m.start >= begin + no]
        meant += before if after else []
        denied += after or before
    return meant, denied


def _first_negation(clause: str, lexicon: Lexicon) -> int | None:
    found = [m.start() for name in ("except", "negation", "unable", "elsewhere") for m in lexicon.find(name, clause)]
    return min(found, default=None)
