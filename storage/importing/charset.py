"""Which characters the bytes of a text file stand for: the mark at its head, then by rule."""

import codecs
import re

from storage.importing.reasons import Unreadable

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
HEAD = 4096
CHUNK = 1 << 20
FEW = 8  # one byte in so many may be empty by accident; in UTF-16 far more are
# Letters of Mac Roman where a Windows file has none, or not there: ä å é ü (Š Œ Ž Ÿ) beside a small letter,
# Ä Å É Ö (€, nothing, ƒ, …) before a letter, and ö (š, which in a Swedish list keeps company with å, ä or ö) after one.
MAC_LETTERS = re.compile(
    rb"[a-z][\x8a\x8c\x8e\x9f]|[A-Z][\x8a\x8c\x8e\x9f][a-z]|[\x80\x81\x83\x85][a-z]|[A-Z][\x80\x81\x83\x85][A-Z]|[A-Za-z]\x9a"
)
WINDOWS_LETTERS = re.compile(rb"[\xe4\xe5\xf6\xc4\xc5\xd6\xe9]")


def charset_of(data: bytes) -> str:
    """The name of a codec that reads all of `data`; Unreadable("charset", row) when there is none."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            return _checked(data, codec)
    if data[:HEAD].count(0) > len(data[:HEAD]) // FEW:
        return _checked(data, _wide(data[:HEAD]))
    if _misread_at(data, "utf-8") is None:
        return "utf-8"
    return _checked(data, _narrow(data))


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: in western text the empty half of each pair tells the order."""
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _narrow(data: bytes) -> str:
    is_mac = MAC_LETTERS.search(data) and not WINDOWS_LETTERS.search(data)
    return "mac-roman" if is_mac else "cp1252"


def _checked(data: bytes, codec: str) -> str:
    at = _misread_at(data, codec)
    if at is not None:
        raise Unreadable("charset", row=data[:at].count(b"\n") + 1)
    return codec


def _misread_at(data: bytes, codec: str) -> int | None:
    """About where `codec` cannot read the bytes, or None; in pieces, so that the text is never held twice."""
    decoder = codecs.getincrementaldecoder(codec)()
    for start in range(0, len(data) + 1, CHUNK):
        try:
            decoder.decode(data[start : start + CHUNK], final=start + CHUNK > len(data))
        except UnicodeDecodeError as error:
            return start + error.start
    return None
