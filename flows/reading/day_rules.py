"""What a phrase that names days stands for: one small function for each shape of phrase."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from flows.reading.dates import (
    WEEK,
    Day,
    last_of_month,
    next_numbered,
    next_on,
    next_weekday,
    nth_weekday,
    safe,
    week_day,
)
from flows.reading.lexicon import Lexicon

Reader = Callable[[re.Match[str], Lexicon, datetime], Day | None]

_WHOLE_NAME = 6  # letters of "lördag" with its s: "lördagspasset" is a day too
_LONGEST_SPAN = 60  # days
_LAST_HOUR = 24
PLURAL = ("ar", "arna", "days")
_ONE_TIME = re.compile(r" \d[\d.:]*(?! ?-)(?!\S)")


def _at(match: re.Match[str], *dates: date, **more: object) -> Day:
    return Day(match.start(), match.end(), dates=dates, **more)  # type: ignore[arg-type]


def wrong(match: re.Match[str], _words: Lexicon, _now: datetime) -> Day:
    """A day that cannot be told: "lördag 30" when the 30th is a Sunday, "sista helgen" of no month."""
    return Day(match.start(), match.end(), wrong=True)


def _wrong(match: re.Match[str]) -> Day:
    return Day(match.start(), match.end(), wrong=True)


def _names(names: str) -> tuple[str, ...]:
    return WEEK if names == "all" else tuple(names.split())


def _one_date(match: re.Match[str], found: date | None, day: str | None, words: Lexicon) -> Day:
    """A date that was said with its weekday: when the two differ, it is no date."""
    if found is None or (day and WEEK[found.weekday()] not in _names(words.days[day])):
        return _wrong(match)
    return _at(match, found)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def iso(match: re.Match[str], _words: Lexicon, _now: datetime) -> Day | None:
    """ "2026-08-29"."""
    found = safe(int(match[1]), int(match[2]), int(match[3]))
    return _at(match, found) if found else _wrong(match)


def day_month(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Lördag 29/8"."""
    number, month = int(match["number"]), int(match["month"])
    if not 1 <= month <= 12 or not 1 <= number <= 31:
        return None
    return _one_date(match, next_on(now.date(), month, number), match["day"], words)


