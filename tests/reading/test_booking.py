"""A speaker's answer: yes, no, another time or day, perhaps, on a condition, or somebody else."""

from datetime import datetime
from typing import Any

from flows.reading import Question
from tests.reading.asked import BOOKED, BOOKING, STOCKHOLM, answer, shift
from tests.rows import each


@each(
    ("text", "intent"),
    [
        ("Bokat!", "booking_accept"),
        ("nej inga problem alls jag kommer", "booking_accept"),
        ("ja 13 funkar", "booking_accept"),
        ("lördag går bra", "booking_accept"),
        ("måste tacka nej, barnkalas", "booking_decline"),
        ("fullbokad hela helgen", "booking_decline"),
        ("är på semester då", "booking_decline"),
        ("redan bokad den dagen", "booking_decline"),
        ("can't, in parliament until 6", "booking_decline"),
        ("preliminärt ja", "booking_tentative"),
        ("håll tiden så länge", "booking_tentative"),
        ("återkommer imorgon", "booking_tentative"),
        ("ja om tåget går", "booking_conditional"),
        ("skickar Ali istället", "delegate"),
        ("fråga Lisa istället", "delegate"),
        ("inget som hindrar", "booking_accept"),
        ("lagt in i kalendern", "booking_accept"),
        ("pop it in my diary", "booking_accept"),
        ("nej då är jag i Spanien", "booking_decline"),
        ("har möte 12-15 den dagen", "booking_decline"),
        ("är i Bryssel 27-30 augusti", "booking_decline"),
        ("already booked that day", "booking_decline"),
        ("gärna men jag kan inte", "booking_decline"),
        ("vet på torsdag", "booking_tentative"),
        ("prob yes, let me get back to you tmrw", "booking_tentative"),
        ("bara om jag får tala först", "booking_conditional"),
        ("ja förutsatt att det finns hörslinga", "booking_conditional"),
        ("ja om det inte regnar", "booking_conditional"),
        ("only if I can speak first", "booking_conditional"),
        ("Lisa tar det", "delegate"),
        ("min kollega Sara kan ta den", "delegate"),
        ("Lisa can do it", "delegate"),
        ("är det lördag den här veckan eller nästa?", "question"),
        ("is it 1pm or 2pm?", "question"),
        ("gärna lite senare", "ask_again"),
        ("Det låter bra, jag är där", "booking_accept"),
        ("Hur lång tid?", "question"),
        ("14", "ask_again"),
        ("nja", "ask_again"),
        ("Ja, jag är på plats 12.45", "booking_accept"),
        ("yes i'll be there by 12.45", "booking_accept"),
        ("nä men klart jag kommer!", "booking_accept"),
        ("ok men inte utomhus om det regnar", "booking_conditional"),
        ("ja till lördag, nej till övernattning", "booking_conditional"),
        ("yes but no photos please", "booking_conditional"),
        ("ja men jag kan inte", "booking_decline"),
        ("ja och vad ska jag prata om?", "booking_accept"),
        ("nej, men Amina kan", "delegate"),
        ("skicka någon annan", "booking_decline"),
        ("senare på dagen?", "ask_again"),
        ("leave it with me", "booking_tentative"),
    ],
)
def test_an_answer_is_read(text: str, intent: str) -> None:
    assert answer(text, BOOKING).intent == intent


