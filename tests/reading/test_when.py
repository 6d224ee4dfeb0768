"""Days, dates and times: weekdays, weeks, month ends, spoken clock, ambiguous and missing days, clock changes."""

from datetime import datetime
from typing import Any

from tests.reading.asked import CALL, STOCKHOLM, WHEN, answer, told
from tests.rows import each

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@each(
    ("text", "windows"),
    [
        ("tis o tors efter halv sex", [{"days": ["tue", "thu"], "from": "17:30"}]),
        ("tis o tors efter halv sex, lördag v 36", [{"days": ["tue", "thu"], "from": "17:30"}, {"date": "2026-09-05"}]),
        ("Ti 17.30–20, Lö 11–14", [
            {"days": ["tue"], "from": "17:30", "to": "20:00"}, {"days": ["sat"], "from": "11:00", "to": "14:00"},
        ]),
        ("efter 17 på vardagar", [{"days": WEEK[:5], "from": "17:00"}]),
        ("mån-fre", [{"days": WEEK[:5]}]),
        ("ti to lö", [{"days": ["tue", "thu", "sat"]}]),
        ("alla dagar utom onsdag", [{"days": ["mon", "tue", "thu", "fri", "sat", "sun"]}]),
        ("onsdagar men inte före 18", [{"days": ["wed"], "from": "18:00"}]),
        ("tisdag nej onsdag", [{"days": ["wed"]}]),
        ("tisdagkväll och lördag fm", [{"days": ["tue"], "part": "evening"}, {"days": ["sat"], "part": "forenoon"}]),
        ("ti 9-12 13-16", [
            {"days": ["tue"], "from": "09:00", "to": "12:00"}, {"days": ["tue"], "from": "13:00", "to": "16:00"},
        ]),
        ("den 29e mellan 11 och 15", [{"date": "2026-08-29", "from": "11:00", "to": "15:00"}]),
        ("lördagen den 29", [{"date": "2026-08-29"}]),
        ("den tolfte", [{"date": "2026-09-12"}]),
        ("den 31", [{"date": "2026-08-31"}]),
        ("första helgen i september", [{"date": "2026-09-05"}, {"date": "2026-09-06"}]),
        ("sista helgen i augusti", [{"date": "2026-08-29"}, {"date": "2026-08-30"}]),
        ("i övermorgon", [{"date": "2026-08-26"}]),
        ("om två veckor", [{"date": "2026-09-07"}]),
        ("vecka 36 och 37", [{"week": 36}, {"week": 37}]),
        ("lördag nästa vecka", [{"date": "2026-09-05"}]),
        ("när som helst", [{"days": WEEK}]),
    ],
)  # fmt: skip
def test_days_and_times_become_windows(text: str, windows: list[dict[str, Any]]) -> None:
    assert told(text, WHEN) == {"intent": "answer", "windows": windows}


@each(
    ("text", "begins"),
    [
        ("klockan fem", "17:00"),
        ("kl 7 på morgonen", "07:00"),
        ("fem över tolv", "12:05"),
        ("tio i tre", "14:50"),
        ("fem i halv sex", "17:25"),
        ("kvart i fem", "16:45"),
        ("vid 3-tiden", "15:00"),
        ("17", "17:00"),
        ("half past five", "17:30"),
        ("7pm", "19:00"),
    ],
)
def test_a_time_alone_is_for_the_day_that_was_asked_about(text: str, begins: str) -> None:
    assert answer(text, CALL)["windows"] == [{"date": "2026-08-25", "from": begins}]


def test_another_day_than_asked_about_is_kept() -> None:
    assert answer("i övermorgon istället, efter 10", CALL)["windows"] == [{"date": "2026-08-26", "from": "10:00"}]


def test_next_saturday_is_two_days_early_in_the_week_and_one_on_its_eve() -> None:
    assert answer("nästa lördag", WHEN)["candidates"] == ["2026-08-29", "2026-09-05"]
    sunday = datetime(2026, 8, 30, 10, tzinfo=STOCKHOLM)
    assert answer("nästa lördag", WHEN, now=sunday)["windows"] == [{"date": "2026-09-05"}]


def test_days_that_do_not_exist_are_asked_about() -> None:
    for text in ("31/9", "30 feb", "29/2"):
        assert answer(text, WHEN)["reason"] == "no such date"


def test_a_month_end_is_the_next_month_that_has_it() -> None:
    end_of_january = datetime(2027, 1, 31, 23, 30, tzinfo=STOCKHOLM)
    assert answer("imorgon", WHEN, now=end_of_january)["windows"] == [{"date": "2027-02-01"}]
    first_of_february = datetime(2027, 2, 1, 9, tzinfo=STOCKHOLM)
    assert answer("den 31", WHEN, now=first_of_february)["windows"] == [{"date": "2027-03-31"}]


def test_both_clock_changes_leave_tomorrow_a_day_away() -> None:
    for day in (datetime(2026, 3, 28, 23, 30), datetime(2026, 10, 24, 23, 30)):
        now = day.replace(tzinfo=STOCKHOLM)
        assert answer("imorgon kl 14", WHEN, now=now)["windows"][0]["from"] == "14:00"
        assert answer("imorgon", WHEN, now=now)["windows"] == [
            {"date": day.date().replace(day=day.day + 1).isoformat()}
        ]


def test_the_hour_that_spring_skips_is_asked_about_and_the_one_that_autumn_repeats_is_not() -> None:
    spring = datetime(2026, 3, 28, 12, tzinfo=STOCKHOLM)
    assert answer("imorgon kl 02.30", WHEN, now=spring)["reason"] == "no such time"
    autumn = datetime(2026, 10, 24, 12, tzinfo=STOCKHOLM)
    assert answer("imorgon kl 14.30", WHEN, now=autumn).intent == "answer"


def test_what_names_no_day_is_asked_again_or_waited_for() -> None:
    for text in ("mina lediga dagar", "varannan onsdag", "inte måndagar", "tisdag, fast inte kvällen", "jobbar skift"):
        assert answer(text, WHEN).intent == "ask_again"
    assert told("vet inte än, får schemat fredag", WHEN) == {"intent": "later", "date": "2026-08-28"}


def test_a_condition_is_kept_with_the_windows() -> None:
    assert answer("tisdag 16-20 men bara om nån kan hämta mej", WHEN)["condition"]


def test_english_days_are_read_in_both_languages() -> None:
    assert answer("Mon/Wed evenings", WHEN, language="en")["windows"] == [{"days": ["mon", "wed"], "part": "evening"}]
    assert answer("Sat 10-2", WHEN, language="en")["windows"] == [{"days": ["sat"], "from": "10:00", "to": "14:00"}]
    assert answer("tmrw", WHEN)["windows"] == [{"date": "2026-08-25"}]
