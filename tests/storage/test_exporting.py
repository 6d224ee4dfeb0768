"""People leave as a file that a spreadsheet shows and never runs, and that comes back in as the same people."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from storage import exporting
from storage.importing.columns import guess
from storage.importing.people_file import Candidate, read_people
from storage.importing.sheet import Sheet, read_sheet
from storage.session import Database
from storage.tables import person, person_tag
from tests.storage.doubles import settle, somebody

FORMULAS = ["=HYPERLINK(1)", "+cmd", "-1", "@x", "\t=1", " =1", "＝1", "＋1", "\n=1"]
NUMBER = "+46701740605"


@pytest.fixture
def people(database: Database) -> Database:
    """Karin with a tag, and Åsa whose town is a formula."""

    def fill(db: Connection) -> None:
        settle(db)
        somebody(db, "Karin", "Ek", NUMBER, email="karin@example.org", member_number="17")
        somebody(db, "Åsa", "=1+1", "+46701740606", town="=HYPERLINK(1)")
        db.execute(insert(person_tag).values(person_id=1, tag="styrelse"))

    database.change(fill)
    return database


def exported(database: Database, language: str = "sv") -> str:
    out = io.StringIO(newline="")
    count = database.read(lambda db: exporting.write_people(db, out, select(person.c.id), language))
    assert count == 2
    return out.getvalue()


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_heading_has_a_cell_for_each_person(people: Database, language: str) -> None:
    head, *lines = rows(exported(people, language))
    assert head == list(exporting.HEADINGS[language])
    assert [len(line) for line in lines] == [len(head)] * 2


def test_a_number_keeps_its_plus(people: Database) -> None:
    assert rows(exported(people))[1][2] == "+46 70 174 06 05"


def test_no_cell_begins_a_formula(people: Database) -> None:
    cells = [cell for line in rows(exported(people)) for cell in line]
    assert "'=1+1" in cells
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "-", "@"))]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_would_run_stands_behind_an_apostrophe(cell: str) -> None:
    assert exporting.safe(cell) == f"'{cell}"


@given(st.text())
def test_any_cell_is_kept_whole_and_never_begins_a_formula(cell: str) -> None:
    safe = exporting.safe(cell)
    assert safe.endswith(cell)
    assert not safe.strip().startswith(tuple("=-@＝－＠"))


def test_the_file_comes_back_in_as_the_same_people(people: Database, tmp_path: Path) -> None:
    file = tmp_path / "ut.csv"
    file.write_text(exported(people), encoding=exporting.ENCODING)
    sheet = read_sheet(file, file.name)
    assert isinstance(sheet, Sheet)
    back = list(read_people(sheet, guess(sheet), ("+46",)))
    karin = back[0]
    assert isinstance(karin, Candidate)
    assert (karin.first_name, karin.last_name, karin.phones) == ("Karin", "Ek", (NUMBER,))
    assert (karin.email, karin.member_number, karin.tags) == ("karin@example.org", "17", ("styrelse",))
    assert (karin.relation, karin.basis) == ("member", "member")
