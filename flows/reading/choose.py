"""Options that were shown, by number or by name: one of them, or many."""

import re
from dataclasses import dataclass
from datetime import datetime

from flows.reading.digits import digits
from flows.reading.kin import (
    Names,
    begun,
    called,
    inflects,
    is_akin,
    is_another_day,
    is_nothing,
    is_other,
    names_of,
    nearest,
)
from flows.reading.lexicon import Lexicon
from flows.reading.negation import Mention, clauses, part, settle
from flows.reading.normal import Text
from flows.reading.question import Choice, Question
from flows.reading.reading import Reading, reading
from flows.reading.ticked import conclusion, ticked
from flows.reading.when import find_times, windows

_FAR = 9  # no name of any option


@dataclass(frozen=True)
class Named:
    """The options named in a text. near: some only by likeness. other: words that no option knows."""

    meant: tuple[Choice, ...]
    denied: tuple[Choice, ...]
    near: bool
    other: str
    rest: str = ""


def read_one(text: Text, question: Question, words: Lexicon, _now: datetime) -> Reading:
    """`answer` with value the key of one option; several are candidates to ask about."""
    named = find_choices(text, question, words)
    if len(named.meant) == 1:
        return reading("answer", value=named.meant[0].key, near=named.near or None)
    if len(named.meant) > 1 and (first := _preferred(text, question, words)):
        return reading("answer", value=first.key)
    return reading(
        "ask_again", candidates=[c.key for c in named.meant] or None, exclude=[c.key for c in named.denied] or None
    )


