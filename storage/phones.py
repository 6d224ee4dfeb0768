"""A phone number as somebody wrote it: the one way that we store it, or why it is none that gets texts."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

Reason = Literal["empty", "not_a_number", "scientific", "several", "country", "invalid", "not_mobile"]

_MOBILE: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)

# 4,67E+10: what a spreadsheet makes of a number. Its last digits are gone, so it can never be mended.
_SCIENTIFIC: Final = re.compile(r"\d[eE][+-]?\d")
_FLOAT: Final = re.compile(r"(\+?\d+)[.,]0+")
_BETWEEN: Final = re.compile(r"(?<=\d)[^\d+]+(?=[\d+])|(?<=\d)(?=\+)")
_SHORTEST: Final = 7  # digits in the shortest number that could be one of several in a cell
_LONGEST_CELL: Final = 60  # digits in a cell that is still looked at


@dataclass(frozen=True)
class Phone:
    """A number that can be texted: `+46701740605`."""

    e164: str


@dataclass(frozen=True)
class BadPhone:
    """Why a text is no number that can be texted."""

    reason: Reason


def normal(text: str, allowed: tuple[str, ...] = ("+46",)) -> Phone | BadPhone:
    """Read one number in any usual spelling; `allowed` are country codes, the first for numbers without one.

    A lost leading zero, 46 or 0046 for +46, (0), invisible characters and ".0" are mended. A letter among the
    digits is not: O may be 0, or a slip.
    """
    text = _cleaned(text)
    if not text:
        return BadPhone("empty")
    if _SCIENTIFIC.search(text):
        return BadPhone("scientific")
    if len(several(text, allowed)) > 1:
        return BadPhone("several")
    number = _parsed(text, allowed)
    return _judged(number, text, allowed) if isinstance(number, PhoneNumber) else number


def several(text: str, allowed: tuple[str, ...] = ("+46",)) -> list[str]:
    """The numbers in a cell, each as it was written: none, one, or as many as somebody put there."""
    text = _cleaned(text)
    if not 2 * _SHORTEST <= len(_digits(text)) <= _LONGEST_CELL:
        return [text] if text else []
    ways = [
        [first, *several(rest, allowed)]
        for first, rest in _cuts(text)
        if len(_digits(rest)) >= _SHORTEST and _is_valid(first, allowed)
    ]
    # A landline may go on being one with fewer digits: rather a cut that leaves nothing broken.
    whole = (way for way in ways if all(_is_valid(number, allowed) for number in way))
    return next(whole, ways[0] if ways else [text])


def _cuts(text: str) -> list[tuple[str, str]]:
    return [(text[: gap.start()], text[gap.end() :]) for gap in _BETWEEN.finditer(text)]


def _cleaned(text: str) -> str:
    """Without what cannot be seen and with plain digits; `46701740605.0` as the whole number that it was."""
    spaced = " ".join(text.split())
    seen = "".join(char for char in spaced if unicodedata.category(char) not in ("Cf", "Cc", "Co", "Cs"))
    plain = unicodedata.normalize("NFKC", seen).strip()
    whole = _FLOAT.fullmatch(plain)
    return whole[1] if whole else plain


def _parsed(text: str, allowed: tuple[str, ...]) -> PhoneNumber | BadPhone:
    try:
        return phonenumbers.parse(text, _home(allowed))
    except NumberParseException as error:
        is_none = error.error_type == NumberParseException.NOT_A_NUMBER
        return BadPhone("not_a_number" if is_none else "invalid")


def _judged(number: PhoneNumber, text: str, allowed: tuple[str, ...]) -> Phone | BadPhone:
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    # The library reads letters as the keys of an old phone; a word must not become a number.
    if str(number.national_number) not in _digits(text):
        return BadPhone("not_a_number")
    if not e164.startswith(allowed):
        return BadPhone("country")
    if not phonenumbers.is_valid_number(number):
        return BadPhone("invalid")
    return Phone(e164) if phonenumbers.number_type(number) in _MOBILE else BadPhone("not_mobile")


def _is_valid(text: str, allowed: tuple[str, ...]) -> bool:
    number = _parsed(text, allowed)
    return isinstance(number, PhoneNumber) and phonenumbers.is_valid_number(number)


def _home(allowed: tuple[str, ...]) -> str:
    return phonenumbers.region_code_for_country_code(int(allowed[0].removeprefix("+")))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def national(e164: str) -> str:
    """A number as people write it at home: `070-174 06 05`; what is no number stays as it is."""
    try:
        return str(phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.NATIONAL))
    except phonenumbers.NumberParseException:
        return e164
