"""Giving a shift back, or keeping, moving or lending it: what is said about shifts one has."""

from datetime import datetime
from typing import Any

from flows.reading.anything import question_of
from flows.reading.calendar import WEEK, Day, days, next_weekday
from flows.reading.clock import clocks
from flows.reading.clues import Shifts
from flows.reading.delay import about_time, denies_a_time
from flows.reading.digits import digits
from flows.reading.fate import fates, verdict
from flows.reading.inside import plain_hours
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text, fold, normalise
from flows.reading.people import is_known, is_no_name, names_in, other_subject, party
from flows.reading.question import Question, ShiftShown
from flows.reading.reading import Reading, reading
from flows.reading.shifts import pick
from flows.reading.stance import stance

_TAKES_BACK = ("negation", "cannot", "unable", "cancel", "maybe", "unsure", "instead")


def read_cancel(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`cancel`, `confirm`, `keep`, `swap`, `stand_in`, `substitute`, `uncancel` with the shifts, or `ask_again`."""
    text = spoken(text, words)
    if question.cancelled and not question.shifts:
        return _after_cancelling(text, question, words)
    for reader in (
        _chosen,
        _asks_whether_cancelled,
        _comes,
        _takes_back,
        _keeps,
        _disputed,
        _stand_in,
        _substitute,
        swapping,
        _parted,
    ):
        if found := reader(text, question, words, now):
            return found
    return _cancel_or_confirm(text, question, words, now)


def spoken(text: Text, words: Lexicon) -> Text:
    """The text with its hours said plainly and without "i alla fall" and its kin."""
    plain = words.without("maybe_late", words.without("idle", plain_hours(text.plain, words)))
    if words.has("polite_cancel", plain):
        plain = words.without("polite_cancel", plain).replace("?", ".")
    return Text(text.raw, plain, text.words)


def disputed(text: Text, words: Lexicon) -> Reading | None:
    """Who says that they never signed up, or gave it back already, is answered by a person."""
    return reading("handoff", topic="disputes the shift") if words.has("never_signed", text.plain) else None


def _disputed(text: Text, _question: Question, words: Lexicon, _now: datetime) -> Reading | None:
    return disputed(text, words)


def _parted(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """Some are given back while others are kept: "kan tisdag men inte lördag"."""
    told = fates(text.plain, question, words, now)
    one_of_two = told.gone and not (told.stays or told.unclear) and words.has("only_one", text.plain)
    return reading("cancel", shifts=_ids(told.gone)) if told.parted or one_of_two else None


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
    back = any(words.has(meaning, text.plain) for meaning in ("oops", "cancel_negated", "will_come"))
    if back and not words.has("cannot", words.without("oops", text.plain)):
        return reading("uncancel", shifts=[s.id for s in question.cancelled])
    return reading("ask_again", candidates=None)


def _asks_whether_cancelled(text: Text, question: Question, words: Lexicon, _now: datetime) -> Reading | None:
    if "?" in text.plain and words.has("cancelled_question", text.plain):
        return reading("question", topic="is it cancelled")
    return None


def comes_despite(text: Text, words: Lexicon) -> bool:
    """ "Nej jag kommer ju": the no answers a doubt, and nothing else is denied."""
    if not words.has("comes_despite", text.plain):
        return False
    rest = words.without("comes_despite", text.plain, " . ")
    denied = any(
        words.has(name, rest) for name in ("negation", "cannot", "unable", "cancel", "maybe", "unsure", "instead")
    )
    return not denied and stance(rest, words).value in ("yes", "none")


def _comes(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    if not comes_despite(text, words):
        return None
    return reading("keep", shifts=_ids(_mine(text, question, words, now)[0]) or None)


def _takes_back(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """ "Avboka. Nej vänta, det löste sig, jag kommer": what stands last is meant."""
    last = max((match.end() for match in words.find("takes_back", text.plain)), default=0)
    told, tail = text.plain[:last], text.plain[last:]
    comes = any(words.has(name, tail) for name in ("will_come", "solved", "forget_it"))
    comes = comes and any(words.has(name, told) for name in ("cancel", "cannot"))
    tail = words.without("forget_it", words.without("solved", tail))
    if not _forgets(text, words) and (not comes or any(words.has(name, tail) for name in _TAKES_BACK)):
        return None
    return reading("keep", shifts=_ids(_mine(text, question, words, now)[0]) or None)


def _forgets(text: Text, words: Lexicon) -> bool:
    """Whether the last sentence only takes a cancel back: "Avboka mig. Nej glöm det"."""
    told, _, last = text.plain.rstrip(" .!").rpartition(" . ")
    rest = words.without("no", words.without("forget_it", last))
    return words.has("forget_it", last) and not rest.strip(" ,!") and words.has("cancel", told)


def _keeps(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    nearly = words.has("nearly_cancelled", text.plain)
    rest = words.without("nearly_cancelled" if nearly else "cancel_negated", text.plain, " . ")
    if nearly and verdict(rest, words) != "stays":
        return None
    if not nearly and not words.has("cancel_negated", text.plain):
        return None
    gone = any(words.has(meaning, words.without("yes_idiom", rest)) for meaning in ("cancel", "cannot", "unable"))
    if gone or fates(text.plain, question, words, now).parted:
        return None
    asks = part(text.plain, words).asks
    if not nearly and asks.strip(" ?") and stance(rest, words).value == "none" and not words.has("will_come", rest):
        return question_of(asks, words)
    return reading("keep", shifts=_ids(_mine(text, question, words, now)[0]) or None)


def _stand_in(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    if not words.has("stand_in", text.plain):
        return None
    mine, candidates = _mine(text, question, words, now)
    if len(mine) != 1:
        return reading("ask_again", candidates=_ids(mine or candidates) or None)
    return reading("stand_in", shifts=_ids(mine), also=else_comes(text, question, words))


def else_comes(text: Text, question: Question, words: Lexicon) -> tuple[Reading, ...] | None:
    """ "Kan nån ta mitt pass? Annars kommer jag": the promise beside the wish."""
    match = words.patterns["else"].search(text.plain)
    comes = match is not None and words.has("will_come", text.plain[match.end() :])
    return (reading("confirm", shifts=_ids(question.shifts) or None),) if comes else None


def substitute_name(text: Text, words: Lexicon) -> str | None:
    """Who comes instead: a relation or a name beside a word of sending; None when nobody is sent."""
    if not words.has("sends", text.plain):
        return None
    names = [name for name in names_in(text, frozenset(words.days)) if not is_known(fold(name), words)]
    return names[0] if names else _relation(text, words) or _first_name(text, words)


def _relation(text: Text, words: Lexicon) -> str | None:
    found = words.patterns["relations"].search(words.without("in_my_place", text.plain))
    return found[0] if found else None


def _first_name(text: Text, words: Lexicon) -> str | None:
    """The name that the text opens with: "Lena tar mitt pass"."""
    name = next(iter(text.raw.split()), "")
    plain = fold(name)
    name, plain = (name[:-2], plain[:-1]) if name[-2:] in ("'s", "’s") else (name, plain)
    opens = name[:1].isupper() and name.isalpha() and text.plain.startswith(plain)
    return name if opens and not is_no_name(plain, words) else None


def _substitute(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    name = substitute_name(text, words)
    if name is None:
        return None
    mine, _ = _mine(text, question, words, now)
    return reading("substitute", name=name, shifts=_ids(mine) if len(mine) == 1 else None)


def swapping(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """`swap` with from and to, or which is meant; None when no other day is asked for."""
    booked = question.shifts
    instead = words.has("instead", text.plain) and words.has("cannot", text.plain)
    if not words.has("swap_verb", text.plain) and not instead:
        return None
    told = [day for day in days(digits(text.plain, words), words, now) if not day.wrong]
    own = [s for s in booked if any(_is_on(s, day) for day in told)]
    away = [day for day in told if not any(_is_on(s, day) for s in booked)]
    if not away and not words.has("swap_verb", text.plain):
        return None
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
    if asked := _asked_to_cancel(text, question, words):
        return asked
    cancels = any(words.has(name, words.without("yes_idiom", says)) for name in ("cancel", "cancel_verb", "cannot"))
    if _is_bare_no(text, words):
        return reading("decline") if question.choices else reading("ask_again", candidates=_ids(question.shifts))
    if judged.value == "no" and denies_a_time(says, words) and len(question.shifts) == 1:
        return other_time(says, question.shifts[0], words)
    if (judged.value == "no" or cancels) and (judged.condition or wavers(says, words)):
        return reading("ask_again", candidates=["cancel"])
    if judged.value == "no" or (cancels and judged.value == "none"):
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


def _asked_to_cancel(text: Text, question: Question, words: Lexicon) -> Reading | None:
    """A bare yes or no to "vill du avboka lördag?" is about the cancel."""
    asked = len(question.shifts) == 1 and words.has("asks_cancel", normalise(question.text).plain)
    judged = stance(text.plain, words)
    plain = any(words.has(name, text.plain) for name in ("will_come", "cancel", "cannot", "stays"))
    if not asked or plain or judged.value not in ("yes", "no"):
        return None
    return reading("cancel" if judged.value == "yes" else "keep", shifts=_ids(question.shifts))


def other_time(says: str, shift: ShiftShown, words: Lexicon) -> Reading:
    """`late` or `ask_again`: "hinner inte till 11 men 11.30" says when; "kan inte till 14" does not."""
    told = about_time(says, shift, words)
    if (words.has("but", says) or words.has("arrive", says)) and len(told) == 1 and told[0].get("arrive"):
        return told[0]
    return reading("ask_again", candidates=["cancel", "change_time"])


def wavers(says: str, words: Lexicon) -> bool:
    """Whether a maybe or an if stands in what is said."""
    return any(words.has(name, says) for name in ("maybe", "unsure", "weather_if", "outer_if"))


def cancelling(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`cancel` of the shifts meant; which, when that is not plain."""
    says = part(text.plain, words).says or text.plain
    if _names_another(text, question, words, now):
        return reading("ask_again", candidates=_ids(question.shifts))
    if words.has("everything", says) and words.has("spared", says):
        chosen = pick(words.without("cancel", says), question.shifts, words, now).chosen
        return reading("cancel", shifts=_ids(chosen)) if chosen else _which(question)
    if words.has("everything", says) or _neither(says, question, words, now):
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
    if words.has("only", text.plain) and len(mine) < len(question.shifts):
        return reading("ask_again", candidates=[s.id for s in question.shifts if s not in mine])
    also = about_time(part(text.plain, words).says, mine[0], words) if len(mine) == 1 else ()
    return reading("confirm", shifts=_ids(mine), people=party(text.plain, words, text.raw).people, also=also or None)


def _names_another(text: Text, question: Question, words: Lexicon, now: datetime) -> bool:
    """ "Avboka Lena också": the verb is followed by somebody's name."""
    others = other_subject(text.plain, text.raw, words)
    theirs = [(begin, end) for begin, end, _ in others if words.has("cannot", text.plain[begin:end])]
    if theirs:
        own = text.plain[: theirs[0][0]] + text.plain[theirs[-1][1] :]
        return not any(words.has(meaning, own) for meaning in ("cannot", "cancel", "unable"))
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
    if (len(booked) == 1 or words.has("both", plain)) and not picked.missing:
        return booked, ()
    return (), booked


def _which(question: Question) -> Reading:
    return reading("ask_again", candidates=_ids(question.shifts))


def _neither(says: str, question: Question, words: Lexicon, now: datetime) -> bool:
    """Whether a no is said of each: "kan inte tisdag eller lördag"; "avboka tisdag eller lördag" is not."""
    if words.has("cancel_verb", says) or not any(words.has(name, says) for name in ("cannot", "negation")):
        return False
    both = words.without("or", _pointing(says, words), " , ")
    return set(pick(both, question.shifts, words, now, numbers=False).chosen) == set(question.shifts)


_DENIALS = (
    "yes_idiom", "cancel_negated", "nearly_cancelled", "cannot", "negation", "unable", "elsewhere", "but",
    "relations",
)  # fmt: skip


def _pointing(plain: str, words: Lexicon) -> str:
    """The text without its negations: in "kan inte lördag" the day is the one meant."""
    for meaning in _DENIALS:
        plain = words.without(meaning, plain)
    return plain


def _ids(shifts: Any) -> list[str]:
    return [shift.id for shift in shifts]


_READERS = (
    _chosen, _asks_whether_cancelled, _comes, _keeps, _disputed, _stand_in, _substitute, swapping, _parted,
)  # fmt: skip
