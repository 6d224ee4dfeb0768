"""Both databases, each test in a transaction that is rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, StaticPool, create_engine

from storage.tables import metadata
from tests.conftest import copied


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: Any, worker_id: str) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(engine)
    else:
        engine = create_engine(copied(request.getfixturevalue("postgresql_server"), worker_id))
    yield engine
    engine.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
        connection.rollback()
