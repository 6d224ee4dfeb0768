"""Lists that leave: any spreadsheet shows them and runs nothing, and who must not stand there does not (A23, P08)."""

import csv
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cases.lists import EITHER, SOLNA, Lists, counts
from tests.storage.importing.workbooks import workbook

NUMBERS = ("+46701740605", "+46701740606")
HOSTILE = (
    "-1+1", "+46*1", "\t-2+3", "＝HYPERLINK(1)", "＋cmd", "－1", "＠SUM(1)", "x,=HYPERLINK(1),", "x;=1+1", "x,\n=1+1",
    'x,"=1+1"', "x,-1+1,y", "x\t=1+1", "x,＝1+1", "x, @SUM(1)", "'=1",
)  # fmt: skip
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture(params=EITHER)
def lists(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lists:
    """The command line on either database."""
    return Lists(request.getfixturevalue(request.param), tmp_path, monkeypatch)


def hostile() -> bytes:
    """A list in whose every text a formula hides; what begins with one plainly is refused on its way in."""
    headings = ("Medlemsnr", "Förnamn", "Efternamn", "Ort", "E-post", "Taggar", "Mobil")
    rows = [(f"{n}", word, word, word, word, word, ", ".join(NUMBERS)) for n, word in enumerate(HOSTILE)]
    return workbook(headings, *rows)


def formulas(file: Path) -> list[str]:
    """The cells that a spreadsheet would run, whichever separator it is set to."""
    text = file.read_text(encoding="utf-8-sig")
    found = [cell for separator in ";,\t" for row in split(text, separator) for cell in row]
    return [cell for cell in found if is_run(cell)]


def split(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(text.splitlines(keepends=True), delimiter=separator)


def is_run(cell: str) -> bool:
    """As spreadsheets tell: by the first sign that is seen; a number with its country and spaces is none."""
    seen = unicodedata.normalize("NFKC", cell).strip()
    return seen.startswith(("=", "-", "@", "+")) and not re.match(r"\+\d[\d ]+(?=[,;]|$)", seen)


def run_by_libreoffice(file: Path) -> list[str]:
    """The formulas in the cells when it is opened there, with the settings it comes with."""
    own = f"-env:UserInstallation={(file.parent / 'settings').as_uri()}"
    words = ["--headless", "--convert-to", "fods", "--outdir", str(file.parent), str(file)]
    subprocess.run(["soffice", own, *words], check=True, capture_output=True, timeout=120)
    sheet = ElementTree.parse(file.with_suffix(".fods"))
    return [cell.get(f"{TABLE}formula", "") for cell in sheet.iter(f"{TABLE}table-cell") if cell.get(f"{TABLE}formula")]


def test_a23_an_export_has_no_formula_in_any_cell_and_its_numbers_keep_their_plus(lists: Lists) -> None:
    assert counts(lists.imports(hostile(), name="lista.xlsx")) == (len(HOSTILE), 0, 0, 0)
    _, *rows = lists.exports()
    assert formulas(lists.folder / "ut.csv") == []
    assert {row[2] for row in rows} == {"+46 70 174 06 05, +46 70 174 06 06"}
    assert [row[4] for row in rows] == [str(n) for n in range(len(HOSTILE))]


def test_a23_what_an_import_reports_has_no_formula_either(lists: Lists) -> None:
    rows = "".join(f'{n};0701740605;"x,{word}"\n' for n, word in enumerate(("=1+1", "＝1", "@x", "\t=1", "-1")))
    document = lists.imports(f"Namn;Mobil;Relation\n{rows}", "--report", "rapport.csv")
    assert len(document["refused"]) == 5
    assert formulas(lists.folder / "rapport.csv") == []


@pytest.mark.long
def test_a23_libreoffice_opens_an_export_and_finds_no_formula(lists: Lists) -> None:
    lists.imports(hostile(), name="lista.xlsx")
    lists.exports()
    opened = run_by_libreoffice if shutil.which("soffice") else formulas
    assert opened(lists.folder / "ut.csv") == []


def test_what_is_exported_comes_back_as_it_was(lists: Lists) -> None:
    lists.imports(
        "Förnamn;Efternamn;Mobil;E-post;Medlemsnr;Ort;Språk;Taggar;Roll;Relation;Rättslig grund;Skyddad\n"
        "Åsa;von Ek;0701740605, 0701740606;asa@example.org;17;Solna;somaliska;ung, styrelse;ordförande;medlem;;ja\n"
        "Bo;Ek;0701740605;;;Kista;;;;sympatisör;samtycke;nej\n"
    )
    before = lists.knows("people", "list", "--protected")
    lists.exports("--protected")
    content = (lists.folder / "ut.csv").read_bytes()
    assert (lists.folder / "ut.csv").stat().st_mode & 0o077 == 0
    assert counts(lists.imports(content)) == (0, 0, 2, 0)
    for who in before:
        lists.does("people", "protect", str(who["id"]), "--off")
    assert [who["protected"] for who in before] == [True, False]
    assert [row[:2] for row in lists.exports()[1:]] == [["Åsa", "von Ek"], ["Bo", "Ek"]]


# P08

LIST = "Namn;Mobil;Skyddade personuppgifter\nÅsa Ek;0701740605;Ja\nBo Ek;0701740606;nej\nCia Ek;0701740607;\n"


def test_p08_whose_identity_is_protected_stands_in_no_list_and_no_export(lists: Lists) -> None:
    assert counts(lists.imports(LIST)) == (3, 0, 0, 0)
    for words in (("list",), ("list", "--org", SOLNA), ("list", "--org", SOLNA, "--segment", "relation = member")):
        shown = lists.run("people", *words)
        assert "Åsa" not in shown.stdout
        assert "1 whose identity is protected are left out" in shown.stderr
    assert "Åsa" not in str(lists.exports())
    assert "Åsa" not in str(lists.exports("--segment", "relation = member"))


def test_p08_asked_for_by_name_they_are_shown_and_they_are_written_to_like_anybody(lists: Lists) -> None:
    lists.imports(LIST)
    story = lists.knows("people", "show", NUMBERS[0])
    assert (story["person"]["name"], story["person"]["protected"]) == ("Åsa Ek", True)
    assert lists.knows("segment", "count", "relation = member", "--org", SOLNA)["recipients"] == 3
    assert lists.names("--protected") == ["Åsa Ek", "Bo Ek", "Cia Ek"]
    assert [row[-1] for row in lists.exports("--protected")[1:]] == ["ja", "", ""]


def test_p08_a_list_may_protect_somebody_and_never_ends_it(lists: Lists) -> None:
    lists.imports(LIST)
    later = LIST.replace(";Ja", ";nej").replace("606;nej", "606;x")
    assert counts(lists.imports(later)) == (0, 1, 2, 0)
    assert lists.names() == ["Cia Ek"]
    lists.does("people", "protect", NUMBERS[0], "--off")
    assert counts(lists.imports(LIST)) == (0, 0, 3, 0)
    assert lists.names() == ["Åsa Ek", "Cia Ek"]


def test_p08_what_is_neither_yes_nor_no_is_asked_about(lists: Lists) -> None:
    document = lists.imports(LIST.replace("Ja", "kanske"))
    (refused,) = document["refused"]
    assert refused == {
        "row": 2, "reason": "vi förstår inte ”kanske” i kolumnen för skyddad identitet; skriv ja eller nej",
    }  # fmt: skip


def test_p08_protection_outlives_a_merge_with_somebody_who_had_none(lists: Lists) -> None:
    lists.imports(LIST.replace("Bo Ek;0701740606", "Åsa Eek;0701740605"))
    lists.does("people", "merge", "2", "1", "--yes")
    assert lists.names() == ["Cia Ek"]
