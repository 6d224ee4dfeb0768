"""Less than STOPP: other hours, a pause, one topic or one channel that is to end."""

import calendar as months
import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from flows.reading.calendar import first_date
from flows.reading.clock import clocks
from flows.reading.digits import digits
from flows.reading.kin import is_akin
from flows.reading.lexicon import Lexicon, lexicon
from flows.reading.negation import sentences
from flows.reading.question import Question
from flows.reading.reading import Reading, reading

_CHANNELS = ("sms", "email", "telegram")
_LONGEST_TOPIC = 12  # words
_SHORT = 7  # words
_TELLING = 5  # letters of a word that tells a topic
_ELECTION = re.compile(r"election([+]\d+)?")


def asks_for_less(plain: str, words: Lexicon) -> bool:
    """Whether the text asks for less than everything: other hours, a pause, a topic, another channel."""
    return (
        asks_hours(plain, words)
        or pauses(plain, words)
        or bool(topic_of(plain, words))
        or any(_prefers(channel, plain, words) for channel in (*_CHANNELS, "phone"))
        or sms_only(plain, words)
        or words.has("stopping_reminders", plain)
    )


def narrower_reading(plain: str, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """The hours, pause, channel or topic that the text asks for; None when it asks for none."""
    if words.has("duplicates", plain) and words.has("stop_shy", plain):
        return reading("handoff", topic="duplicates")
    elliptic = words.has("bare_hours", plain) and (question.kind == "none" or words.has("sleeps", plain))
    if found := _less_often(plain, words, now, elliptic, question.kind == "none"):
        return found
    channel = next((c for c in _CHANNELS if _prefers(c, plain, words)), None)
    if sms_only(plain, words):
        only = reading("opt_out", scope="sms")
        elsewhere = channel in ("email", "telegram")
        return reading("channel_preference", channel=channel, also=(only,)) if elsewhere else only
    if channel:
        return reading("channel_preference", channel=channel)
    if topic := topic_of(plain, words):
        return reading("opt_out", scope="topic", topic=topic, about=about(topic, words))
    if (question.kind == "none" or words.has("our_texts", plain)) and only_about(plain, words):
        return reading("mute", what=plain)
    if question.kind != "reminder" and (match := words.patterns["stopping_reminders"].search(plain)):
        return reading("opt_out", scope="topic", topic=match[0], about="reminder")
    return None


def clauses_of(plain: str) -> list[str]:
    """The pieces of a plain text between marks and commas."""
    found = (clause.strip() for sentence, _ in sentences(plain) for clause in sentence.split(","))
    return [clause for clause in found if clause]


def _less_often(plain: str, words: Lexicon, now: datetime, elliptic: bool, idle: bool) -> Reading | None:
    """Other hours, or a pause until a day; a day named makes it a pause, an hour other hours.

    `elliptic`: hours are refused without a word of sending, "nothing before 9". `idle`: no question is open.
    """
    hours, breaks = elliptic or asks_hours(plain, words), pauses(plain, words)
    if words.has("cheer", plain) or not (hours or breaks):
        return None
    until, asked = pause_until(plain, words, now), _hours(plain, words)
    if hours and (asked or not breaks) and not (until and breaks):
        return reading("quiet_hours", **(asked or _part_of_day(plain, words)))
    if breaks and (_is_about_sending(plain, words, idle) or less_for_a_while(plain, words)):
        return reading("pause", until=until.isoformat() if until else None)
    return None


def _is_about_sending(plain: str, words: Lexicon, idle: bool) -> bool:
    named = any(words.has(name, plain) for name in ("hours_talk", "stop_shy", "pause_word"))
    return named or (idle and len(plain.split()) <= _SHORT)


def asks_hours(plain: str, words: Lexicon) -> bool:
    """Whether the text asks us to send at other hours of the day."""
    return any(words.has("hours_talk", m[0]) for m in words.find("too_late_hour", plain))


def _hours(plain: str, words: Lexicon) -> dict[str, str]:
    """`not_before` or `not_after`: "inte före 9", "inte efter 21"; "bara efter 18" is not before 18."""
    _, times = clocks(digits(plain, words), words, morning=True)
    refused = words.has("negation", plain) or words.has("stop_shy", plain) or words.has("no_more", plain)
    for clock in times:
        if clock.begins:
            return {"not_after" if refused and not clock.negated else "not_before": f"{clock.begins:%H:%M}"}
        if clock.ends:
            return {"not_before" if refused else "not_after": f"{clock.ends:%H:%M}"}
    return {}


def _part_of_day(plain: str, words: Lexicon) -> dict[str, str]:
    """`part`, the part of the day that is to be left alone, when no clock time says it."""
    early, late = words.has("too_early", plain), words.has("too_late", plain)
    if early == late or words.has("only", plain):
        return {}
    return {"part": "morning" if early else "evening"}


def pauses(plain: str, words: Lexicon) -> bool:
    """Whether the text asks for a pause: by its name, or as less for a while."""
    return words.has("pause", plain) or less_for_a_while(plain, words)


def less_for_a_while(plain: str, words: Lexicon) -> bool:
    """Whether one clause asks for less and for how long; "stopp ett tag, är det fredag?" asks something else."""
    if "?" in plain and len(clauses_of(plain)) > 1 and not words.has("hours_talk", plain):
        return False
    return any(words.has("less", clause) and words.has("for_a_while", clause) for clause in clauses_of(plain))


def pause_until(plain: str, words: Lexicon, now: datetime) -> date | None:
    """The day a pause ends, when one is named: a holiday, the election, a span of time or a date."""
    today = now.date()
    for ends, phrases in words.breaks.items():
        if phrases.search(plain):
            return _next_of(ends, today)
    if after := _after_span(plain, words, today):
        return after
    found = first_date(digits(plain, words), words, now) or (
        today + timedelta(days=7) if words.has("next_week", plain) else None
    )
    return found if found and found > today else None


def _next_of(ends: str, today: date) -> date:
    """The next such day after today: "12-24" of a year, or "election+1", a day counted from the election."""
    if match := _ELECTION.fullmatch(ends):
        after = timedelta(days=int(match[1] or 0))
        return next(day for year in range(today.year, today.year + 9) if (day := _election(year) + after) > today)
    month, number = map(int, ends.split("-"))
    this_year = date(today.year, month, number)
    return this_year if this_year > today else date(today.year + 1, month, number)


def election_day(today: date) -> date:
    """The next Swedish election day, today or later."""
    return next(day for year in (today.year, today.year + 1) if (day := _election(year)) >= today)


def _election(year: int) -> date:
    """The Swedish election day on or after this year: the second Sunday of September of 2022, 2026, 2030 …"""
    year += (2 - year) % 4
    first = date(year, 9, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7)


def _after_span(plain: str, words: Lexicon, today: date) -> date | None:
    """Today and "two weeks", "a month", "ett par dagar"; None when no span is said or it has no number."""
    match = words.patterns["span"].search(digits(plain, words))
    if match is None or words.has("some_number", match[0]):
        return None
    said = re.search(r"\d{1,3}", match[0])
    count = 2 if words.has("pair", match[0]) else int(said[0]) if said else 1  # "ett par" is no one
    if words.has("span_days", match[0]):
        return today + timedelta(days=count)
    if words.has("span_weeks", match[0]):
        return today + timedelta(weeks=count)
    return _months_after(today, count * (12 if words.has("span_years", match[0]) else 1))


def _months_after(today: date, count: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
    return date(year, month + 1, min(today.day, months.monthrange(year, month + 1)[1]))


def _prefers(channel: str, plain: str, words: Lexicon) -> bool:
    """Whether a channel is asked for: "mejla hellre", not "sluta mejla"."""
    for match in words.find(f"prefers_{channel}", plain):
        before = re.split(r" [.,!?] ", plain[: match.start()])[-1]
        if not words.has("less", f"{before} {match[0]}") or channel == "sms":
            return True
    return False


def sms_only(plain: str, words: Lexicon) -> bool:
    """Whether texts are to end while another channel may go on: "inga fler sms, men mejl går bra"."""
    if words.has("sms_only", plain):
        return True
    without_texts = any(words.has("less", clause) and words.has("sms_word", clause) for clause in clauses_of(plain))
    elsewhere = words.has("other_channel", plain) or any(_prefers(c, plain, words) for c in ("email", "telegram"))
    return without_texts and elsewhere


def topic_of(plain: str, words: Lexicon) -> str:
    """What is to stop, in the writer's words: "dörrknackning" of "inga fler sms om dörrknackning"."""
    match = words.patterns["topic_stop"].search(plain)
    topic = re.split(r" [.,!?]", plain[match.end() :])[0].strip() if match else ""
    firm = match is not None and words.has("topic_firm", match[0]) and about(topic, words)
    if match and (firm or words.has("topic_words", match[0])):
        known = about(topic, words) or words.without("stop_tail", topic)
        return topic if known and (about(topic, words) or not words.has("stop_polite", topic)) else ""
    kept = words.has("rest_kept", plain)
    for clause in clauses_of(plain):
        if (kept or words.has("sendings", clause)) and (topic := _stopped_topic(clause, kept, words)):
            return topic
    return ""


def _stopped_topic(clause: str, kept: bool, words: Lexicon) -> str:
    """The topic after a word of stopping: "stop sending me the door knocking ones"."""
    match = words.patterns["topic_less"].search(clause)
    less = clause[match.end() :] if match else ""
    kept_from = words.patterns["rest_kept"].search(less)
    topic = words.without("topic_filler", less[: kept_from.start()] if kept_from and kept_from.start() > 1 else less)
    if topic and not kept:
        topic = words.without("plain_sendings", topic)
    timed = any(token in words.days or token in words.parts for token in topic.split())
    return topic if about(topic, words) or (kept and not timed and 0 < len(topic.split()) <= 4) else ""


def only_about(plain: str, words: Lexicon) -> bool:
    """Whether one topic alone is wanted, "only meetings, nothing else": which ones are to end is for a person."""
    if not words.has("nothing_else", plain) and not words.has("hours_talk", plain):
        return False
    found = ((clause, words.patterns["topic_only"].search(clause)) for clause in clauses_of(plain))
    return any(match and about(clause[match.end() :], words) for clause, match in found)


def about(topic: str, words: Lexicon) -> str | None:
    """The canonical topic of the writer's words: a kin of options, survey, reminder, meeting or news; else None."""
    tokens = tuple(dict.fromkeys(topic.split()[:_LONGEST_TOPIC]))
    return _about(tokens, topic, words.language)


@lru_cache(maxsize=256)
def _about(tokens: tuple[str, ...], topic: str, language: str) -> str | None:
    words = lexicon(language)
    for key, kin in words.kin.items():
        stems = frozenset(name for name in kin if len(name) >= _TELLING)
        named = any(f" {name} " in f" {topic} " for name in stems) or any(is_akin(t, stems, words) for t in tokens)
        if len(key) > len("sv") and named:
            return key
    return next((key for key, phrases in words.topics.items() if phrases.search(topic)), None)