def named_month(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Lördag den 29 augusti", "August 29th 2026"."""
    number, month = int(match["number"]), words.months[match["month"]]
    if not 1 <= number <= 31:
        return None
    found = safe(int(match["year"]), month, number) if match["year"] else next_on(now.date(), month, number)
    return _one_date(match, found, match["day"], words)


def several_of_month(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "29, 30 och 31 augusti", "29 och 30/8", "Sept 5th and 6th"."""
    name, before = match["month"], match.string[: match.start()].split()[-1:]
    if before and any(words.all_of(kind, before[0]) for kind in ("after", "before", "clock", "until_word")):
        return None
    month = int(name) if name.isdigit() else words.months[name]
    if not 1 <= month <= 12:
        return None
    dates = [next_on(now.date(), month, number) for number in _numbers(match["list"])]
    return _at(match, *(d for d in dates if d)) if all(dates) else _wrong(match)


def several_numbered(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    """ "Den 29, 30 och 31"."""
    dates = [next_numbered(now.date(), number) for number in _numbers(match["list"])]
    return _at(match, *(d for d in dates if d)) if all(dates) else _wrong(match)


def _span(match: re.Match[str], first: date | None, last: date | None) -> Day | None:
    if first is None or last is None or not 0 < (last - first).days <= _LONGEST_SPAN:
        return _wrong(match)
    return _at(match, *(first + timedelta(days=n) for n in range((last - first).days + 1)), span=True)


def date_range(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    """ "29/8-2/9", "29-30/8"."""
    first, first_month, last, last_month = (int(group) if group else 0 for group in match.groups())
    if not (1 <= last_month <= 12 and 1 <= first <= 31 and 1 <= last <= 31):
        return None
    today = now.date()
    return _span(match, next_on(today, first_month or last_month, first), next_on(today, last_month, last))


def month_range(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "29-31 augusti", "September 5-6"."""
    month, today = words.months[match["month"]], now.date()
    first, last = (next_on(today, month, int(match[edge])) for edge in ("first", "last"))
    return _span(match, first, last)


def numbered_range(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    """ "Den 4 till 6", "the 4th to the 6th": of the month that comes."""
    first, last = int(match["first"]), int(match["last"])
    begin = next_numbered(now.date(), first)
    return _span(match, begin, next_numbered(begin, last)) if begin else _wrong(match)


def end_of_month(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Sista november": its last day."""
    return _at(match, last_of_month(now.date(), words.months[match["month"]]))


def weekend_of(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Första helgen i september"."""
    saturday = nth_weekday(now.date(), words.months[match["month"]], "sat", _which(match))
    return _at(match, saturday, saturday + timedelta(days=1)) if saturday else _wrong(match)


def weekday_of(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Sista lördagen i augusti"."""
    name = words.days[match["day"]]
    if name not in WEEK:
        return None
    found = nth_weekday(now.date(), words.months[match["month"]], name, _which(match))
    return _at(match, found) if found else _wrong(match)


def weekdays_in(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Lördagar i september": every one of them that is to come; of one Saturday it is not told which."""
    month, names = words.months[match["month"]], words.days[match["day"]]
    if len(names) == len(WEEK[0]) and not match["day"].endswith(PLURAL):
        return _wrong(match)
    each = [nth_weekday(now.date(), month, name, n) for n in range(5) for name in _names(names)]
    return _at(match, *sorted(d for d in each if d and d >= now.date()))


def _which(match: re.Match[str]) -> int:
    return int(match["which"][:-1]) - 1 if match["which"][0].isdigit() else -1


def this_weekend(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    """What is left of this weekend."""
    saturday = now.date() + timedelta(days=5 - now.weekday())
    return _at(match, *(d for d in (saturday, saturday + timedelta(days=1)) if d >= now.date()))


def next_weekend(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    """The weekend of next week: the one that comes is "i helgen"."""
    saturday = now.date() + timedelta(days=12 - now.weekday())
    return _at(match, saturday, saturday + timedelta(days=1))


def next_day(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Nästa lördag" on a Monday may be this week's or the next: both are kept, and it is asked.

    On a Friday it is in eight days, as the other would be "imorgon".
    """
    name = words.days[match[1]]
    if name not in WEEK:
        return None
    coming = next_weekday(now.date(), name)
    if coming - now.date() == timedelta(days=1) and now.weekday() < WEEK.index(name):
        return _at(match, coming + timedelta(days=7))
    if WEEK.index(name) > now.weekday():
        return _at(match, coming, coming + timedelta(days=7), unsure=True)
    return _at(match, coming)


def this_day(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Nu på lördag"."""
    name = words.days[match[1]]
    return _at(match, next_weekday(now.date(), name)) if name in WEEK else None


def in_days(ahead: int, part: str | None = None) -> Reader:
    """ "Imorgon" (1), "ikväll" (0, evening)."""

    def read(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
        return _at(match, now.date() + timedelta(days=ahead), part=part)

    return read


def _amount(match: re.Match[str]) -> int:
    return next((int(token) for token in match[0].split() if token.isdigit()), 1)


def days_from_now(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    """ "Om tre dagar"."""
    return _at(match, now.date() + timedelta(days=_amount(match)))


def weeks_from_now(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Om två veckor"; with a weekday that has passed this week, two dates fit."""
    ahead = timedelta(days=7 * _amount(match))
    if not match["day"]:
        return _at(match, now.date() + ahead)
    name = words.days[match["day"]]
    if name not in WEEK:
        return None
    found = now.date() + timedelta(days=WEEK.index(name) - now.weekday()) + ahead
    sure = WEEK.index(name) >= now.weekday()
    return _at(match, found) if sure else _at(match, found, found + timedelta(days=7), unsure=True)


def week_later(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "På lördag åtta dar", "a week on Saturday": a week after the one that comes."""
    name = words.days[match["day"]]
    return _at(match, next_weekday(now.date(), name) + timedelta(days=7)) if name in WEEK else None


def week_ahead(ahead: int) -> Reader:
    """ "Denna vecka" (0), "nästa vecka" (1)."""

    def read(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
        week = (now.date() + timedelta(days=7 * ahead)).isocalendar().week
        return Day(match.start(), match.end(), weeks=(week,))

    return read


def numbered_weeks(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    """ "V 36", "vecka 36 och 38", "v 36-38"; a week 53 that no near year has is wrong."""
    named = _numbers(match[0])
    if re.search(r"\d ?- ?\d", match[0]) and len(named) == 2:
        named = list(range(named[0], named[1] + 1))
    if not all(1 <= week <= 53 for week in named) or not 0 < len(named) <= 10:
        return None
    known = all(week_day(week, 0, now.date()) for week in named)
    return Day(match.start(), match.end(), weeks=tuple(named)) if known else _wrong(match)


def day_range(match: re.Match[str], words: Lexicon, _now: datetime) -> Day | None:
    """ "Mån-fre"."""
    first, last = words.days[match[1]], words.days[match[2]]
    between = match[0][len(match[1]) : -len(match[2])].strip()
    if first not in WEEK or last not in WEEK or between in words.days:
        return None
    begin, length = WEEK.index(first), (WEEK.index(last) - WEEK.index(first)) % 7
    return Day(match.start(), match.end(), tuple(WEEK[(begin + n) % 7] for n in range(length + 1)), span=True)


def compound(match: re.Match[str], words: Lexicon, _now: datetime) -> Day | None:
    """One word that begins with a day: "fredagskväll", "vardagskvällar", "helgmorgnar", "lördagspasset"."""
    for size in range(len(match[1]) - 2, 2, -1):
        names = words.days.get(match[1][:size]) or words.days.get(match[1][:size].removesuffix("s"))
        part = words.parts.get(match[1][size:])
        if names and (part or size > _WHOLE_NAME) and size > 3:
            return Day(match.start(), match.end(), _names(names), part=part)
    return None


def day_and_number(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Lördag 29" is a date, "tisdag 17" a time, and "lördag 5" may be either when the 5th is a Saturday."""
    number, name = int(match["number"]), words.days[match["day"]]
    if name not in WEEK or not 1 <= number <= 31 or words.all_of("after", match["day"]):
        return None
    found = next_numbered(now.date(), number)
    fits = found is not None and WEEK[found.weekday()] == name
    if number <= _LAST_HOUR:
        return replace(_at(match, *(d for d in (found,) if d)), unsure=True) if fits else None
    return _at(match, found) if found and fits else _wrong(match)


def named(match: re.Match[str], words: Lexicon, _now: datetime) -> Day | None:
    """ "Lördag", "helger", "när som helst". Where the word for Friday may be a "from" ("ons fr 18"), it is."""
    if _is_small_word(match, words):
        return None
    since = words.patterns["after"].match(match.string, match.start())
    if since and since.end() > match.end():
        return None
    if since and _ONE_TIME.match(match.string, since.end()):
        before = match.string[: match.start()].split()
        told = bool(before) and (before[-1] in words.days or before[-1] in words.parts)
        return None if told else Day(match.start(), match.end(), unsure=True)
    return Day(match.start(), match.end(), _names(words.days[match[1]]))


def _is_small_word(match: re.Match[str], words: Lexicon) -> bool:
    """ "On sunday", "to sunday" from a person whose own "on" is a Wednesday, and "to" a Thursday."""
    following = next(iter(match.string[match.end() :].split()), "")
    small = any(words.all_of(kind, match[1]) for kind in ("day_glue", "until_word"))
    if small and any(led.end() == match.start() - 1 for led in words.find("before_to", match.string)):
        return True
    return small and len(following) >= _WHOLE_NAME and following in words.days


def numbered(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Den 31", "lördag den 29", "the 5th"."""
    found = next_numbered(now.date(), int(match["number"]))
    return _one_date(match, found, match.groupdict().get("day"), words) if found else None
