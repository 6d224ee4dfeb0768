"""Sessions: who is signed in. They stand in the database alone, so that one can be ended at once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.tables import organizer, session

LASTS = timedelta(hours=12)
HALFWAY_LASTS = timedelta(minutes=30)  # with the first factor alone
NOTED = timedelta(minutes=1)  # how old `seen_at` may become before it is written again
CODES = 5  # wrong ones in a row that a session outlives, less one
LONGEST_AGENT = 300


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(
    db: Connection, organizer_id: int, now: datetime, *, second_at: datetime | None, agent: str = "",
    offered_secret: str | None = None,
) -> str:  # fmt: skip
    """Sign somebody in; the token of their cookie. second_at: when they gave the second factor.

    agent: what their browser calls itself. offered_secret: of the second factor that they are asked to set up.
    """
    token = secrets.token_urlsafe(32)
    mine = {"organizer_id": organizer_id, "agent": agent[:LONGEST_AGENT], "offered_secret": offered_secret}
    db.execute(insert(session).values(**mine, **_fresh(token, now, second_at), created_at=now))
    return token


def renew(db: Connection, session_id: int, now: datetime, *, second_at: datetime | None) -> str | None:
    """A new token for a session, whose old one is dead; None when the session was ended meanwhile."""
    token = secrets.token_urlsafe(32)
    values = {**_fresh(token, now, second_at), "wrong_codes": 0, "offered_secret": None}
    renewed = db.execute(update(session).where(session.c.id == session_id).values(values)).rowcount
    return token if renewed else None


def _fresh(token: str, now: datetime, second_at: datetime | None) -> dict[str, Any]:
    ends_at = now + (LASTS if second_at is not None else HALFWAY_LASTS)
    csrf = secrets.token_urlsafe(24)
    return {"token_hash": hashed(token), "csrf": csrf, "second_at": second_at, "seen_at": now, "ends_at": ends_at}


def find(db: Connection, token: str, now: datetime) -> Row[Any] | None:
    """The session of a cookie, all its columns, with its organizer's email, name and language."""
    theirs = organizer.c.email, organizer.c.name, organizer.c.language
    wanted = select(session, *theirs).join(organizer, organizer.c.id == session.c.organizer_id)
    return db.execute(wanted.where(session.c.token_hash == hashed(token), session.c.ends_at > now)).one_or_none()


def of_organizer(db: Connection, organizer_id: int, now: datetime) -> list[Row[Any]]:
    """Where somebody is signed in, whole, the last used first."""
    theirs = (session.c.organizer_id == organizer_id) & (session.c.ends_at > now) & session.c.second_at.is_not(None)
    return list(db.execute(select(session).where(theirs).order_by(session.c.seen_at.desc(), session.c.id.desc())))


def seen(db: Connection, session_id: int, now: datetime) -> None:
    """They are still there."""
    db.execute(update(session).where(session.c.id == session_id).values(seen_at=now))


def offer(db: Connection, session_id: int, secret: str) -> None:
    """A second factor is shown to them; it counts once they have given a code of it."""
    db.execute(update(session).where(session.c.id == session_id).values(offered_secret=secret))


def take_code(db: Connection, session_id: int) -> int | None:
    """Count a code as wrong before it is looked at: how many in a row that makes; None when it may not be looked at."""
    mine = (session.c.id == session_id) & (session.c.wrong_codes < CODES)
    counted = update(session).where(mine).values(wrong_codes=session.c.wrong_codes + 1)
    return db.execute(counted.returning(session.c.wrong_codes)).scalar()


def confirmed(db: Connection, session_id: int, now: datetime) -> None:
    """They have given the second factor again."""
    db.execute(update(session).where(session.c.id == session_id).values(second_at=now, wrong_codes=0))


def end(db: Connection, session_id: int, *, of: int | None = None) -> None:
    """Sign out. of: the organizer whose session it has to be."""
    mine = session.c.id == session_id
    db.execute(delete(session).where(mine if of is None else mine & (session.c.organizer_id == of)))


def end_all(db: Connection, organizer_id: int, *, but: int | None = None) -> int:
    """Sign somebody out everywhere, `but` for one session; how many were ended."""
    theirs = (session.c.organizer_id == organizer_id) & (session.c.id != (but or 0))
    return db.execute(delete(session).where(theirs)).rowcount
