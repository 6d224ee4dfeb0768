"""inbox: every message that came in, stored once before anything else happens to it."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, text

from storage.tables.base import Instant, Json, identity, metadata, refers

NEW = text("state = 'new'")
TO_FORGET = text("forget_at IS NOT NULL")
ASKING = text("asks_for IS NOT NULL AND settled_at IS NULL")
SETTLED = text("settled_at IS NOT NULL")
ASSIGNED = text("assigned_id IS NOT NULL")

inbox = Table(
    "inbox",
    metadata,
    identity(),
    Column("provider", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),  # who wrote
    Column("sender", Text, nullable=False, server_default=""),  # the sender of ours at which it arrived
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("data", Json),
    Column("received_at", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="new"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("handled_at", Instant),
    refers("organization_id", "organization", nullable=True),
    refers("person_id", "person", nullable=True, ondelete="SET NULL"),
    Column("flow", Text),
    # Why a person has to look at it; empty when nobody has to.
    Column("asks_for", Text),
    Column("settled_at", Instant),
    refers("assigned_id", "organizer", nullable=True, ondelete="SET NULL", index=False),  # who of us has it in hand
    # When the provider is (next) asked to delete it, how often it was, and since when it is gone there.
    Column("forget_at", Instant),
    Column("forget_tries", Integer, nullable=False, server_default="0"),
    Column("forgotten_at", Instant),
    UniqueConstraint("provider", "account", "external_id"),
    CheckConstraint("state IN ('new', 'done', 'set_aside')", "state"),
    Index("ix_inbox_waiting", "channel", "address", "id", sqlite_where=NEW, postgresql_where=NEW),
    Index("ix_inbox_address", "channel", "address", "received_at"),
    Index("ix_inbox_replied", "received_at", "person_id"),
    Index("ix_inbox_asking", "channel", "address", "id", sqlite_where=ASKING, postgresql_where=ASKING),
    Index("ix_inbox_settled", "settled_at", sqlite_where=SETTLED, postgresql_where=SETTLED),
    Index("ix_inbox_assigned", "assigned_id", sqlite_where=ASSIGNED, postgresql_where=ASSIGNED),
    Index("ix_inbox_forget_at", "forget_at", sqlite_where=TO_FORGET, postgresql_where=TO_FORGET),
)
