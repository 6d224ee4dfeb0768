"""What proves who somebody is: a password, the codes of an app, and recovery codes. Nothing here is stored."""

import hmac
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import cache

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from admin.weak_words import KEYBOARD, LOOKS_LIKE, WEAK
from storage.sessions import hashed as token_hash

ISSUER = "Budkavle"
SHORTEST, LONGEST = 12, 500  # characters of a password
BESIDE = 8  # characters that it has beside one's name
KINDS = 5  # different characters that a password has at least
STEP = 30  # seconds that a code of the app is shown
WINDOW = (-1, 0, 1)  # steps that a clock may be off
RECOVERY_CODES = 10
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # without those that look like another
ALIKE = str.maketrans("oil", "011")
_COMMON = re.compile(f"(?:{'|'.join(sorted(WEAK))})*")

hasher = PasswordHasher()  # argon2id, RFC 9106's choice for little memory: 64 MiB
_at_once = threading.BoundedSemaphore(2)  # each of them takes that much


def hash_of(password: str) -> str:
    """What is kept of a password."""
    with _at_once:
        return hasher.hash(_same(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether it is their password; it takes as long when they have none, or are nobody."""
    kept = password_hash or _nobodys(hasher)
    with _at_once:
        try:
            return hasher.verify(kept, _same(password[: LONGEST + 1])) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Made with less than we take now."""
    return hasher.check_needs_rehash(password_hash)


@cache
def _nobodys(by: PasswordHasher) -> str:
    return by.hash(secrets.token_urlsafe())


def _same(password: str) -> str:
    """`å` is one letter on some keyboards and two on others."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, email: str) -> str | None:
    """Why a password will not do: `short`, `long`, `email`, `common`; None when it will."""
    plain = _same(password)
    if len(plain) < SHORTEST:
        return "short"
    if len(plain) > LONGEST:
        return "long"
    folded = plain.casefold()
    if any(name in folded and len(folded) - len(name) < BESIDE for name in _names(email)):
        return "email"
    return "common" if _is_common(folded) else None


def _names(email: str) -> Iterator[str]:
    """The e-mail and what stands before its @, when that is long enough to tell."""
    folded = email.strip().casefold()
    yield from (name for name in (folded, folded.partition("@")[0]) if len(name) > 3)


def _is_common(folded: str) -> bool:
    """The commonest words with something around them, one thing again and again, or a walk over the keyboard."""
    words = "".join(folded.strip("0123456789!?.,-_*#@$&+/ ").split()).translate(LOOKS_LIKE)
    again = (folded + folded).find(folded, 1) < len(folded)
    walks = any(folded in row * 2 or folded in row[::-1] * 2 for row in KEYBOARD)
    return bool(_COMMON.fullmatch(words)) or again or walks or len(set(folded)) < KINDS


# The codes of an app


def new_secret() -> str:
    """A secret to share with somebody's app, in base 32."""
    return pyotp.random_base32()


def counter_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of time whose code this is, if it is one of now, of just before or of just after."""
    totp, at = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    near = (at + off for off in WINDOW)
    return next((step for step in near if hmac.compare_digest(totp.generate_otp(step), code)), None)


def is_of_app(code: str) -> bool:
    """Whether it looks like a code of an app; any other may be a recovery code."""
    return len(code) == 6 and code.isascii() and code.isdecimal()


def bare(code: str) -> str:
    """A code as it was typed, without what people put between its letters, and small."""
    return "".join(char for char in code.casefold() if char.isalnum())


def app_link(secret: str, email: str) -> str:
    """What the app reads: `otpauth://…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def qr_image(link: str) -> str:
    """The link as a drawing to scan: a `data:` address, dark on white whatever is around it."""
    return segno.make_qr(link, error="m").svg_data_uri(border=4, light="#fff")


# Recovery codes


def new_recovery_codes() -> list[str]:
    """Ten codes of sixty bits: `k3v9-x0pq-7mzt`."""
    return ["-".join(_letters(4) for _ in range(3)) for _ in range(RECOVERY_CODES)]


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code; letters that look alike are the same."""
    return token_hash(bare(code).translate(ALIKE))
