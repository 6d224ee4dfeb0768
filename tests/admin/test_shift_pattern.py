"""Many shifts from a pattern: every date is seen before it is made, and nothing is made twice."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from admin.shift_dates import Pattern, times
from storage import shifts
from storage.tables import shift
from tests.admin.conftest import Panel
from tests.admin.members import ASA, BO, CIA, audited, join
from tests.admin.rota import add_shift, row_of

SATURDAYS = {
    "activity": "Valstuga", "venue": "Torget", "day": "2026-11-28", "start": "11:00", "end": "14:00",
    "until": "2026-12-19", "minimum": "2", "maximum": "4", "responsible": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon(clock: Any) -> Any:
    """It is noon on Friday 20 November 2026."""
    return clock


def send(panel: Panel, do: str = "preview", **fields: Any) -> Any:
    return panel.post("/shifts/new", do=do, **{**SATURDAYS, **fields})


def previewed(html: str) -> dict[str, Any]:
    """What a preview sends along: what was shown, and the dates that are ticked."""
    shown = re.search(r'name="shown" value="([^"]*)"', html)
    return {"shown": shown[1] if shown else "", "date": re.findall(r'name="date" value="([^"]+)" checked', html)}


def make(panel: Panel, **fields: Any) -> Any:
    """The dates are looked at, and made."""
    return send(panel, "make", **{**previewed(send(panel, **fields).text), **fields})


def days(panel: Panel) -> list[str]:
    """The wall starts of all shifts there are."""
    wanted = select(shift.c.wall_start).order_by(shift.c.wall_start)
    return [f"{start:%m-%d %H:%M}" for start in panel.database.read(lambda db: db.execute(wanted).scalars().all())]


# The dates


@given(
    first=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    length=st.integers(0, 366),
    weekdays=st.frozensets(st.integers(0, 6)),
    start=st.times(),
    end=st.times(),
)
@settings(max_examples=30, deadline=None)
def test_a_pattern_is_every_fitting_day_once_and_each_ends_after_it_starts(
    first: date, length: int, weekdays: frozenset[int], start: time, end: time
) -> None:
    last = first + timedelta(length)
    found = times(Pattern(first, last, weekdays, start, end))
    everyday = [first + timedelta(number) for number in range(length + 1)]
    assert [begins.date() for begins, _ in found] == [day for day in everyday if day.weekday() in weekdays]
    assert all(begins < ends <= begins + timedelta(days=1) for begins, ends in found)


# Making them


def test_all_dates_are_shown_and_then_made(sqlite_panel: Panel) -> None:
    html = send(sqlite_panel).text
    for day in ("lör 28/11 11–14", "lör 5/12 11–14", "lör 12/12 11–14", "lör 19/12 11–14"):
        assert day in html
    assert days(sqlite_panel) == []
    answer = make(sqlite_panel)
    assert answer.headers["location"].endswith("/shifts?said=shifts_made&week=2026-11-28")
    assert days(sqlite_panel) == ["11-28 11:00", "12-05 11:00", "12-12 11:00", "12-19 11:00"]
    [line] = audited(sqlite_panel, "shift.make")
    assert line.detail == {"made": 4}


def test_the_same_twice_makes_nothing_twice(panel: Panel) -> None:
    before = previewed(send(panel).text)
    make(panel)
    changed = panel.database.read(lambda db: db.execute(select(func.min(shift.c.id))).scalar_one())
    panel.database.change(lambda db: shifts.change(db, changed, {}, {"maximum": 9}))
    html = send(panel, activity="valstuga").text
    assert html.count("Finns redan") == 4
    assert "Alla de passen finns redan" in html
    assert send(panel, "make", **before).status_code == 422
    assert len(days(panel)) == 4
    assert row_of(panel, changed).maximum == 9, "what is there stays as it is"


def test_two_who_make_the_same_at_once_make_it_once(sqlite_panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    make(sqlite_panel)
    monkeypatch.setattr(shifts, "standing", lambda *_: {})
    assert make(sqlite_panel).status_code == 303
    assert len(days(sqlite_panel)) == 4


def test_a_date_that_is_unticked_is_left_out(sqlite_panel: Panel) -> None:
    shown = previewed(send(sqlite_panel).text)
    send(sqlite_panel, "make", shown=shown["shown"], date=[day for day in shown["date"] if "12-12" not in day])
    assert days(sqlite_panel) == ["11-28 11:00", "12-05 11:00", "12-19 11:00"]


def test_what_was_changed_after_the_preview_is_shown_again_and_not_made(sqlite_panel: Panel) -> None:
    shown = previewed(send(sqlite_panel).text)
    answer = send(sqlite_panel, "make", **shown, start="12:00")
    assert answer.status_code == 200
    assert "lör 5/12 12–14" in answer.text
    assert days(sqlite_panel) == []


def test_weekdays_are_chosen_and_one_day_is_one_shift(sqlite_panel: Panel) -> None:
    make(sqlite_panel, weekday=["1", "3"], until="2026-12-04")
    assert days(sqlite_panel) == ["12-01 11:00", "12-03 11:00"]
    make(sqlite_panel, until="", start="22:00", end="02:00")
    assert days(sqlite_panel)[0] == "11-28 22:00"
    row = row_of(sqlite_panel, 3)
    assert row.wall_end == datetime(2026, 11, 29, 2), "across midnight"


def test_a_time_that_the_clocks_jump_over_is_refused_with_the_one_to_take(sqlite_panel: Panel) -> None:
    night = {"day": "2027-03-28", "start": "02:30", "end": "05:00"}
    answer = make(sqlite_panel, **night, until="")
    assert answer.status_code == 422
    assert "Klockan 2.30 finns inte sön 28/3: då ställs klockan om. Ta 3.30 i stället." in answer.text
    many = {**night, "day": "2027-03-21", "until": "2027-04-04"}
    assert make(sqlite_panel, **many).status_code == 422
    assert days(sqlite_panel) == []
    shown = previewed(send(sqlite_panel, **many).text)
    rest = [day for day in shown["date"] if "03-28" not in day]
    assert send(sqlite_panel, "make", shown=shown["shown"], date=rest, **many).status_code == 303
    assert days(sqlite_panel) == ["03-21 02:30", "04-04 02:30"]


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"activity": ""}, "Skriv vad som ska göras"),
    ({"venue": "x" * 121}, "Det där är för långt"),
    ({"day": "snart"}, "Välj en dag."),
    ({"start": ""}, "Skriv när det börjar"),
    ({"end": "10:30"}, "Över midnatt får det vara högst tolv timmar"),
    ({"until": "2026-11-27"}, "Välj en dag efter den första"),
    ({"until": "2028-11-27"}, "Välj en dag efter den första"),
    ({"minimum": "5"}, "Högst kan inte vara färre än minst"),
    ({"maximum": "0"}, "Skriv ett antal"),
    ({"responsible": "08-123 456"}, "fast telefon"),
]


def test_what_cannot_be_is_refused_beside_its_field_and_kept_as_it_was_typed(sqlite_panel: Panel) -> None:
    for fields, said in REFUSED:
        answer = send(sqlite_panel, **fields)
        assert answer.status_code == 422, fields
        assert said in answer.text, fields
        assert f'value="{SATURDAYS["end"] if "end" not in fields else fields["end"]}"' in answer.text
    past = make(sqlite_panel, day="2026-11-19", until="")
    assert (past.status_code, "Har redan varit" in past.text) == (422, True)
    assert days(sqlite_panel) == []


def test_the_preview_follows_the_form_as_it_is_filled_in(sqlite_panel: Panel) -> None:
    half = sqlite_panel.post("/shifts/preview", **{**SATURDAYS, "day": ""})
    assert (half.status_code, "Fyll i dag och tid" in half.text) == (200, True)
    whole = sqlite_panel.post("/shifts/preview", **SATURDAYS)
    assert "lör 5/12 11–14" in whole.text
    assert "<html" not in whole.text


def test_who_is_responsible_is_found_by_name_and_chosen_among_several(sqlite_panel: Panel) -> None:
    join(sqlite_panel, "Åsa Öberg", ASA)
    join(sqlite_panel, "Bo Ek", BO)
    join(sqlite_panel, "Bo Lind", CIA)
    make(sqlite_panel, responsible="asa öberg", until="")
    assert row_of(sqlite_panel, 1).responsible == ASA
    several = send(sqlite_panel, responsible="Bo", day="2026-12-05", until="")
    assert several.status_code == 422
    assert "Bo Lind 070-174 06 07" in several.text
    make(sqlite_panel, responsible="Bo", pick=CIA, day="2026-12-05", until="")
    assert row_of(sqlite_panel, 2).responsible == CIA


def test_a_form_like_another_shift_has_all_but_its_day(sqlite_panel: Panel) -> None:
    like = add_shift(sqlite_panel, venue="Hallen", maximum=7, responsible=ASA)
    html = sqlite_panel.get(f"/shifts/new?like={like}&day=2026-12-05").text
    for value in ("Valstuga", "Hallen", "2026-12-05", "11:00", "14:00", "7", "070-174 06 05"):
        assert f'value="{value}"' in html, value
    theirs = add_shift(sqlite_panel, venue="Hemligt", at="Lund")
    assert "Hemligt" not in sqlite_panel.get(f"/shifts/new?like={theirs}").text
