"""Lists as associations have them, brought to the command line: each row is taken rightly, or named (I01-I07)."""

import csv
import itertools
from pathlib import Path

import pytest

from storage.importing import boxed, separated
from storage.importing.limits import MAX_COLUMNS, MAX_MEMORY, MAX_ROWS, MAX_SECONDS, MAX_TEXT, MEGABYTE
from storage.importing.texts import EN, SV
from tests.cases.lists import EITHER, SOLNA, Lists, counts, reasons
from tests.storage.importing.workbooks import packed, workbook

NUMBER = "+46701740605"
CODECS = {"utf-8-sig": b"", "utf-16-le": b"\xff\xfe", "latin-1": b"", "cp1252": b"", "mac-roman": b""}
NAMES = ("Åsa", "Märta", "Björn", "Örjan", "René", "Ängla", "Müge", "Anna")
SHAPES = list(zip(";,\t;,\t;,", ("\n", "\r\n", "\r", "\r\n", "\n", "\n", "\r", "\r\n"), range(8), strict=True))


@pytest.fixture(params=EITHER)
def lists(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lists:
    """The command line on either database."""
    return Lists(request.getfixturevalue(request.param), tmp_path, monkeypatch)


@pytest.fixture
def files(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lists:
    """The command line where only the file matters, not the database."""
    return Lists(sqlite_url, tmp_path, monkeypatch)


# I01: how the file was saved


def people(count: int) -> list[dict[str, str]]:
    """Made-up people who share the numbers of fiction, each with a note over two lines."""
    return [
        {
            "first": f"{NAMES[n % len(NAMES)]}-{n}", "last": 'von "Ek", d.ä.', "phone": f"07017406{5 + n % 90:02}",
            "number": str(n), "note": "bor på\nÖstra gatan; uppgång B",
        }
        for n in range(count)
    ]  # fmt: skip


HEADINGS = (
    {"first": "Förnamn", "last": "Efternamn", "phone": "Mobilnr", "number": "Medlemsnummer", "note": "Anteckning"},
    {"first": "First name", "last": "Surname", "phone": "Cell phone", "number": "Member number", "note": "Remark"},
)


def saved(rows: list[dict[str, str]], codec: str, separator: str, newline: str, variant: int) -> bytes:
    """A list as one program saves it: the order of its columns, its language and empty columns follow the variant."""
    order = list(itertools.permutations(rows[0]))[variant * 13]
    empty = [""] * (variant % 3)
    lines = [[row[column] for column in order] + empty for row in (HEADINGS[variant % 2], *rows)]
    quoted = [separator.join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in line) for line in lines]
    return CODECS[codec] + (newline.join(quoted) + newline).encode(codec)


@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.long)])
def test_i01_the_same_people_come_out_of_forty_ways_to_save_a_list(files: Lists, count: int) -> None:
    rows = people(count)
    first, *others = [saved(rows, codec, *shape) for codec in CODECS for shape in SHAPES]
    assert len(others) == 39
    assert counts(files.imports(first)) == (count, 0, 0, 0)
    assert [name.split()[0] for name in files.names()] == [row["first"] for row in rows]
    for content in others:
        assert counts(files.imports(content, "--dry-run")) == (0, 0, count, 0)


def test_i01_what_cannot_be_read_is_refused_and_the_row_is_named(files: Lists) -> None:
    name = files.brings(b"Namn;Mobil\nAnna;0701740605\n\x81\x8d;0701740606\n")
    assert "Rad 3: vi kan inte läsa bokstäverna" in files.refuses("people", "import", name, "--org", SOLNA)


def test_i01_people_without_headings_above_them_are_not_taken_for_headings(files: Lists) -> None:
    for line in ("0701740605;Anna", "Bo;bo@example.org;070"):
        name = files.brings(f"{line}\n0701740606;Bo\n")
        assert "ska ha rubriker" in files.refuses("people", "import", name, "--org", SOLNA)


