"""Text files: whatever the letters, the separator and the line ends, the sheet is the same."""

import codecs
import itertools

from hypothesis import given
from hypothesis import strategies as st

from storage.importing.reasons import BadFile
from storage.importing.sheet import Sheet, read_sheet
from storage.importing.texts import reason_text
from tests.rows import each

HEADER = ("Förnamn", "Efternamn", "Mobil", "Anteckning")
PEOPLE = [
    ("Åsa", "Öberg", "0701740605", "bor på\nÖstra gatan"),
    ("Märta", "von Essen", "+46 (0)70-174 06 06", 'kallas "Mär", ibland'),
    ("Björn", "Ek; Ekdahl, Ek", "070 174 06 07", ""),
]
MARKS = {"utf-8-sig": b"", "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
NEWLINES = ("\n", "\r\n", "\r")
CODECS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "mac-roman")


def written(separator: str, newline: str, trailing: int = 0) -> str:
    quoted = ['"' + cell.replace('"', '""') + '"' for row in (HEADER, *PEOPLE) for cell in row]
    rows = [separator.join(quoted[start : start + 4]) + separator * trailing for start in range(0, len(quoted), 4)]
    return newline.join(rows) + newline


def read(data: bytes) -> Sheet:
    sheet = read_sheet(data, "lista.csv")
    assert isinstance(sheet, Sheet), sheet
    return sheet


def refusal(data: bytes) -> str:
    found = read_sheet(data, "lista.csv")
    assert isinstance(found, BadFile)
    return found.reason.key


@each(("codec", "separator", "newline"), list(itertools.product(CODECS, ";,\t", NEWLINES)))
def test_every_way_to_save_a_list_gives_the_same_sheet(codec: str, separator: str, newline: str) -> None:
    sheet = read(MARKS.get(codec, b"") + written(separator, newline).encode(codec))
    assert sheet.header == HEADER
    assert [(number, *cells[:3]) for number, cells in sheet.rows] == [(n, *who[:3]) for n, who in enumerate(PEOPLE, 2)]


@each("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_also_without_its_mark(codec: str) -> None:
    assert read(written(";", "\r\n").encode(codec)).header == HEADER


def test_empty_columns_at_the_end_are_no_columns() -> None:
    assert read(written(";", "\n", trailing=5).encode()).rows == read(written(";", "\n").encode()).rows


def test_a_line_that_names_the_separator_is_obeyed_and_is_no_row() -> None:
    sheet = read(b"sep=,\nNamn,Mobil\nAnna;Ek,0701740605\n")
    assert (sheet.header, sheet.rows) == (("Namn", "Mobil"), [(2, ("Anna;Ek", "0701740605"))])


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    sheet = read(b'Namn;Mobil\n\n"Anna\nEk";1\n;\nBo;2\n')
    assert [number for number, _ in sheet.rows] == [3, 5]


def test_a_title_above_the_headings_is_passed_over() -> None:
    sheet = read(b"Medlemsregister;;\n;;\nNamn;Mobil;Ort\nAnna;1;Solna\n")
    assert (sheet.header, sheet.rows[0][0]) == (("Namn", "Mobil", "Ort"), 4)


def test_what_cannot_be_seen_is_taken_away() -> None:
    taken_apart = "A\u030asa"
    sheet = read(f"Namn;Mobil\n{taken_apart};\u202a070\u00a0174\u202c\n".encode())
    assert sheet.rows == [(2, ("Åsa", "070 174"))]


def test_a_name_with_a_windows_letter_is_not_taken_for_a_mac() -> None:
    assert read("Namn;Ort\nŠarić Åsa;Solna\n".replace("ć", "c").encode("cp1252")).rows[0][1][0] == "Šaric Åsa"


@each("name", ["Björn", "Öberg", "Åsa", "Ängman", "René", "Märta", "Müller", "SÖDER"])
@each("codec", ["mac-roman", "cp1252", "utf-8"])
def test_one_letter_is_enough_to_know_how_a_list_was_saved(name: str, codec: str) -> None:
    assert read(f"Namn;Mobil\n{name};1\n".encode(codec)).rows == [(2, (name, "1"))]


def test_cells_that_say_the_same_are_held_once() -> None:
    (_, (first, _)), (_, (second, _)) = read("Ort;Mobil\nSolna å;1\nSolna å;2\n".encode()).rows
    assert first is second


@each(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"\n\n;;;\n", "empty"),
        (b'Namn;Mobil\nAnna;1\n"Bo;2\nCia;3\n', "quotes"),
        (b'Namn;Mobil\n"Bo" Ek;2\n', "quotes"),
        (b"Namn;Mobil\nA\x81\x8d\x8f;1\n", "charset"),
        (b"Namn;Mobil\nA\x07nna;1\n", "not_text"),
        (b"\x00\x01\x02\x03" * 64, "not_text"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 64, "old_workbook"),
        (b"Namn;Mobil\nAnna;" + b"1" * 40_000, "cell_too_long"),
        (b"Namn;Mobil\nAnna;" + b"1" * 1_100_000, "cell_too_long"),
        (b'Namn;Mobil\n"Anna;' + b"1;2\n" * 50_000, "cell_too_long"),
        (b"Namn" * 3 + b";x" * 10_000, "too_many_columns"),
        (b"Namn;Mobil\n" + (b";" * 20_000 + b"\n"), "too_many_columns"),
        (b"Namn;Mobil\n" + (b";" * 16_000 + b"\n") * 700, "too_many_cells"),
        ((b"x;" * 190 + b"\n") * 8_000, "too_many_cells"),
        (b"Namn\n" + b"x\n" * 200_001, "too_many_rows"),
        (b"x" * (50 * 2**20 + 1), "too_large"),
    ],
)
def test_rubbish_is_refused_with_a_reason(data: bytes, key: str) -> None:
    assert refusal(data) == key


def test_a_refusal_names_the_row_and_says_what_to_do() -> None:
    found = read_sheet(b'Namn;Mobil\nAnna;1\n"Bo;2\n', "lista.csv")
    assert isinstance(found, BadFile)
    assert reason_text(found.reason, "sv").startswith("Rad 3: citattecknen går inte ihop.")
    assert reason_text(found.reason, "en").startswith("Row 3: the quotation marks do not match.")


TEXTS = st.text(max_size=200) | st.text(alphabet='a;,\t"\n\r=å', max_size=80)


@given(st.binary(max_size=300) | TEXTS.map(str.encode) | TEXTS.map(lambda text: text.encode("utf-16")))
def test_any_bytes_give_a_sheet_or_a_reason(data: bytes) -> None:
    found = read_sheet(data, "lista.csv")
    if isinstance(found, BadFile):
        assert reason_text(found.reason, "sv")
        assert reason_text(found.reason, "en")
    else:
        assert any(found.header)
        assert all(any(cells) for _, cells in found.rows)
