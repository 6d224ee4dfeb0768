"""Bringing a database up to date."""

from importlib.resources import files

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, StaticPool, create_engine, inspect, text

from storage.tables import metadata

LOCK = 0x6275646B  # PostgreSQL's advisory lock: two processes that start at once migrate one after the other


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> str:
    """Run all migrations that are missing, in one transaction; the revision that the database is at then."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        command.upgrade(_config(connection), "head")
        return MigrationContext.configure(connection).get_current_revision() or ""


def state(engine: Engine) -> str:
    """`empty` (no tables of ours), `current`, or `behind`."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return "empty"
        here = MigrationContext.configure(connection).get_current_revision()
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
        return "current" if here == head else "behind"


def differences(connection: Connection) -> list[object]:
    """What the tables in code have that the database has not, and the other way round; empty when they agree."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def revise(message: str) -> None:
    """Write the next migration file from what the tables in code have beyond the migrations (for developers)."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    migrate(engine)
    with engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)
