"""The ledger of a broadcast: what became of each of its recipients."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.broadcasts import WAITING
from storage.tables import outbox

ACCEPTED = ("accepted", "sent", "delivered", "undelivered")  # the provider took it, whatever became of it


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