@each(
    ("text", "proposals"),
    [
        ("13 går inte, halv 3?", [{"date": "2026-08-29", "from": "14:30"}]),
        ("inte 13 men 14", [{"date": "2026-08-29", "from": "14:00"}]),
        ("kan bara 13-13.30", [{"date": "2026-08-29", "from": "13:00", "to": "13:30"}]),
        ("kan jag komma onsdag 2/9 istället?", [{"date": "2026-09-02"}]),
        ("flytta till 12", [{"date": "2026-08-29", "from": "12:00"}]),
        ("kan inte lördag men söndag", [{"date": "2026-08-30"}]),
        ("söndag eller måndag kväll", [{"date": "2026-08-30"}, {"date": "2026-08-31", "part": "evening"}]),
        ("förmiddagen passar bättre", [{"date": "2026-08-29", "part": "forenoon"}]),
        ("söndag samma tid", [{"date": "2026-08-30", "from": "13:00", "to": "14:00"}]),
        ("veckan efter går bättre", [{"week": 36}]),
        ("kan digitalt", [{"mode": "online"}]),
        ("en halvtimme senare?", [{"date": "2026-08-29", "from": "13:30"}]),
        ("kan vi skjuta på det en timme?", [{"date": "2026-08-29", "from": "14:00"}]),
        ("an hour earlier", [{"date": "2026-08-29", "from": "12:00"}]),
        ("dagen efter går bra", [{"date": "2026-08-30"}]),
        ("same time the next day", [{"date": "2026-08-30", "from": "13:00", "to": "14:00"}]),
        ("veckan innan?", [{"week": 34}]),
        ("helgen efter går bra", [{"date": "2026-09-05"}, {"date": "2026-09-06"}]),
        ("kan inte förrän 15", [{"date": "2026-08-29", "from": "15:00"}]),
        ("12 är för tidigt, talar i Gävle 11. Kan vara där 14", [{"date": "2026-08-29", "from": "14:00"}]),
        ("make it 1.30 and I'm in", [{"date": "2026-08-29", "from": "13:30"}]),
        ("if it's 2 I can do it", [{"date": "2026-08-29", "from": "14:00"}]),
        ("jag kan om det blir efter lunch", [{"date": "2026-08-29", "part": "afternoon"}]),
        ("skjut till 15", [{"date": "2026-08-29", "from": "15:00"}]),
        ("lördagen efter", [{"date": "2026-09-05"}]),
        ("the saturday before?", [{"date": "2026-08-22"}]),
        ("helst torsdagen efter, samma tid", [{"date": "2026-09-03", "from": "13:00", "to": "14:00"}]),
        ("torsdag veckan efter", [{"date": "2026-09-03"}]),
        (
            "fredag 4/9 em eller lördagen fm",
            [{"date": "2026-09-04", "part": "afternoon"}, {"date": "2026-09-05", "part": "forenoon"}],
        ),
        ("måndag eller tisdag nästa vecka", [{"date": "2026-08-31"}, {"date": "2026-09-01"}]),
    ],
)
def test_another_time_is_a_proposal(text: str, proposals: list[dict[str, Any]]) -> None:
    reading = answer(text, BOOKING)
    assert (reading.intent, reading["proposals"]) == ("booking_counter", proposals)


def test_a_weekday_is_one_of_the_week_asked_about() -> None:
    early = datetime(2026, 8, 14, 10, tzinfo=STOCKHOLM)
    reading = answer("fredag samma tid?", BOOKING, now=early)
    assert reading["proposals"] == [{"date": "2026-08-28", "from": "13:00", "to": "14:00"}]
    assert answer("måndag går bättre", BOOKING)["proposals"] == [{"date": "2026-08-31"}]


def test_asked_about_an_evening_eight_is_in_the_evening() -> None:
    evening = shift("BK2", 1, "2026-09-10", "18:00-19:30", "Debatt", "Huset")
    reading = answer("make it 8?", Question(kind="booking", shifts=(evening,)), language="en")
    assert reading["proposals"] == [{"date": "2026-09-10", "from": "20:00"}]


def test_two_english_dates_are_two_proposals() -> None:
    reading = answer("cd do the 30th or 31st, mornings", BOOKING, language="en")
    assert reading["proposals"] == [{"date": f"2026-08-{day}", "part": "morning"} for day in (30, 31)]


def test_a_question_beside_the_yes_is_kept() -> None:
    reading = answer("ja gärna men kan jag få skjuts?", BOOKING)
    assert (reading.intent, reading.also[0].intent) == ("booking_accept", "question")


def test_an_accepted_booking_is_cancelled_or_confirmed() -> None:
    assert answer("måste tyvärr ställa in, blivit sjuk", BOOKED).to_json() == {
        "intent": "booking_cancel",
        "booking": "BK1",
    }
    assert answer("jag kommer", BOOKED).intent == "confirm"


@each("text", ["stryk mig", "drar mig ur", "har fått feber", "something's come up"])
def test_an_accepted_booking_is_given_back(text: str) -> None:
    assert answer(text, BOOKED).intent == "booking_cancel"


def test_an_accepted_booking_is_kept_or_moved_when_that_is_said() -> None:
    assert answer("jag ställer inte in", BOOKED).intent == "confirm"
    assert answer("kanske blir sjuk", BOOKED).intent == "ask_again"
    assert answer("kan vi ta söndag istället", BOOKED)["proposals"] == [{"date": "2026-08-30"}]
