"""Giving a shift back, or keeping, moving or lending it: what is said about shifts one has."""

from datetime import datetime
from typing import Any

from flows.reading.calendar import WEEK, Day, days, next_weekday
from flows.reading.clock import clocks
from flows.reading.delay import about_time, denies_a_time
from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text, fold
from flows.reading.people import names_in, party
from flows.reading.question import Question, ShiftShown
from flows.reading.reading import Reading, reading
from flows.reading.shifts import Shifts, pick
from flows.reading.stance import stance


def read_cancel(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`cancel`, `confirm`, `keep`, `swap`, `stand_in`, `substitute`, `uncancel` with the shifts, or `ask_again`."""
    if question.cancelled and not question.shifts:
        return _after_cancelling(text, question, words)
    for reader in (_chosen, _asks_whether_cancelled, _keeps, _stand_in, _substitute, _swap):
        if found := reader(text, question, words, now):
            return found
    return _cancel_or_confirm(text, question, words, now)


def _chosen(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """Asked which to give back, with numbers beside them: a number or a day alone is the answer."""
    _, times = clocks(digits(text.plain, words), words)
    timed = any(not clock.bare for clock in times)
    if not question.choices or timed or stance(text.plain, words).value != "none":
        return None
    picked = pick(text.plain, question.shifts, words, now)
    if picked.candidates and not picked.chosen:
        return reading("ask_again", candidates=_ids(picked.candidates))
    return reading("cancel", shifts=_ids(picked.chosen)) if picked.chosen else None


def _after_cancelling(text: Text, question: Question, words: Lexicon) -> Reading:
    if words.has("oops", text.plain) or words.has("cancel_negated", text.plain):
        return reading("uncancel", shifts=[s.id for s in question.cancelled])
    return reading("ask_again", candidates=None)


def _asks_whether_cancelled(text: Text, question: Question, words: Lexicon, _now: datetime) -> Reading | None:
    if "?" in text.plain and words.has("cancelled_question", text.plain):
        return reading("question", topic="is it cancelled")
    return None


def _keeps(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    if words.has("cancel_negated", text.plain):
        return reading("keep", shifts=_ids(_mine(text, question, words, now)[0]) or None)
    return None


def _stand_in(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    if not words.has("stand_in", text.plain):
        return None
    mine, candidates = _mine(text, question, words, now)
    if len(mine) != 1:
        return reading("ask_again", candidates=_ids(mine or candidates) or None)
    return reading("stand_in", shifts=_ids(mine))


def substitute_name(text: Text, words: Lexicon) -> str | None:
    """Who comes instead: a relation or a name beside a word of sending; None when nobody is sent."""
    if not words.has("sends", text.plain):
        return None
    if match := words.patterns["relations"].search(text.plain):
        return match[0]
    names = names_in(text, frozenset(words.days))
    if names:
        return names[0]
    return _first_name(text, words)


def _first_name(text: Text, words: Lexicon) -> str | None:
    """The name that the text opens with: "Lena tar mitt pass"."""
    name = next(iter(text.raw.split()), "")
    plain = fold(name)
    opens = name[:1].isupper() and name.isalpha() and text.plain.startswith(plain + " ")
    known = any(words.has(meaning, plain) for meaning in ("sends", "self", "yes", "no", "asks"))
    return name if opens and not known and words.has("others_take", text.plain) else None


def _substitute(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    name = substitute_name(text, words)
    if name is None:
        return None
    mine, _ = _mine(text, question, words, now)
    return reading("substitute", name=name, shifts=_ids(mine) if len(mine) == 1 else None)


def _swap(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    booked = question.shifts
    instead = words.has("instead", text.plain) and words.has("cannot", text.plain)
    if not words.has("swap_verb", text.plain) and not instead:
        return None
    told = [day for day in days(digits(text.plain, words), words, now) if not day.wrong]
    own = [s for s in booked if any(_is_on(s, day) for day in told)]
    away = [day for day in told if not any(_is_on(s, day) for s in booked)]
    mine = own if own and len(told) > 1 else list(booked)
    if len(mine) != 1:
        return reading("ask_again", candidates=_ids(mine) or None)
    if len(away) != 1 or len(away[0].days) > 1 or away[0].unsure:
        return reading("swap", **{"from": _ids(mine)}) if not away else reading("ask_again", candidates=_ids(mine))
    return reading("swap", **{"from": _ids(mine), "to": {"date": _day(away[0], now)}})


def _is_on(shift: ShiftShown, day: Day) -> bool:
    return shift.start.date() in day.dates or WEEK[shift.start.weekday()] in day.days


def _day(day: Day, now: datetime) -> str:
    return (day.dates[0] if day.dates else next_weekday(now.date(), day.days[0])).isoformat()


def _cancel_or_confirm(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    judged = stance(text.plain, words)
    says = part(text.plain, words).says
    cancels = any(words.has(name, words.without("yes_idiom", says)) for name in ("cancel", "cannot"))
    if _is_bare_no(text, words):
        return reading("decline") if question.choices else reading("ask_again", candidates=_ids(question.shifts))
    if judged.value == "no" and denies_a_time(says, words) and len(question.shifts) == 1:
        return reading("ask_again", candidates=["cancel", "change_time"])
    if judged.value == "no" or (cancels and judged.value in ("none", "maybe") and not judged.condition):
        return cancelling(text, question, words, now)
    if cancels and judged.value in ("yes", "unclear"):
        return reading("ask_again", candidates=["cancel"])
    if judged.value == "yes":
        return confirming(text, question, words, now)
    if words.has("everything", says):
        return reading("ask_again", candidates=_ids(question.shifts))
    late = about_time(says, question.shifts[0], words) if len(question.shifts) == 1 else ()
    if late and judged.value == "none":
        return late[0]
    return reading("ask_again", candidates=["cancel"] if judged.value in ("maybe", "unclear") else None)


def _is_bare_no(text: Text, words: Lexicon) -> bool:
    """A no and thanks: nobody asked whether they come, so it takes nothing from them."""
    said = " ".join(text.words)
    without = [words.without(manners, said) for manners in ("thanks", "stop_polite")]
    return any(words.all_of("no", part) for part in (said, *without))


def cancelling(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`cancel` of the shifts meant; which, when that is not plain."""
    says = part(text.plain, words).says or text.plain
    if _names_another(text, question, words, now):
        return reading("ask_again", candidates=_ids(question.shifts))
    if words.has("everything", says):
        return reading("cancel", shifts=_ids(question.shifts))
    mine, candidates = _mine(text, question, words, now)
    if mine:
        return reading("cancel", shifts=_ids(mine))
    return reading("ask_again", candidates=_ids(candidates or question.shifts))


def confirming(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`confirm`, with how many come and what else was said of the time."""
    mine, candidates = _mine(text, question, words, now)
    if not mine:
        return reading("ask_again", candidates=_ids(candidates or question.shifts))
    also = about_time(part(text.plain, words).says, mine[0], words) if len(mine) == 1 else ()
    return reading("confirm", shifts=_ids(mine), people=party(text.plain, words).people, also=also or None)


def _names_another(text: Text, question: Question, words: Lexicon, now: datetime) -> bool:
    """ "Avboka Lena också": the verb is followed by somebody's name."""
    match = words.patterns["cancel_verb"].search(text.plain)
    if match is None:
        return False
    follows = text.plain[match.end() :].split()[:1]
    return bool(follows) and any(name.casefold() == follows[0] for name in names_in(text, frozenset(words.days)))


def _mine(text: Text, question: Question, words: Lexicon, now: datetime) -> tuple[Shifts, Shifts]:
    """(the shifts surely meant, those it may be): the only one, or those that the text points at."""
    booked = question.shifts
    plain = _pointing(text.plain, words)
    picked = pick(plain, booked, words, now, numbers=len(booked) > 1)
    if picked.chosen:
        return picked.chosen, ()
    if picked.candidates:
        return (), picked.candidates
    if len(booked) == 1 and not picked.missing:
        return booked, ()
    return (), booked


def _pointing(plain: str, words: Lexicon) -> str:
    """The text without its negations: in "kan inte lördag" the day is the one meant."""
    for meaning in ("yes_idiom", "cannot", "negation", "unable", "elsewhere", "but"):
        plain = words.without(meaning, plain)
    return plain


def _ids(shifts: Any) -> list[str]:
    return [shift.id for shift in shifts]
