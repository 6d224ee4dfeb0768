"""Shifts from a file: all of them, or what is wrong in each bad row and none."""

from datetime import UTC, datetime

import pytest

from storage.importing.reasons import BadFile
from storage.importing.sheet import Sheet, read_sheet
from storage.importing.shift_file import BadShifts, ShiftRow, read_shifts
from storage.importing.texts import reason_text
from tests.storage.importing.helpers import SWEDEN, sheet_of

HEADINGS = "activity,venue,start,end,minimum,maximum,responsible\n"
GOOD = "Valstuga,Solna torg,2026-09-05T10:00,2026-09-05T13:00,2,4,0701740605\n"


def shifts(text: str) -> tuple[ShiftRow, ...]:
    found = read_shifts(sheet_of(text), SWEDEN)
    assert isinstance(found, tuple), found
    return found


def problems(*rows: str, language: str = "sv") -> dict[int, str]:
    found = read_shifts(sheet_of(HEADINGS + "\n".join(rows)), SWEDEN)
    assert isinstance(found, BadShifts)
    return {problem.row: reason_text(problem.reason, language) for problem in found.problems}


def test_a_shift_is_read_as_it_is_written() -> None:
    start, end = datetime(2026, 9, 5, 10), datetime(2026, 9, 5, 13)
    assert shifts(HEADINGS + GOOD) == (ShiftRow(2, "Valstuga", "Solna torg", start, end, 2, 4, "+46701740605"),)


def test_swedish_headings_any_order_a_space_in_the_time_and_nobody_responsible() -> None:
    (found,) = shifts("Slut;Start;Högst;Plats;Aktivitet;Minst;Ansvarig\n13:00;2026-09-05 10:00;4;Torget;Valstuga;;\n")
    assert (found.end, found.minimum, found.maximum, found.responsible) == (datetime(2026, 9, 5, 13), 0, 4, None)


def test_times_with_an_offset_are_moments_and_an_end_alone_is_in_the_same_zone() -> None:
    (found,) = shifts(HEADINGS + "Valstuga,Torget,2026-09-05T10:00Z,13:00,2,4,\n")
    assert (found.start, found.end) == (datetime(2026, 9, 5, 10, tzinfo=UTC), datetime(2026, 9, 5, 13, tzinfo=UTC))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Torget,2026-09-05 10:00,13:00,2,4,", "aktivitet saknas"),
        ("Valstuga,Torget,5/9 10:00,13:00,2,4,", "start ”5/9 10:00” är ingen tid; skriv som 2026-09-01 18:00"),
        ("Valstuga,Torget,2026-09-05,13:00,2,4,", "start ”2026-09-05” är ingen tid; skriv som 2026-09-01 18:00"),
        ("Valstuga,Torget,2026-02-30 10:00,13:00,2,4,", "start ”2026-02-30 10:00” är ingen tid"),
        ("Valstuga,Torget,2026-09-05 10:00,25:00,2,4,", "slut ”25:00” är ingen tid"),
        ("Valstuga,Torget,2026-09-05 22:00,01:00,2,4,", "slutet 01:00 kommer inte efter starten 2026-09-05 22:00"),
        ("Valstuga,Torget,2026-09-05 10:00,2026-09-05 13:00Z,2,4,", "start och slut ska båda ha tidszon"),
        ("Valstuga,Torget,2026-09-05 10:00,13:00,5,4,", "minst 5 är mer än högst 4"),
        ("Valstuga,Torget,2026-09-05 10:00,13:00,0,0,", "högst måste vara minst 1"),
        ("Valstuga,Torget,2026-09-05 10:00,13:00,två,4,", "minst ”två” är inget antal"),
        ("Valstuga,Torget,2026-09-05 10:00,13:00,2,4,08-465 004 00", "numret 08-465 004 00 är en fast telefon"),
    ],
)
def test_a_bad_row_says_what_is_wrong_with_it(row: str, reason: str) -> None:
    assert problems(row)[2].startswith(reason)


def test_one_bad_row_and_nothing_is_loaded_but_every_bad_row_is_named() -> None:
    bad = "Valstuga,Torget,2026-09-05 10:00,13:00,5,4,"
    assert list(problems(GOOD.strip(), bad, GOOD.strip(), bad)) == [3, 4, 5]
    assert problems(GOOD.strip(), GOOD.strip(), language="en") == {3: "the same shift already stands in row 2"}


def test_missing_columns_are_named() -> None:
    found = read_shifts(sheet_of("aktivitet;plats;start\nValstuga;Torget;2026-09-05 10:00"), SWEDEN)
    assert isinstance(found, BadFile)
    assert reason_text(found.reason, "sv").startswith("Kolumner saknas: slut, högst.")


def test_a_file_without_rows_has_no_shifts() -> None:
    sheet = read_sheet(HEADINGS.encode(), "pass.csv")
    assert isinstance(sheet, Sheet)
    assert read_shifts(sheet, SWEDEN) == ()
