"""Three lists as associations keep them, from the file to the people."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.importing.columns import guess
from storage.importing.people import ImportResult, import_people
from storage.importing.people_file import read_people
from storage.importing.sheet import Sheet, read_sheet
from tests.storage.importing.conftest import NOW, SOLNA
from tests.storage.importing.helpers import SWEDEN, counts, everybody, reasons

MEMBERS = Path(__file__).parents[2] / "data" / "members"


def take(db: Connection, name: str) -> ImportResult:
    sheet = read_sheet(MEMBERS / name, name)
    assert isinstance(sheet, Sheet), sheet
    rows = read_people(sheet, guess(sheet, {"association": ()}), SWEDEN)
    return import_people(db, rows, organization_id=SOLNA, basis=None, source=name, now=NOW, dry_run=False)


@pytest.mark.parametrize(
    ("name", "new", "refused"), [("solna.csv", 60, 0), ("branch_latin1.csv", 60, 0), ("register.xlsx", 65, 6)]
)
def test_the_list_is_taken_once(db: Connection, name: str, new: int, refused: int) -> None:
    assert counts(take(db, name)) == (new, 0, 0, refused)
    assert counts(take(db, name)) == (0, 0, new, refused)


def test_letters_survive(db: Connection) -> None:
    take(db, "solna.csv")
    assert {"örjan yılmaz", "ali łukasz", "åke af geijerstam"} <= {who["folded_name"] for who in everybody(db)}


def test_the_register_names_each_row_that_it_could_not_take(db: Connection) -> None:
    result = take(db, "register.xlsx")
    assert reasons(result) == {
        15: "phone_scientific",
        17: "phone_not_a_number",
        18: "no_phone",
        19: "phone_not_mobile",
        35: "wants_no_texts",
        75: "no_phone",
    }
    assert result.households == 1
