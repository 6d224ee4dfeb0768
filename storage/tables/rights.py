"""rights_request: who asked for what the law gives them, and what came of it, without names or numbers."""

from sqlalchemy import CheckConstraint, Column, Table, Text

from storage.tables.base import Instant, Json, identity, metadata, refers

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
