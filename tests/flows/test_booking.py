"""Candidates and hosts talk about a booking: what is done is what was said, and nothing is by guess."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.all import FLOWS
from flows.bookings import Booking
from flows.core import Flow, Result, Turn, begin, go_on
from flows.reading import read
from tests.reading.asked import MONDAY, STOCKHOLM
from tests.reading.test_any_text import ANY, SPOKEN
from tests.rows import each

START = datetime(2026, 8, 29, 13, tzinfo=STOCKHOLM)
HOUR = timedelta(hours=1)
RALLY = Booking(
    1, "torgmöte", "Hallonbergen", START, START + HOUR, "asked", "ALFA", "Solna", "Amina Ek",
    answer_by=datetime(2026, 8, 26, 10, tzinfo=STOCKHOLM), contact="Lisa 070-174 06 11",
)  # fmt: skip
DEBATE = replace(RALLY, id=2, title="debatt", venue="Kista", start=START + 5 * HOUR, end=START + 7 * HOUR, word="BRAVO")
PROPOSED = replace(RALLY, state="countered", side="host", proposed=(START + HOUR, START + 2 * HOUR))
WELL = {
    "accept": "accepted", "decline": "declined", "counter": "countered", "consider": "tentative", "leave": "desk",
    "agree": "accepted", "refuse": "declined", "cancel": "cancelled", "instead": "asked", "request": "asked",
}  # fmt: skip
OUTCOMES = {
    "accept": ("accepted", "waits", "late", "taken", "gone"),
    "decline": ("declined", "gone"),
    "counter": ("countered", "taken", "past", "never", "gone"),
    "consider": ("tentative", "gone"),
    "leave": ("desk", "kept", "gone"),
    "agree": ("accepted", "taken", "gone"),
    "refuse": ("declined", "kept", "gone"),
    "cancel": ("cancelled", "gone"),
    "instead": ("asked", "queued", "taken", "gone"),
    "request": ("asked", "queued", "declined", "open", "never"),
}


@dataclass
class Desk:
    """What there is, what comes of each deed, and what was done."""

    bookings: tuple[Booking, ...] = (RALLY,)
    outcomes: dict[str, str] = field(default_factory=dict)
    speakers: Sequence[tuple[int, str]] = ()
    reaches: bool = True
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def _do(self, deed: str, *what: Any) -> str:
        self.done.append((deed, *what))
        return self.outcomes.get(deed, WELL[deed])

    def booking(self, booking_id: int) -> Booking | None:
        return next((row for row in self.bookings if row.id == booking_id), None)

    def standing_bookings(self) -> Sequence[Booking]:
        return self.bookings

    def accept_booking(self, booking_id: int) -> str:
        return self._do("accept", booking_id)

    def decline_booking(self, booking_id: int) -> str:
        return self._do("decline", booking_id)

    def counter_booking(self, booking_id: int, times: tuple[datetime, datetime] | None, condition: str) -> str:
        said = [f"{each:%d/%m %H.%M}" for each in times or ()]
        return self._do("counter", booking_id, *said, *filter(None, [condition]))

    def consider_booking(self, booking_id: int) -> str:
        return self._do("consider", booking_id)

    def leave_to_desk(self, booking_id: int, whom: str) -> str:
        return self._do("leave", booking_id, whom)

    def agree_booking(self, booking_id: int) -> str:
        return self._do("agree", booking_id)

    def refuse_booking(self, booking_id: int) -> str:
        return self._do("refuse", booking_id)

    def cancel_booking(self, booking_id: int) -> str:
        return self._do("cancel", booking_id)

    def ask_instead(self, booking_id: int, candidate: int) -> str:
        return self._do("instead", booking_id, candidate)

    def ask_other_side(self, booking_id: int, said: str = "") -> bool:
        if self.reaches:
            self.done.append(("ask", booking_id))
        return self.reaches

    def call_person(self, reason: str) -> None:
        self.done.append(("call", reason))

    def speakers_named(self, wish: str) -> Sequence[tuple[int, str]]:
        return [each for each in self.speakers if wish.casefold() in each[1].casefold()]

    def request_speaker(
        self, title: str, venue: str, span: tuple[datetime, datetime], candidate: int, topic: str
    ) -> str:
        return self._do("request", title, venue, f"{span[0]:%d/%m %H.%M}-{span[1]:%H.%M}", candidate, topic)


def talk(flow: str, desk: Desk, *replies: str, language: str = "sv", **values: Any) -> Result:
    """The talk is begun, and these replies come to it; a talk that another one follows goes on in that."""
    turn = Turn(None, desk, language, MONDAY)
    result = _begun(FLOWS[flow], values, turn)
    for reply in replies:
        assert result.talk is not None, f"over before: {reply}"
        reading = read(reply, result.talk.question, now=MONDAY, language=language)
        result = go_on(FLOWS[result.talk.flow], result.talk, turn, reading)
        if result.then is not None:
            result = _begun(FLOWS[result.then.flow], result.then.values, turn)
    return result


def _begun(flow: Flow, values: Any, turn: Turn) -> Result:
    return begin(flow, values, turn)


def said(result: Result) -> str:
    return "\n".join(result.says)


# The candidate


@each(
    ("reply", "done"),
    [
        ("ja", [("accept", 1)]),
        ("Det låter bra, jag är där", [("accept", 1)]),
        ("nej tyvärr", [("decline", 1)]),
        ("måste tacka nej, barnkalas", [("decline", 1)]),
        ("13 går inte, halv 3?", [("counter", 1, "29/08 14.30", "29/08 15.30")]),
        ("kan bara 13-13.30", [("counter", 1, "29/08 13.00", "29/08 13.30")]),
        ("kan jag komma onsdag 2/9 istället?", [("counter", 1, "02/09 13.00", "02/09 14.00")]),
        ("måste kolla, återkommer", [("consider", 1)]),
        ("bara om jag får tala först", [("counter", 1, "bara om jag får tala först")]),
        ("skickar Ali istället", [("leave", 1, "Ali")]),
        ("Hur lång tid?", [("ask", 1)]),
        ("söndag eller måndag kväll", []),
        ("gärna lite senare", []),
        ("nja", []),
        ("14", []),
        ("🤷", []),
    ],
)
def test_what_a_candidate_writes_is_done(reply: str, done: list[Any]) -> None:
    desk = Desk()
    result = talk("booking", desk, reply, booking=1)
    assert desk.done == done
    assert bool(result.talk) is (not done)


@each("reply", ["ja gärna men kan bara stanna till 13.45", "Ja, men jag måste gå 13.45"])
def test_whoever_has_to_go_earlier_comes_when_it_begins(reply: str) -> None:
    desk = Desk()
    talk("booking", desk, reply, booking=1)
    assert desk.done == [("counter", 1, "29/08 13.00", "29/08 13.45")]


def test_what_is_read_back_names_what_where_when_and_whom_to_call() -> None:
    told = said(talk("booking", Desk(), "ja", booking=1))
    for words in ("Klart: torgmöte, Hallonbergen, lör 29/8 13-14.", "Lisa 070-174 06 11", "DELA ALFA"):
        assert words in told


def test_another_time_is_read_back() -> None:
    told = said(talk("booking", Desk(), "13 går inte, halv 3?", booking=1))
    assert told == "14.30 föreslaget till Solna. Preliminärt håller vi lör 29/8 14.30-15.30."


def test_a_time_that_cannot_be_is_asked_for_once_more() -> None:
    for outcome in ("taken", "past", "never"):
        result = talk("booking", Desk(outcomes={"counter": outcome}), "13 går inte, halv 3?", booking=1)
        assert result.talk is not None


def test_a_question_that_reaches_nobody_is_put_before_a_person() -> None:
    desk = Desk(reaches=False)
    talk("booking", desk, "Hur lång tid?", booking=1)
    assert desk.done == [("call", "question")]


def test_what_is_promised_is_called_off_only_after_a_yes_to_that() -> None:
    booked = replace(RALLY, state="accepted")
    for reply in ("nej jag kan inte komma", "avboka"):
        desk = Desk((booked,))
        result = talk("booking", desk, reply, booking=1)
        assert desk.done == []
        assert result.talk is not None
        assert result.talk.flow == "booking_off"
    desk = Desk((booked,))
    talk("booking", desk, "avboka", "kanske", "ja", booking=1)
    assert desk.done == [("cancel", 1)]
    desk = Desk((booked,))
    talk("booking", desk, "avboka", "nej", booking=1)
    assert desk.done == []


@pytest.mark.parametrize("state", ["open", "queued", "declined", "expired", "cancelled", "done"])
def test_what_is_over_is_not_asked_about(state: str) -> None:
    result = talk("booking", Desk((replace(RALLY, state=state),)), booking=1)
    assert (result.talk, said(result)) == (None, "torgmöte, Hallonbergen, lör 29/8 13-14 (ALFA) gäller inte längre.")
    assert talk("booking", Desk(()), booking=1).talk is None


# The host


def test_a_host_is_asked_about_what_was_proposed() -> None:
    asked = said(talk("booking_host", Desk((PROPOSED,)), booking=1))
    assert asked == "Amina Ek föreslår lör 29/8 14-15 i stället för lör 29/8 13-14: torgmöte. Går det?"


@each(
    ("reply", "done"),
    [("ja", ("agree", 1)), ("nej", ("refuse", 1)), ("Hur lång tid blir det?", ("ask", 1)), ("14 eller 15", None)],
)
def test_a_host_says_yes_or_no(reply: str, done: tuple[Any, ...] | None) -> None:
    desk = Desk((PROPOSED,))
    talk("booking_host", desk, reply, booking=1)
    assert desk.done == ([done] if done else [])


def test_a_host_chooses_who_is_asked_instead() -> None:
    declined = replace(RALLY, state="declined", side="host", others=((7, "Ali Ek"), (9, "Bo Al")))
    for reply, done in {"2": [("instead", 1, 9)], "Ali": [("instead", 1, 7)], "3": [], "nej tack": [], "4": []}.items():
        desk = Desk((declined,))
        talk("booking_other", desk, reply, booking=1)
        assert desk.done == done, reply


# Which of several


def test_with_several_it_is_asked_which_and_what_was_written_counts_for_that_one() -> None:
    desk = Desk((RALLY, DEBATE))
    asked = talk("booking_which", desk, said="ja").talk
    assert asked is not None
    assert [(each.number, each.label) for each in asked.question.choices] == [
        (1, "ALFA: torgmöte, Hallonbergen, lör 29/8 13-14"), (2, "BRAVO: debatt, Kista, lör 29/8 18-20"),
    ]  # fmt: skip
    for reply in ("2", "bravo", "debatt", "Kista"):
        desk = Desk((RALLY, DEBATE))
        talk("booking_which", desk, reply, said="ja")
        assert desk.done == [("accept", 2)], reply


@pytest.mark.parametrize("reply", ["ja", "nej", "3", "båda", "🤷", "alla"])
def test_nothing_is_promised_while_it_is_not_clear_which(reply: str) -> None:
    desk = Desk((RALLY, DEBATE))
    assert talk("booking_which", desk, reply, said="ja").talk is not None
    assert desk.done == []


def test_what_is_not_clear_becomes_the_question_of_the_one_that_was_chosen() -> None:
    desk = Desk((RALLY, DEBATE))
    talk("booking_which", desk, "2", "ja", said="gärna lite senare")
    assert desk.done == [("accept", 2)]


def test_a_host_is_asked_which_as_well() -> None:
    desk = Desk((PROPOSED, replace(PROPOSED, id=2, word="BRAVO")))
    talk("booking_which", desk, "bravo", said="nej")
    assert desk.done == [("refuse", 2)]


# Asking for a speaker


ROAD = ("torgmöte om bostäder", "lör 29/8 13-14", "Hallonbergen")


@each(
    ("replies", "wanted"),
    [
        (("Amina",), (3, "")),
        (("Ali", "Ali Ek"), (4, "")),  # there are two
        (("någon som kan bostad",), (0, "bostad")),
    ],
)
def test_a_speaker_is_asked_for_by_name_or_by_what_they_know(replies: tuple[str, ...], wanted: tuple[int, str]) -> None:
    desk = Desk(speakers=((3, "Amina Ek"), (4, "Ali Ek"), (5, "Ali Reza")))
    talk("booking_request", desk, *ROAD, *replies, "ja")
    assert desk.done == [("request", "torgmöte om bostäder", "Hallonbergen", "29/08 13.00-14.00", *wanted)]


@pytest.mark.parametrize("reply", ["lördag", "13-14", "lör 13 eller sön 14", "i går kl 10", "hej"])
def test_one_time_to_come_is_wanted(reply: str) -> None:
    result = talk("booking_request", Desk(), ROAD[0], reply)
    assert result.talk is not None
    assert result.talk.step == "when"


def test_without_a_yes_nobody_is_asked() -> None:
    for reply in ("nej", "kanske", "lördag"):
        desk = Desk()
        talk("booking_request", desk, *ROAD, "Amina", reply)
        assert desk.done == []


# In every case


@pytest.mark.parametrize("language", ["sv", "en"])
def test_whatever_comes_of_a_deed_there_are_words_for_it(language: str) -> None:
    yes, no = {"sv": ("ja", "nej"), "en": ("yes", "no")}[language]
    later = {"sv": "13 går inte, 14.30?", "en": "not 13, 14.30 instead?"}[language]
    check, ali = {"sv": ("måste kolla", "fråga Ali istället"), "en": ("let me check", "ask Ali instead")}[language]
    road = {"sv": ROAD, "en": ("rally about housing", "29 aug 13-14", "Hallonbergen")}[language]
    host = replace(RALLY, side="host", state="declined", others=((7, "Ali Ek"),))
    talks: dict[str, tuple[str, Booking, tuple[str, ...]]] = {
        "accept": ("booking", RALLY, (yes,)), "decline": ("booking", RALLY, (no,)),
        "counter": ("booking", RALLY, (later,)), "consider": ("booking", RALLY, (check,)),
        "leave": ("booking", RALLY, (ali,)), "agree": ("booking_host", PROPOSED, (yes,)),
        "refuse": ("booking_host", PROPOSED, (no,)), "cancel": ("booking_off", RALLY, (yes,)),
        "instead": ("booking_other", host, ("1",)), "request": ("booking_request", RALLY, (*road, "Amina", yes)),
    }  # fmt: skip
    for deed, (flow, booking, replies) in talks.items():
        for outcome in OUTCOMES[deed]:
            desk = Desk((booking,), {deed: outcome})
            values = {} if flow == "booking_request" else {"booking": 1}
            assert said(talk(flow, desk, *replies, language=language, **values)), (deed, outcome)
            assert desk.done[0][0] == deed


@given(ANY | SPOKEN, st.sampled_from([RALLY, replace(RALLY, state="accepted"), replace(RALLY, state="desk")]))
def test_any_text_is_answered_and_calls_nothing_off(text: str, booking: Booking) -> None:
    desk = Desk((booking,))
    result = talk("booking", desk, text, booking=1)
    assert result.says or result.lost
    assert len([done for done in desk.done if done[0] != "ask"]) <= 1, "beside an answer something may be asked"
    assert ("cancel", 1) not in desk.done


@given(ANY | SPOKEN, ANY | SPOKEN)
def test_of_two_nothing_is_decided_but_of_the_one_that_is_named(first: str, second: str) -> None:
    desk = Desk((RALLY, DEBATE))
    talk("booking_which", desk, second, said=first)
    decided = {done[1] for done in desk.done if done[0] != "call"}
    assert len(decided) <= 1
