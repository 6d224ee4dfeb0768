"""When people can, told with why: what else they do, what it comes to, days that follow a date, hours said in short."""

from datetime import datetime
from typing import Any

from flows.reading import Question
from tests.reading.asked import CALL, STOCKHOLM, WHEN, answer, told
from tests.rows import each

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EVENINGS = Question(kind="when", text="Vilka kvällar kan du ringa?")
CALL_IN_ENGLISH = Question(kind="when", text="What time tomorrow (Tue 25 Aug) is good for a call?")


def dates(*days: str, **times: str) -> list[dict[str, Any]]:
    return [{"date": f"2026-{day}", **times} for day in days]


@each(
    ("text", "windows"),
    [
        ("slutar jobbet 17 så efter det", [{"days": WEEK, "from": "17:00"}]),
        ("har skola till 15 på vardagar sen ledig", [{"days": WEEK[:5], "from": "15:00"}]),
        ("bara dagtid vardagar för hämtar på dagis 15.30", [{"days": WEEK[:5], "to": "15:30"}]),
        ("börjar jobba 14 på tisdagar", [{"days": ["tue"], "to": "14:00"}]),
        ("I finish work at 5 so anytime after that", [{"days": WEEK, "from": "17:00"}]),
        ("have class till 2 on tuesdays, free after", [{"days": ["tue"], "from": "14:00"}]),
        ("I pick up the kids at 3 so before that", [{"days": WEEK, "to": "15:00"}]),
        ("passar barnbarn mån och ons, på tisdag är det boule, så fredagar blir det", [{"days": ["fri"]}]),
        ("I work weekdays so only weekends", [{"days": ["sat", "sun"]}]),
    ],
)
def test_what_else_one_does_tells_when_one_can(text: str, windows: list[dict[str, Any]]) -> None:
    language = "en" if text.startswith(("I ", "have")) else "sv"
    assert told(text, WHEN, language=language) == {"intent": "answer", "windows": windows}


@each(
    ("text", "windows"),
    [
        ("helgerna funkar, fredag em med", [{"days": ["sat", "sun"]}, {"days": ["fri"], "part": "afternoon"}]),
        ("weekends, and friday pm too", [{"days": ["sat", "sun"]}, {"days": ["fri"], "part": "afternoon"}]),
        ("Mondays fine, Thursdays after 6", [{"days": ["mon"]}, {"days": ["thu"], "from": "18:00"}]),
        ("tisdagar bäst, torsdagar ok", [{"days": ["tue", "thu"]}]),
        (
            "fredagar hela dagen, övriga dagar efter 17",
            [{"days": ["fri"]}, {"days": [*WEEK[:4], *WEEK[5:]], "from": "17:00"}],
        ),
        ("pensionär så närsom", [{"days": WEEK}]),
        ("spelar ingen roll", [{"days": WEEK}]),
        ("I'm easy", [{"days": WEEK}]),
        ("tisda å torsda", [{"days": ["tue", "thu"]}]),
    ],
)
def test_a_time_belongs_to_the_days_it_was_said_of(text: str, windows: list[dict[str, Any]]) -> None:
    assert told(text, WHEN) == {"intent": "answer", "windows": windows}


@each(
    ("text", "windows"),
    [
        ("fredag 28/8 em eller lördagen fm", [*dates("08-28", part="afternoon"), *dates("08-29", part="forenoon")]),
        ("fri 28 aug or the saturday", dates("08-28", "08-29")),
        ("nästa vecka, tis eller ons", dates("09-01", "09-02")),
        ("v 36: tis, tors", dates("09-01", "09-03")),
        ("mellan den 4 och 6 september", dates("09-04", "09-05", "09-06")),
        ("från den 4 till den 6", dates("09-04", "09-05", "09-06")),
        ("mellan 28/8 och 30/8", dates("08-28", "08-29", "08-30")),
        ("26/8 efter 17, 28/8 hela dagen", [*dates("08-26", **{"from": "17:00"}), *dates("08-28")]),
    ],
)
def test_days_follow_the_date_or_week_beside_them(text: str, windows: list[dict[str, Any]]) -> None:
    assert sorted(answer(text, WHEN)["windows"], key=lambda window: window["date"]) == windows


@each(
    "text",
    [
        "alla lördagar utom den 10e",
        "semester v 36, annars alla kvällar",
        "varje dag utom söndag efter 16",
        "fr o m onsdag",
        "hela september",
        "fram till den 10",
        "udda veckor",
        "every saturday except the 12th",
    ],
)
def test_what_windows_cannot_say_is_asked_again(text: str) -> None:
    assert answer(text, WHEN).intent == "ask_again"


@each(
    ("text", "question", "times"),
    [
        ("inte förrän 18", CALL, {"from": "18:00"}),
        ("jobbar till 16, efter det går bra", CALL, {"from": "16:00"}),
        ("mellan 5 och halv 6", CALL, {"from": "17:00", "to": "17:30"}),
        ("between 5 and half past", CALL_IN_ENGLISH, {"from": "17:00", "to": "17:30"}),
        ("ten to three", CALL_IN_ENGLISH, {"from": "14:50"}),
    ],
)
def test_hours_are_said_in_short(text: str, question: Question, times: dict[str, str]) -> None:
    language = "en" if question is CALL_IN_ENGLISH else "sv"
    assert answer(text, question, language=language)["windows"] == dates("08-25", **times)


def test_asked_about_evenings_seven_is_in_the_evening() -> None:
    assert answer("tisdag efter 7", EVENINGS)["windows"] == [{"days": ["tue"], "from": "19:00"}]
    assert answer("after 7 on tuesdays", WHEN, language="en")["windows"] == [{"days": ["tue"], "from": "19:00"}]
    assert answer("efter 9 på lördagar", WHEN)["windows"] == [{"days": ["sat"], "from": "09:00"}]


def test_not_until_a_time_is_no_pause() -> None:
    now = datetime(2026, 8, 24, 10, tzinfo=STOCKHOLM)
    assert answer("kan på torsdag men inte förrän 19", WHEN, now=now).intent == "answer"
    assert answer("inga fler sms förrän i oktober", WHEN, now=now).intent == "pause"
