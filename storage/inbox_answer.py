"""Answering as the association: the one road by which a person's own words go to a number or chat."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Row, exists, or_, select

from storage import outbox, suppression
from storage.tables import suppression as silences

FLOW = "person"
FREE = timedelta(minutes=15)  # after a text of theirs: so long an answer goes whatever the hour
USEFUL = timedelta(days=3)  # after that an answer that could not go is of no use
REPLY = 0  # before everything else that waits


@dataclass(frozen=True)
class Answer:
    """What is answered. once: of the form it was written in: the same words in the same form are one answer.

    parts, price: of an SMS, else 0. organization_id, person_id: in whose name, and to whom, as far as it is known.
    """

    body: str
    once: str
    parts: int = 0
    price: Decimal = Decimal(0)
    organization_id: int | None = None
    person_id: int | None = None

    @property
    def intent_key(self) -> str:
        return f"answer:{self.once}:{hashlib.sha256(self.body.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Refusal:
    """Why an address cannot be answered. silenced: it has opted out; paused: it wants quiet until then; closed: there
    is no such number any more, or the chat is blocked."""  # fmt: skip

    why: Literal["silenced", "paused", "closed"]
    until: datetime | None = None


def refusal(db: Connection, address: Row[Any], organization_id: int | None, now: datetime) -> Refusal | None:
    """Why an address cannot be answered now in an organization's name; None when it can."""
    standing = suppression.standing(db, address.hash, now)
    if standing == "silenced" or _wants_nothing_of(db, address.hash, organization_id, now):
        return Refusal("silenced")
    if standing == "paused" and free_until(address) <= now:
        return Refusal("paused", suppression.paused_until(db, [address.hash], now))
    return Refusal("closed") if address.state in ("blocked", "invalid") else None


def _wants_nothing_of(db: Connection, hash_: str, organization_id: int | None, now: datetime) -> bool:
    """Silenced for one organization alone."""
    if organization_id is None:
        return False
    in_force = or_(silences.c.until.is_(None), silences.c.until > now)
    mine = (silences.c.hash == hash_) & (silences.c.organization_id == organization_id)
    return bool(db.execute(select(exists().where(mine, silences.c.scope.in_(("all", "sms")), in_force))).scalar())


def free_until(address: Row[Any]) -> datetime:
    """Until when an answer to what somebody wrote from an address goes whatever the hour."""
    written: datetime = address.last_in_at or address.created_at
    return written + FREE


def own_hours(db: Connection, hash_: str) -> list[Row[Any]]:
    """The hours that they asked for: `not_before`, `not_after` (HH:MM, or None) by the clock of a `zone`."""
    columns = (silences.c.not_before, silences.c.not_after, silences.c.zone)
    return list(db.execute(select(*columns).where(silences.c.hash == hash_, silences.c.scope == "hours")))


def answer(db: Connection, address: Row[Any], what: Answer, now: datetime) -> int | Refusal | None:
    """Queue an answer: its id; None when it was queued before; or why nothing may be written there.

    Its hours are quiet ones, unless it answers what was written a moment ago. Whoever asked for a pause is answered
    only then, and that in spite of the pause.
    """
    refused = refusal(db, address, what.organization_id, now)
    if refused is not None:
        return refused
    paused = suppression.standing(db, address.hash, now) == "paused"
    return outbox.queue(db, {
        "intent_key": what.intent_key, "address_id": address.id, "channel": address.channel,
        "address": address.address, "sender": address.sender, "hash": address.hash, "body": what.body,
        "organization_id": what.organization_id, "person_id": what.person_id, "flow": FLOW, "hours": "quiet",
        "priority": REPLY, "free_until": free_until(address), "not_before": now, "not_after": now + USEFUL,
        "despite_stop": int(paused), "token": secrets.token_urlsafe(16), "created_at": now, "parts": what.parts,
        "price": what.price,
    })  # fmt: skip
