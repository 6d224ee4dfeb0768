"""survey: the inventory and its like: pinned versions, who was asked, and what they answered."""

from sqlalchemy import CheckConstraint, Column, Float, Index, Integer, Table, Text, UniqueConstraint

from storage.tables.base import Instant, Json, identity, metadata, refers

survey = Table(
    "survey",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("organization_id", "name"),
)

survey_version = Table(
    "survey_version",
    metadata,
    identity(),
    refers("survey_id", "survey", nullable=False),
    Column("version", Integer, nullable=False),
    Column("definition", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("survey_id", "version"),
)

# One row per person who was asked: the ledger of an inventory.
survey_asked = Table(
    "survey_asked",
    metadata,
    identity(),
    refers("version_id", "survey_version", nullable=False),
    refers("survey_id", "survey", nullable=False, index=False),
    refers("person_id", "person", nullable=False, ondelete="CASCADE"),
    Column("state", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answered_at", Instant),
    UniqueConstraint("survey_id", "person_id"),
    Index("ix_survey_asked_segment", "survey_id", "state", "person_id"),
    CheckConstraint("state IN ('asked', 'partial', 'answered', 'declined', 'unreachable')", "state"),
)

answer = Table(
    "answer",
    metadata,
    identity(),
    refers("survey_id", "survey", nullable=False, index=False),
    refers("version_id", "survey_version", nullable=False),
    refers("person_id", "person", nullable=False, ondelete="CASCADE"),
    Column("question", Text, nullable=False),
    Column("value", Json, nullable=False),
    Column("condition", Text),  # "om jag slipper stå själv": in their own words
    Column("number", Float),  # the value again, when it is a number, so that segments can compare it
    Column("answered_at", Instant, nullable=False),
    UniqueConstraint("survey_id", "person_id", "question"),
    Index("ix_answer_segment", "survey_id", "question", "number", "person_id"),
)

# One row per chosen key, for segments; yes, no and maybe are keys too.
answer_option = Table(
    "answer_option",
    metadata,
    refers("answer_id", "answer", primary_key=True, ondelete="CASCADE", index=False),
    Column("option", Text, primary_key=True),
    Index("ix_answer_option_option", "option", "answer_id"),
)

# One row each time somebody starts a survey for a segment: the worker asks them, a slice at a time.
survey_round = Table(
    "survey_round",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),  # in whose name it is asked
    refers("survey_id", "survey", nullable=False),
    refers("version_id", "survey_version", nullable=False),
    Column("key", Text, nullable=False, unique=True),  # of the form that was sent, which may come twice
    Column("segment", Text),
    Column("before", Instant),  # who was asked, or answered, before then is asked again
    Column("state", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("approver", Text),
    Column("expected", Integer, nullable=False),  # how many there were when it was started
    Column("asked", Integer, nullable=False, server_default="0"),
    Column("taken_back", Integer, nullable=False, server_default="0"),
    Column("made_at", Instant, nullable=False),
    Column("done_at", Instant),
    CheckConstraint("state IN ('approval', 'asking', 'taking_back', 'done', 'stopped')", "state"),
)
