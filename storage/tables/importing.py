"""import_batch: a list on its way in; import_part: some of its people, each part taken over in one short step."""

from sqlalchemy import CheckConstraint, Column, Table, Text

from storage.tables.base import Instant, Json, identity, metadata, refers

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
