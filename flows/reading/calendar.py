"""Days and dates in a text: "tis o tors", "mån–fre", "29/8", "den tolfte", "lördag v 36", "i övermorgon"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice

from flows.reading import day_rules as rule
from flows.reading.dates import WEEK, Day, exists, next_on, next_weekday, week_day
from flows.reading.lexicon import Lexicon, lexicon

__all__ = ["WEEK", "Day", "days", "exists", "first_date", "next_weekday", "prepare", "week_day"]

_MOST = 14  # phrases of one shape in a text: nobody names more days than that
_BESIDE = 6  # words between a week and its day: "v 36 mellan 17 och 19 på tisdagen"


def days(plain: str, words: Lexicon, now: datetime) -> list[Day]:
    """The days in a text whose number words are digits, in order; what a longer phrase took is not read again."""
    found: list[Day] = []
    for pattern, reader in _readers(words.language):
        for match in islice(pattern.finditer(plain), _MOST):
            if not any(day.start < match.end() and match.start() < day.end for day in found):
                day = reader(match, words, now)
                found += [day] if day else []
    found = _told_weekends(sorted(found, key=lambda day: day.start), plain, words)
    return _after_dates(found, _in_their_weeks(found, plain, words, now), plain, words)


def prepare(words: Lexicon) -> None:
    """Compile the patterns of a language."""
    _readers(words.language)


def first_date(plain: str, words: Lexicon, now: datetime) -> date | None:
    """The first day of the text as a date on or after today; a weekday is the next one, a month its first day."""
    today = now.date()
    for day in days(plain, words, now):
        if day.dates and not day.unsure:
            return day.dates[0]
        if day.days and len(day.days) < len(WEEK):
            return next_weekday(today, day.days[0])
        if day.weeks and (monday := week_day(day.weeks[0], 0, today)):
            return max(monday, today)
    for match in _month_word(words.language).finditer(plain):
        return next_on(today, words.months[match[1]], 1)
    return None


def _told_weekends(found: list[Day], plain: str, words: Lexicon) -> list[Day]:
    """ "Helgen 5-6 september", "the weekend of the 5th": the weekend is told by its dates."""
    out: list[Day] = []
    for day in found:
        last = out[-1] if out else None
        between = plain[last.end : day.start].split() if last else []
        near = all(words.all_of("day_glue", token) for token in between) and "," not in between
        if last and last.days == WEEK[5:] and day.dates and near and not last.part:
            saturday = day.dates[0] - timedelta(days=day.dates[0].weekday() - 5)
            both = (saturday, saturday + timedelta(days=1))
            out[-1] = replace(day, start=last.start, dates=both, wrong=not set(day.dates) <= set(both))
        else:
            out.append(day)
    return out


def _after_dates(named: Sequence[Day], found: list[Day], plain: str, words: Lexicon) -> list[Day]:
    """ "Fredag 20/11 eller lördagen": a weekday joined to a date is the next such day after it."""
    out = found[:1]
    for day in found[1:]:
        last = out[-1]
        told = last not in named or any(char.isdigit() for char in plain[last.start : last.end])
        alone = len(day.days) == 1 and not _is_plural(day, plain)
        if last.dates and not last.span and told and alone and _is_joined(plain[last.end : day.start], words):
            day = replace(day, days=(), dates=(next_weekday(last.dates[-1], day.days[0]),))
        out.append(day)
    return out


def _is_joined(between: str, words: Lexicon) -> bool:
    """Whether the second of two days is said in one breath with the first, a part or time of the first between."""
    for week in ("next_week", "this_week", "week_after_next"):
        between = words.without(week, between)
    tokens = between.split()
    joint = [token for token in tokens if any(words.all_of(kind, token) for kind in ("joins", "or"))]
    known = ("joins", "or", "clock", "after", "before", "day_glue", "date_word")
    rest = (t for t in tokens if t not in words.parts and not t[0].isdigit() and t not in ",-")
    return bool(joint) and len(tokens) <= _BESIDE and all(any(words.all_of(k, t) for k in known) for t in rest)


def _in_their_weeks(found: Sequence[Day], plain: str, words: Lexicon, now: datetime) -> list[Day]:
    """Weekdays beside a week are days of that week: "tis o tors v 36", "nästa vecka på tisdag"."""
    out = list(found)
    taken: set[int] = set()
    for i, week in enumerate(found):
        if not week.weeks:
            continue
        theirs = _beside(found, i, -1, plain, words, taken) or _beside(found, i, 1, plain, words, taken)
        for at in theirs:
            taken.add(at)
            dates = [week_day(number, WEEK.index(name), now.date()) for number in week.weeks for name in found[at].days]
            kept = tuple(d for d in dates if d)
            out[at] = replace(found[at], days=(), dates=kept, wrong=not kept)
        taken |= {i} if theirs else set()
    return [day for i, day in enumerate(out) if not (found[i].weeks and i in taken)]


def _beside(found: Sequence[Day], i: int, step: int, plain: str, words: Lexicon, taken: set[int]) -> list[int]:
    """The weekdays next to a week on one side, as far as nothing else is said between them."""
    out: list[int] = []
    at = i + step
    while 0 <= at < len(found) and found[at].days and at not in taken and len(found[at].days) < len(WEEK):
        first, second = (found[at], found[at - step]) if step < 0 else (found[at - step], found[at])
        between = plain[first.end : second.start]
        if between.strip(" :") == "," and (out or step > 0) and not _is_plural(found[at], plain):
            between = " "
        if not _is_glue(between, words, joined=bool(out)):
            break
        out.append(at)
        at += step
    return out


def _is_plural(day: Day, plain: str) -> bool:
    return plain[day.start : day.end].endswith(rule.PLURAL)


def _is_glue(between: str, words: Lexicon, *, joined: bool) -> bool:
    """Whether only small words, times and parts of the day stand there; "and" only between two weekdays."""
    tokens = between.split()
    kinds = ("clock", "after", "before", "between", "day_glue", "only", *(("joins", "or") if joined else ()))
    bare = any(words.has(kind, between) for kind in ("joins", "or")) and not words.has("between", between)
    if len(tokens) > _BESIDE or (bare and not joined):
        return False
    known = ("joins", *kinds)
    return all(t[0].isdigit() or t in words.parts or any(words.all_of(kind, t) for kind in known) for t in tokens)


def _any(table: Mapping[str, object]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(table, key=lambda word: -len(word))) + ")"


@cache
def _month_word(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)({_any(lexicon(language).months)})(?!\S)")


@cache
def _readers(language: str) -> tuple[tuple[re.Pattern[str], rule.Reader], ...]:
    rules = (*_date_rules(language), *_month_rules(language), *_near_rules(language), *_name_rules(language))
    return tuple((re.compile(rf"(?<!\S){shape}(?!\S)"), reader) for shape, reader in rules)


def _date_rules(language: str) -> tuple[tuple[str, rule.Reader], ...]:
    words = lexicon(language)
    of = words.any_of
    day, month, date_word = f"(?P<day>{_any(words.days)})", f"(?P<month>{_any(words.months)})", of("date_word")
    number, more = r"(?P<number>\d{1,2})e?", rf"(?: ?(?:,|{of('joins')}|{of('or')}) (?:{date_word} )?\d{{1,2}}e?)"
    first, last = r"(?P<first>\d{1,2})e?", r"(?P<last>\d{1,2})e?"
    to, no_time = rf"(?:-|{of('until_word')})", r"(?! ?[-:.] ?\d)"
    between, edges = of("between"), rf"(?:{date_word} )?{first} {of('joins')} (?:{date_word} )?{last}"
    some = rf"(?P<list>\d{{1,2}}e?{more}{{1,6}})"
    some_joined = rf"(?P<list>\d{{1,2}}e?{more}{{0,5}}? (?:{of('joins')}|{of('or')}) (?:{date_word} )?\d{{1,2}}e?)"
    return (
        (r"(\d{4})-(\d{2})-(\d{2})", rule.iso),
        (rf"(\d{{1,2}})(?:/(\d{{1,2}}))? ?{to} ?(\d{{1,2}})/(\d{{1,2}})", rule.date_range),
        (rf"{between} (\d{{1,2}})(?:/(\d{{1,2}}))? {of('joins')} (\d{{1,2}})/(\d{{1,2}})", rule.date_range),
        (rf"{between} {edges}(?: {of('in_month')})? {month}", rule.month_range),
        (rf"(?:{date_word} )?{first} ?{to} ?(?:{date_word} )?{last}(?: {of('in_month')})? {month}", rule.month_range),
        (rf"(?:{day} )?(?:{date_word} )?{some}(?: {of('in_month')})? {month}", rule.several_of_month),
        (r"(?P<list>\d{1,2}e? (?:,|" + of("joins", "or") + r") \d{1,2})/(?P<month>\d{1,2})", rule.several_of_month),
        (rf"{month} (?:the )?{some_joined}{no_time}", rule.several_of_month),
        (
            rf"(?:{day} )?(?:{date_word} )?(?P<number>\d{{1,2}})/(?P<month>\d{{1,2}})(?:[/-]\d{{2,4}})?",
            rule.day_month,
        ),
        (
            rf"(?:{day} )?(?:{date_word} )?{number}(?: {of('in_month')})? {month}(?: (?P<year>20\d\d))?",
            rule.named_month,
        ),
        (rf"{month} (?:the )?{first} ?{to} ?{last}", rule.month_range),
        (rf"(?:{day} )?{month} (?:the )?{number}(?: (?P<year>20\d\d))?(?! ?:)", rule.named_month),
        (rf"{between} {date_word} {first} {of('joins')} (?:{date_word} )?{last}{no_time}", rule.numbered_range),
        (rf"{date_word} {first} ?{to} ?(?:{date_word} )?{last}{no_time}", rule.numbered_range),
        (rf"(?:{day} )?{date_word} {some_joined}{no_time}", rule.several_numbered),
    )


def _month_rules(language: str) -> tuple[tuple[str, rule.Reader], ...]:
    words = lexicon(language)
    of = words.any_of
    day, month = f"(?P<day>{_any(words.days)})", f"(?P<month>{_any(words.months)})"
    which, in_month = rf"(?P<which>\d{{1,2}}e|{of('last')})", of("in_month")
    return (
        (rf"{which} {of('weekend')} {in_month} {month}", rule.weekend_of),
        (rf"{which} {day} {in_month} {month}", rule.weekday_of),
        (rf"{day} {in_month} {month}", rule.weekdays_in),
        (rf"{of('end_of_month')} {month}", rule.end_of_month),
        (rf"(?<!alla ){which} (?:{of('weekend')}|{day})", rule.wrong),
    )


def _near_rules(language: str) -> tuple[tuple[str, rule.Reader], ...]:
    words = lexicon(language)
    of = words.any_of
    day, one = f"({_any(words.days)})", f"(?P<day>{_any(words.days)})"
    weeks = rf"{of('week')} ?\d{{1,2}}(?: ?(?:,|-|{of('joins')}) ?(?:{of('week')} ?)?\d{{1,2}})*(?! ?[:.]\d)"
    return (
        (rf"{one} {of('eight_days')}", rule.week_later),
        (rf"{of('week_on')} {one}", rule.week_later),
        (of("this_weekend"), rule.this_weekend),
        (of("next_weekend"), rule.next_weekend),
        (of("week_after_next"), rule.week_ahead(2)),
        (of("next_week"), rule.week_ahead(1)),
        (of("this_week"), rule.week_ahead(0)),
        (rf"{of('next')} {day}", rule.next_day),
        (rf"{of('this')} {day}", rule.this_day),
        (of("day_after"), rule.in_days(2)),
        (of("tomorrow"), rule.in_days(1)),
        (of("tonight"), rule.in_days(0, "evening")),
        (of("this_afternoon"), rule.in_days(0, "afternoon")),
        (of("this_forenoon"), rule.in_days(0, "forenoon")),
        (of("today"), rule.in_days(0)),
        (of("in_days"), rule.days_from_now),
        (rf"(?:{one} )?{of('in_weeks')}", rule.weeks_from_now),
        (weeks, rule.numbered_weeks),
    )


def _name_rules(language: str) -> tuple[tuple[str, rule.Reader], ...]:
    words = lexicon(language)
    of = words.any_of
    day, one = f"({_any(words.days)})", f"(?P<day>{_any(words.days)})"
    to = rf"(?:-|{of('until_word')})"
    no_time = rf"(?! ?(?:[-:.]|{of('until_word')}) ?\d)(?! {of('o_clock')})"
    return (
        (rf"{day} ?{to} ?{day}", rule.day_range),
        (
            rf"(?:{one} )?{of('date_word')} (?P<number>\d{{1,2}})e?(?! ?[.:]\d)(?! {of('ordinal_other')}(?!\S))",
            rule.numbered,
        ),
        (rf"{one} (?P<number>\d{{1,2}})e", rule.numbered),
        (rf"{one} (?P<number>\d{{1,2}}){no_time}", rule.day_and_number),
        (r"([^\W\d_]{5,})", rule.compound),
        (day, rule.named),
        (rf"(?P<number>(?![123]e)\d{{1,2}})e(?! {of('ordinal_other')}(?!\S))", rule.numbered),
    )
