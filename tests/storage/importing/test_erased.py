"""Who has asked to be erased is not brought back by a list; who shares their number is not kept out."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from storage import erased
from storage.importing.texts import reason_text
from storage.tables import erased as table
from tests.storage.importing.conftest import DISTRICT, NOW, SOLNA, SUNDBYBERG
from tests.storage.importing.helpers import counts, everybody, reasons, take

LIST = "Namn;Mobil\nÅsa Ek;0701740605\nBo Ek;0701740605\n"


def erase(db: Connection, name: str, number: str, organization: int = SOLNA, at: datetime = NOW) -> None:
    erased.remember(db, organization, [erased.hash_of(db, number, name)], at)


def test_their_row_is_refused_with_the_date_and_their_household_is_taken(db: Connection) -> None:
    erase(db, "Åsa Ek", "+46701740605")
    for dry_run in (True, False):
        result = take(db, LIST, dry_run=dry_run)
        assert (counts(result), reasons(result)) == ((1, 0, 0, 1), {2: "erased"})
    assert [who["first_name"] for who in everybody(db)] == ["Bo"]
    (refused,) = result.refused
    assert reason_text(refused.reason, "en") == "the person has asked to be erased on 2026-09-01 and is not added again"
    assert "2026-09-01" in reason_text(refused.reason, "sv")


def test_the_date_is_the_one_on_the_wall_there(db: Connection) -> None:
    erase(db, "Åsa Ek", "+46701740605", at=datetime(2026, 9, 1, 22, 30, tzinfo=UTC))
    assert take(db, LIST).refused[0].reason.values == {"date": "2026-09-02"}


@pytest.mark.parametrize("name", ["EK, ÅSA", "Ek Åsa", "åsa  ek"])
def test_their_name_is_known_however_it_is_written(db: Connection, name: str) -> None:
    erase(db, "Åsa Ek", "+46701740605")
    assert reasons(take(db, f'Namn;Mobil\n"{name}";0701740605\n')) == {2: "erased"}


def test_any_of_their_numbers_tells(db: Connection) -> None:
    erase(db, "Åsa Ek", "+46701740606")
    assert reasons(take(db, "Namn;Mobil\nÅsa Ek;0701740605, 0701740606\n")) == {2: "erased"}


@pytest.mark.parametrize(
    ("asked", "importing", "refused"),
    [(SOLNA, DISTRICT, 1), (DISTRICT, SOLNA, 1), (SOLNA, SUNDBYBERG, 0)],
)
def test_it_holds_up_and_down_the_tree_and_not_beside(db: Connection, asked: int, importing: int, refused: int) -> None:
    erase(db, "Åsa Ek", "+46701740605", asked)
    assert len(take(db, LIST, organization=importing).refused) == refused


def test_who_came_back_by_themselves_is_in_the_list_again(db: Connection) -> None:
    take(db, LIST)
    erase(db, "Åsa Ek", "+46701740605")
    assert counts(take(db, LIST)) == (0, 0, 2, 0)


def test_only_a_hash_is_kept_and_twice_is_once(db: Connection) -> None:
    erase(db, "Åsa Ek", "+46701740605")
    erase(db, "Åsa Ek", "+46701740605")
    (row,) = db.execute(select(table)).mappings()
    assert not {"46701740605", "Åsa", "Ek"} & {str(value) for value in row.values()}
    assert erased.known(db, [SOLNA], [row["hash"], "another"]) == {row["hash"]: NOW}
