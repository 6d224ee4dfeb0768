"""Alembic's entry: runs the migrations on the connection that `storage.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from storage.tables import metadata
from storage.tables.base import Instant


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations stand alone: they name no types of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
