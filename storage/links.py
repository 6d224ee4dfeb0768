"""Links that tie a Telegram chat to an address: single use, short-lived, known by the hash of their token only."""

from datetime import datetime

from sqlalchemy import Connection, insert, update

from storage.tables import link_token


def make(db: Connection, token_hash: str, address_id: int, expires_at: datetime) -> None:
    """A new link for an address."""
    db.execute(insert(link_token).values(token_hash=token_hash, address_id=address_id, expires_at=expires_at))


def use(db: Connection, token_hash: str, now: datetime) -> int | None:
    """Use a link up; the id of its address, or None for one that is unknown, used or too old."""
    fresh = (link_token.c.token_hash == token_hash) & link_token.c.used_at.is_(None) & (link_token.c.expires_at > now)
    used = update(link_token).where(fresh).values(used_at=now).returning(link_token.c.address_id)
    return db.execute(used).scalar_one_or_none()
