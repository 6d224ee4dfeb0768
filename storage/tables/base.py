"""What all tables share: the metadata with its naming convention, and the column types."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column of the exact type INTEGER; chats on Telegram need 64 bits.
BigId = BigInteger().with_variant(Integer, "sqlite")
Json = JSON(none_as_null=True)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: aware going in and coming out, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone: naive times are for what hangs on a wall")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def identity() -> Column[int]:
    """The primary key of a table of ours."""
    return Column("id", BigId, primary_key=True)


def refers(name: str, to: str, **options: Any) -> Column[int]:
    """A foreign key `name` to the table `to`, with an index; `ondelete` defaults to restrict."""
    ondelete = options.pop("ondelete", "RESTRICT")
    return Column(
        name, BigId, ForeignKey(f"{to}.id", ondelete=ondelete), index=options.pop("index", True), **options
    )
