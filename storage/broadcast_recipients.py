"""The recipients of a broadcast one by one, grouped as the panel counts them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from storage.broadcast_ledger import ACCEPTED
from storage.broadcasts import WAITING
from storage.people import shown_in_lists
from storage.tables import outbox, person

# The states of the outbox behind each number of a ledger.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "accepted": ACCEPTED, "delivered": ("delivered",), "undelivered": ("undelivered",), "refused": ("refused",),
    "suppressed": ("suppressed",), "too_late": ("too_late",), "cancelled": ("cancelled",), "uncertain": ("uncertain",),
    "waiting": WAITING, "unknown": ("unknown",),
}  # fmt: skip


def each(db: Connection, broadcast_id: int, group: str = "", *, after: int = 0, limit: int = 50) -> list[Row[Any]]:
    """A page of recipients: id, state, error, accepted_at, final_at, person_id, first_name, last_name, protected.

    Whose identity is protected stands there without a name.
    """
    columns = (outbox.c.id, outbox.c.state, outbox.c.error, outbox.c.accepted_at, outbox.c.final_at, outbox.c.person_id)
    wanted = (
        select(*columns, *shown_in_lists())
        .outerjoin(person, person.c.id == outbox.c.person_id)
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.id > after)
    )
    if group in GROUPS:
        wanted = wanted.where(outbox.c.state.in_(GROUPS[group]))
    return list(db.execute(wanted.order_by(outbox.c.id).limit(limit)))
