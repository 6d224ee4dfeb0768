"""activity, shift, claim: what to do, when and where, and who has a place; shift_change and calendar beside them."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Index, Integer, Table, Text, UniqueConstraint, text

from storage.tables.base import Instant, Json, identity, metadata, refers

activity = Table(
    "activity",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("organization_id", "name"),
)

# The wall times are what was agreed; the instants follow from them and the zone.
shift = Table(
    "shift",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    refers("activity_id", "activity", nullable=False),
    Column("venue", Text, nullable=False),
    Column("wall_start", DateTime, nullable=False),
    Column("wall_end", DateTime, nullable=False),
    Column("zone", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("maximum", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),  # in claims that are confirmed, or were when it began
    refers("responsible_id", "address", nullable=True),
    Column("state", Text, nullable=False, server_default="open"),
    UniqueConstraint("activity_id", "venue", "wall_start"),
    CheckConstraint("taken >= 0 AND taken <= maximum", "taken"),
    CheckConstraint("minimum >= 0 AND minimum <= maximum", "places"),
    CheckConstraint("starts_at < ends_at", "times"),
    CheckConstraint("state IN ('open', 'cancelled')", "state"),
    Index("ix_shift_starts_at", "organization_id", "starts_at"),
)

HELD = text("state IN ('confirmed', 'waiting', 'offered')")

claim = Table(
    "claim",
    metadata,
    identity(),
    refers("shift_id", "shift", nullable=False),
    refers("person_id", "person", nullable=False, ondelete="CASCADE"),
    Column("state", Text, nullable=False),
    Column("people", Integer, nullable=False, server_default="1"),
    Column("partial", Json),  # {"from", "to"} wall times, when only part of the shift
    Column("condition", Text),
    Column("coming", Text),  # what they said to a reminder
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("state IN ('confirmed', 'waiting', 'offered', 'cancelled', 'attended', 'no_show')", "state"),
    CheckConstraint("people > 0", "people"),
    Index("uq_claim_held", "shift_id", "person_id", unique=True, sqlite_where=HELD, postgresql_where=HELD),
    sqlite_autoincrement=True,  # its ids are written down elsewhere: none is ever given twice
)

# What was done by hand, until those whom it concerns have been told: then the row is gone.
shift_change = Table(
    "shift_change",
    metadata,
    identity(),
    Column("key", Text, nullable=False, unique=True),  # the same once more before anybody was told is one
    Column("kind", Text, nullable=False),
    refers("shift_id", "shift", nullable=False, ondelete="CASCADE"),
    refers("claim_id", "claim", nullable=True, ondelete="CASCADE"),
    Column("before", Json),  # when and where it was, as people know it
    Column("actor", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("kind IN ('moved', 'cancelled', 'taken', 'given_back', 'swapped')", "kind"),
    sqlite_autoincrement=True,  # its ids are written down elsewhere: none is ever given twice
)

# A link to the shifts of an organization, to what one person has promised, to one booking, or to when candidates are
# busy; without the row the link is dead.
calendar = Table(
    "calendar",
    metadata,
    identity(),
    Column("token", Text, nullable=False, unique=True),
    refers("organization_id", "organization", nullable=True),
    refers("person_id", "person", nullable=True, ondelete="CASCADE"),  # of two who are merged both links go on
    refers("booking_id", "booking", nullable=True, ondelete="CASCADE"),
    Column("of_candidates", Boolean, nullable=False, server_default=text("false")),  # of an organization
    Column("made_at", Instant, nullable=False),
    CheckConstraint(
        "(organization_id IS NULL AND person_id IS NULL) <> (booking_id IS NULL)"
        " AND NOT (organization_id IS NOT NULL AND person_id IS NOT NULL)",
        "whose",
    ),
)
