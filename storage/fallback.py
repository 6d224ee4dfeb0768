"""Another road to the same person, when one is closed."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, select

from storage import addresses
from storage.once import insert_once
from storage.tables import outbox

COPIED = (
    "organization_id", "person_id", "body", "flow", "hours", "free_until", "despite_stop", "priority", "not_after",
    "parts", "price",
)  # fmt: skip


def by_sms(db: Connection, outbox_id: int, now: datetime) -> None:
    """Send what a closed chat refused by SMS instead, once, when its person has a number that works."""
    row = db.execute(select(outbox).where(outbox.c.id == outbox_id)).one()
    if row.channel != "telegram" or row.person_id is None:
        return
    number = next((a for a in addresses.of_person(db, row.person_id) if a.channel == "sms" and a.state == "ok"), None)
    if number is None:
        return
    values = {name: getattr(row, name) for name in COPIED}
    values |= {"intent_key": f"{row.intent_key}:sms", "address_id": number.id, "channel": "sms", "hash": number.hash}
    values |= {"address": number.address, "token": secrets.token_urlsafe(16), "created_at": now, "not_before": now}
    insert_once(db, outbox, values)
