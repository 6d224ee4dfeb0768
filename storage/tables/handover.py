"""handover: a talk that somebody of the association has taken over; until it ends the bot is quiet there."""

from sqlalchemy import Column, Table

from storage.tables.base import Instant, metadata, refers

handover = Table(
    "handover",
    metadata,
    refers("address_id", "address", primary_key=True, ondelete="CASCADE", index=False),
    # Without whoever took it there is nobody to answer: the bot speaks again.
    refers("organizer_id", "organizer", nullable=False, ondelete="CASCADE"),
    Column("until", Instant, nullable=False),
)
