"""Tests on messages and addresses: written, replied, reachable."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from storage.segments.expr import Messages, Reachable
from storage.segments.scope import Scope
from storage.segments.sql import united
from storage.tables import address, inbox, outbox, person_address, suppression

# Whatever may have reached them: a text of which we never learned what became of it counts as one too many.
TAKEN, MAYBE = ("accepted", "sent", "delivered"), ("on_wire", "unknown", "uncertain")
WRITTEN = (*TAKEN, *MAYBE)

# What was not taken, as far as we know, went when it was put on the wire.
_went_at = func.coalesce(outbox.c.wire_at, outbox.c.created_at)


def messages(scope: Scope, test: Messages) -> Select[Any]:
    """The ids of those to whom we wrote, or who wrote to us, in the last so many days."""
    since = scope.now - timedelta(days=test.days)
    if test.what == "replied":
        return select(inbox.c.person_id).where(inbox.c.received_at >= since)
    to = select(outbox.c.person_id)
    taken = to.where(outbox.c.state.in_(TAKEN), outbox.c.accepted_at >= since)
    return united([taken, to.where(outbox.c.state.in_(MAYBE), _went_at >= since)])


def reachable(scope: Scope, test: Reachable) -> Select[Any]:
    """The ids of those with an address on the channel that works and that this organization may write to."""
    return (
        select(person_address.c.person_id)
        .join(address, address.c.id == person_address.c.address_id)
        .where(address.c.channel == test.channel, address.c.state == "ok", address.c.id.not_in(_silenced(scope)))
    )


def _silenced(scope: Scope) -> Select[Any]:
    """The addresses that are, wholly or all SMS; a topic or hours leave a person reachable.

    From the silences to the addresses, not the other way: there are far fewer of them.
    """
    row, to = suppression.c, address.alias("silenced")
    return (
        select(to.c.id)
        .join_from(suppression, to, to.c.hash == row.hash)
        .where(
            or_(row.scope == "all", and_(row.scope == "sms", to.c.channel == "sms")),
            or_(row.organization_id.is_(None), row.organization_id == scope.organization_id),
            or_(row.until.is_(None), row.until > scope.now),
        )
    )
