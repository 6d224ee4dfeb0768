"""conversation: one talk with one person; timer: what is to happen at a time; change: what ÅNGRA takes back."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text, text

from storage.tables.base import Instant, Json, identity, metadata, refers

OPEN = text("status = 'open'")

conversation = Table(
    "conversation",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=True),
    refers("person_id", "person", nullable=True, ondelete="CASCADE"),
    refers("address_id", "address", nullable=True, ondelete="CASCADE"),  # where its question was last asked
    Column("key", Text, unique=True),  # what a prompt of ours is for: the same prompt twice is one row
    Column("flow", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("state", Json, nullable=False),
    Column("question", Json),  # as it was shown; none while it waits in line
    Column("turn", Integer, nullable=False, server_default="0"),
    Column("misses", Integer, nullable=False, server_default="0"),
    Column("status", Text, nullable=False),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("not_before", Instant),
    Column("not_after", Instant),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("status IN ('waiting', 'open', 'aside', 'ended')", "status"),
    Index("uq_conversation_open_person", "person_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    Index(
        "uq_conversation_open_address", "address_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    ),
    Index("ix_conversation_status", "status", "urgent", "id"),
    sqlite_autoincrement=True,  # its ids are written down elsewhere: none is ever given twice
)

timer = Table(
    "timer",
    metadata,
    identity(),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("not_after", Instant, nullable=False),
    refers("conversation_id", "conversation", nullable=True, ondelete="CASCADE"),
    Column("turn", Integer),  # fires only while the conversation, or the booking, stands at this turn
    refers("claim_id", "claim", nullable=True, ondelete="CASCADE"),
    refers("booking_id", "booking", nullable=True, ondelete="CASCADE"),
    Column("state", Text, nullable=False, server_default="waiting"),
    CheckConstraint("state IN ('waiting', 'fired', 'too_late', 'dropped')", "state"),
    Index(
        "ix_timer_due",
        "due_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

change = Table(
    "change",
    metadata,
    identity(),
    refers("person_id", "person", nullable=False, ondelete="CASCADE"),
    refers("conversation_id", "conversation", nullable=True, ondelete="CASCADE"),
    Column("kind", Text, nullable=False),
    Column("before", Json, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("undone_at", Instant),
)
