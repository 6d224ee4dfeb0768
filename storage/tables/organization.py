"""organization: a node in the tree of party, districts and associations."""

from sqlalchemy import Column, Table, Text

from storage.tables.base import Instant, identity, metadata, refers

organization = Table(
    "organization",
    metadata,
    identity(),
    Column("name", Text, nullable=False, unique=True),
    refers("parent_id", "organization", nullable=True),
    Column("timezone", Text, nullable=False),
    Column("quiet_hours", Text, nullable=False),
    Column("language", Text, nullable=False, server_default="sv"),
    Column("created_at", Instant, nullable=False),
)
