"""How many SMS parts a text becomes, counted as Twilio counts them, and which characters make it dear."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Encoding = Literal["GSM-7", "UCS-2"]

# What a part holds, in units, when it is alone and when it is one of several.
_ROOM: Final[Mapping[Encoding, tuple[int, int]]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}

_GSM_DOUBLE: Final = "\f^{}[]~\\|€"
_GSM: Final = frozenset(
    "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ" + _GSM_DOUBLE
)

# Twilio's Smart Encoding: what goes on the wire, and the characters that it is sent for.
# fmt: off
_SMART: Final[Mapping[str, str]] = {
    "\"": "«»“”ʺˮ‟„❝❞〝〞＂",
    "'": "‘’ʻˈʼʽʹ‛＇´ˊ`ˋ❛❜\u0313\u0314︐︑",
    "/": "÷⧸\u0337\u0338⁄∕／",
    "1/4": "¼",
    "1/2": "½",
    "3/4": "¾",
    "\\": "⧹⧵\u20e5﹨＼",
    "_": "\u0332＿‗",
    "|": "\u20d2\u20d3∣｜⎸⎹⏐⎜⎟",
    "-": "⎼⎽―﹣－‐⁃—–•",
    "@": "﹫＠",
    "$": "﹩＄",
    "!": "ǃ︕﹗！",
    "#": "﹟＃",
    "%": "﹪％",
    "&": "﹠＆",
    ",": "‚\u0326﹐﹑，､、",
    "(": "❨❪﹙（⟮⦅",
    ")": "❩❫﹚）⟯⦆",
    "*": "⁎∗⊛✢✣✤✥✱✲✳✺✻✼✽❃❉❊❋⧆﹡＊",
    "+": "˖﹢＋",
    ".": "。﹒．｡",
    ":": "ː˸⦂꞉︓：",
    ";": "⁏︔﹔；",
    "<": "﹤＜‹",
    "=": "\u0347꞊﹦＝",
    ">": "﹥＞›",
    "?": "︖﹖？",
    "^": "ˆ\u0302＾\u1dcd",
    "{": "❴﹛｛",
    "}": "❵﹜｝",
    "[": "［",
    "]": "］",
    "~": "˜˷\u0303\u0330\u0334∼～",
    "  ": "\xa0\u2000\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
          "\x8d\x9f\x80\x90\x9b",
    "": "\x10\x00\x03\x04\x17\x19\x11\x12\x13\x14\u2060\u200b\u200c\ufeff",
    "       ": "\t",
    "!!": "‼",
    " ": "\u2028\u2029\u2001",
    "...": "…",
    "0": "０", "1": "１", "2": "２", "3": "３", "4": "４", "5": "５", "6": "６", "7": "７", "8": "８",
    "9": "９", "A": "Ａᴀ", "B": "Ｂʙ", "C": "Ｃᴄ", "D": "Ｄᴅ", "E": "Ｅᴇ", "F": "Ｆꜰ", "G": "Ｇɢ",
    "H": "Ｈʜ", "I": "Ｉɪ", "J": "Ｊᴊ", "K": "Ｋᴋ", "L": "Ｌʟ", "M": "Ｍᴍ", "N": "Ｎɴ", "O": "Ｏᴏ",
    "P": "Ｐᴘ", "Q": "Ｑ", "R": "Ｒʀ", "S": "Ｓꜱ", "T": "Ｔᴛ", "U": "Ｕᴜ", "V": "Ｖᴠ", "W": "Ｗᴡ", "X": "Ｘ",
    "Y": "Ｙʏ", "Z": "Ｚᴢ",
}
# fmt: on
_SMART_TABLE: Final = str.maketrans({char: sent for sent, chars in _SMART.items() for char in chars})

_JOINER: Final = "\u200d"


@dataclass(frozen=True)
class Parts:
    """A text as it is sent.

    parts: how many SMS are paid for. units: septets for GSM-7 (some characters take two), 16-bit units for
    UCS-2. text: as it goes on the wire. costly: the characters that forced UCS-2, each once, as they came.
    """

    encoding: Encoding
    parts: int
    units: int
    text: str
    costly: tuple[str, ...]


def count(text: str, *, smart: bool = True) -> Parts:
    """Count the parts of a text; `smart` is Twilio's Smart Encoding, the default of a Messaging Service.

    The empty text is one part, as the provider has it. Source: Twilio's message segment calculator.
    """
    sent = text if _GSM.issuperset(text) or not smart else text.translate(_SMART_TABLE)
    return _in_gsm(sent) if _GSM.issuperset(sent) else _in_ucs(sent)


def price(parts: int, per_part: Decimal) -> Decimal:
    """What so many parts cost, in the currency of `per_part`."""
    return parts * per_part


def _in_gsm(text: str) -> Parts:
    doubles = sum(map(text.count, _GSM_DOUBLE))
    sizes = (2 if char in _GSM_DOUBLE else 1 for char in text)
    return Parts("GSM-7", _fill("GSM-7", len(text) + doubles, sizes), len(text) + doubles, text, ())


def _in_ucs(text: str) -> Parts:
    signs = _signs(text)
    sizes = [sum(2 if ord(char) > 0xFFFF else 1 for char in sign) for sign in signs]
    costly = tuple(dict.fromkeys(sign for sign in signs if sign not in _GSM))
    return Parts("UCS-2", _fill("UCS-2", sum(sizes), sizes), sum(sizes), text, costly)


def _fill(encoding: Encoding, units: int, sizes: Iterable[int]) -> int:
    """The number of parts when no sign is cut in two, unless it is wider than a whole part."""
    alone, together = _ROOM[encoding]
    if units <= alone:
        return 1
    parts, left = 0, 0
    for size in sizes:
        if size > left:
            more = -(-size // together)
            parts, left = parts + more, more * together
        left -= size
    return parts


def _signs(text: str) -> list[str]:
    """The text cut into what a reader sees as one sign: a letter with its accents, a flag, a family."""
    signs: list[str] = []
    for char in text:
        if signs and _belongs(signs[-1], char):
            signs[-1] += char
        else:
            signs.append(char)
    return signs


def _belongs(sign: str, char: str) -> bool:
    if char < "\u0300" or sign == "\n":
        return False
    if _is_flag_half(char):
        return len(sign) == 1 and _is_flag_half(sign)
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or char in "\u200c\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or (sign.endswith(_JOINER) and char > "\u2190")
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
