"""Number words as digits: "femhundra" is 500, "twenty one" is 21, "den tolfte" is "den 12e"."""

import re
from functools import cache

from flows.reading.lexicon import Lexicon, lexicon

_ORDINAL = re.compile(r"(\d{1,2})(?:e|a|de|nd|rd|th)|(\d?1)st")
_ONE = re.compile(
    r"(?<!\S)(?:\d+e|the|this|that|last|first|early|late|any|no|which|some|every|another|[a-z]+day|[a-z]+ing|"
    r"(?:the|this|that) (?!number|option|shift|slot|nr|no)[a-z]+(?: (?!number|option|shift|slot|nr|no)[a-z]+)?)"
    r" (one)(?!\S)"
)


def digits(plain: str, words: Lexicon) -> str:
    """The plain text with number words as digits and ordinals as "12e"; all else as it stands."""
    plain = " ".join(_ordinal(word, words) for word in plain.split())
    plain = _ONE.sub(lambda m: m[0].replace(" one", " _one"), plain)
    plain = _multiplied(plain, words)
    plain = _without_hyphens(_with_articles(plain.split(), words), words)
    out: list[str] = []
    run: list[int] = []
    for word in [*plain.split(), ""]:
        value = _parts(word, words.language)
        if value is not None:
            run += value
            continue
        if run:
            out += [str(number) for number in _values(run)]
            run = []
        out.append(word)
    return " ".join(out).replace("_one", "one").strip()


def _multiplied(plain: str, words: Lexicon) -> str:
    """ "2 tusen": figures before a word of hundred or thousand."""
    tokens = plain.split()
    for i in range(len(tokens) - 1, 0, -1):
        times = words.numbers.get(tokens[i], 0)
        if times in (100, 1000) and tokens[i - 1].isdigit() and int(tokens[i - 1]) < times:
            tokens[i - 1 : i + 1] = [str(int(tokens[i - 1]) * times)]
    return " ".join(tokens)


def _with_articles(tokens: list[str], words: Lexicon) -> list[str]:
    """ "En och två": an article is a number where nothing but numbers stands beside it."""
    others = [t for t in tokens if t not in words.articles and not words.all_of("joins", t) and t.isalnum()]
    if not all(t.isdigit() or t in words.numbers for t in others) or not (others or len(tokens) == 1):
        return tokens
    return [str(words.articles.get(word, word)) for word in tokens]


def _without_hyphens(tokens: list[str], words: Lexicon) -> str:
    """ "twenty - one" is one number word, "ten - twelve" a span."""
    kept: list[str] = []
    for i, word in enumerate(tokens):
        tens = kept and words.numbers.get(kept[-1], 0) in range(20, 100, 10)
        unit = i + 1 < len(tokens) and 0 < words.numbers.get(tokens[i + 1], 0) < 10
        if not (word == "-" and tens and unit):
            kept.append(word)
    return " ".join(kept)


def _ordinal(word: str, words: Lexicon) -> str:
    if match := _ORDINAL.fullmatch(word):
        number = match[1] or (match[2] if words.language == "en" else None)
        return f"{number}e" if number else word
    return f"{words.ordinals[word]}e" if word in words.ordinals else word


@cache
def _splitter(language: str) -> re.Pattern[str]:
    names = sorted(lexicon(language).numbers, key=lambda name: -len(name))
    return re.compile("|".join(map(re.escape, names)))


def _parts(word: str, language: str) -> list[int] | None:
    """The numbers a word is made of, None when it is no number word."""
    numbers = lexicon(language).numbers
    if word in numbers:
        return [numbers[word]]
    if len(word) < 6 or len(word) > 40 or not word.isalpha():
        return None
    found = _splitter(language).findall(word)
    if "".join(found) != word:
        return None
    return [numbers[name] for name in found]


def _values(run: list[int]) -> list[int]:
    """Numbers said one after another: [20, 1] is 21, [5, 100] is 500, [1, 2] stays two numbers."""
    values: list[int] = []
    for number in run:
        last = values[-1] if values else None
        if last is not None and number in (100, 1000) and 0 < last % 1000 < number and last % 100:
            values[-1] = last - last % 1000 + last % 1000 * number
        elif (
            (last is not None and last % 100 in range(20, 100, 10) and 0 < number < 10)
            or (last is not None and last % 100 == 0 and last > 0 and 0 < number < 100)
            or (last is not None and last % 1000 == 0 and last > 0 and 0 < number < 1000)
        ):
            values[-1] = last + number
        else:
            values.append(number)
    return values
