"""organizer: a person with an account in the panel, their roles, their sessions, and what lets them in."""

from sqlalchemy import CheckConstraint, Column, Float, Integer, Table, Text

from storage.tables.base import Instant, identity, metadata, refers

ROLES = ("viewer", "sender", "organizer", "booker", "admin")

organizer = Table(
    "organizer",
    metadata,
    identity(),
    Column("email", Text, nullable=False, unique=True),  # folded
    Column("name", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default="sv"),
    refers("address_id", "address", nullable=True),  # where a test text goes
    Column("password_hash", Text),
    # The secret of the second factor, and the last counter that was used of it: no code works twice.
    Column("totp_secret", Text),
    Column("totp_used", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
)

organizer_role = Table(
    "organizer_role",
    metadata,
    refers("organizer_id", "organizer", primary_key=True, ondelete="CASCADE", index=False),
    refers("organization_id", "organization", primary_key=True, ondelete="CASCADE"),
    Column("role", Text, nullable=False),
    CheckConstraint(f"role IN ({', '.join(repr(role) for role in ROLES)})", "role"),
)

# What lets somebody in who has lost their phone; a code is gone when it was used.
recovery_code = Table(
    "recovery_code",
    metadata,
    refers("organizer_id", "organizer", primary_key=True, ondelete="CASCADE", index=False),
    Column("code_hash", Text, primary_key=True),
)

# Kept here and nowhere else, so that it can be ended at once.
session = Table(
    "session",
    metadata,
    identity(),
    Column("token_hash", Text, nullable=False, unique=True),
    refers("organizer_id", "organizer", nullable=False, ondelete="CASCADE"),
    Column("csrf", Text, nullable=False),
    # None while only the first factor was given: such a session opens nothing but the second.
    Column("second_at", Instant),
    Column("wrong_codes", Integer, nullable=False, server_default="0"),  # in a row
    Column("offered_secret", Text),  # of a second factor that was shown and not yet confirmed
    Column("agent", Text, nullable=False, server_default=""),  # what their browser calls itself
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
)

# A link that lets somebody in once: to choose a password, the first time or when it is forgotten.
sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("token_hash", Text, primary_key=True),
    refers("organizer_id", "organizer", nullable=False, ondelete="CASCADE"),
    Column("ends_at", Instant, nullable=False),
)

# Theoretical arrival time, in seconds, of tries by account and by address (GCRA): they are slowed, nobody is locked
# out. The keys are hashes: what people type there is not always theirs.
throttle = Table(
    "throttle",
    metadata,
    Column("key", Text, primary_key=True),
    Column("next_at", Float, nullable=False),
)
