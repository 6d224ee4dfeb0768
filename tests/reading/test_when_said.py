"""How people say when they can: lists, weeks, months, ends of time, what is left out and what is too vague."""

from datetime import date, datetime
from typing import Any

from flows.reading import Question
from tests.reading.asked import CALL, STOCKHOLM, WHEN, answer, told
from tests.rows import each

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
NOVEMBER = Question(kind="when", text="Vilka dagar kan du hjälpa till i november?")
CALL_IN_ENGLISH = Question(kind="when", text="What time tomorrow (Tue 25 Aug) is good for a call?")


def dates(*days: str, **times: str) -> list[dict[str, Any]]:
    return [{"date": f"2026-{day}", **times} for day in days]


@each(
    ("text", "windows"),
    [
        ("29 och 30 augusti", dates("08-29", "08-30")),
        ("29, 30 och 31 aug", dates("08-29", "08-30", "08-31")),
        ("den 29, 30 och 31", dates("08-29", "08-30", "08-31")),
        ("den 5 eller 6 september", dates("09-05", "09-06")),
        ("the 12th or 13th", dates("09-12", "09-13")),
        ("September 5-6", dates("09-05", "09-06")),
        ("lör 29 aug 10-15", [{"date": "2026-08-29", "from": "10:00", "to": "15:00"}]),
        ("helgen 5-6 september", dates("09-05", "09-06")),
        ("lördag 29", dates("08-29")),
        ("2026-08-29", dates("08-29")),
        ("sista augusti", dates("08-31")),
        ("lördagar i september", dates("09-05", "09-12", "09-19", "09-26")),
        ("Sep 2nd, or the evening of the 5th", [*dates("09-02"), *dates("09-05", part="evening")]),
    ],
)
def test_dates_are_said_one_by_one_or_together(text: str, windows: list[dict[str, Any]]) -> None:
    assert told(text, WHEN) == {"intent": "answer", "windows": windows}


@each(
    ("text", "windows"),
    [
        ("v 36 tis och tors", dates("09-01", "09-03")),
        ("tis och tors v.36", dates("09-01", "09-03")),
        ("nästa vecka på tisdag", dates("09-01")),
        ("nästa veckas tisdag", dates("09-01")),
        ("v 36 tisdag kväll, v 37 onsdag kväll", [*dates("09-01", part="evening"), *dates("09-09", part="evening")]),
        ("lördag den här veckan", dates("08-29")),
        ("next week tue and thu", dates("09-01", "09-03")),
        ("tisdag om två veckor", dates("09-08")),
        ("a week on Saturday", dates("09-05")),
        ("denna vecka", [{"week": 35}]),
        ("weeks 36 and 37", [{"week": 36}, {"week": 37}]),
        ("day after tmrw", dates("08-26")),
        ("i eftermiddag", dates("08-24", part="afternoon")),
    ],
)
def test_a_day_belongs_to_the_week_beside_it(text: str, windows: list[dict[str, Any]]) -> None:
    assert told(text, WHEN) == {"intent": "answer", "windows": windows}


@each(
    ("text", "windows"),
    [
        ("tisdag 17", [{"days": ["tue"], "from": "17:00"}]),
        ("ons fr 18", [{"days": ["wed"], "from": "18:00"}]),
        ("tors fr.o.m. 16", [{"days": ["thu"], "from": "16:00"}]),
        ("mån t.o.m. tors", [{"days": WEEK[:4]}]),
        ("tors 16+", [{"days": ["thu"], "from": "16:00"}]),
        ("tisdag 1730-2000", [{"days": ["tue"], "from": "17:30", "to": "20:00"}]),
        ("tis vid femtiden", [{"days": ["tue"], "from": "17:00"}]),
        ("fredag när som helst", [{"days": ["fri"]}]),
        ("Friday anytime after 3", [{"days": ["fri"], "from": "15:00"}]),
        ("Saturday all day, Sunday until 2", [{"days": ["sat"]}, {"days": ["sun"], "to": "14:00"}]),
    ],
)
def test_times_stand_beside_their_days(text: str, windows: list[dict[str, Any]]) -> None:
    assert told(text, WHEN) == {"intent": "answer", "windows": windows}


@each(
    ("text", "windows"),
    [
        ("tue 9am to noon", [{"days": ["tue"], "from": "09:00", "to": "12:00"}]),
        ("tue from noon", [{"days": ["tue"], "from": "12:00"}]),
        ("Wed pm or Fri a.m.", [{"days": ["wed"], "part": "afternoon"}, {"days": ["fri"], "part": "morning"}]),
        ("weekdays but not before 6", [{"days": WEEK[:5], "from": "18:00"}]),
    ],
)
def test_english_times_stand_beside_their_days(text: str, windows: list[dict[str, Any]]) -> None:
    assert told(text, WHEN, language="en") == {"intent": "answer", "windows": windows}


