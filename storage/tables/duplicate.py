"""kept_apart: two people of whom somebody has said that they are not one."""

from sqlalchemy import CheckConstraint, Column, Table, Text

from storage.tables.base import Instant, metadata, refers

kept_apart = Table(
    "kept_apart",
    metadata,
    refers("first_id", "person", primary_key=True, ondelete="CASCADE", index=False),
    refers("second_id", "person", primary_key=True, ondelete="CASCADE"),
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("first_id < second_id", "order"),
)
