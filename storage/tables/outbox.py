"""outbox: one row per message that we mean to send, and what the provider says became of it."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Numeric, Table, Text, TextClause, UniqueConstraint, text

from storage.tables.base import Instant, Json, identity, metadata, refers

STATES = (
    "queued", "claimed", "on_wire", "accepted", "sent", "delivered", "undelivered",
    "cancelled", "too_late", "suppressed", "refused", "unknown", "uncertain",
)  # fmt: skip

# What belongs to no broadcast is found without looking at what waits in one, however much that is.
QUEUED_ALONE = text("state = 'queued' AND broadcast_id IS NULL")
QUEUED_TOGETHER = text("state = 'queued' AND broadcast_id IS NOT NULL")
OF_BROADCAST = text("broadcast_id IS NOT NULL")
TO_FORGET = text("forget_at IS NOT NULL AND sid IS NOT NULL")
ERASED = text("erased_at IS NOT NULL")


def _partial(name: str, *columns: str, where: TextClause) -> Index:
    """An index of some of the rows, the same on both databases."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


outbox = Table(
    "outbox",
    metadata,
    identity(),
    # What it is for, in one string: the same intent asked for twice is one row.
    Column("intent_key", Text, nullable=False, unique=True),
    refers("organization_id", "organization", nullable=True),
    refers("person_id", "person", nullable=True, ondelete="SET NULL"),
    refers("address_id", "address", nullable=True, ondelete="SET NULL"),  # none once its people are erased
    refers("broadcast_id", "broadcast", nullable=True, index=False),  # goes only while that is sending
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("sender", Text, nullable=False, server_default=""),
    Column("hash", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("buttons", Json),
    Column("flow", Text),
    Column("topic", Text),  # what it is about, for those who want nothing of that
    # What hours it keeps (any, reminder, quiet) and until when it may go whatever they say.
    Column("hours", Text, nullable=False),
    Column("free_until", Instant),
    # Written to somebody who opted out: only the receipt of that, and answers to START and HELP.
    Column("despite_stop", Integer, nullable=False, server_default="0"),
    Column("priority", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("not_after", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="queued"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_owner", Text),
    Column("lease_until", Instant),
    Column("token", Text, nullable=False, unique=True),
    Column("sid", Text, index=True),
    Column("error", Text),
    Column("parts", Integer, nullable=False),
    Column("price", Numeric(10, 4), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("wire_at", Instant),
    Column("accepted_at", Instant),
    Column("final_at", Instant),
    Column("looked_up", Integer, nullable=False, server_default="0"),
    # When the provider is (next) asked to delete it, how often it was, and since when it is gone there.
    Column("forget_at", Instant),
    Column("forget_tries", Integer, nullable=False, server_default="0"),
    Column("forgotten_at", Instant),
    Column("erased_at", Instant),  # of or about somebody erased meanwhile: blank as soon as it is on its way no more
    CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", "state"),
    CheckConstraint("hours IN ('any', 'reminder', 'quiet')", "hours"),
    _partial("ix_outbox_queue", "channel", "priority", "not_before", "id", where=QUEUED_ALONE),
    _partial("ix_outbox_broadcast_queue", "broadcast_id", "channel", "not_before", "id", where=QUEUED_TOGETHER),
    _partial("ix_outbox_broadcast", "broadcast_id", "state", where=OF_BROADCAST),
    Index("ix_outbox_state", "state", "id"),
    Index("ix_outbox_hash", "hash", "state"),
    Index("ix_outbox_written", "state", "accepted_at", "person_id"),
    Index("ix_outbox_spent", "organization_id", "accepted_at"),
    _partial("ix_outbox_forget_at", "forget_at", where=TO_FORGET),
    _partial("ix_outbox_erased_at", "erased_at", where=ERASED),
)

# What the provider told us of a message, as it came: out of order, doubled, in words we may not know.
delivery_status = Table(
    "delivery_status",
    metadata,
    identity(),
    refers("outbox_id", "outbox", nullable=False, ondelete="CASCADE"),
    Column("sid", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("error", Text, nullable=False, server_default=""),
    Column("received_at", Instant, nullable=False),
    UniqueConstraint("outbox_id", "sid", "status", "error"),
)
