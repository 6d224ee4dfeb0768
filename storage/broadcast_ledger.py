"""The ledger of a broadcast: what became of each of its recipients, and who of them has answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from storage.broadcasts import WAITING
from storage.tables import inbox, outbox

ACCEPTED = ("accepted", "sent", "delivered", "undelivered")  # the provider took it, whatever became of it
ANSWERS_WITHIN = timedelta(days=14)
ANSWERS = ("text", "tap", "media", "contact")  # kinds of messages that somebody wrote


@dataclass(frozen=True)
class Ledger:
    """What became of a broadcast's messages.

    states: how many stand in each state. recipients: all of them; before they are planned, as many as were confirmed.
    parts and price: of what was accepted; before anything was, of the plan.
    """

    states: Mapping[str, int]
    recipients: int
    parts: int
    price: Decimal

    @property
    def accepted(self) -> int:
        """How many the provider took, whatever became of them."""
        return sum(self.states.get(state, 0) for state in ACCEPTED)

    @property
    def waiting(self) -> int:
        """How many have not come to an end."""
        return sum(self.states.get(state, 0) for state in WAITING)


def ledger(db: Connection, row: Row[Any]) -> Ledger:
    """What has become of a broadcast's messages; row: as it is in its table."""
    count, parts, price = func.count(), func.sum(outbox.c.parts), func.sum(outbox.c.price)
    mine = select(outbox.c.state, count.label("n"), parts.label("parts"), price.label("price"))
    found = list(db.execute(mine.where(outbox.c.broadcast_id == row.id).group_by(outbox.c.state)))
    states = {each.state: each.n for each in found} if row.planned_at is not None else {}
    recipients = row.recipients if row.planned_at is not None else row.recipients_expected
    paid = [each for each in found if each.state in ACCEPTED]
    if paid or row.finished_at is not None:
        parts_paid, price_paid = sum(each.parts for each in paid), sum((each.price for each in paid), Decimal(0))
        return Ledger(states, recipients or 0, parts_paid, price_paid)
    return Ledger(states, recipients or 0, row.parts or 0, row.price or Decimal(0))


def replies(db: Connection, broadcast_id: int) -> int:
    """How many recipients wrote to us within 14 days after their message, and before the next broadcast to them."""
    mine, later = outbox.alias("mine"), outbox.alias("later")
    next_at = (
        select(func.min(later.c.accepted_at))
        .where(later.c.address_id == mine.c.address_id, later.c.broadcast_id.is_not(None))
        .where(later.c.accepted_at > mine.c.accepted_at)
        .scalar_subquery()
    )
    from_them = and_(inbox.c.channel == mine.c.channel, inbox.c.address == mine.c.address, inbox.c.kind.in_(ANSWERS))
    wrote_at = func.min(inbox.c.received_at)
    first = (
        select(mine.c.accepted_at, wrote_at.label("wrote_at"), next_at.label("next_at"))
        .join(inbox, and_(from_them, inbox.c.received_at >= mine.c.accepted_at))
        .where(mine.c.broadcast_id == broadcast_id)
        .group_by(mine.c.id)
    )
    return sum(_answers(row) for row in db.execute(first).all())


def _answers(row: Any) -> bool:
    in_time: bool = row.wrote_at <= row.accepted_at + ANSWERS_WITHIN
    return in_time and (row.next_at is None or row.wrote_at < row.next_at)
