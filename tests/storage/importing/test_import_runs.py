"""A whole run: it tells how far it is, can be stopped at any moment, and is finished by whoever comes next."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot import importing
from storage.importing import staging
from storage.importing.columns import guess
from storage.importing.people import Plan
from storage.importing.staging import Order
from storage.importing.texts import STEPS
from storage.session import Database
from storage.tables import audit, import_batch, import_part, person
from tests.storage.importing.conftest import NOW, SOLNA
from tests.storage.importing.helpers import SWEDEN, sheet_of

ORDER = Order(SOLNA, None, "lista.csv", "Eva", NOW)
NAMES = ("Åsa", "Bo", "Cia", "Dag", "Eva", "Fia")
LIST = "Namn;Mobil\n" + "".join(f"{name} Ek;07017406{n:02}\n" for n, name in enumerate(NAMES, 5))


class Stopped(Exception):
    """Somebody pressed Ctrl-C, or pulled the plug."""


@pytest.fixture(autouse=True)
def _two_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "PART", 2)


def silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""


def stopping_at(step: str, done: int) -> Callable[[str, int, int], None]:
    """Ends the run when it is there."""

    def told(now_at: str, now_done: int, total: int) -> None:
        if (now_at, now_done) == (step, done):
            raise Stopped

    return told


def planned(base: Database, told: Callable[[str, int, int], None] = silent) -> Plan:
    sheet = sheet_of(LIST)
    return importing.check(base, importing.read(sheet, guess(sheet), SWEDEN, told), ORDER, told)


def size(base: Database, table: object) -> int:
    return base.read(lambda db: int(db.execute(select(func.count()).select_from(table)).scalar_one()))  # type: ignore[call-overload]


def test_it_tells_each_step_from_its_beginning_to_its_end(base: Database) -> None:
    heard: list[tuple[str, int, int]] = []
    result = importing.run(base, planned(base, lambda *now: heard.append(now)), ORDER, lambda *now: heard.append(now))
    assert result.created == size(base, person) == 6
    assert list(dict.fromkeys(step for step, _, _ in heard)) == list(STEPS["sv"])
    for step in ("reading", "checking", "staging"):
        assert [now for now in heard if now[0] == step] == [(step, 0, 6), (step, 6, 6)]
    assert [now for now in heard if now[0] == "storing"] == [("storing", done, 3) for done in range(4)]


def test_only_looking_writes_nothing(base: Database) -> None:
    assert planned(base).result.created == 6
    assert [size(base, table) for table in (person, import_batch, import_part, audit)] == [0, 0, 0, 0]


def test_stopped_while_it_stages_nothing_is_left(base: Database) -> None:
    with pytest.raises(Stopped):
        importing.run(base, planned(base), ORDER, stopping_at("staging", 6))
    assert [size(base, table) for table in (person, import_batch, import_part)] == [0, 0, 0]


def test_stopped_while_it_takes_over_the_next_to_come_finishes(base: Database) -> None:
    with pytest.raises(Stopped):
        importing.run(base, planned(base), ORDER, stopping_at("storing", 2))
    assert size(base, person) == 4
    importing.finish_left(base)
    assert [size(base, table) for table in (person, import_batch, audit)] == [6, 0, 1]
    assert planned(base).result.unchanged == 6


async def test_the_worker_finishes_it_too_and_then_has_nothing_to_do(base: Database) -> None:
    with pytest.raises(Stopped):
        importing.run(base, planned(base), ORDER, stopping_at("storing", 1))
    assert await importing.finish_imports(base) == 3, "two parts and the end"
    assert (size(base, person), await importing.finish_imports(base)) == (6, 0)


async def test_while_one_takes_over_another_may_help(base: Database) -> None:
    def told(step: str, done: int, total: int) -> None:
        if (step, done) == ("storing", 1):
            importing.finish_left(base)

    assert importing.run(base, planned(base), ORDER, told).created == size(base, person) == 6
    assert size(base, audit) == 1
