"""person: one human in one organization's list, with tags and roles."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, Text, text

from storage.tables.base import Instant, Json, identity, metadata, refers

person = Table(
    "person",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    Column("first_name", Text, nullable=False, server_default=""),
    Column("last_name", Text, nullable=False, server_default=""),
    Column("folded_name", Text, nullable=False, server_default=""),
    Column("relation", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("basis_source", Text, nullable=False),
    Column("basis_at", Instant, nullable=False),
    Column("language", Text, nullable=False),
    Column("town", Text),
    Column("email", Text),
    Column("member_number", Text),
    # Their identity is protected: they are written to like anybody else, and stand in no list and no export.
    Column("protected", Boolean, nullable=False, server_default=text("false")),
    Column("corrected", Json),  # names of columns that somebody set by hand: no file changes them back
    Column("left_at", Instant),  # when their relation ended; what we keep of them ends some time after
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("relation IN ('member', 'former_member', 'regular_contact', 'sympathizer')", "relation"),
    CheckConstraint("basis IN ('member', 'consent', 'contact')", "basis"),
    Index("ix_person_member_number", "organization_id", "member_number"),
    # For lists by name: of one organization, and of a whole district without a look at anybody who is elsewhere.
    Index("ix_person_name", "organization_id", "folded_name"),
    Index("ix_person_folded_name", "folded_name", "organization_id", "protected"),
    # For segments: one covers the plain tests, the other finds the towns there are.
    Index("ix_person_segment", "organization_id", "relation", "language", "town", "id"),
    Index("ix_person_town", "town", "organization_id"),
    sqlite_autoincrement=True,  # its ids are written down elsewhere: none is ever given twice
)

person_tag = Table(
    "person_tag",
    metadata,
    refers("person_id", "person", primary_key=True, ondelete="CASCADE", index=False),
    Column("tag", Text, primary_key=True),
    Index("ix_person_tag_tag", "tag", "person_id"),
)

person_role = Table(
    "person_role",
    metadata,
    refers("person_id", "person", primary_key=True, ondelete="CASCADE", index=False),
    Column("role", Text, primary_key=True),
    Index("ix_person_role_role", "role", "person_id"),
)
