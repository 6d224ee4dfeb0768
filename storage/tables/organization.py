"""organization: a node in the tree of party, districts and associations."""

from sqlalchemy import Column, Integer, Table, Text

from storage.tables.base import Instant, identity, metadata, refers

organization = Table(
    "organization",
    metadata,
    identity(),
    Column("name", Text, nullable=False, unique=True),
    refers("parent_id", "organization", nullable=True),
    Column("timezone", Text, nullable=False),
    Column("quiet_hours", Text, nullable=False),
    refers("on_call_id", "address", nullable=True),  # who is told at once when somebody may be in danger
    refers("desk_id", "address", nullable=True),  # who settles requests for speakers that nobody answers
    Column("priority", Integer, nullable=False, server_default="2"),  # whose requests come first: 1 before 2 before 3
    Column("language", Text, nullable=False, server_default="sv"),
    # How many days the words of messages and the answers to surveys are kept, people who have left, and the logs.
    Column("keep_bodies_days", Integer, nullable=False, server_default="365"),
    Column("keep_answers_days", Integer, nullable=False, server_default="730"),
    Column("keep_left_days", Integer, nullable=False, server_default="30"),
    Column("keep_log_days", Integer, nullable=False, server_default="365"),
    Column("approval_limit", Integer, nullable=False, server_default="500"),  # recipients that need a second organizer
    Column("month_cap", Integer),  # what its broadcasts may cost in a calendar month; none is no limit
    Column("created_at", Instant, nullable=False),
)
