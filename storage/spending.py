"""What an organization's messages have cost this month, and how much of its cap is left for broadcasts."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, or_, select

from storage.tables import organization, outbox

IN_THE_AIR = ("claimed", "on_wire", "unknown")


def this_month(db: Connection, organization_id: int, now: datetime) -> Decimal:
    """What its messages have cost since the month began on its own calendar; those on their way are counted in."""
    zone = db.execute(select(organization.c.timezone).where(organization.c.id == organization_id)).scalar_one()
    begun = now.astimezone(ZoneInfo(zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    paid = or_(outbox.c.accepted_at >= begun, outbox.c.state.in_(IN_THE_AIR))
    spent = select(func.sum(outbox.c.price)).where(outbox.c.organization_id == organization_id, paid)
    return db.execute(spent).scalar() or Decimal(0)


def left(db: Connection, now: datetime) -> dict[int, Decimal]:
    """What each organization with a cap may still spend on broadcasts this month; below zero when it is past it."""
    capped = select(organization.c.id, organization.c.month_cap).where(organization.c.month_cap.is_not(None))
    return {row.id: row.month_cap - this_month(db, row.id, now) for row in db.execute(capped)}


def within(rows: Iterable[Row[Any]], allowed: Mapping[int, Decimal]) -> list[Row[Any]]:
    """The rows, in order, that what is left pays for; of an organization without a cap all."""
    purse, kept = dict(allowed), []
    for row in rows:
        if row.organization_id in purse:
            if row.price > purse[row.organization_id]:
                continue
            purse[row.organization_id] -= row.price
        kept.append(row)
    return kept