def read_many(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`answer` with values, a list of keys; `other` holds what no option covers."""
    named = find_choices(text, question, words)
    keys = [choice.key for choice in named.meant]
    when = windows(find_times(named.rest, words, now), whole_week=False)
    nothing = [choice.key for choice in named.meant if is_nothing(choice, words)]
    if not keys or (nothing and len(keys) > 1):
        return reading(
            "ask_again",
            candidates=keys or None,
            exclude=[c.key for c in named.denied] or None,
            other=named.other or None,
            reason="times" if when and not keys else None,
        )
    preferred = _preferred(text, question, words)
    also = tuple(reading("availability", **window) for window in when)
    return reading(
        "answer",
        values=keys,
        near=named.near or None,
        preferred=[preferred.key] if preferred else None,
        other=named.other or named.rest if any(is_other(c, words) for c in named.meant) else None,
        also=also or None,
    )


def find_choices(text: Text, question: Question, words: Lexicon) -> Named:
    """Which options a text names, which it denies, and whether likeness had to help."""
    says = re.sub(rf"(?<!\S){words.any_of('option')} \. (?=\d)", "", part(text.plain, words).says.strip(" ."))
    if whole := called(" ".join(text.words), question, words):
        return Named((whole,), (), near=False, other="")
    if chosen := ticked(says, question, words):
        return Named(chosen, (), near=False, other="")
    says = conclusion(words.without("changes_to", says), words)
    if none := _nothing(says, question, words):
        return Named(tuple(none), (), False, "", "")
    plain = digits(words.without("rank", words.without("call_me", says)), words)
    if is_another_day(plain, question, words):
        return Named((), (), near=False, other=plain, rest=plain)
    exact = [*_by_number(plain, question, words), *_by_word(plain, question, words)]
    exact = _without_overlap(exact)
    near = _by_likeness(plain, exact, question, words) if question.choices else []
    refused = [match.span() for match in words.find("except", plain)]  # "too small" names no size
    named = [m for m in (*exact, *near) if not any(a <= m.start < b for a, b in refused)]
    mentions = sorted(named, key=lambda m: m.start)
    mentions = _beside_conditions(_still_so(mentions, plain, words), plain, words)
    meant, denied = settle(mentions, plain, words)
    meant = [m for m in meant if not _is_denied(m, denied, clauses(plain, words))]
    nothing = [m for m in denied if isinstance(m.what, Choice) and is_nothing(m.what, words)]
    meant, denied = [*meant, *nothing], [m for m in denied if m not in nothing]
    everything = _everything(plain, question, words)
    if everything and not meant:
        meant_choices = [c for c in everything if c not in [m.what for m in denied]]
    else:
        meant_choices = _choices(meant)
    if not mentions:
        meant_choices = meant_choices or _other(plain, question, words)
    elif meant and (more := _other(_rest(plain, mentions), question, words)):
        meant_choices = [*meant_choices, *(choice for choice in more if choice not in meant_choices)]
    near_used = any(m in near for m in meant)
    if not meant_choices and not mentions and (short := begun(" ".join(text.words), question, words)):
        return Named((short,), (), near=True, other="")
    return Named(
        tuple(meant_choices), tuple(_choices(denied)), near_used, "" if mentions else plain, _rest(plain, mentions)
    )


def _still_so(mentions: list[Mention], plain: str, words: Lexicon) -> list[Mention]:
    """Without what was so before, when the text says what is so now: "förut ringde jag, nu hellre fika"."""
    if not (words.has("formerly", plain) and words.has("nowadays", plain)):
        return mentions
    past = [(a, b) for a, b in clauses(plain, words) if words.has("formerly", plain[a:b])]
    past = [(a, b) for a, b in past if not words.has("nowadays", plain[a:b])]
    return [m for m in mentions if not any(a <= m.start < b for a, b in past)] or mentions


def _beside_conditions(mentions: list[Mention], plain: str, words: Lexicon) -> list[Mention]:
    """Without what is named in an "if" alone: "1, 3 om jag får skjuts" is no wish to drive."""
    inside: list[Mention] = []
    for match in words.find("condition", plain):
        end = next((m.start() for m in words.find("joins", plain) if m.start() > match.start()), len(plain))
        inside += [m for m in mentions if match.start() <= m.start < min(end, _clause_end(match.start(), plain, words))]
    return [m for m in mentions if m not in inside] or mentions


def _clause_end(place: int, plain: str, words: Lexicon) -> int:
    return next((b for a, b in clauses(plain, words) if a <= place < b), len(plain))


def _is_denied(mention: Mention, denied: list[Mention], spans: list[tuple[int, int]]) -> bool:
    """Whether the same option is denied in the same clause: "kör inte bil"."""
    inside = next(((a, b) for a, b in spans if a <= mention.start < b), (0, 0))
    return any(d.what == mention.what and inside[0] <= d.start < inside[1] for d in denied)


def _rest(plain: str, mentions: list[Mention]) -> str:
    """The text without the options named in it."""
    for mention in mentions:
        plain = plain[: mention.start] + " " * (mention.end - mention.start) + plain[mention.end :]
    return " ".join(plain.split())


def _choices(mentions: list[Mention]) -> list[Choice]:
    seen: list[Choice] = []
    for mention in mentions:
        if isinstance(mention.what, Choice) and mention.what not in seen:
            seen.append(mention.what)
    return sorted(seen, key=lambda choice: choice.number)


def _by_number(plain: str, question: Question, words: Lexicon) -> list[Mention]:
    """Shown numbers: "1 3", "1-3", "125", "1an", "2:a", "nr 4"; numbers that tell a time or an amount are none."""
    if words.has("clock", plain):
        return []
    shown = {choice.number: choice for choice in question.choices}
    found: list[Mention] = []
    told = re.search(rf"(?<!\S){words.any_of('option')} \d", plain) is not None
    for match in re.finditer(r"(?<![\w.:/])\d+(?:[.,/+-]\d+)*(?:an|e|or|ar)?(?![\w:])", plain):
        if words.patterns["not_option_unit"].match(plain, match.end() + 1) or (told and _counts(match, plain, words)):
            continue
        numbers = _listed(re.sub(r"[a-z]+$", "", match[0]), shown)
        found += [Mention(shown[n], match.start(), match.end()) for n in numbers]
    for match in re.finditer(r"(?<!\S)(?:(\d) 1e|1e (\d))(?!\S)", plain):
        first = range(1, int(match[1] or match[2]) + 1)
        found += [Mention(shown[n], match.start(), match.end()) for n in first if n in shown]
    if words.all_of("last_option", plain.split(" ")[-1]) or words.all_of("last_option", plain):
        found.append(Mention(shown[max(shown)], plain.rindex(plain.split(" ")[-1]), len(plain)))
    for match in re.finditer(r"(?<![\w.:/])(\d+) (?:-|till|to|through|thru) (\d+)(?![\w:])", plain):
        numbers = _listed(f"{match[1]}-{match[2]}", shown)
        found += [Mention(shown[n], match.start(), match.end()) for n in numbers]
    return found


def _counts(match: re.Match[str], plain: str, words: Lexicon) -> bool:
    """Whether a number tells how many of something: "12 hr shifts so number 5"."""
    before, after = plain[: match.start()].split(), plain[match.end() :].split()
    if before and words.all_of("option", before[-1]):
        return False
    return bool(after) and after[0].isalpha() and not any(words.all_of(n, after[0]) for n in ("joins", "or", "but"))


def _listed(figure: str, shown: dict[int, Choice]) -> list[int]:
    if match := re.fullmatch(r"(\d+)-(\d+)", figure):
        low, high = int(match[1]), int(match[2])
        return list(range(low, high + 1)) if low in shown and high in shown and low < high else []
    numbers = [int(n) for n in re.findall(r"\d+", figure[:40])]
    if all(n in shown for n in numbers):
        return numbers
    together = [int(n) for n in figure] if figure.isdigit() else []
    return together if len(set(together)) == len(figure) and all(n in shown for n in together) else []


def _by_word(plain: str, question: Question, words: Lexicon) -> list[Mention]:
    """Names of options: the label, its words, other names, and words of the same kin."""
    found: list[Mention] = []
    phrases = _phrases(plain)
    singles = {text for text, _, _, size in phrases if size == 1}
    named = {choice: _called_by(singles, names_of(choice, words.language), words) for choice in question.choices}
    closest = {text: min(levels.get(text, _FAR) for levels in named.values()) for text in singles}
    for choice, levels in named.items():
        names = names_of(choice, words.language)
        near = {text for text, level in levels.items() if level == closest[text]}
        whole = {text for text, _, _, size in phrases if size > 1} & names.whole
        found += [Mention(choice, begin, end) for text, begin, end, _ in phrases if text in near or text in whole]
    return _distinctive(found, plain)


def _called_by(singles: set[str], names: Names, words: Lexicon) -> dict[str, int]:
    """The words that name an option, by how near they are to its own: itself, a form of it, its kin, made of it."""
    found: dict[str, int] = {}
    for text in singles:
        if text in names.own:
            found[text] = 0
        elif inflects(text, names.own, words):
            found[text] = 1
        elif text in names.whole:
            found[text] = 2
        elif is_akin(text, names.stems, words):
            found[text] = 3
    return found


def _distinctive(mentions: list[Mention], plain: str) -> list[Mention]:
    """Without words that several options share, where another word tells them apart: "9 februari"."""
    by_word: dict[str, set[object]] = {}
    for mention in mentions:
        by_word.setdefault(plain[mention.start : mention.end], set()).add(mention.what)
    telling = [m for m in mentions if len(by_word[plain[m.start : m.end]]) == 1]
    return telling or mentions


def _phrases(plain: str) -> list[tuple[str, int, int, int]]:
    """All runs of one to three words: (text, start, end, words)."""
    places = [match.span() for match in re.finditer(r"\S+", plain)]
    runs = [(places[i][0], places[i + size - 1][1], size) for size in (3, 2, 1) for i in range(len(places) - size + 1)]
    return [(plain[begin:end], begin, end, size) for begin, end, size in runs]


def _without_overlap(mentions: list[Mention]) -> list[Mention]:
    """A longer name wins over a shorter one inside it."""
    longest = sorted(mentions, key=lambda m: (m.start - m.end, m.start))
    kept: list[Mention] = []
    for mention in longest:
        inside = [k for k in kept if k.start <= mention.start and mention.end <= k.end]
        if not any((k.start, k.end) != (mention.start, mention.end) for k in inside) and mention not in kept:
            kept.append(mention)
    return kept


def _by_likeness(plain: str, exact: list[Mention], question: Question, words: Lexicon) -> list[Mention]:
    """A misspelt name: five letters or more, alike at 85 and the next option 15 behind, no negation in its clause."""
    found: list[Mention] = []
    for begin, end in clauses(plain, words):
        if words.has("negation", plain[begin:end]):
            continue
        for match in re.finditer(r"[^\W\d_]{5,}", plain[begin:end]):
            start = begin + match.start()
            if any(m.start <= start < m.end for m in exact) or words.all_of("filler", match[0]):
                continue
            if choice := nearest(match[0], question, words):
                found.append(Mention(choice, start, begin + match.end()))
    return found


def _everything(plain: str, question: Question, words: Lexicon) -> list[Choice]:
    found = [
        match
        for a, b in clauses(plain, words)
        for match in words.patterns["all"].finditer(plain, a, b)
        if not words.has("negation", plain[a : match.start()])
    ]
    if not found:
        return []
    return [c for c in question.choices if not is_nothing(c, words) and not is_other(c, words)]


def _nothing(plain: str, question: Question, words: Lexicon) -> list[Choice]:
    """The option for none of them, when the text says no to all and no other thing is named."""
    spoken = [words.without("alas", plain[begin:end]) for begin, end in clauses(plain, words)]
    opening = next((clause for clause in spoken if clause), "")
    if not words.all_of("nothing", opening):
        return []
    return [choice for choice in question.choices if is_nothing(choice, words)][:1]


def _other(plain: str, question: Question, words: Lexicon) -> list[Choice]:
    """The option for other languages, when a language is named that was not shown."""
    if not words.has("language_names", plain):
        return []
    return [choice for choice in question.choices if is_other(choice, words)][:1]


def _preferred(text: Text, question: Question, words: Lexicon) -> Choice | None:
    """The first choice of "helst 1 annars 4"."""
    plain = digits(text.plain, words)
    match = words.patterns["else"].search(plain)
    if match is None:
        return None
    first = [*_by_number(plain[: match.start()], question, words), *_by_word(plain[: match.start()], question, words)]
    chosen = _choices(first)
    return chosen[0] if len(chosen) == 1 else None
