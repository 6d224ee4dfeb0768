"""broadcast_reply: what somebody wrote back to a broadcast, and what it meant."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint

from storage.tables.base import Instant, identity, metadata, refers

MEANINGS = ("yes", "no", "other")

broadcast_reply = Table(
    "broadcast_reply",
    metadata,
    identity(),
    refers("broadcast_id", "broadcast", nullable=False, ondelete="CASCADE", index=False),
    refers("inbox_id", "inbox", nullable=False, ondelete="CASCADE", index=False),
    refers("person_id", "person", nullable=True, ondelete="SET NULL"),
    Column("meaning", Text, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("inbox_id"),
    CheckConstraint(f"meaning IN ({', '.join(repr(meaning) for meaning in MEANINGS)})", "meaning"),
    Index("ix_broadcast_reply_meaning", "broadcast_id", "meaning", "id"),
)
