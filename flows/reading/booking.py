"""A candidate's or speaker's answer to a request: yes, no, another time, perhaps, or somebody else."""

from datetime import date, datetime, time, timedelta

from flows.reading.calendar import WEEK, Day
from flows.reading.cancel import substitute_name
from flows.reading.lexicon import Lexicon
from flows.reading.moved import Proposal, moved
from flows.reading.negation import clauses, part
from flows.reading.normal import Text
from flows.reading.people import other_subject, raw_name
from flows.reading.question import Question, ShiftShown
from flows.reading.reading import Reading, reading
from flows.reading.said_times import WHOLE_DAY, Found, Group, find_times, without_clauses
from flows.reading.stance import Stance, stance

_EARLY = timedelta(minutes=45)
_BEFORE, _LATEST = timedelta(hours=3), time(22)
_LATE = 16  # o'clock
_SHORT = 3  # words beside a condition that are no talk of their own: "kommer om jag får skjuts"


def read_booking(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`booking_` accept, decline, counter with proposals, tentative, conditional, cancel; `delegate`; `ask_again`."""
    if not question.shifts:
        return reading("ask_again")
    asked = question.shifts[0]
    if _only_asks(text, words):
        return reading("ask_again")
    if question.settled:
        changes = words.has("swap_verb", text.plain) or words.has("instead", text.plain)
        return (_counter(text, asked, words, now) if changes else None) or _about_accepted(text, asked, words)
    if len(text.words) == 1 and text.words[0].isdigit() and not _others(text):
        return _bare_number(int(text.words[0][:4]), asked)
    return (
        _limited(text, asked, words, now)
        or _conditional(text, asked, words)
        or _counter(text, asked, words, now)
        or _answer(text, asked, words)
    )


def _only_asks(text: Text, words: Lexicon) -> bool:
    """Whether the text asks about the request and says nothing: "är det kl 13 eller 14?" """
    parted = part(text.plain, words)
    return (
        "?" in text.plain
        and not parted.says.strip(" .!")
        and words.patterns["asks_about"].match(text.plain) is not None
    )


def _others(text: Text) -> bool:
    return any(char.isalpha() for char in text.plain)


def _about_accepted(text: Text, asked: ShiftShown, words: Lexicon) -> Reading:
    says = part(text.plain, words).says
    judged = stance(text.plain, words)
    if words.has("cancel_negated", text.plain):
        return reading("confirm", booking=asked.id)
    if words.has("maybe", says) or words.has("tentative", says):
        return reading("ask_again", candidates=["booking_cancel", "confirm"])
    off = words.has("book_off", says) or words.has("cancel", says)
    if judged.value == "no" or (off and judged.value != "yes"):
        return reading("booking_cancel", booking=asked.id)
    if judged.value == "yes":
        return reading("confirm", booking=asked.id)
    return reading("ask_again")


def _bare_number(number: int, asked: ShiftShown) -> Reading:
    hour = number + 12 if number < 7 else number
    known = 0 <= hour < 24
    return reading("ask_again", candidates=[f"{hour:02d}:00"] if known else None)


def _conditional(text: Text, asked: ShiftShown, words: Lexicon) -> Reading | None:
    """A yes that hangs on something: "ja om tåget går", "bara om jag får tala först"."""
    match = words.patterns["booking_if"].search(text.plain)
    if match is None or words.has("if_at", text.plain):
        return None
    rest = f"{text.plain[: match.start()]} {text.plain[match.end() :]}".strip(" .,!")
    judged = stance(rest, words)
    alone = judged.value == "none" and len(rest.split()) <= _SHORT and not words.has("asks", rest)
    if (judged.value != "yes" and not alone) or "?" in rest or words.has("tentative", rest):
        return None
    return reading("booking_conditional", booking=asked.id, condition=match[0].strip())


def _limited(text: Text, asked: ShiftShown, words: Lexicon, now: datetime) -> Reading | None:
    """A yes to the request and a no to something beside it: "ok men inte utomhus", "ja, nej till övernattning"."""
    match = words.patterns["limits"].search(text.plain)
    if match is None or "?" in text.plain:
        return None
    judged, beside = stance(text.plain[: match.start()], words), stance(match[0], words)
    found = find_times(match[0], words, now, bare=True)
    times = found.groups or found.denied or found.not_then
    if judged.value != "yes" or beside.value == "yes" or times or words.has("cannot", match[0]):
        return None
    return reading("booking_conditional", booking=asked.id, condition=match[0].strip(" ,"))


def _answer(text: Text, asked: ShiftShown, words: Lexicon) -> Reading:
    free = words.without("free_then", text.plain)
    judged = Stance("yes", "", True) if not free.strip(" .,!") else stance(free, words)
    unsure = words.has("tentative", text.plain) or words.has("later", text.plain)
    if unsure and judged.value != "no" and not _begins_with_a_no(free, words):
        return reading("booking_tentative", booking=asked.id)
    if (name := _delegate(text, judged, words)) is not None:
        return reading("delegate", booking=asked.id, name=name)
    if judged.value == "yes" and judged.condition:
        return reading("booking_conditional", booking=asked.id, condition=judged.condition)
    hindered = words.has("busy", part(free, words).says) or _ends_in_a_no(free, words)
    if judged.value in ("none", "unclear") and hindered:
        return reading("booking_decline", booking=asked.id)
    accepts = words.has("accept", part(free, words).says)
    if judged.value == "yes" or (judged.value == "none" and (accepts or free != text.plain)):
        return reading("booking_accept", booking=asked.id)
    if judged.value == "no":
        return reading("booking_decline", booking=asked.id)
    if judged.value == "maybe":
        return reading("booking_tentative", booking=asked.id)
    return reading("ask_again", candidates=["booking_accept", "booking_decline"] if judged.value == "unclear" else None)


def _begins_with_a_no(plain: str, words: Lexicon) -> bool:
    """ "Nej tyvärr men Ali kanske kan": the first clause is a no, and what is unsure is somebody else's."""
    spans = clauses(plain, words)
    first = plain[slice(*spans[0])].strip(" .!") if len(spans) > 1 else ""
    judged = stance(first, words)
    return judged.value == "no" and judged.clear and not words.has("maybe", first) and not words.has("tentative", first)


def _ends_in_a_no(plain: str, words: Lexicon) -> bool:
    """ "Gärna men jag kan inte": the last clause is a no and nothing more."""
    spans = clauses(plain, words)
    last = plain[slice(*spans[-1])].strip(" .!") if len(spans) > 1 else ""
    return any(match.end() == len(last) for name in ("cannot", "unable") for match in words.find(name, last))


def _delegate(text: Text, judged: Stance, words: Lexicon) -> str | None:
    """Who is to do it instead, as it was written; None when nobody is named."""
    if name := substitute_name(text, words):
        return name
    if judged.value == "yes" and judged.clear:
        return None
    if match := words.patterns["delegate"].search(text.plain):
        return match[0]
    others = [name for _, _, name in other_subject(text.plain, text.raw, words) if not words.has("no_person", name)]
    return raw_name(others[0], text.raw) if others else None


def _counter(text: Text, asked: ShiftShown, words: Lexicon, now: datetime) -> Reading | None:
    plain = _moved_to(text.plain, words)
    judged = stance(part(plain, words).says, words)
    if words.has("online", plain) and judged.value != "no":
        return reading("booking_counter", booking=asked.id, proposals=[{"mode": "online"}])
    _, plain = without_clauses("later", plain, words)
    if told := moved(plain, asked, words):
        return reading("booking_counter", booking=asked.id, proposals=told)
    proposals = _proposals(_without_hindrances(plain, words), asked, words, now)
    arrives = "?" not in text.plain and words.has("arrival", plain)
    proposals = [p for p in proposals if not _is_the_request(p, asked) and not (arrives and _is_arrival(p, asked))]
    unsure = words.has("tentative", plain) and not words.has("better", plain)
    if not proposals and words.has("other_time", plain) and judged.value in ("yes", "none", "unclear"):
        return reading("ask_again", reason="which time")
    if not proposals or unsure or (judged.value == "no" and _is_reason(proposals)):
        return None
    return reading("booking_counter", booking=asked.id, proposals=proposals)


def _without_hindrances(plain: str, words: Lexicon) -> str:
    """Without the clauses that tell what one is busy with: "har möte 12-15"."""
    plain = words.without("too_soon", plain)
    busy = [span for span in clauses(plain, words) if words.has("busy", plain[slice(*span)])]
    for begin, end in busy:
        plain = plain[:begin] + " " * (end - begin) + plain[end:]
    return " ".join(plain.split())


def _moved_to(plain: str, words: Lexicon) -> str:
    """ "Flytta till 12" names a beginning, not an end."""
    return words.patterns["move_to"].sub(" ", plain)


def _is_reason(proposals: list[Proposal]) -> bool:
    """Times that only tell how long one is busy: "can't, in parliament until 6"."""
    return all("to" in proposal and "from" not in proposal for proposal in proposals)


def _proposals(plain: str, asked: ShiftShown, words: Lexicon, now: datetime) -> list[Proposal]:
    plain = words.without("other_time", plain)
    span = _talked_of(asked)
    found = find_times(plain, words, now, near=span, bare=True)
    proposals: list[Proposal] = []
    for group in _apart(found, words):
        times = _times(group, asked, words, found.text)
        dates = [d for day in group.days for d in _dates(day, asked, now)] or ([asked.start.date()] if times else [])
        proposals += [{"date": d.isoformat(), **times} for d in dates]
        proposals += [{"week": week, **times} for day in group.days for week in day.weeks]
    return proposals


def _talked_of(asked: ShiftShown) -> tuple[time, time]:
    """The hours that "vid 8" may be of: those of the request, and for one in the evening the evening."""
    if asked.start.hour < _LATE:
        return _wall(asked.start), _wall(asked.end)
    return _wall(asked.start - _BEFORE), max(_wall(asked.end), _LATEST)


def _apart(found: Found, words: Lexicon) -> list[Group]:
    """Two days with "or" between them are two proposals; a part or time belongs to the nearer."""
    out: list[Group] = []
    for group in found.groups:
        if len(group.days) == 2 and words.has("or", found.text[group.days[0].end : group.days[1].start]):
            out += [Group(group.days[:1]), Group(group.days[1:], group.part, group.clock)]
        else:
            out.append(group)
    return out


def _dates(day: Day, asked: ShiftShown, now: datetime) -> list[date]:
    return [*day.dates, *(_in_asked_week(name, asked, now) for name in day.days if len(day.days) < len(WEEK))]


def _in_asked_week(name: str, asked: ShiftShown, now: datetime) -> date:
    """A weekday that is proposed is one of the week that was asked about, or when it has passed of the next."""
    day = asked.start.date()
    found = day + timedelta(days=WEEK.index(name) - day.weekday())
    return found if found > now.date() else found + timedelta(days=7)


def _times(group: Group, asked: ShiftShown, words: Lexicon, text: str) -> Proposal:
    if group.days and words.has("same_time", text):
        return {"from": f"{asked.start:%H:%M}", "to": f"{asked.end:%H:%M}"}
    clock = group.clock
    times: Proposal = {}
    if clock and clock.begins:
        times["from"] = f"{clock.begins:%H:%M}"
    if clock and clock.ends:
        times["to"] = f"{clock.ends:%H:%M}"
    if group.part and group.part != WHOLE_DAY and not clock:
        times["part"] = group.part
    return times


def _is_the_request(proposal: Proposal, asked: ShiftShown) -> bool:
    """Whether a proposal says no more than what was asked for."""
    told = {"date": asked.start.date().isoformat(), "from": f"{asked.start:%H:%M}", "to": f"{asked.end:%H:%M}"}
    return all(told.get(slot) == value for slot, value in proposal.items())


def _is_arrival(proposal: Proposal, asked: ShiftShown) -> bool:
    """Whether a proposal only tells when one is there: shortly before the request begins."""
    moment = time.fromisoformat(proposal.get("from") or proposal.get("to") or "00:00")
    there = datetime.combine(date.fromisoformat(proposal.get("date", "0001-01-01")), moment, tzinfo=asked.start.tzinfo)
    return timedelta() <= asked.start - there <= _EARLY


def _wall(moment: datetime) -> time:
    return moment.timetz().replace(tzinfo=None)
