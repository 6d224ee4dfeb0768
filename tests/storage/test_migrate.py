"""A database is brought up to date by its migrations, and what they make is what the tables in code say."""

from pathlib import Path

from storage import migrate
from storage.session import Database


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    assert database.read(migrate.differences) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert migrate.state(database.engine) == "current"
    first = migrate.migrate(database.engine)
    assert migrate.migrate(database.engine) == first


def test_a_new_database_is_empty_and_an_old_one_behind(tmp_path: Path) -> None:
    fresh = Database(f"sqlite:///{tmp_path / 'new.db'}", "key")
    assert migrate.state(fresh.engine) == "empty"
    migrate.migrate(fresh.engine)
    fresh.change(lambda db: db.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'"))
    assert migrate.state(fresh.engine) == "behind"
    fresh.close()
