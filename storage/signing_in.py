"""Signing in: links that let in once, codes that work once, and tries that are slowed but never shut out.

Tries are slowed by GCRA, one row for each key and rate: a key may be tried `burst` times at once and then once in
`seconds`. Several rates make the wait grow: seconds for who mistypes, a quarter of an hour for who goes on and on.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, case, delete, func, insert, select, update

from storage import installation
from storage.once import insert_many_once
from storage.sessions import hashed
from storage.tables import audit, organizer, recovery_code, session, sign_in_link, throttle

LINK_LASTS = timedelta(hours=48)
FAILED = "sign_in.failed"  # in the audit: a password or a code that was wrong

Kind = Literal["account", "address", "codes", "told"]


@dataclass(frozen=True)
class Rate:
    """How often: `burst` times at once, and once more every `seconds`."""

    burst: int
    seconds: float

    @property
    def slack(self) -> float:
        return (self.burst - 1) * self.seconds


# account: passwords for one e-mail. address: passwords from one place, where a whole office may sit. codes: those of
# one account's app. told: how often the audit says that an account is being slowed.
RATES: Mapping[Kind, tuple[Rate, ...]] = {
    "account": (Rate(5, 30), Rate(20, 15 * 60)),
    "address": (Rate(20, 10), Rate(100, 5 * 60)),
    "codes": (Rate(10, 60), Rate(40, 15 * 60)),
    "told": (Rate(1, 60 * 60),),
}


def take(db: Connection, kind: Kind, whose: str, now: datetime) -> float:
    """Count a try: 0 when it may be made, else how many seconds from now one may be."""
    waits = (_take(db, _key(kind, whose, rate), rate, now.timestamp()) for rate in RATES[kind])
    return next((wait for wait in waits if wait > 0), 0.0)


def _take(db: Connection, key: str, rate: Rate, now: float) -> float:
    insert_many_once(db, throttle, [{"key": key, "next_at": 0.0}])
    start = case((throttle.c.next_at > now, throttle.c.next_at), else_=now)
    free = (throttle.c.key == key) & (throttle.c.next_at <= now + rate.slack)
    if db.execute(update(throttle).where(free).values(next_at=start + rate.seconds)).rowcount:
        return 0.0
    next_at = db.execute(select(throttle.c.next_at).where(throttle.c.key == key)).scalar() or 0.0
    return max(next_at - rate.slack - now, 1.0)


def give_back(db: Connection, kind: Kind, whose: str) -> None:
    """The try was a good one, and does not count."""
    for rate in RATES[kind]:
        mine = update(throttle).where(throttle.c.key == _key(kind, whose, rate))
        db.execute(mine.values(next_at=throttle.c.next_at - rate.seconds))


def forget(db: Connection, kind: Kind, whose: str) -> None:
    """Whoever has both factors begins anew."""
    db.execute(delete(throttle).where(throttle.c.key.in_([_key(kind, whose, rate) for rate in RATES[kind]])))


def _key(kind: Kind, whose: str, rate: Rate) -> str:
    return hashed(f"{kind} {rate.seconds} {whose}")


def failed(db: Connection, organizer_id: int | None, now: datetime, *, factor: int) -> None:
    """Note in the audit that a password (1) or a code (2) was wrong; None where there is no such account."""
    theirs = {} if organizer_id is None else {"object": f"organizer:{organizer_id}"}
    installation.note(db, "somebody", FAILED, now, detail={"factor": factor}, **theirs)


def failures(db: Connection, organizer_id: int, since: datetime) -> int:
    """How many wrong tries there were at somebody's account."""
    theirs = (audit.c.action == FAILED) & (audit.c.object == f"organizer:{organizer_id}") & (audit.c.at >= since)
    return db.execute(select(func.count()).select_from(audit).where(theirs)).scalar_one()


# Links


def make_link(db: Connection, organizer_id: int, now: datetime) -> str:
    """The token of a link that lets an organizer choose a password, once; older ones of theirs are dead."""
    end_links(db, organizer_id)
    token = secrets.token_urlsafe(32)
    values = {"token_hash": hashed(token), "organizer_id": organizer_id, "ends_at": now + LINK_LASTS}
    db.execute(insert(sign_in_link).values(values))
    return token


def link(db: Connection, token: str, now: datetime) -> Row[Any] | None:
    """The account that a link is for; None when it is unknown, used or too old."""
    wanted = select(organizer).join(sign_in_link, sign_in_link.c.organizer_id == organizer.c.id)
    return db.execute(wanted.where(_is_good(token, now))).one_or_none()


def use_link(db: Connection, token: str, now: datetime) -> int | None:
    """Use a link up; the id of its organizer, or None as for `link`."""
    used = delete(sign_in_link).where(_is_good(token, now)).returning(sign_in_link.c.organizer_id)
    return db.execute(used).scalar()


def end_links(db: Connection, organizer_id: int) -> None:
    """No link lets them in any more."""
    db.execute(delete(sign_in_link).where(sign_in_link.c.organizer_id == organizer_id))


def _is_good(token: str, now: datetime) -> Any:
    return (sign_in_link.c.token_hash == hashed(token)) & (sign_in_link.c.ends_at > now)


# Second factor


def use_counter(db: Connection, organizer_id: int, secret: str, counter: int) -> bool:
    """Use up the code of a counter of this secret: True for one alone, however many give it at the same time."""
    unused = (organizer.c.totp_secret == secret) & (organizer.c.totp_used < counter)
    used = update(organizer).where(organizer.c.id == organizer_id, unused).values(totp_used=counter)
    return db.execute(used).rowcount == 1


def use_recovery(db: Connection, organizer_id: int, code_hash: str) -> bool:
    """Use up a recovery code: True for one alone."""
    mine = (recovery_code.c.organizer_id == organizer_id) & (recovery_code.c.code_hash == code_hash)
    return db.execute(delete(recovery_code).where(mine)).rowcount == 1


def set_second_factor(db: Connection, organizer_id: int, secret: str, counter: int, *, instead_of: str | None) -> bool:
    """Take a secret into use, of which the code of `counter` was just given; False when another was there meanwhile."""
    before = organizer.c.totp_secret.is_(None) if instead_of is None else organizer.c.totp_secret == instead_of
    mine = update(organizer).where(organizer.c.id == organizer_id, before)
    return db.execute(mine.values(totp_secret=secret, totp_used=counter)).rowcount == 1


def forget_second_factor(db: Connection, organizer_id: int) -> None:
    """They have lost their phone and their codes: the next time they sign in they set it up anew."""
    db.execute(update(organizer).where(organizer.c.id == organizer_id).values(totp_secret=None))
    set_recovery(db, organizer_id, ())


def set_recovery(db: Connection, organizer_id: int, code_hashes: Iterable[str]) -> None:
    """These recovery codes work, and none from before."""
    db.execute(delete(recovery_code).where(recovery_code.c.organizer_id == organizer_id))
    insert_many_once(db, recovery_code, [{"organizer_id": organizer_id, "code_hash": each} for each in code_hashes])


def recovery_left(db: Connection, organizer_id: int) -> int:
    """How many recovery codes they have."""
    theirs = recovery_code.c.organizer_id == organizer_id
    return db.execute(select(func.count()).select_from(recovery_code).where(theirs)).scalar_one()


def sweep(db: Connection, now: datetime) -> None:
    """What is over goes: sessions, links, and tries that slow nothing any more."""
    db.execute(delete(session).where(session.c.ends_at <= now))
    db.execute(delete(sign_in_link).where(sign_in_link.c.ends_at <= now))
    db.execute(delete(throttle).where(throttle.c.next_at <= now.timestamp()))
