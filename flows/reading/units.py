"""Numbers that are no answer to "how many?": times of day, another unit, how it was before, a part, what is left."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.reading.lexicon import Lexicon
from flows.reading.negation import Mention, clauses

_SHORTEST_DAY = 3
_PERCENT = re.compile(r"\d\s?%")
_PRODUCT = re.compile(r"\d\s?[*×x]\s?\d", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A number or span of numbers with the word that follows it."""

    low: float
    high: float
    word: str
    open: bool = False


def without_times(plain: str, words: Lexicon) -> str:
    """Take out times of day, dates and weeks: "half past five", "kl 17-19", "vecka 40"; none is the amount."""
    number = "(?:[0-9]+|" + "|".join(name for name, value in words.numbers.items() if 0 < value <= 12) + ")"
    spoken = words.any_of("half_to", "half_past", "quarter_past", "quarter_to")
    plain = re.sub(rf"(?<!\S){spoken} {number}(?!\S)", " ", plain)
    plain = words.patterns["clock_time"].sub(" ", plain)
    return re.sub(r"(?<!\S)(?!1/2 |1/2$)\d{1,2}[/:]\d{1,2}(?!\S)", " ", plain)


def wrong_kind(raw: str, plain: str, asked: str, words: Lexicon) -> str:
    """What makes every number of a text another thing than was asked for; "" when nothing does."""
    if _PERCENT.search(raw[:400]):
        return "another unit"
    if _PRODUCT.search(raw[:400]):
        return "a sum"
    left = rf"\d(?: {words.any_of('number_unit')})? {words.any_of('left_over')}(?!\S)"
    return "what is left" if re.search(left, plain) and not words.has("left_over", asked) else ""


def is_asked_for(word: str, asked: str) -> bool:
    """Whether the question uses the word that follows a number."""
    tokens = asked.split()
    alike = (token for token in tokens if len(token) >= 3 and token.startswith(word[:4]))
    return word in tokens or (len(word) >= 3 and any(alike))


def is_foreign(amount: Amount, asked: str, words: Lexicon) -> bool:
    """Whether an amount is of another unit than the question counts: "två kvällar" to "hur många timmar?"."""
    hours = words.has("hours_word", asked)
    if not amount.word or (is_asked_for(amount.word, asked) and not hours):
        return False
    if words.all_of("hours_word", amount.word) or words.all_of("minutes_word", amount.word):
        return not (hours or words.has("minutes_word", asked))
    counted = words.has("counts_things", asked)
    return words.all_of("container", amount.word) or (counted and words.all_of("other_unit", amount.word))


def in_unit(mentions: Sequence[Mention], plain: str, asked: str, words: Lexicon) -> tuple[list[Mention], bool]:
    """The amounts in the unit asked for, and whether another one stands in the way.

    Hours on several days are not the hours of a week, and a bare number beside a day is a time.
    """
    hours = words.has("hours_word", asked)
    kept: list[Mention] = []
    others: list[Mention] = []
    for mention in mentions:
        amount = mention.what
        if not isinstance(amount, Amount):
            continue
        timed = hours and not words.all_of("hours_word", amount.word) and _beside_a_day(mention, plain, words)
        (others if timed or is_foreign(amount, asked, words) else kept).append(mention)
    many = [m for m in others if isinstance(m.what, Amount) and m.what.high > 1]
    spread = any(isinstance(m.what, Amount) and words.all_of("occasion", m.what.word) for m in many)
    return kept, bool(others) and (not kept or (hours and spread))


def _beside_a_day(mention: Mention, plain: str, words: Lexicon) -> bool:
    amount = mention.what
    if isinstance(amount, Amount) and words.all_of("minutes_word", amount.word):
        return False
    begin, end = next(((a, b) for a, b in clauses(plain, words) if a <= mention.start < b), (0, 0))
    clause = plain[begin:end]
    named = any(word in words.days for word in clause.split() if len(word) >= _SHORTEST_DAY)
    return named or words.has("part", clause)


def that_hold(mentions: list[Mention], plain: str, words: Lexicon) -> list[Mention]:
    """Without how it was before ("var 14, nu 11") and without a part of the whole ("23 varav 5 barn")."""
    if part := next(words.find("subset", plain), None):
        mentions = [m for m in mentions if m.start < part.start()] or mentions
    whole = [m for m in mentions if not words.patterns["some_of"].match(plain[m.end :].lstrip())]
    mentions = whole or mentions
    now = next(words.find("nowadays", plain), None)
    if now is None or not words.has("formerly", plain):
        return mentions
    before = [m for m in mentions if _is_before(m, plain, now.start(), words)]
    return [m for m in mentions if m not in before] or mentions


def _is_before(mention: Mention, plain: str, now: int, words: Lexicon) -> bool:
    """Whether an amount stands with a word like "förut", apart from the word like "nu"."""
    begin, end = next(((a, b) for a, b in clauses(plain, words) if a <= mention.start < b), (0, 0))
    begin, end = (begin, min(end, now)) if mention.start < now else (max(begin, now), end)
    return words.has("formerly", plain[begin:end])
