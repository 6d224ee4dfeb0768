"""booking: a request for a candidate or speaker, who is asked, and what came of it."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Table, Text, text

from storage.tables.base import Instant, identity, metadata, refers

STATES = (
    "open", "queued", "asked", "tentative", "countered", "desk", "accepted", "declined", "expired", "cancelled", "done",
)  # fmt: skip

ACCEPTED = text("state = 'accepted'")

# The wall times are what was agreed; the instants follow from them and the zone.
booking = Table(
    "booking",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False, index=False),  # who asks
    refers("candidate_id", "person", nullable=True, ondelete="SET NULL"),  # nobody yet while it is open
    refers("host_address_id", "address", nullable=True, ondelete="SET NULL"),
    Column("title", Text, nullable=False),
    Column("topic", Text),
    Column("venue", Text, nullable=False),
    Column("wall_start", DateTime, nullable=False),
    Column("wall_end", DateTime, nullable=False),
    Column("zone", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("answer_by", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", "state"),
    CheckConstraint("starts_at < ends_at", "times"),
    Index("ix_booking_starts_at", "organization_id", "starts_at"),
    Index("ix_booking_booked", "starts_at", "candidate_id", sqlite_where=ACCEPTED, postgresql_where=ACCEPTED),
)
