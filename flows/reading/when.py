"""Days and times as windows: "tis o tors efter halv sex, lördag v 36"."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flows.reading.calendar import WEEK, days, exists, first_date, next_weekday
from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.normal import Text, normalise
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.said_times import WHOLE_DAY, Found, Group, find_times, without_clauses

__all__ = ["Found", "Group", "find_times", "first_date", "read_when", "windows"]

Window = dict[str, Any]
_SINCE, _UNTIL = "efter", "senast"  # a word of `after` and one of `before`, known whatever the language
_EVENING = time(16), time(21, 30)
_ONE_DAY = 2  # weekdays that a word names when it is one day or a weekend


def windows(
    found: Found, *, whole_week: bool = True, default: date | None = None, today: date | None = None
) -> list[Window]:
    """The windows of what was found: `{days | date | week, from, to, part}`.

    A time without a day is for `default`, or for every day when `whole_week`. With `today`, a weekday is its next date.
    """
    denied = {name for day in found.denied for name in day.days}
    refused = default is not None and (_refuses(found, default) or WEEK[default.weekday()] in denied)
    out: list[Window] = []
    for group in found.groups:
        times = _times(group)
        names = {name for day in group.days for name in day.days} - denied
        kept = [name for name in WEEK if name in names]
        everyday = kept == list(WEEK) or (not group.days and bool(times) and whole_week)
        if default and (everyday or not group.days):
            out += [{"date": default.isoformat(), **times}] if not refused else []
            kept = []
        elif not group.days and times and whole_week:
            kept = [name for name in WEEK if name not in denied]
        out += _of_names(kept, times, today)
        out += [{"date": d.isoformat(), **times} for day in group.days for d in day.dates]
        out += [{"week": week, **times} for day in group.days for week in day.weeks]
    return out


def _of_names(kept: list[str], times: Window, today: date | None) -> list[Window]:
    if today and 0 < len(kept) <= _ONE_DAY:
        return [{"date": next_weekday(today, name).isoformat(), **times} for name in kept]
    return [{"days": kept, **times}] if kept else []


def _refuses(found: Found, day: date) -> bool:
    return any(day in denied.dates for denied in found.denied)


def _times(group: Group) -> Window:
    clock = group.clock
    times: Window = {}
    if clock and clock.begins:
        times["from"] = f"{clock.begins:%H:%M}"
    if clock and clock.ends:
        times["to"] = f"{clock.ends:%H:%M}"
    if group.part and group.part != WHOLE_DAY and not clock:
        times["part"] = group.part
    return times


def read_when(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """Windows, or what has to be asked again: nothing named, an unsure day, a day that does not exist."""
    asked = normalise(question.text).plain
    plain = _in_asked_month(digits(text.plain, words), asked, words)
    waits, plain = without_clauses("later", plain, words)
    asked_day = _asked_day(asked, words, now)
    if asked_day:
        plain = words.patterns["few_minutes"].sub(r"\g<0> min", plain)
    plain = _around_business(plain, words)
    found = find_times(plain, words, now, near=_asked_span(asked, words), bare=asked_day is not None)
    found = _concluded(plain, words, now) or found
    if waits and not found.groups:
        day = first_date(waits, words, now)
        return reading("later", date=day.isoformat() if day else None)
    if problem := _problem(found, plain, words, now):
        return problem
    named = windows(found, default=asked_day, today=now.date() if asked_day else None) or _all_others(found, words)
    if not named:
        return reading("ask_again", exclude=sorted({name for day in found.denied for name in day.days}) or None)
    return reading("answer", windows=named, condition=_condition(plain, words, found))


def _around_business(plain: str, words: Lexicon) -> str:
    """ "Slutar jobbet 17" is a time from 17 on, "hämtar barn 15.30" one until then."""
    for meaning, instead in (("free_from", _SINCE), ("busy_from", _UNTIL)):
        plain = words.without(meaning, plain, f" {instead} ")
    return plain


def _concluded(plain: str, words: Lexicon, now: datetime) -> Found | None:
    """What "tisdag är det boule, så fredagar blir det" comes to: what stands before only tells why."""
    for match in words.find("concludes", plain):
        found = find_times(plain[match.start() :], words, now)
        if found.all_days:
            return found
    return None


def _asked_span(asked: str, words: Lexicon) -> tuple[time, time] | None:
    """The span that is talked of: asked about evenings, "efter 7" is in the evening."""
    parts = {words.parts[match[0]] for match in words.find("part", asked)}
    return _EVENING if parts == {"evening"} else None


def _in_asked_month(plain: str, asked: str, words: Lexicon) -> str:
    """Asked about November, "den 25" and "sista helgen" are of November."""
    in_month = re.search(rf"(?<!\S)({words.any_of('in_month')}) ({_one_of(words.months)})(?!\S)", asked)
    if not in_month:
        return plain
    month, later = in_month[2], rf"(?! (?:{words.any_of('in_month')} )?{_one_of(words.months)})(?! ?[/:])"
    of_month = rf"{words.any_of('last')} (?:{words.any_of('weekend')}|{_one_of(words.days)})"
    plain = re.sub(
        rf"(?<!\S)((?:\d{{1,2}}e) (?:{words.any_of('weekend')}|{_one_of(words.days)})|{of_month}){later}(?!\S)",
        rf"\1 {in_month[1]} {month}",
        plain,
    )
    alone = rf"(?<!\S)({words.any_of('date_word')} \d{{1,2}}e?|\d{{1,2}}e)(?!\S){later}"
    return re.sub(
        rf"{alone}(?! (?:{words.any_of('weekend')}|{_one_of(words.days)}|{words.any_of('ordinal_other')})(?!\S))",
        rf"\1 {month}",
        plain,
    )


def _one_of(table: Mapping[str, object]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(table, key=lambda word: -len(word))) + ")"


def _all_others(found: Found, words: Lexicon) -> list[Window]:
    """ "Allt utom måndag", "kan inte tisdagar men alla andra dagar": what was not denied."""
    denied = {name for day in found.denied for name in day.days}
    if not denied or not words.has("all_others", found.text) or any(day.dates for day in found.denied):
        return []
    return [{"days": [name for name in WEEK if name not in denied]}]


def _asked_day(asked: str, words: Lexicon, now: datetime) -> date | None:
    """The one day that the question is about: "Vilken tid i morgon passar det?" """
    if not words.has("which_time", asked):
        return None
    return next((d for day in days(digits(asked, words), words, now) for d in day.dates), None)


def _problem(found: Found, plain: str, words: Lexicon, now: datetime) -> Reading | None:
    if words.has("every_other", found.text):
        return reading("ask_again", reason="every other")
    if words.has("vague", plain):
        return reading("ask_again", reason="vague")
    if found.open:
        return reading("ask_again", reason="no end")
    if found.not_then and (not found.denied or any(not group.days for group in found.groups)):
        return reading("ask_again", reason="not then", exclude=list(found.not_then))
    if found.not_then and found.spares and not any(group.part or group.clock for group in found.groups):
        return reading("ask_again", reason="not then", exclude=list(found.not_then))
    if _leaves_out_a_date(found):
        return reading("ask_again", reason="without a date")
    return _day_problem(found, now) or _time_problem(found, now)


def _leaves_out_a_date(found: Found) -> bool:
    """ "Torsdagar utom den 27:e", "nästa vecka utom fredag": windows cannot say that."""
    names = {name for day in found.all_days for name in day.days}
    weeks = any(day.weeks for day in found.all_days)
    repeats = names or any(not group.days for group in found.groups)
    if repeats and any(day.weeks for day in found.denied):
        return True
    if names and any(day.dates for day in found.denied) and found.spares:
        return True
    return any(WEEK[d.weekday()] in names or weeks for day in found.denied for d in day.dates) or (
        weeks and any(day.days for day in found.denied)
    )


def _day_problem(found: Found, now: datetime) -> Reading | None:
    for day in found.all_days:
        if day.wrong:
            return reading("ask_again", reason="no such date")
        if day.unsure:
            return reading("ask_again", reason="two dates fit", candidates=[d.isoformat() for d in day.dates])
        if any(d < now.date() for d in day.dates):
            return reading("ask_again", reason="passed", candidates=[d.isoformat() for d in day.dates])
    return None


def _time_problem(found: Found, now: datetime) -> Reading | None:
    for group in found.groups:
        moments = (group.clock.begins, group.clock.ends) if group.clock else ()
        dates = [d for day in group.days for d in day.dates]
        if any(not exists(d, moment, now) for moment in moments if moment for d in dates):
            return reading("ask_again", reason="no such time")
    return None


def _condition(plain: str, words: Lexicon, found: Found) -> str | None:
    """The words of a condition, unless they only name the days and times."""
    for match in words.find("condition", plain):
        rest = plain[match.start() :].strip(" .,!?")
        if not _only_names(rest, words):
            return rest
    return None


def _only_names(rest: str, words: Lexicon) -> bool:
    """Whether the words open with "only" and a day or time, which the windows tell already."""
    return words.patterns["only"].match(rest) is not None and not words.has("condition_if", rest)
