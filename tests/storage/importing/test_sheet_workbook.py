"""Workbooks: cells as a person would have typed them, and what a hostile one can do."""

import io
import zipfile

import pytest

from storage.importing import boxed
from storage.importing.limits import MAX_COLUMNS, MAX_MEMORY, MAX_ROWS, MAX_SECONDS, MAX_TEXT, MAX_UNPACKED
from storage.importing.reasons import BadFile
from storage.importing.sheet import Sheet, read_sheet
from tests.storage.importing.workbooks import packed, workbook


def read(data: bytes) -> Sheet:
    sheet = read_sheet(data, "lista.xlsx")
    assert isinstance(sheet, Sheet), sheet
    return sheet


def refusal(data: bytes) -> str:
    found = read_sheet(data, "lista.xlsx")
    assert isinstance(found, BadFile)
    return found.reason.key


def cell(xml: str) -> str:
    return f'<sheetData><row r="1">{xml}</row></sheetData>'


def test_a_number_typed_as_a_number_comes_without_its_decimal_point() -> None:
    sheet = read(workbook(("Namn", "Mobil", "Nr"), ("Anna", 46701740605.0, 17), ("Bo", 701740606, 2.5)))
    assert sheet.rows == [(2, ("Anna", "46701740605", "17")), (3, ("Bo", "701740606", "2.5"))]


def test_rows_keep_their_numbers_when_rows_above_are_empty_or_hidden() -> None:
    headings = '<row r="3"><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>'
    hidden = '<row r="7" hidden="1"><c r="B7"><v>3</v></c></row>'
    sheet = read(packed({"Blad1": f"<sheetData>{headings}{hidden}</sheetData>"}))
    assert (sheet.header, sheet.rows) == (("", "1", "2"), [(7, ("", "3"))])


def test_a_formula_is_what_it_came_to_and_an_error_is_empty() -> None:
    row = '<c><f>1+1</f><v>2</v></c><c t="e"><v>#N/A</v></c><c><f>A1</f></c><c><v>5</v></c>'
    assert read(packed({"Blad1": cell(row)})).header == ("2", "", "", "5")


def test_cells_merged_downwards_say_the_same_on_each_of_their_rows() -> None:
    sheet = read(workbook(("Ort", "Namn"), ("Solna", "Anna"), ("", "Bo"), ("", "Cia"), merged="A2:A3"))
    assert [cells for _, cells in sheet.rows] == [("Solna", "Anna"), ("Solna", "Bo"), ("", "Cia")]


def test_a_merge_beyond_what_is_filled_says_nothing_and_one_over_headings_is_no_row() -> None:
    beside = workbook(("Ort", "Namn"), ("Solna", "Anna"), ("Kista", "Bo"), merged="Z2:Z3")
    assert [cells for _, cells in read(beside).rows] == [("Solna", "Anna"), ("Kista", "Bo")]
    above = workbook(("Medlemmar", ""), ("Ort", "Namn"), ("Solna", "Anna"), merged="A1:B1")
    assert read(above).header == ("Ort", "Namn")


def test_the_first_sheet_in_sight_is_read_and_the_others_are_named() -> None:
    def filled(word: str) -> str:
        return cell(f'<c t="inlineStr"><is><t>{word}</t></is></c>')

    sheets = {"Dold": filled("a"), "Tom": "<sheetData/>", "Medlemmar": filled("b"), "Ungdom": filled("c")}
    sheet = read(packed(sheets, hidden=("Dold",)))
    assert (sheet.header, sheet.unread) == (("b",), ("Ungdom",))


def test_a_cell_in_the_farthest_corner_cannot_take_all_memory() -> None:
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(packed({"Blad1": f"<sheetData>{corner}</sheetData>"})) == "too_much_inside"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxed, "LIMITS", (MAX_MEMORY, MAX_SECONDS, MAX_TEXT, 1_000_000, MAX_ROWS, MAX_COLUMNS))
    bomb = packed({"Blad1": "<sheetData>" + " " * 1_000_000 + "</sheetData>"})
    assert (len(bomb) < 5_000, refusal(bomb)) == (True, "too_much_inside")


def test_one_long_text_in_every_cell_cannot_take_all_memory() -> None:
    row = '<c t="inlineStr"><is><t>' + "x" * 33_000 + "</t></is></c>"
    assert refusal(packed({"Blad1": cell(row)})) == "cell_too_long"


def test_a_list_that_is_longer_unpacked_than_any_file_may_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxed, "LIMITS", (MAX_MEMORY, MAX_SECONDS, 100_000, MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS))
    assert refusal(workbook(*[("x" * 1000,)] * 200)) == "too_much_inside"


def test_merges_upon_merges_are_the_same_as_the_longest_of_them() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 301))
    merges = "".join(f'<mergeCell ref="A1:A{n}"/>' for n in range(2, 3000))
    sheet = read(packed({"Blad1": f"<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells>"}))
    assert {cells for _, cells in sheet.rows} == {("1",)}


@pytest.mark.parametrize(
    ("rows", "key"), [([tuple(range(201))], "too_many_columns"), ([(1,)] * 200_002, "too_many_rows")]
)
def test_a_workbook_beyond_the_limits_is_refused(rows: list[tuple[int, ...]], key: str) -> None:
    assert refusal(workbook(*rows)) == key


def test_an_empty_workbook_is_empty() -> None:
    assert refusal(packed({"Blad1": "<sheetData/>"})) == "empty"


def test_another_kind_of_zip_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", "<document/>")
    assert refusal(out.getvalue()) == "not_a_workbook"


def test_a_damaged_workbook_is_said_to_be_damaged() -> None:
    whole = workbook(("Namn", "Mobil"), ("Anna", 701740605))
    at = whole.index(b"xl/worksheets")
    assert refusal(whole[: len(whole) // 2]) == "damaged"
    assert refusal(whole[:at] + b"\xff" * 200 + whole[at + 200 :]) == "damaged"