def test_columns_are_shown_with_a_score_and_can_be_corrected(files: Lists) -> None:
    rows = "Vem;Mobl nummer;Kontakt 2;Förening\nÅsa Ek;0701740606;0701740605;Vega\n"
    guessed = files.imports(rows, "--dry-run")
    assert [(column["field"], column["score"]) for column in guessed["columns"]] == [
        (None, 0), ("phone", 90), ("phone", 70), ("association", 100),
    ]  # fmt: skip
    assert "namn saknas" in reasons(guessed)[2]
    said = [f"--column={word}" for word in ("name=Vem", "telefon=3", "association=")]
    corrected = files.imports(rows, *said)
    assert [(column["field"], column["score"]) for column in corrected["columns"]] == [
        ("name", 100), (None, 0), ("phone", 100), (None, 0),
    ]  # fmt: skip
    (person,) = files.knows("people", "list")
    assert (person["name"], person["addresses"]) == ("Åsa Ek", [NUMBER])


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("telfon=Mobil", "Vi känner inte till ”telfon”."), ("phone=Hem", "Rubrikerna är: Namn, Mobil."), ("phone=9", "9")],
)
def test_a_correction_that_cannot_be_is_refused(files: Lists, said: str, sentence: str) -> None:
    name = files.brings("Namn;Mobil\nÅsa Ek;0701740605\n")
    assert sentence in files.refuses("people", "import", name, "--org", SOLNA, "--column", said)


# I02: how numbers were written

RIGHT = (
    "070-174 06 05", "0701740605", "701740605", "46701740605", "0046701740605", "+46 (0)70-174 06 05", "46701740605.0",
    "'0701740605", '="0701740605"', "\u202a070\u00a0174\u202f06 05\u202c", "＋46 70 174 06 05", "070–174 06 05",
    "08-465 004 00 / 070-174 06 05", "0701740605, 0701740605",
)  # fmt: skip
WRONG = {
    "4,67E+10": "kortat numret", "4.6701740605E10": "kortat numret", "46700000000": "slutar på många nollor",
    "O7O-174 O6 O5": "inget telefonnummer", "08-465 004 00": "fast telefon", "+14155552671": "ett land",
    "1234": "finns inte", "2022-09-01": "till datumet", "44805": "finns inte", "1/9/22": "finns inte",
    "20220901": "fast telefon", "saknas": "inget telefonnummer", "=0701740605": "formel",
}  # fmt: skip


def test_i02_a_number_is_read_in_any_spelling_or_its_row_is_named(files: Lists) -> None:
    cells = (*RIGHT, *WRONG)
    rows = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    document = files.imports("Medlemsnr;Namn;Mobil\n" + "".join(f"{n};P{n} Ek;{row}\n" for n, row in enumerate(rows)))
    assert counts(document) == (len(RIGHT), 0, 0, len(WRONG))
    found = reasons(document)
    wrong = {cell: found[row] for row, cell in enumerate(cells, 2) if cell in WRONG}
    assert {cell for cell, said in wrong.items() if WRONG[cell] not in said} == set()
    assert {address for who in files.knows("people", "list") for address in who["addresses"]} == {NUMBER}


# I03: what a spreadsheet makes of cells


