"""How many come, added up: "jag, min fru och 2 barn" is four, "2 adults 2 kids" too."""

import re

from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text
from flows.reading.people import is_written_as_name

_MOST = 50
_SPAN = re.compile(r"(?<!\S)(?:\d+|en|ett|one) (?:till|to|-) \d")


def heads(text: Text, words: Lexicon, *, writer: bool = True) -> int | None:
    """The people a text counts up, the writer too; None unless every part of it is people.

    Without the `writer`, when we ask for their company alone, a text that names them is unclear: None.
    """
    plain = digits(words.patterns["both_of"].sub("2", part(text.plain, words).says.strip(" .!")), words)
    plain = words.without("of_which", plain, " | ").split(" |")[0].strip(" ,")
    if _SPAN.search(plain):
        return None
    plain = re.sub(r"(?<!\S)\+(?=\d)", "+ ", plain)
    alone = re.match(rf"{words.any_of('adds')} ", plain) is not None and not plain.startswith(",")
    plain = _with_marks(words.without("heads_filler", plain), words)
    items = [item.strip() for item in plain.split("|") if item.strip()]
    counts = [_count(item, text, words) for item in items]
    if not writer and (alone or any(words.all_of("self", item) for item in items)):
        return None
    if any(count is None for count in counts) or not (alone or any(not item.isdigit() for item in items)):
        return None
    told = [count or 0 for count in counts]
    total = sum(told) + alone
    if len(told) > 2 and items[0].isdigit() and told[0] == sum(told[1:]):
        total = told[0]
    return total if 0 < total <= _MOST else None


def _with_marks(plain: str, words: Lexicon) -> str:
    """The text with "|" where one more is added, by a word or by a new number."""
    plain = words.patterns["adds"].sub("|", plain)
    return re.sub(rf"({words.any_of('heads')}) (?=\d)", r"\1 | ", plain)


def _count(item: str, text: Text, words: Lexicon) -> int | None:
    if words.all_of("one_head", item):
        return 1
    number, _, noun = item.partition(" ")
    if number.isdigit() and (not noun or words.all_of("heads", noun)):
        return int(number)
    return 1 if item.isalpha() and is_written_as_name(item, text.raw) else None
