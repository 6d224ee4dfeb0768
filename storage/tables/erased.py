"""erased: who has asked to be erased, by a keyed hash of number and name, so that no list brings them back."""

from sqlalchemy import Column, Table, Text, UniqueConstraint

from storage.tables.base import Instant, identity, metadata, refers

erased = Table(
    "erased",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False, index=False),
    Column("hash", Text, nullable=False),
    Column("erased_at", Instant, nullable=False),
    UniqueConstraint("organization_id", "hash"),
)
