"""A list on its way in: the file that was uploaded, and the people to be taken over, part by part in short steps."""

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.tables.base import BigId, Instant, Json, identity, metadata, refers

# staging: its parts are being written, and nobody sees anything of it. ready: whoever comes takes it over, to the
# last part; then its rows are gone, and the audit has what came of it. dropped: its parts are only to be cleared away.
import_batch = Table(
    "import_batch",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    Column("actor", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("basis", Text),
    Column("state", Text, nullable=False, server_default="staging"),
    Column("counts", Json, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
    CheckConstraint("state IN ('staging', 'ready', 'dropped')", "state"),
)

import_part = Table(
    "import_part",
    metadata,
    identity(),
    refers("batch_id", "import_batch", nullable=False, ondelete="CASCADE"),
    Column("people", Json, nullable=False),
)

# A file that somebody uploaded in the panel, from its columns to its report; some days later nothing of it is left.
# columns: they are to be confirmed. check, take: a worker is to look, or to take it in. checked: it says what would
# happen. taken: staged whole. failed: it could not be read through. gone: only to be cleared away.
upload = Table(
    "import_upload",
    metadata,
    identity(),
    refers("organization_id", "organization", nullable=False),
    Column("actor", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("basis", Text),
    Column("countries", Json, nullable=False),
    Column("shape", Json, nullable=False),  # its columns, and what each holds
    Column("rows", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="columns"),
    Column("worker", Text),
    Column("step", Text),  # what the worker is at, and how far
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("counts", Json),
    Column("batch_id", BigId),  # no key: a batch goes when it is taken over
    Column("made_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
    CheckConstraint("state IN ('columns', 'check', 'checked', 'take', 'taken', 'failed', 'gone')", "state"),
)

upload_piece = Table(
    "import_upload_piece",
    metadata,
    identity(),
    refers("upload_id", "import_upload", nullable=False, ondelete="CASCADE"),
    Column("data", LargeBinary, nullable=False),
)

# What happens to its rows, by outcome, a page in each.
upload_page = Table(
    "import_upload_page",
    metadata,
    identity(),
    refers("upload_id", "import_upload", nullable=False, ondelete="CASCADE", index=False),
    Column("kind", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("lines", Json, nullable=False),
    UniqueConstraint("upload_id", "kind", "number"),
)
