"""The installation itself: its epoch and halt, its pace, its processes and providers, and the audit."""

from sqlalchemy import Column, Float, Integer, Table, Text

from storage.tables.base import Instant, Json, identity, metadata, refers

instance = Table(
    "instance",
    metadata,
    identity(),
    Column("epoch", Integer, nullable=False),
    Column("hash_fingerprint", Text, nullable=False),
    Column("halted_at", Instant),
)

# Theoretical arrival time per sender, in seconds: the one row that paces all workers.
pace = Table(
    "pace",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("next_at", Float, nullable=False),
)

# Who is alive, and who alone may do a thing (poll Telegram): a lease that its owner renews.
lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Instant, nullable=False),
)

provider = Table(
    "provider",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("data", Json),
    Column("seen_at", Instant, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    identity(),
    Column("at", Instant, nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    refers("organization_id", "organization", nullable=True),
    Column("object", Text, nullable=False, server_default=""),
    Column("detail", Json),
)
