"""address: a phone number or a Telegram chat; who has it, what ties a new chat to it, and what silences it."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint, text

from storage.tables.base import Instant, identity, metadata, refers

CHANNELS = ("sms", "telegram")
STATES = ("ok", "blocked", "invalid", "unverified")

address = Table(
    "address",
    metadata,
    identity(),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    # The sender of ours through which it is reached: the number they wrote to last; "" is whichever sends.
    Column("sender", Text, nullable=False, server_default=""),
    Column("hash", Text, nullable=False, index=True),
    Column("state", Text, nullable=False, server_default="ok"),
    Column("language", Text),
    Column("last_in_at", Instant),
    Column("introduced_at", Instant),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("channel", "address"),
    Index("ix_address_segment", "channel", "state", "id"),
    CheckConstraint(f"channel IN {CHANNELS}", "channel"),
    CheckConstraint(f"state IN {STATES}", "state"),
    sqlite_autoincrement=True,  # its ids are written down elsewhere: none is ever given twice
)

person_address = Table(
    "person_address",
    metadata,
    refers("person_id", "person", primary_key=True, ondelete="CASCADE", index=False),
    refers("address_id", "address", primary_key=True, ondelete="CASCADE", index=False),
    Index("ix_person_address_address_id", "address_id", "person_id"),
)

# A link that ties a Telegram chat to the people of an address. Only the hash of its token is kept.
link_token = Table(
    "link_token",
    metadata,
    identity(),
    Column("token_hash", Text, nullable=False, unique=True),
    refers("address_id", "address", nullable=False, ondelete="CASCADE"),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

HOURS = text("scope = 'hours'")

# Kept by keyed hash, so that it outlives the person and knows the number when it comes back in an import.
suppression = Table(
    "suppression",
    metadata,
    identity(),
    Column("key", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False, index=True),
    Column("scope", Text, nullable=False),
    refers("organization_id", "organization", nullable=True),
    Column("topic", Text, nullable=False, server_default=""),
    # Of scope hours: the wall clock of the zone within which they may be written to, HH:MM.
    Column("not_before", Text),
    Column("not_after", Text),
    Column("zone", Text),
    Column("until", Instant),
    Column("source", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("scope IN ('all', 'sms', 'topic', 'hours')", "scope"),
    Index("ix_suppression_hours", "zone", sqlite_where=HOURS, postgresql_where=HOURS),
)
