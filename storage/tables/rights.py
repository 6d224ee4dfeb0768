"""What the law asks of us: who asked for their rights, whose things must be kept, and who looked at whom."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text

from storage.tables.base import BigId, Instant, Json, identity, metadata, refers

# Without names or numbers: it outlives whom it is about.
rights_request = Table(
    "rights_request",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    Column("kind", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("by", Text, nullable=False),
    Column("report", Json),  # what was removed or handed out, as counts
    CheckConstraint("kind IN ('access', 'erasure', 'source')", "kind"),
)

# Nothing of the person goes before then, neither by age nor when they ask for it.
legal_hold = Table(
    "legal_hold",
    metadata,
    identity(),
    refers("person_id", "person", nullable=False, ondelete="CASCADE"),
    Column("until", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

read_log = Table(
    "read_log",
    metadata,
    identity(),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    refers("organization_id", "organization", nullable=False, index=False),
    Column("person_id", BigId, nullable=False),  # no key: it outlives the person, whose number nobody gets again
    Index("ix_read_log_person", "person_id", "at"),
)
