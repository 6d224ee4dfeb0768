"""A candidate's or speaker's answer to a request: yes, no, another time, perhaps, or somebody else."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flows.reading.calendar import next_weekday
from flows.reading.cancel import substitute_name
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text
from flows.reading.question import Question, ShiftShown
from flows.reading.reading import Reading, reading
from flows.reading.stance import stance
from flows.reading.when import Found, Group, find_times

Proposal = dict[str, Any]


def read_booking(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`booking_` accept, decline, counter with proposals, tentative, conditional, cancel; `delegate`; `ask_again`."""
    if not question.shifts:
        return reading("ask_again")
    asked = question.shifts[0]
    if question.settled:
        moved = _counter(text, asked, words, now) if words.has("swap_verb", text.plain) else None
        return moved or _about_accepted(text, asked, words)
    if len(text.words) == 1 and text.words[0].isdigit() and not _others(text):
        return _bare_number(int(text.words[0][:4]), asked)
    if found := _counter(text, asked, words, now):
        return found
    return _answer(text, asked, words)


def _others(text: Text) -> bool:
    return any(char.isalpha() for char in text.plain)


def _about_accepted(text: Text, asked: ShiftShown, words: Lexicon) -> Reading:
    says = part(text.plain, words).says
    judged = stance(text.plain, words)
    if judged.value == "no" or (words.has("book_off", says) and judged.value != "yes"):
        return reading("booking_cancel", booking=asked.id)
    if judged.value == "yes":
        return reading("confirm", booking=asked.id)
    return reading("ask_again")


def _bare_number(number: int, asked: ShiftShown) -> Reading:
    hour = number + 12 if number < 7 else number
    known = 0 <= hour < 24
    return reading("ask_again", candidates=[f"{hour:02d}:00"] if known else None)


def _answer(text: Text, asked: ShiftShown, words: Lexicon) -> Reading:
    judged = stance(text.plain, words)
    if words.has("tentative", text.plain) and judged.value != "no":
        return reading("booking_tentative", booking=asked.id)
    if name := substitute_name(text, words):
        return reading("delegate", booking=asked.id, name=name)
    if words.has("delegate", text.plain) and judged.value != "yes":
        return reading("delegate", booking=asked.id, name=_after_delegate(text, words))
    if judged.value == "yes" and judged.condition:
        return reading("booking_conditional", booking=asked.id, condition=judged.condition)
    if judged.value == "yes" or (judged.value == "none" and words.has("accept", part(text.plain, words).says)):
        return reading("booking_accept", booking=asked.id)
    if judged.value == "no":
        return reading("booking_decline", booking=asked.id)
    if judged.value == "maybe":
        return reading("booking_tentative", booking=asked.id)
    return reading("ask_again", candidates=["booking_accept", "booking_decline"] if judged.value == "unclear" else None)


def _after_delegate(text: Text, words: Lexicon) -> str:
    match = words.patterns["delegate"].search(text.plain)
    return match[0] if match else ""


def _counter(text: Text, asked: ShiftShown, words: Lexicon, now: datetime) -> Reading | None:
    plain = _moved_to(text.plain, words)
    judged = stance(part(plain, words).says, words)
    if words.has("online", plain) and judged.value != "no":
        return reading("booking_counter", booking=asked.id, proposals=[{"mode": "online"}])
    if words.has("after_next", plain):
        week = (asked.start.date() + timedelta(days=7)).isocalendar().week
        return reading("booking_counter", booking=asked.id, proposals=[{"week": week}])
    proposals = _proposals(plain, asked, words, now)
    proposals = [p for p in proposals if not _is_the_request(p, asked)]
    waits = words.has("tentative", plain) and not words.has("better", plain)
    if not proposals or waits or (judged.value == "no" and _is_reason(proposals)):
        return None
    return reading("booking_counter", booking=asked.id, proposals=proposals)


def _moved_to(plain: str, words: Lexicon) -> str:
    """ "Flytta till 12" names a beginning, not an end."""
    return words.patterns["move_to"].sub(" ", plain)


def _is_reason(proposals: list[Proposal]) -> bool:
    """Times that only tell how long one is busy: "can't, in parliament until 6"."""
    return all("to" in proposal and "from" not in proposal for proposal in proposals)


def _proposals(plain: str, asked: ShiftShown, words: Lexicon, now: datetime) -> list[Proposal]:
    span = (_wall(asked.start), _wall(asked.end))
    found = find_times(plain, words, now, near=span, bare=True)
    proposals: list[Proposal] = []
    for group in _apart(found, words):
        times = _times(group, asked, words, found.text)
        dates = [d for day in group.days for d in _dates(day, now)] or ([asked.start.date()] if times else [])
        proposals += [{"date": d.isoformat(), **times} for d in dates]
        proposals += [{"week": week, **times} for day in group.days for week in day.weeks]
    return proposals


def _apart(found: Found, words: Lexicon) -> list[Group]:
    """Two days with "or" between them are two proposals; a part or time belongs to the nearer."""
    out: list[Group] = []
    for group in found.groups:
        if len(group.days) == 2 and words.has("or", found.text[group.days[0].end : group.days[1].start]):
            out += [Group(group.days[:1]), Group(group.days[1:], group.part, group.clock)]
        else:
            out.append(group)
    return out


def _dates(day: Any, now: datetime) -> list[date]:
    return [*day.dates, *(next_weekday(now.date(), name) for name in day.days if len(day.days) < 7)]


def _times(group: Group, asked: ShiftShown, words: Lexicon, text: str) -> Proposal:
    if group.days and words.has("same_time", text):
        return {"from": f"{asked.start:%H:%M}", "to": f"{asked.end:%H:%M}"}
    clock = group.clock
    times: Proposal = {}
    if clock and clock.begins:
        times["from"] = f"{clock.begins:%H:%M}"
    if clock and clock.ends:
        times["to"] = f"{clock.ends:%H:%M}"
    if group.part and not clock:
        times["part"] = group.part
    return times


def _is_the_request(proposal: Proposal, asked: ShiftShown) -> bool:
    """Whether a proposal says no more than what was asked for."""
    told = {"date": asked.start.date().isoformat(), "from": f"{asked.start:%H:%M}", "to": f"{asked.end:%H:%M}"}
    return all(told.get(slot) == value for slot, value in proposal.items())


def _wall(moment: datetime) -> time:
    return moment.timetz().replace(tzinfo=None)
