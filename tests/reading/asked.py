"""Questions as members see them, and a short way to read an answer to one."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.reading import Choice, Question, Reading, ShiftShown, read

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 8, 24, 10, tzinfo=STOCKHOLM)


def shift(id: str, number: int, day: str, hours: str, activity: str, venue: str) -> ShiftShown:
    first, last = hours.split("-")
    start, end = (datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=STOCKHOLM) for hour in (first, last))
    return ShiftShown(id, number, start, end, activity, venue)


NOTHING = Question()
YES_NO = Question(kind="yesno", text="Kan du tänka dig att stå i valstugan i år? Svara JA eller NEJ.")
LICENCE = Question(kind="yesno", text="Har du körkort?")
HINDRANCE = Question(kind="yesno", text="Är det något som hindrar dig från att knacka dörr?")
TASKS = Question(
    kind="many",
    text="Vad vill du göra i valrörelsen? Svara med siffror eller ord.",
    choices=(
        Choice("cottage", 1, "Stå i valstuga"),
        Choice("flyers", 2, "Dela flygblad"),
        Choice("doors", 3, "Knacka dörr"),
        Choice("phone", 4, "Ringa"),
        Choice("posters", 5, "Affischera"),
        Choice("drive", 6, "Köra bil"),
        Choice("none", 7, "Inget just nu"),
    ),
)
ONE_TASK = Question(kind="one", text=TASKS.text, choices=TASKS.choices)
TONGUES = Question(
    kind="many",
    text="Vilka språk talar du utöver svenska?",
    choices=(
        Choice("en", 1, "Engelska"),
        Choice("ar", 2, "Arabiska"),
        Choice("other", 3, "Annat"),
        Choice("none", 4, "Bara svenska"),
    ),
)
HOURS = Question(kind="number", text="Hur många timmar i veckan kan du hjälpa till?", low=0, high=60)
FLYERS = Question(kind="number", text="Hur många flygblad delade du ut?", low=0, high=20000, whole=True)
HEADS = Question(kind="number", text="Hur många blir ni som kommer?", low=0, high=50, whole=True)
WHEN = Question(kind="when", text="Vilka dagar och tider kan du hjälpa till de kommande tre veckorna?")
CALL = Question(kind="when", text="Vilken tid i morgon (tis 25/8) passar det att vi ringer dig?")

TUESDAY = shift("A1", 1, "2026-08-25", "16:00-19:00", "Valstuga", "Skärholmstorget")
WEDNESDAY = shift("A2", 2, "2026-08-26", "07:00-09:00", "Flygblad", "Jakobsbergs station")
SATURDAY = shift("A3", 3, "2026-08-29", "11:00-14:00", "Valstuga", "Skärholmstorget")
SUNDAY = shift("A4", 4, "2026-08-30", "13:00-16:00", "Dörrknackning", "Hallonbergen")
CLAIM = Question(kind="claim", text="Lediga pass:", shifts=(TUESDAY, WEDNESDAY, SATURDAY, SUNDAY))
CANCEL = Question(kind="cancel", shifts=(SATURDAY,))
CANCEL_TWO = Question(kind="cancel", shifts=(TUESDAY, SATURDAY))
UNCANCEL = Question(kind="cancel", text="Okej, lör 29/8 är avbokat.", cancelled=(SATURDAY,))
REMINDER = Question(
    kind="reminder", text="Påminnelse: ditt pass lör 29/8 kl 11-14. Kommer du? Svara JA eller NEJ.", shifts=(SATURDAY,)
)
RALLY = shift("BK1", 1, "2026-08-29", "13:00-14:00", "Torgmöte", "Hallonbergen")
BOOKING = Question(kind="booking", text="Torgmöte lör 29/8 kl 13-14. JA, NEJ eller annan tid?", shifts=(RALLY,))
BOOKED = Question(kind="booking", shifts=(RALLY,), settled=True)
REPORT = Question(kind="report", text="Hur gick det? Svara med antal knackade, öppnade, positiva.")
MEETING = Question(text="Medlemsmöte torsdag 27/8 kl 18 på Kafé Marx. Välkommen Gunilla!")
EVERY_KIND = (
    NOTHING, YES_NO, LICENCE, TASKS, ONE_TASK, HOURS, WHEN, CALL, CLAIM, CANCEL, CANCEL_TWO, UNCANCEL, REMINDER,
    BOOKING, BOOKED, REPORT, MEETING, Question(kind="text"), Question(kind="language"), Question(pending=("a", "b")),
)  # fmt: skip


def answer(text: str, question: Question = NOTHING, *, now: datetime = MONDAY, language: str = "sv") -> Reading:
    return read(text, question, now=now, language=language)


def told(text: str, question: Question = NOTHING, **more: Any) -> dict[str, Any]:
    return answer(text, question, **more).to_json()
