"""booking: a request for a candidate or speaker, who is asked, and what came of it; the candidate's time beside it."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, text

from storage.tables.base import Instant, Json, identity, metadata, refers

STATES = (
    "open", "queued", "asked", "tentative", "countered", "desk", "accepted", "declined", "expired", "cancelled", "done",
)  # fmt: skip

ACCEPTED = text("state = 'accepted'")
STANDING = text("state NOT IN ('declined', 'expired', 'cancelled', 'done')")

# The wall times are what was agreed; the instants follow from them and the zone.
booking = Table(
    "booking",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False, index=False),  # who asks
    refers("candidate_id", "person", nullable=True, ondelete="SET NULL"),  # nobody yet while it is open
    refers("wished_id", "person", nullable=True, ondelete="SET NULL"),  # whom the host asked for
    refers("host_address_id", "address", nullable=True, ondelete="SET NULL"),
    Column("title", Text, nullable=False),
    Column("topic", Text),
    Column("note", Text, nullable=False, server_default=""),  # what else there is to know: who else speaks, how long
    Column("venue", Text, nullable=False),
    Column("travel", Integer, nullable=False, server_default="30"),  # minutes to or from any other venue
    Column("wall_start", DateTime, nullable=False),
    Column("wall_end", DateTime, nullable=False),
    Column("zone", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("word", Text),  # what a reply names it by; whoever has several standing has as many words
    Column("proposal", Json),  # while it is countered: {"start", "end"} wall times, "condition", and "back" a state
    Column("answer_by", Instant),
    Column("shares_number", Boolean, nullable=False, server_default=text("false")),  # the candidate agreed to that
    # It was promised and called off by somebody else: this association comes first next time.
    Column("lost", Boolean, nullable=False, server_default=text("false")),
    Column("came", Text),  # how it went, in the words of the one and the other
    Column("source", Text, nullable=False, server_default="panel"),
    Column("turn", Integer, nullable=False, server_default="0"),  # counts its changes: an old clock changes nothing
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", "state"),
    CheckConstraint("starts_at < ends_at", "times"),
    CheckConstraint("travel >= 0", "travel"),
    Index("ix_booking_starts_at", "organization_id", "starts_at"),
    Index("ix_booking_standing", "host_address_id", sqlite_where=STANDING, postgresql_where=STANDING),
    Index("ix_booking_booked", "starts_at", "candidate_id", sqlite_where=ACCEPTED, postgresql_where=ACCEPTED),
    sqlite_autoincrement=True,  # its ids are written down elsewhere: none is ever given twice
)

# The five minutes after five minutes that a booking holds of a candidate's time: none is ever held twice.
booking_slot = Table(
    "booking_slot",
    metadata,
    refers("candidate_id", "person", primary_key=True, ondelete="CASCADE", index=False),
    Column("slot", BigInteger, primary_key=True, autoincrement=False),  # since 1970
    refers("booking_id", "booking", nullable=False, ondelete="CASCADE"),
)

# What happened to a booking; the worker tells those whom it concerns, once, and writes when.
booking_event = Table(
    "booking_event",
    metadata,
    identity(),
    refers("booking_id", "booking", nullable=False, ondelete="CASCADE"),
    refers("candidate_id", "person", nullable=True, ondelete="SET NULL"),  # who it was then
    Column("kind", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("actor", Text, nullable=False),  # candidate, host, clock, or who did it in the panel
    Column("detail", Json),
    Column("at", Instant, nullable=False),
    Column("told_at", Instant),
    Index(
        "ix_booking_event_untold", "id", sqlite_where=text("told_at IS NULL"), postgresql_where=text("told_at IS NULL")
    ),
    sqlite_autoincrement=True,  # its ids are written down elsewhere: none is ever given twice
)

# Somebody who is asked to speak: the line of their requests is locked here, and their own calendar is read from here.
candidate = Table(
    "candidate",
    metadata,
    refers("person_id", "person", primary_key=True, ondelete="CASCADE", index=False),
    Column("feed_url", Text),
    Column("feed_etag", Text),
    Column("feed_modified", Text),
    Column("feed_hash", Text),
    Column("feed_next_at", Instant),
    Column("feed_read_at", Instant),
    Column("feed_failures", Integer, nullable=False, server_default="0"),
    Column("feed_fault", Text),
    Index("ix_candidate_feed", "feed_next_at"),
)

# When a candidate cannot, and nothing of why.
busy = Table(
    "busy",
    metadata,
    identity(),
    refers("candidate_id", "person", nullable=False, ondelete="CASCADE", index=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("starts_at < ends_at", "times"),
    CheckConstraint("source IN ('text', 'feed', 'panel')", "source"),
    Index("ix_busy_candidate", "candidate_id", "starts_at"),
)

# How many shifts of an activity each candidate is to do, from one day to another.
quota = Table(
    "quota",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    Column("activity", Text, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("told_at", Instant),  # when those who are behind were written to, at half-time
    Column("created_at", Instant, nullable=False),
    CheckConstraint("minimum > 0", "minimum"),
    CheckConstraint("since < until", "days"),
    sqlite_autoincrement=True,  # its ids are written down elsewhere: none is ever given twice
)
