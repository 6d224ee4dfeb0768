"""segment: an expression that somebody saved under a name; whom it describes is looked up each time."""

from sqlalchemy import Column, Table, Text, UniqueConstraint

from storage.tables.base import Instant, identity, metadata, refers

segment = Table(
    "segment",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False, index=False),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),  # names are unique whatever their case; databases fold differently
    Column("expression", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("organization_id", "folded_name"),
)
