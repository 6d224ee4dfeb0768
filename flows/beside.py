"""What is said of a shift beside the main thing, or instead of it: it goes to who is responsible, and that is told."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from flows import dates
from flows.core import Turn
from flows.reading.reading import Reading
from flows.shifts import Shift

NEWS = ("question", "late", "change_time", "stand_in", "substitute", "swap", "claim_for_other", "cancel_for_other")


class Desk(Protocol):
    def pass_on(self, shift_id: int) -> None:
        """Send what the person wrote to who is responsible for the shift."""

    def call_person(self, reason: str) -> None:
        """Put what was written before a person of the organization."""


def news_in(reading: Reading) -> list[Reading]:
    """What in a reading somebody else has to know."""
    return [item for item in (reading, *reading.also) if item.intent in NEWS]


def told(turn: Turn, shifts: Sequence[Shift], reading: Reading) -> str:
    """Pass on what is for others to know, with the condition; the sentence that says so, empty when there is nothing.

    Where nobody is responsible, a person of the organization reads it.
    """
    news = news_in(reading)
    if not shifts or not (news or reading.get("condition")):
        return ""
    desk: Desk = turn.desk
    known = [shift for shift in shifts if shift.responsible]
    if not known:
        desk.call_person(news[0].intent if news else "condition")
        return turn.text("told_somebody", organization=turn.organization)
    for shift in known:
        desk.pass_on(shift.id)
    who = " & ".join(dict.fromkeys(shift.responsible_name for shift in known))
    return " ".join(_sentences(turn, who, known[0], news))


def _sentences(turn: Turn, who: str, shift: Shift, news: Sequence[Reading]) -> list[str]:
    late = next((item for item in news if item.intent == "late"), None)
    arrival = arrives(shift, late, turn) if late is not None else ""
    said = [turn.text("told_late", who=who, time=arrival)] if arrival else []
    if any(item.intent == "question" for item in news):
        said.append(turn.text("told_question", who=who))
    return said or [turn.text("told", who=who)]


def arrives(shift: Shift, late: Reading, turn: Turn) -> str:
    """When somebody who is late will be there, in words; empty when they did not say."""
    if late.get("arrive"):
        clock = time.fromisoformat(str(late["arrive"]))
        return dates.clock(datetime.combine(shift.start, clock, shift.start.tzinfo), turn.language)
    minutes = int(late.get("minutes") or 0)
    there = shift.start.astimezone(UTC) + timedelta(minutes=minutes)
    return dates.clock(there.astimezone(shift.start.tzinfo), turn.language) if minutes else ""
