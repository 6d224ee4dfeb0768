"""Days and dates in a text: "tis o tors", "mån–fre", "29/8", "den tolfte", "lördag v 36", "i övermorgon"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from flows.reading.lexicon import Lexicon, lexicon

_WHOLE_NAME = 6  # letters of "lördag" with its s: "lördagspasset" is a day too
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Day:
    """Days named at a place in the text.

    days: weekdays by name. dates: days of the calendar. weeks: ISO weeks without a weekday. part: a part of the day
    said in the same word. unsure: two dates fit ("nästa lördag" said on a Monday),
    `dates` holds both. wrong: no such date.
    """

    start: int
    end: int
    days: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    weeks: tuple[int, ...] = ()
    part: str | None = None
    unsure: bool = False
    wrong: bool = False


Reader = Callable[[re.Match[str], Lexicon, datetime], Day | None]


def days(plain: str, words: Lexicon, now: datetime) -> list[Day]:
    """The days in a text whose number words are digits, in order; what a longer phrase took is not read again."""
    found: list[Day] = []
    for pattern, reader in _readers(words.language):
        for match in pattern.finditer(plain):
            if not any(day.start < match.end() and match.start() < day.end for day in found):
                day = reader(match, words, now)
                found += [day] if day else []
    return sorted(found, key=lambda day: day.start)


def prepare(words: Lexicon) -> None:
    """Compile the patterns of a language."""
    _readers(words.language)


def first_date(plain: str, words: Lexicon, now: datetime) -> date | None:
    """The first day of the text as a date on or after today; a weekday is the next one, a month its first day."""
    for day in days(plain, words, now):
        if day.dates and not day.unsure:
            return day.dates[0]
        if day.days and len(day.days) < 7:
            return next_weekday(now.date(), day.days[0])
        if day.weeks:
            return week_day(day.weeks[0], 0, now.date())
    for match in _month_word(words.language).finditer(plain):
        return _next_on(now.date(), words.months[match[1]], 1)
    return None


def next_weekday(today: date, day: str) -> date:
    """The next such weekday after today: said on a Monday, "måndag" is in a week."""
    ahead = (WEEK.index(day) - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead)


def week_day(week: int, weekday: int, today: date) -> date | None:
    """A weekday of an ISO week, this year or, when that week has passed, the next."""
    for year in (today.isocalendar().year, today.isocalendar().year + 1):
        try:
            found = date.fromisocalendar(year, week, weekday + 1)
        except ValueError:
            continue
        if date.fromisocalendar(year, week, 7) >= today:
            return found
    return None


def _any(table: dict[str, object]) -> str:
    return "(" + "|".join(re.escape(word) for word in sorted(table, key=lambda word: -len(word))) + ")"


@cache
def _month_word(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){_any(dict(lexicon(language).months))}(?!\S)")


@cache
def _readers(language: str) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    words = lexicon(language)
    any_of = words.any_of
    day, month = _any(dict(words.days)), _any(dict(words.months))
    to = rf"(?:-|{any_of('until_word')})"
    number = r"(\d{1,2})e?"
    rules: tuple[tuple[str, Reader], ...] = (
        (r"(\d{4})-(\d{2})-(\d{2})", _iso),
        (r"(\d{1,2})(?:/(\d{1,2}))? ?- ?(\d{1,2})/(\d{1,2})", _date_range),
        (rf"(?:{any_of('date_word')} )?{number} ?- ?{number} {month}", _month_range),
        (rf"(?:{day} )?(?:{any_of('date_word')} )?(\d{{1,2}})/(\d{{1,2}})(?:[/-]\d{{2,4}})?", _day_month),
        (rf"(?:{day} )?(?:{any_of('date_word')} )?{number}(?: {any_of('in_month')})? {month}", _day_named_month),
        (rf"(?:{day} )?{month} (?:the )?{number}", _named_month_day),
        (rf"(\d{{1,2}}e|{any_of('last')}) {any_of('weekend')} {any_of('in_month')} {month}", _weekend_of),
        (rf"(\d{{1,2}}e|{any_of('last')}) {day} {any_of('in_month')} {month}", _weekday_of),
        (rf"{day} (?:i )?{any_of('next_week')}", _day_next_week),
        (rf"{any_of('next_week')} (?:på |on )?{day}", _day_next_week),
        (rf"{day} (?:i )?{any_of('week')} ?(\d{{1,2}})", _day_of_week),
        (rf"{any_of('week')} ?(\d{{1,2}}) (?:på |on )?{day}", _week_then_day),
        (rf"{any_of('this_weekend')}", _this_weekend),
        (rf"{any_of('next_weekend')}", _next_weekend),
        (rf"{any_of('next')} {day}", _next_day),
        (rf"{any_of('this')} {day}", _this_day),
        (rf"{any_of('day_after')}", _in(2)),
        (rf"{any_of('tomorrow')}", _in(1)),
        (rf"{any_of('tonight')}", _in(0, "evening")),
        (rf"{any_of('today')}", _in(0)),
        (rf"{any_of('in_days')}", _in_days),
        (rf"{any_of('in_weeks')}", _in_weeks),
        (rf"{any_of('next_week')}", _next_week),
        (rf"{any_of('week')} ?\d{{1,2}}(?: ?(?:,|-|{any_of('joins')}) ?\d{{1,2}})*(?! ?[:.]\d)", _weeks_alone),
        (rf"{day} ?(?:{to}) ?{day}", _day_range),
        (rf"(?:{day} )?{any_of('date_word')} (\d{{1,2}})e?(?! ?[.:]\d)", _of_this_month),
        (r"([^\W\d_]{5,})", _compound),
        (rf"{day}", _named),
        (r"(\d{1,2})e", _of_this_month),
    )
    return tuple((re.compile(rf"(?<!\S){rule}(?!\S)"), reader) for rule, reader in rules)


def _at(match: re.Match[str], *dates: date, **more: object) -> Day:
    return Day(match.start(), match.end(), dates=dates, **more)  # type: ignore[arg-type]


def _wrong(match: re.Match[str]) -> Day:
    return Day(match.start(), match.end(), wrong=True)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next_on(today: date, month: int, day: int) -> date | None:
    """The next such day of the year, today included; a 29 February in a year without one is no date."""
    this_year = _safe(today.year, month, day)
    if this_year and this_year < today - timedelta(days=60):
        return _safe(today.year + 1, month, day)
    return this_year


def _date(match: re.Match[str], now: datetime, month: int, day: int) -> Day | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    found = _next_on(now.date(), month, day)
    return _at(match, found) if found else _wrong(match)


def _iso(match: re.Match[str], _words: Lexicon, _now: datetime) -> Day | None:
    found = _safe(int(match[1]), int(match[2]), int(match[3]))
    return _at(match, found) if found else _wrong(match)


def _day_month(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    return _date(match, now, int(match[3]), int(match[2]))


def _day_named_month(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    return _date(match, now, words.months[match[3]], int(match[2]))


def _named_month_day(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    return _date(match, now, words.months[match[2]], int(match[3]))


def _span(match: re.Match[str], first: date | None, last: date | None) -> Day | None:
    if first is None or last is None or not 0 < (last - first).days <= 60:
        return _wrong(match)
    return _at(match, *(first + timedelta(days=n) for n in range((last - first).days + 1)))


def _date_range(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    first, first_month, last, last_month = (int(group) if group else 0 for group in match.groups())
    if not (1 <= last_month <= 12 and 1 <= first <= 31 and 1 <= last <= 31):
        return None
    today = now.date()
    return _span(match, _next_on(today, first_month or last_month, first), _next_on(today, last_month, last))


def _month_range(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    month, today = words.months[match[3]], now.date()
    return _span(match, _next_on(today, month, int(match[1])), _next_on(today, month, int(match[2])))


def _weekend_of(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    saturday = _nth(match, words.months[match[2]], "sat", now)
    return _at(match, saturday, saturday + timedelta(days=1)) if saturday else _wrong(match)


def _weekday_of(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    found = words.days[match[2]]
    if found not in WEEK:
        return None
    day = _nth(match, words.months[match[3]], found, now)
    return _at(match, day) if day else _wrong(match)


def _nth(match: re.Match[str], month: int, day: str, now: datetime) -> date | None:
    first = _next_on(now.date().replace(day=1), month, 1)
    if first is None:
        return None
    all_of_them = [d for n in range(31) if (d := first + timedelta(days=n)).month == month and WEEK[d.weekday()] == day]
    which = int(match[1][:-1]) - 1 if match[1][0].isdigit() else -1
    return all_of_them[which] if which < len(all_of_them) else None


def _day_next_week(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    monday = now.date() + timedelta(days=7 - now.weekday())
    names = _names(words.days[match[1]])
    return _at(match, *(monday + timedelta(days=WEEK.index(name)) for name in names))


def _day_of_week(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    return _week_days(match, words.days[match[1]], int(match[2]), now)


def _week_then_day(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    return _week_days(match, words.days[match[2]], int(match[1]), now)


def _week_days(match: re.Match[str], names: str, week: int, now: datetime) -> Day | None:
    found = [week_day(week, WEEK.index(name), now.date()) for name in _names(names)]
    dates = [day for day in found if day]
    return _at(match, *dates) if dates else _wrong(match)


def _saturday(now: datetime) -> date:
    return now.date() + timedelta(days=5 - now.weekday())


def _this_weekend(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    saturday = _saturday(now)
    return _at(match, *(d for d in (saturday, saturday + timedelta(days=1)) if d >= now.date()))


def _next_weekend(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    saturday = _saturday(now) + timedelta(days=7)
    return _at(match, saturday, saturday + timedelta(days=1))


def _next_day(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    """ "Nästa lördag" on a Monday may be this week's or the next: both are kept, and it is asked."""
    name = words.days[match[1]]
    if name not in WEEK:
        return None
    coming = next_weekday(now.date(), name)
    if WEEK.index(name) > now.weekday():
        return _at(match, coming, coming + timedelta(days=7), unsure=True)
    return _at(match, coming)


