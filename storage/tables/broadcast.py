"""broadcast: a text to a segment, from draft to finished. Whom it goes to stands in the outbox, a row for each."""

from sqlalchemy import CheckConstraint, Column, Integer, Numeric, Table, Text

from storage.tables.base import Instant, Json, identity, metadata, refers

STATES = ("draft", "approval", "undo", "scheduled", "sending", "paused", "cancelled", "finished")

broadcast = Table(
    "broadcast",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    Column("key", Text, nullable=False, unique=True),  # of the form that made it: sent twice it is one broadcast
    Column("segment", Text),  # an expression; none is everybody
    Column("kind", Text, nullable=False),
    Column("texts", Json, nullable=False),  # by language; the first is for all others
    Column("asks", Text, nullable=False, server_default="nothing"),
    refers("survey_id", "survey", nullable=True),
    Column("spare", Integer, nullable=False, server_default="0"),  # those who had texts often are left out
    Column("state", Text, nullable=False, server_default="draft", index=True),
    Column("version", Integer, nullable=False, server_default="1"),  # one more whenever it is edited, or a draft again
    Column("returned", Text),  # why it became a draft again by itself
    Column("author", Text, nullable=False),  # who wrote it last: `cli:<user>` or `organizer:<id>`
    Column("approver", Text),
    Column("recipients_expected", Integer),  # what was confirmed; none where whoever it reaches will do
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("send_at", Instant),
    Column("undo_until", Instant),
    # Who writes its rows just now, and until when they may be silent before another begins anew.
    Column("planner", Text),
    Column("planner_until", Instant),
    Column("planned_at", Instant),
    Column("recipients", Integer),
    Column("parts", Integer),
    Column("price", Numeric(12, 4)),
    Column("left_out", Json),
    Column("not_after", Instant),  # what has not gone by then is too late
    Column("started_at", Instant),
    Column("finished_at", Instant),
    CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", "state"),
    CheckConstraint("kind IN ('organizing', 'political')", "kind"),
    CheckConstraint("asks IN ('nothing', 'me', 'yesno', 'survey', 'shifts')", "asks"),
)