def cells(row: int, *texts: str) -> str:
    """A row of a sheet: what begins with a sign of XML is a cell as it stands, everything else is its text."""
    inside = (text if text.startswith("<") else f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{row}">{"".join(inside)}</row>'


def test_i03_formulas_are_what_they_came_to_and_dates_are_no_numbers(files: Lists) -> None:
    sheet = [
        cells(1, "Medlemsregister", "", ""),
        cells(3, "Förening", "Namn", "Mobil"),
        cells(4, "Solna", '<c t="str"><f>A1</f><v>Åsa Ek</v></c>', "<c><f>1</f><v>46701740605</v></c>"),
        cells(5, "", "Bo Ek", "<c><f>HYPERLINK(1)</f></c>"),
        cells(6, "", "Cia Ek", '<c t="d"><v>2022-09-01T00:00:00</v></c>'),
        cells(7, "", "Dag Ek", "<c><v>4.67E10</v></c>"),
        cells(8, "", '<c t="e"><v>#REF!</v></c>', "0701740606"),
        cells(9, "", '<c t="str"><f>A1</f><v>=cmd()</v></c>', "0701740606"),
        cells(10, "", "Eva Ek", "0701740607").replace("<row", '<row hidden="1"'),
    ]
    merged = '<mergeCells><mergeCell ref="A4:A10"/></mergeCells>'
    document = files.imports(
        packed({"Medlemmar": f"<sheetData>{''.join(sheet)}</sheetData>{merged}"}), name="register.xlsx"
    )
    assert (counts(document), files.names()) == ((2, 0, 0, 5), ["Åsa Ek", "Eva Ek"])
    said = {5: "mobilnummer saknas", 6: "datumet 2022-09-01", 7: "många nollor", 8: "namn saknas", 9: "är en formel"}
    found = reasons(document)
    assert {row for row, words in said.items() if words not in found[row]} == set()


def test_i03_a_date_that_could_be_another_is_asked_for_again(files: Lists) -> None:
    times = ("44805", "1/9/22 18:00", "20220901", "2022-09-01")
    rows = [f"Valstuga;Torget;{time};2022-09-01 21:00;4" for time in times]
    name = files.brings("\n".join(["Aktivitet;Plats;Start;Slut;Högst", *rows]))
    said = files.run("shifts", "load", name, "--org", SOLNA)
    assert (said.exit_code, said.stderr.count("skriv som 2026-09-01 18:00")) == (1, len(times))
    assert files.knows("shifts", "list") == []


# I04: the same people again

MEMBERS = "Medlemsnr;Namn;Mobil\n1;Åsa Ek;0701740605\n2;Bo Ek;0701740606\n"


def test_i04_the_same_list_twice_and_one_that_overlaps_make_nobody_twice(lists: Lists) -> None:
    assert counts(lists.imports(MEMBERS)) == (2, 0, 0, 0)
    before = lists.knows("people", "list")
    assert counts(lists.imports(MEMBERS)) == (0, 0, 2, 0)
    assert lists.knows("people", "list") == before
    assert counts(lists.imports(MEMBERS + "3;Cia Ek;0701740607\n")) == (1, 0, 2, 0)


def test_i04_a_new_number_and_a_new_surname_are_the_same_person(lists: Lists) -> None:
    lists.imports(MEMBERS)
    later = "Medlemsnr;Namn;Mobil\n1;Åsa Åkesson;0701740605\n2;Bo Ek;0701740616\n"
    assert counts(lists.imports(later)) == (0, 2, 0, 0)
    assert [(who["name"], who["addresses"]) for who in lists.knows("people", "list")] == [
        ("Åsa Åkesson", [NUMBER]), ("Bo Ek", ["+46701740606", "+46701740616"]),
    ]  # fmt: skip


def test_i04_two_at_one_number_are_written_to_once_and_namesakes_are_only_proposed(lists: Lists) -> None:
    rows = "Namn;Mobil\nÅsa Ek;0701740605\nBo Ek;0701740605\nÅsa Ek;0701740606\n"
    document = lists.imports(rows)
    assert (counts(document), document["households"]) == ((3, 0, 0, 0), 1)
    reach = lists.knows("segment", "count", "relation = member", "--org", SOLNA)
    assert (reach["count"], reach["recipients"], reach["left_out"]) == (3, 2, {"same_number": 1})
    (pair,) = lists.knows("people", "duplicates", "--org", SOLNA)
    assert (pair["strong"], [side["addresses"] for side in pair["people"]]) == (False, [[NUMBER], ["+46701740606"]])
    assert counts(lists.imports(rows)) == (0, 0, 3, 0)
    assert lists.names() == ["Åsa Ek", "Bo Ek", "Åsa Ek"]


# I06: what a list may not undo


def test_i06_an_erasure_and_what_was_set_by_hand_survive_the_list_and_are_named(lists: Lists) -> None:
    rows = "Namn;Mobil;Skyddad\nÅsa Ek;0701740605;ja\nBo Ek;0701740606;\nCia Ek;0701740607;\n"
    lists.imports(rows)
    lists.does("people", "protect", NUMBER, "--off")
    lists.does("people", "erase", "+46701740606", "--yes")
    for more in (("--dry-run",), ()):
        again = lists.imports(rows, *more)
        assert (counts(again), list(reasons(again))) == ((0, 0, 2, 1), [3])
        assert "har bett att bli raderad" in reasons(again)[3]
        assert reasons(again, "notes") == {2: "skyddad identitet är rättat för hand och ändrades inte"}
    assert lists.names() == ["Åsa Ek", "Cia Ek"]


@pytest.mark.long
def test_i06_who_said_stop_or_chose_a_language_by_text_is_not_overruled_by_a_list(lists: Lists) -> None:
    rows = "Namn;Mobil;Språk\nÅsa Ek;0701740605;svenska\nBo Ek;0701740606;svenska\n"
    lists.imports(rows)
    lists.does("chat", "--as", NUMBER, texts=["STOPP"])
    lists.does("chat", "--as", "+46701740606", texts=["ENGLISH"])
    again = lists.imports(rows.replace("605;", "605 070-174 06 15;"))
    assert (counts(again), again["suppressed"]) == ((0, 0, 2, 0), 1)
    assert "har sagt stopp, så det nya numret +46701740615 lades inte in" in reasons(again, "notes")[2]
    assert reasons(again, "notes")[3] == "språk är rättat för hand och ändrades inte"
    assert lists.knows("people", "show", NUMBER)["suppressed"] is True
    assert lists.knows("people", "show", "+46701740606")["person"]["language"] == "en"


# I07: looking first


@pytest.mark.parametrize("count", [300, pytest.param(100_000, marks=pytest.mark.long)])
def test_i07_a_dry_run_says_of_every_row_what_would_happen_in_a_file(lists: Lists, count: int) -> None:
    lists.imports("Medlemsnr;Namn;Mobil\n0;Åsa Ek;0701740605\n1;Bo Ek;0701740606\n")
    rows = [f"{n};P{n} Ek;0701740607" for n in range(3, count)]
    content = "\n".join(["Medlemsnr;Namn;Mobil", "0;Åsa Ek;0701740605", "1;Bo Åkesson;", "2;Cia;4,67E+10", *rows])
    document = lists.imports(content, "--dry-run", "--report", "rapport.csv")
    with (lists.folder / "rapport.csv").open(encoding="utf-8-sig", newline="") as file:
        report = list(csv.DictReader(file, delimiter=";"))
    assert (lists.folder / "rapport.csv").stat().st_mode & 0o077 == 0
    assert [row["outcome"] for row in report] == ["unchanged", "updated", "refused"] + ["created"] * (count - 3)
    assert report[2]["reason"] == reasons(document)[4]
    assert (counts(document), lists.names()) == ((count - 3, 1, 1, 1), ["Åsa Ek", "Bo Ek"])


# Bad input


def rubbish() -> dict[str, tuple[bytes, str]]:
    """Files that no list is in, by the key of what is said of them."""
    good = ("Namn", "Mobil")
    return {
        "bomb.xlsx": (packed({"Blad1": f"<sheetData>{' ' * 3 * MEGABYTE}</sheetData>"}), "too_much_inside"),
        "wide.xlsx": (workbook(tuple(range(10_000))), "too_many_columns"),
        "wide.csv": (b";".join(b"k" for _ in range(10_000)) + b"\n", "too_many_columns"),
        "megabyte.xlsx": (workbook(good, ("x" * MEGABYTE, "0701740605")), "cell_too_long"),
        "megabyte.csv": (b"Namn;Mobil\n" + b"x" * MEGABYTE + b";0701740605\n", "cell_too_long"),
        "lines.csv": (b"\n" * 20_000, "too_many_rows"),
        "empty.csv": (b"", "empty"),
        "page.xls": (b"<html><table><tr><td>Namn</td><td>Mobil</td></tr></table></html>", "not_text"),
        "paper.csv": (b"%PDF-1.4\n\xe2\xe3\xcf\xd3\n", "not_text"),
        "accident.csv": (b"Namn;Mobil\nB\0o;0701740605\n", "not_text"),
        "old.xls": (b"\xd0\xcf\x11\xe0" + bytes(600), "old_workbook"),
        "half.xlsx": (workbook(good, ("Bo", "0701740605"))[:300], "damaged"),
        "quotes.csv": (b'Namn;Mobil\n"Bo;0701740605\n', "quotes"),
        "recipe.csv": (b"Recept\n2 dl mj\xc3\xb6l\n", "no_people_columns"),
    }


def is_sentence(of_catalog: str, said: str) -> bool:
    """Whether what was said is the sentence of a catalog, filled in."""
    return all(piece.split("}")[-1] in said for piece in of_catalog.split("{"))


def test_bad_files_of_every_kind_get_a_sentence_in_either_language(
    files: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(separated, "MAX_LINES", 10_000)
    monkeypatch.setattr(boxed, "LIMITS", (MAX_MEMORY, MAX_SECONDS, MAX_TEXT, 2 * MEGABYTE, MAX_ROWS, MAX_COLUMNS))
    kinds = rubbish()
    for name, (content, key) in kinds.items():
        assert is_sentence(SV[key], files.refuses("people", "import", files.brings(content, name), "--org", SOLNA))
    files.speaks("en")
    for name, (_, key) in kinds.items():
        if name.endswith(".csv"):
            assert is_sentence(EN[key], files.refuses("people", "import", name, "--org", SOLNA))
    assert files.names() == []


def test_a_bad_row_never_stops_the_good_ones(files: Lists) -> None:
    rows = "Namn;Mobil\nÅsa Ek;0701740605\n=cmd();0701740606\nBo;Ek;0701740606\n;0701740606\nCia Ek;0701740607\n"
    document = files.imports(rows)
    assert (counts(document), files.names()) == ((2, 0, 0, 3), ["Åsa Ek", "Cia Ek"])
    assert list(reasons(document)) == [3, 4, 5]
