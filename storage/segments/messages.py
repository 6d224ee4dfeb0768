"""Tests on messages and addresses: written, replied, reachable."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from storage.segments.expr import Messages, Reachable
from storage.segments.scope import Scope
from storage.segments.sql import among
from storage.tables import address, inbox, outbox, person_address, suppression

# Whatever may have reached them: a text of which we never learned what became of it counts as one too many.
WRITTEN = ("on_wire", "accepted", "sent", "delivered", "unknown", "uncertain")


def messages(scope: Scope, test: Messages) -> ColumnElement[bool]:
    """Persons to whom we wrote, or who wrote to us, in the last so many days."""
    since = scope.now - timedelta(days=test.days)
    if test.what == "replied":
        return among(scope.db, select(inbox.c.person_id).where(inbox.c.received_at >= since))
    went_at = func.coalesce(outbox.c.accepted_at, outbox.c.wire_at, outbox.c.created_at)
    return among(scope.db, select(outbox.c.person_id).where(outbox.c.state.in_(WRITTEN), went_at >= since))


def reachable(scope: Scope, test: Reachable) -> ColumnElement[bool]:
    """Persons with an address on the channel that works and that this organization may write to."""
    return among(
        scope.db,
        select(person_address.c.person_id)
        .join(address, address.c.id == person_address.c.address_id)
        .where(address.c.channel == test.channel, address.c.state == "ok", ~_suppressed(scope)),
    )


def _suppressed(scope: Scope) -> ColumnElement[bool]:
    """Wholly, or all SMS; a topic or hours leave a person reachable."""
    row = suppression.c
    return (
        select(row.id)
        .where(
            row.hash == address.c.hash,
            or_(row.scope == "all", and_(row.scope == "sms", address.c.channel == "sms")),
            or_(row.organization_id.is_(None), row.organization_id == scope.organization_id),
            or_(row.until.is_(None), row.until > scope.now),
        )
        .exists()
    )
