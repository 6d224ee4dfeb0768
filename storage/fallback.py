"""Another road to the same person, when one is closed."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage import addresses
from storage.once import insert_once
from storage.tables import outbox

COPIED = (
    "organization_id", "person_id", "broadcast_id", "body", "flow", "topic", "hours", "free_until", "despite_stop",
    "priority", "not_after", "price",
)  # fmt: skip


def by_sms(db: Connection, outbox_id: int, parts: int, now: datetime) -> None:
    """Send what a closed chat refused by SMS instead, once, when its person has a number that works.

    parts: how many it is by SMS. In a broadcast it takes the place of what was refused, unless that number has it.
    """
    row = db.execute(select(outbox).where(outbox.c.id == outbox_id)).one()
    if row.channel != "telegram" or row.person_id is None:
        return
    number = next((a for a in addresses.of_person(db, row.person_id) if a.channel == "sms" and a.state == "ok"), None)
    if number is None:
        return
    values = {name: getattr(row, name) for name in COPIED}
    together = row.broadcast_id is not None
    intent = f"broadcast:{row.broadcast_id}:{number.id}" if together else f"{row.intent_key}:sms"
    values |= {"intent_key": intent, "address_id": number.id, "channel": "sms", "hash": number.hash, "parts": parts}
    values |= {"address": number.address, "token": secrets.token_urlsafe(16), "created_at": now, "not_before": now}
    if insert_once(db, outbox, values) is not None and together:
        db.execute(update(outbox).where(outbox.c.id == row.id).values(broadcast_id=None))
