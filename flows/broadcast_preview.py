"""A broadcast before it is sent: what recipients would get, what makes it dear, and what it comes to."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flows import parts
from flows.broadcast_text import Letter, Recipient, letter, wording

# Letters that no accent can be taken from.
_PLAIN: Final = str.maketrans("łŁđĐıħĦŧŦ", "lLdDihHtT")


@dataclass(frozen=True)
class Preview:
    """A letter before it is sent.

    costly: the signs that make it dear, each with what to write instead ("": leave it out). parts_without: how many
    parts it would be then. Both parts are 0 on Telegram.
    """

    language: str
    channel: str
    text: str
    encoding: parts.Encoding
    parts: int
    costly: tuple[tuple[str, str], ...]
    parts_without: int


@dataclass(frozen=True)
class Total:
    """What a broadcast comes to: recipients, SMS parts, price; costly: the signs that make letters of it dear."""

    recipients: int
    parts: int
    price: Decimal
    costly: tuple[str, ...]


def preview(texts: Mapping[str, str], organization: str, samples: Iterable[Recipient]) -> list[Preview]:
    """What these recipients would get, each different letter once."""
    words = wording(texts, organization)
    return list(dict.fromkeys(_preview(letter(words, to), to.channel) for to in samples))


def _preview(shown: Letter, channel: str) -> Preview:
    signs = tuple((sign, instead_of(sign)) for sign in shown.as_sms.costly)
    mended = shown.as_sms.text
    for sign, instead in signs:
        mended = mended.replace(sign, instead)
    counts = (shown.as_sms.parts, parts.count(mended).parts) if channel == "sms" else (0, 0)
    return Preview(shown.language, channel, shown.text, shown.as_sms.encoding, counts[0], signs, counts[1])


def instead_of(sign: str) -> str:
    """What to write for a sign that makes a text dear: the letter without its accent, or nothing."""
    plain = unicodedata.normalize("NFKD", sign).translate(_PLAIN)
    return "".join(char for char in plain if char.isalnum() and parts.count(char).encoding == "GSM-7")


def total(texts: Mapping[str, str], organization: str, recipients: Iterable[Recipient], per_part: Decimal) -> Total:
    """What it comes to for all of them, counted letter by letter; none of them is kept."""
    words, found, paid = wording(texts, organization), 0, 0
    costly: dict[str, None] = {}
    for found, to in enumerate(recipients, 1):  # noqa: B007 - the last number is how many they are
        counted = letter(words, to).as_sms
        paid += counted.parts if to.channel == "sms" else 0
        costly.update(dict.fromkeys(counted.costly))
    return Total(found, paid, parts.price(paid, per_part), tuple(costly))
