"""Taking a shift from those shown."""

from datetime import datetime

from flows.reading.calendar import first_date
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text
from flows.reading.people import other_subject, party, raw_name, ride
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.shifts import Picked, Shifts, overlap, pick
from flows.reading.stance import stance


def read_claim(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`claim` with shifts, people, partial, condition, fallback; else what was meant, or `ask_again`."""
    said = _said(text, words)
    if words.has("mine_already", text.plain):
        picked = pick(said, question.shifts, words, now)
        return reading("already_done", shifts=[s.id for s in picked.chosen] or None)
    others = other_subject(said, text.raw, words)
    own, theirs = _divide(said, others)
    condition = ride(own, words)
    counted = party(_without_conditions(own, words), words)
    if words.has("else", counted.rest):
        return _with_fallback(counted.rest, question, words, now)
    picked = pick(counted.rest, question.shifts, words, now)
    also = tuple(_for_other(stretch, name, text, question, words, now) for name, stretch in theirs)
    if theirs and not own.strip(" ,.&"):
        return also[0]
    return _decide(text, picked, question, words, now, people=counted.people, condition=condition, also=also or None)


def _said(text: Text, words: Lexicon) -> str:
    """What counts as said: all but the questions; a polite "kan jag ta 4?" is said."""
    parted = part(text.plain, words)
    fragment = not parted.says and not words.patterns["asks"].match(parted.asks)
    return text.plain.replace("?", ".") if fragment or words.has("requests", text.plain) else parted.says


def _without_conditions(plain: str, words: Lexicon) -> str:
    for meaning in ("ride", "if_nobody"):
        plain = words.patterns[meaning].sub(lambda m: _kept_claim(m[0], words), plain)
    return plain


def _kept_claim(condition: str, words: Lexicon) -> str:
    """ "Kan någon hämta mig så tar jag alby": the claim after the condition stays."""
    match = words.patterns["then_i"].search(condition)
    return condition[match.start() :] if match else " "


def _divide(said: str, others: list[tuple[int, int, str]]) -> tuple[str, list[tuple[str, str]]]:
    own, theirs, at = "", [], 0
    for start, end, name in others:
        own += said[at:start]
        theirs.append((name, said[start:end]))
        at = end
    return own + said[at:], theirs


def _for_other(stretch: str, name: str, text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    picked = pick(stretch, question.shifts, words, now)
    if not picked.chosen:
        return reading("ask_again", candidates=[s.id for s in picked.candidates] or None)
    return reading("claim_for_other", name=raw_name(name, text.raw), shifts=[s.id for s in picked.chosen])


def _with_fallback(plain: str, question: Question, words: Lexicon, now: datetime) -> Reading:
    match = words.patterns["else"].search(plain)
    first = pick(plain[: match.start()] if match else plain, question.shifts, words, now)
    second = pick(plain[match.end() :] if match else "", question.shifts, words, now)
    if len(first.chosen) != 1:
        return reading("ask_again", candidates=[s.id for s in first.chosen or first.candidates] or None)
    return reading("claim", shifts=[first.chosen[0].id], fallback=[s.id for s in second.chosen] or None)


def _decide(text: Text, picked: Picked, question: Question, words: Lexicon, now: datetime, **slots: object) -> Reading:
    if picked.chosen and not _only_asks(text, words):
        wavers = stance(text.plain, words).value == "maybe" and slots.get("condition") is None
        if wavers:
            return reading("ask_again", candidates=[s.id for s in picked.chosen])
        return _claim_of(picked.chosen, partial=dict(picked.partial) or None, **slots)
    if picked.chosen or picked.candidates:
        return reading("ask_again", candidates=[s.id for s in picked.chosen or picked.candidates])
    if picked.missing:
        asks = words.has("other_shifts", text.plain) and "?" in text.plain
        return reading("question", topic="other shifts") if asks else reading("ask_again", reason="no such day")
    return _without_shift(text, question, words, now, **slots)


def _claim_of(shifts: Shifts, **slots: object) -> Reading:
    """A claim of the shifts, unless two of them are at the same time."""
    ids = [shift.id for shift in shifts]
    if overlap(shifts):
        return reading("ask_again", candidates=ids, reason="overlap")
    return reading("claim", shifts=ids, **slots)


def _only_asks(text: Text, words: Lexicon) -> bool:
    return "?" in text.plain and not part(text.plain, words).says and not words.has("requests", text.plain)


def _without_shift(text: Text, question: Question, words: Lexicon, now: datetime, **slots: object) -> Reading:
    if words.has("any_shift", text.plain) and not words.has("negation", text.plain):
        return reading("claim_any", **slots)
    if words.has("other_shifts", text.plain) and "?" in text.plain:
        return reading("question", topic="other shifts")
    if words.has("later", text.plain):
        day = first_date(text.plain, words, now)
        return reading("later", date=day.isoformat() if day else None)
    judged = stance(text.plain, words)
    if words.has("all", text.plain) and judged.value != "no" and len(text.words) <= 4:
        return _claim_of(question.shifts, **slots)
    if judged.value == "no" or words.has("decline", text.plain):
        return reading("decline")
    takes = judged.value == "yes" or words.has("the_shift", text.plain)
    if takes and len(question.shifts) == 1:
        return reading("claim", shifts=[question.shifts[0].id], **slots)
    return reading("ask_again", candidates=[s.id for s in question.shifts] if takes else None)