@each(
    ("text", "kept"),
    [
        ("allt utom måndag", WEEK[1:]),
        ("kan inte tisdagar men alla andra dagar", ["mon", *WEEK[2:]]),
        ("any weekday bar Friday", WEEK[:4]),
        ("any day but Sunday", WEEK[:6]),
        ("inte måndag, tisdag eller onsdag men torsdag går", ["thu"]),
        ("jag jobbar mån-fre så bara helger", ["sat", "sun"]),
        ("not Tuesday but Wednesday", ["wed"]),
        ("Tuesday? No, make that Wednesday", ["wed"]),
        ("no Sundays, otherwise any day", WEEK[:6]),
    ],
)
def test_what_is_left_out_is_left_out(text: str, kept: list[str]) -> None:
    assert answer(text, WHEN)["windows"] == [{"days": kept}]


@each(
    "text",
    [
        "efter den 5 september",
        "från torsdag",
        "until Friday",
        "slutet av augusti",
        "mid september",
        "early next week",
        "de flesta kvällar",
        "två kvällar i veckan",
        "some evenings",
        "whenever I get off work",
        "när barnen sover",
        "Saturday after next",
        "torsdagar utom den 27:e",
        "hela nästa vecka utom fredag",
        "tisdag 31/8",
        "lördag 30",
        "lördag 5",
        "jag kan inte mån, ons, fre",
        "Thursdays, but only every second week",
        "this weekend or next",
        "1/8",
        "sista helgen",
        "half 7 on thursdays",
        "tisdag förmiddag fungerar inte, men kvällen går bra utom",
    ],
)
def test_what_is_open_vague_or_at_odds_is_asked_again(text: str) -> None:
    assert answer(text, WHEN).intent == "ask_again"


def test_asked_about_november_a_date_is_of_november() -> None:
    now = datetime(2026, 10, 22, 10, tzinfo=STOCKHOLM)
    for text, day in (("den 25", "11-25"), ("sista november", "11-30"), ("första lördagen", "11-07")):
        assert answer(text, NOVEMBER, now=now)["windows"] == dates(day)
    assert answer("sista helgen", NOVEMBER, now=now)["windows"] == dates("11-28", "11-29")
    assert answer("den 31", NOVEMBER, now=now)["reason"] == "no such date"


@each(
    ("text", "question", "windows"),
    [
        ("fredag passar bättre, vid 14", CALL, dates("08-28", **{"from": "14:00"})),
        ("imorgon går inte, onsdag kl 10", CALL, dates("08-26", **{"from": "10:00"})),
        ("kan ni ringa kl 11?", CALL, dates("08-25", **{"from": "11:00"})),
        ("vid niotiden", CALL, dates("08-25", **{"from": "09:00"})),
        ("can't do tmrw, thurs any time before 11?", CALL_IN_ENGLISH, dates("08-27", to="11:00")),
        ("lunchtime’s best", CALL_IN_ENGLISH, dates("08-25", part="midday")),
        ("twenty to five", CALL_IN_ENGLISH, dates("08-25", **{"from": "16:40"})),
    ],
)
def test_asked_about_one_day_another_day_is_a_date(text: str, question: Question, windows: list[Any]) -> None:
    assert answer(text, question)["windows"] == windows


@each(
    ("text", "day"),
    [
        ("återkommer på söndag", date(2026, 8, 30)),
        ("hör av mig imorgon", date(2026, 8, 25)),
        ("dunno, get my rota on sunday", date(2026, 8, 30)),
        ("I'll know by Friday", date(2026, 8, 28)),
    ],
)
def test_the_day_of_a_later_answer_is_no_day_to_help(text: str, day: date) -> None:
    assert told(text, WHEN) == {"intent": "later", "date": day.isoformat()}
    assert answer("tisdag funkar, återkommer om torsdag", WHEN)["windows"] == [{"days": ["tue"]}]


def test_next_saturday_said_on_its_eve_is_in_eight_days() -> None:
    friday = datetime(2026, 8, 28, 10, tzinfo=STOCKHOLM)
    assert answer("nästa lördag", WHEN, now=friday)["windows"] == dates("09-05")


def test_week_53_is_a_week_only_in_a_year_that_has_one() -> None:
    christmas = datetime(2026, 12, 22, 10, tzinfo=STOCKHOLM)
    assert answer("v 53", WHEN, now=christmas)["windows"] == [{"week": 53}]
    assert answer("lördag v 53", WHEN, now=christmas)["windows"] == [{"date": "2027-01-02"}]
    assert answer("v 53", WHEN, now=datetime(2027, 2, 20, 10, tzinfo=STOCKHOLM)).intent == "ask_again"


def test_the_last_of_february_knows_the_leap_day() -> None:
    for year, day in ((2027, 28), (2028, 29)):
        now = datetime(year, 2, 10, 10, tzinfo=STOCKHOLM)
        assert answer("sista februari", WHEN, now=now)["windows"] == [{"date": f"{year}-02-{day}"}]