def _this_day(match: re.Match[str], words: Lexicon, now: datetime) -> Day | None:
    name = words.days[match[1]]
    return _at(match, next_weekday(now.date(), name)) if name in WEEK else None


def _in(ahead: int, part: str | None = None) -> Reader:
    def read(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
        return _at(match, now.date() + timedelta(days=ahead), part=part)

    return read


def _amount(match: re.Match[str]) -> int:
    return next((int(token) for token in match[0].split() if token.isdigit()), 1)


def _in_days(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    return _at(match, now.date() + timedelta(days=_amount(match)))


def _in_weeks(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    return _at(match, now.date() + timedelta(days=7 * _amount(match)))


def _next_week(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    week = (now.date() + timedelta(days=7)).isocalendar().week
    return Day(match.start(), match.end(), weeks=(week,))


def _weeks_alone(match: re.Match[str], _words: Lexicon, _now: datetime) -> Day | None:
    named = [int(number) for number in re.findall(r"\d+", match[0])]
    if re.search(r"\d ?- ?\d", match[0]) and len(named) == 2:
        named = list(range(named[0], named[1] + 1))
    known = all(1 <= week <= 53 for week in named) and 0 < len(named) <= 10
    return Day(match.start(), match.end(), weeks=tuple(named)) if known else None


def _day_range(match: re.Match[str], words: Lexicon, _now: datetime) -> Day | None:
    first, last = words.days[match[1]], words.days[match[2]]
    between = match[0][len(match[1]) : -len(match[2])].strip()
    if first not in WEEK or last not in WEEK or between in words.days:
        return None
    begin, length = WEEK.index(first), (WEEK.index(last) - WEEK.index(first)) % 7
    return Day(match.start(), match.end(), tuple(WEEK[(begin + n) % 7] for n in range(length + 1)))


def _compound(match: re.Match[str], words: Lexicon, _now: datetime) -> Day | None:
    """One word that begins with a day: "fredagskväll", "vardagskvällar", "helgmorgnar", "lördagspasset"."""
    for size in range(len(match[1]) - 2, 2, -1):
        names = words.days.get(match[1][:size]) or words.days.get(match[1][:size].removesuffix("s"))
        part = words.parts.get(match[1][size:])
        if names and (part or size > _WHOLE_NAME) and size > 3:
            return Day(match.start(), match.end(), _names(names), part=part)
    return None


def _named(match: re.Match[str], words: Lexicon, _now: datetime) -> Day | None:
    return Day(match.start(), match.end(), _names(words.days[match[1]]))


def _of_this_month(match: re.Match[str], _words: Lexicon, now: datetime) -> Day | None:
    """ "Den 31": the next month that has such a day, today included."""
    number, today = int((match[match.lastindex or 1]).removesuffix("e")), now.date()
    for ahead in range(13):
        month = today.month - 1 + ahead
        found = _safe(today.year + month // 12, month % 12 + 1, number)
        if found and found >= today:
            return _at(match, found)
    return None


def _names(names: str) -> tuple[str, ...]:
    return WEEK if names == "all" else tuple(names.split())


def exists(day: date, moment: time, now: datetime) -> bool:
    """Whether a wall time happens on that day in the zone of `now`: not so in the hour that a clock change skips."""
    local = datetime.combine(day, moment, tzinfo=now.tzinfo)
    return local.astimezone(UTC).astimezone(now.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)
