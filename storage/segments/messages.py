"""Tests on messages and addresses: written, replied, reachable."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, func, not_, or_, select

from storage.segments.expr import Messages, Reachable
from storage.segments.scope import Scope
from storage.segments.sql import among, united
from storage.tables import address, inbox, outbox, person_address, suppression
from storage.tables.address import CHANNELS, STATES

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
    tied = person_address.c.address_id
    if test.channel == "sms":
        # Nearly all addresses are numbers that work: striking out the others is a third less work for a database.
        some = not_(among(scope.db, _closed(scope, test.channel), tied))
    else:
        some = among(scope.db, _open(scope, test.channel), tied)
    return select(person_address.c.person_id).where(some)


def _open(scope: Scope, channel: str) -> Select[Any]:
    works = and_(address.c.channel == channel, address.c.state == "ok")
    return select(address.c.id).where(works, not_(among(scope.db, _silences(scope, channel), address.c.hash)))


def _closed(scope: Scope, channel: str) -> Select[Any]:
    """All that are not open, said so that an index finds them."""
    elsewhere = address.c.channel.in_([other for other in CHANNELS if other != channel])
    broken = and_(address.c.channel == channel, address.c.state.in_([state for state in STATES if state != "ok"]))
    silenced = among(scope.db, _silences(scope, channel), address.c.hash)
    return select(address.c.id).where(or_(elsewhere, broken, silenced))


def _silences(scope: Scope, channel: str) -> Select[Any]:
    """The hashes of what is silenced wholly or on the channel; a topic or hours leave a person reachable."""
    row = suppression.c
    return select(row.hash).where(
        row.scope.in_(("all", "sms") if channel == "sms" else ("all",)),
        or_(row.organization_id.is_(None), row.organization_id == scope.organization_id),
        or_(row.until.is_(None), row.until > scope.now),
    )
