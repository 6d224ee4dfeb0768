"""The report says what became of each row, and no cell of it is ever run by a spreadsheet."""

import csv
import io

import pytest
from sqlalchemy import Connection

from storage.importing.report import safe, write_report
from storage.importing.verdict import ImportResult
from tests.storage.importing.helpers import take

LIST = "Namn;Mobil;Språk\nÅsa Ek;0701740605;sv\n=CMD();0701740606;\nBo Ek;0701740607;klingonska\n"


def written(result: ImportResult, language: str) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write_report(out, result.verdicts, language)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline=""), delimiter=";"))


def test_each_row_has_its_verdict_in_either_language_also_of_a_dry_run(db: Connection) -> None:
    dry, real = take(db, LIST, dry_run=True), take(db, LIST)
    assert written(dry, "sv") == written(real, "sv")
    first, second, third = written(real, "en")
    assert first == {"row": "2", "outcome": "created", "reason": "", "notes": ""}
    assert (second["outcome"], second["reason"]) == (
        "refused", "the cell “=CMD()” is a formula; write its value instead",
    )  # fmt: skip
    assert (third["outcome"], "klingonska" in third["notes"]) == ("created", True)


@pytest.mark.parametrize("cell", ["=1+1", "+46701740605", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"])
def test_what_would_be_run_is_shown_instead(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


def test_what_is_harmless_stays_as_it_is() -> None:
    assert [safe(cell) for cell in ("", "Åsa = Ek", "070-174 06 05")] == ["", "Åsa = Ek", "070-174 06 05"]
