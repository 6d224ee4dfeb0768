"""Taking a shift from those shown."""

import re
from datetime import datetime

from flows.reading.calendar import days, first_date
from flows.reading.clock import clocks
from flows.reading.clues import Shifts, on_day
from flows.reading.digits import digits
from flows.reading.fate import picked as picked_in
from flows.reading.fate import pieces, verdict
from flows.reading.inside import part_of_shift
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text
from flows.reading.people import (
    is_no_name,
    is_written_as_name,
    other_subject,
    party,
    raw_name,
    ride,
    without_names,
)
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.shifts import Picked, overlap, pick
from flows.reading.stance import stance

# How much stands between a yes and a no that are about two shifts; and a no that every lexicon knows.
_YES_TO_ONE, _NOT = 4, "inte"
_SUM = re.compile(r"(?<!\S)(\d) ?\+ (\d)(?!\S)")


def read_claim(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`claim` with shifts, people, partial, condition, fallback; else what was meant, or `ask_again`."""
    text = _concluded(text, words)
    said = _said(text, words)
    if words.has("mine_already", text.plain):
        picked = pick(said, question.shifts, words, now)
        return reading("already_done", shifts=[s.id for s in picked.chosen] or None)
    if found := _from_some_day(said, question, words, now) or _on_behalf(said, text, question, words, now):
        return found
    others = [o for o in other_subject(said, text.raw, words) if not _is_shown(o[2], question, words, now)]
    own, theirs = _divide(said, others)
    own = _without_doubtful(own, question, words, now)
    counted = party(own, words, text.raw)
    if words.has("else", counted.rest) or _prefers(counted.rest, words):
        return _with_fallback(counted.rest, question, words, now, people=counted.people)
    condition = ride(own, words)
    counted = party(_without_conditions(own, words), words, text.raw)
    picked = pick(counted.rest, question.shifts, words, now)
    also = tuple(_for_other(stretch, name, text, question, words, now) for name, stretch in theirs)
    if theirs and not own.strip(" ,.&"):
        return also[0]
    return _decide(text, picked, question, words, now, people=counted.people, condition=condition, also=also or None)


def _concluded(text: Text, words: Lexicon) -> Text:
    """ "Onsdag hade jag velat ta, så det blir valdagen": what was only wished for is left out."""
    wished = words.patterns["wished"].search(text.plain)
    so = words.patterns["it_will_be"].search(text.plain, wished.end()) if wished else None
    if so is None:
        return text
    plain = text.plain[so.start() :]
    return Text(text.raw, plain, tuple(word for word in plain.split() if word[0].isalnum()))


def _from_some_day(said: str, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """ "Tidigast onsdag", "from wednesday on": tells no shift; those from that day on are asked about."""
    for day in days(said, words, now):
        before, after = said[: day.start].strip(), said[day.end :].strip()
        since = next((m for m in words.find("from_day", before) if m.end() == len(before)), None)
        if not since and words.patterns["day_on"].match(after) is None:
            continue
        if words.patterns["part"].match(after) or any(not clock.bare for clock in clocks(after, words)[1]):
            continue
        first = min((s.start for s in question.shifts if s.id in on_day(day, question.shifts)), default=None)
        later = [s.id for s in question.shifts if first and s.start.date() >= first.date()]
        return reading("ask_again", candidates=later or None)
    return None


def _on_behalf(said: str, text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    """ "Number 1 for my brother": somebody else comes."""
    for match in words.find("on_behalf", said):
        before, after = said[: match.start()], said[match.end() :].strip()
        relation = words.patterns["relations"].match(after)
        name = relation[0] if relation else after.split(" ", 1)[0]
        named = relation or (is_written_as_name(name, text.raw) and not is_no_name(name, words))
        rest = after[len(name) :].strip()
        mine = words.has("self", before + rest) or words.has("joins", rest) or words.has("ride", said)
        if not name or not named or mine or _is_shown(name, question, words, now):
            continue
        picked = pick(f"{before} {rest}", question.shifts, words, now)
        if picked.chosen and stance(said, words).value != "no":
            return reading("claim_for_other", name=raw_name(name, text.raw), shifts=[s.id for s in picked.chosen])
    return None


def _said(text: Text, words: Lexicon) -> str:
    """What counts as said: all but the questions; a polite "kan jag ta 4?" is said."""
    parted = part(text.plain, words)
    fragment = not parted.says and not words.patterns["asks"].match(parted.asks)
    said = text.plain.replace("?", ".") if fragment or words.has("requests", text.plain) else parted.says
    return _yes_to_one(words.without("idle", _SUM.sub(_both_of, said)), words)


def _both_of(match: re.Match[str]) -> str:
    """ "1+3" is two shifts, "3 +1" a friend."""
    return match[0] if match[2] == "1" else f"{match[1]} & {match[2]}"


def _yes_to_one(said: str, words: Lexicon) -> str:
    """ "Ja till 3, nej till 4": the no denies what comes after it, it corrects nothing."""
    yes = words.patterns["yes"].match(said)
    if yes and words.all_of("until_word", said[yes.end() :].strip().split(" ")[0]):
        said = said[: yes.end()] + " " + said[yes.end() :].strip().partition(" ")[2]
    no = words.patterns["no"].search(said, yes.end()) if yes else None
    if yes is None or no is None or len(said[yes.end() : no.start()].split()) > _YES_TO_ONE:
        return said
    denied = said[no.end() :].strip()
    first, _, rest = denied.partition(" ")
    return f"{said[: no.start()]}. {_NOT} {rest if words.all_of('until_word', first) else denied}"


def _without_doubtful(said: str, question: Question, words: Lexicon, now: datetime) -> str:
    """Without the shifts that are only wavered about, when others are plain: "tisdag går, lördag osäkert"."""
    parts = pieces(said, words)
    doubtful = [piece for piece in parts if words.has("maybe", piece) or words.has("unsure", piece)]
    named = [piece for piece in doubtful if _is_shown(piece, question, words, now)]
    if not named or len(named) == len(parts):
        return said
    return " , ".join(piece for piece in parts if piece not in named)


def _is_shown(name: str, question: Question, words: Lexicon, now: datetime) -> bool:
    """Whether what stands like a name is a place or task: "boka Skärholmen"; "min son" is no Sunday."""
    if words.all_of("relations", name):
        return False
    picked = pick(name, question.shifts, words, now, numbers=False)
    return bool(picked.chosen or picked.candidates)


def _prefers(plain: str, words: Lexicon) -> bool:
    """ "Hellre söndag än lördag": a wish, and what comes after it."""
    return words.has("rather", plain) and words.has("than", plain)


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
    picked = pick(without_names(stretch, name, words), question.shifts, words, now)
    if not picked.chosen:
        return reading("ask_again", candidates=[s.id for s in picked.candidates] or None)
    return reading("claim_for_other", name=raw_name(name, text.raw), shifts=[s.id for s in picked.chosen])


def _with_fallback(plain: str, question: Question, words: Lexicon, now: datetime, people: int | None) -> Reading:
    match = words.patterns["else" if words.has("else", plain) else "than"].search(plain)
    first = pick(plain[: match.start()] if match else plain, question.shifts, words, now)
    second = pick(plain[match.end() :] if match else "", question.shifts, words, now)
    if first.missing and len(second.chosen) == 1:
        return reading("claim", shifts=[second.chosen[0].id], people=people)
    if len(first.chosen) != 1:
        return reading("ask_again", candidates=[s.id for s in first.chosen or first.candidates] or None)
    fallback = [s.id for s in second.chosen if s not in first.chosen] or None
    return reading("claim", shifts=[first.chosen[0].id], fallback=fallback, people=people)


def _decide(text: Text, picked: Picked, question: Question, words: Lexicon, now: datetime, **slots: object) -> Reading:
    if words.has("later", text.plain) and stance(text.plain, words).value != "yes":
        return _later(text, words, now)
    if _asks_something_else(text, words):
        return reading("question", topic=_topic(text, words))
    if picked.chosen and _refuses_after(text, question, words, now):
        return reading("ask_again", candidates=[s.id for s in picked.chosen])
    if picked.chosen and not _only_asks(text, words):
        wavers = stance(text.plain, words).value == "maybe" and slots.get("condition") is None
        if wavers:
            return reading("ask_again", candidates=[s.id for s in picked.chosen])
        return _claim_of(picked.chosen, partial=dict(picked.partial) or None, **slots)
    anything = words.has("any_shift", text.plain) and set(picked.candidates) == set(question.shifts)
    if (picked.chosen or picked.candidates) and not anything:
        return reading("ask_again", candidates=[s.id for s in picked.chosen or picked.candidates])
    if picked.missing:
        return reading("ask_again", reason="no such day")
    return _without_shift(text, question, words, now, **slots)


def _refuses_after(text: Text, question: Question, words: Lexicon, now: datetime) -> bool:
    """ "Lördag, går ej": the text ends in a no that names no shift, and nowhere says yes."""
    if stance(text.plain, words).value != "no":
        return False
    judged = [(verdict(piece, words), piece) for piece in pieces(text.plain, words)]
    if not judged or any(said not in ("gone", "") for said, _ in judged):
        return False
    said, last = judged[-1]
    told = any(c.isdigit() for c in digits(last, words)) or picked_in(last, question, words, now)
    return said == "gone" and not told


def _claim_of(shifts: Shifts, **slots: object) -> Reading:
    """A claim of the shifts, unless two of them are at the same time."""
    ids = [shift.id for shift in shifts]
    if overlap(shifts):
        return reading("ask_again", candidates=ids, reason="overlap")
    return reading("claim", shifts=ids, **slots)


def _later(text: Text, words: Lexicon, now: datetime) -> Reading:
    day = first_date(text.plain, words, now)
    return reading("later", date=day.isoformat() if day else None)


def _topic(text: Text, words: Lexicon) -> str:
    return "other shifts" if words.has("other_shifts", text.plain) else part(text.plain, words).asks.strip(" ?")


def _asks_something_else(text: Text, words: Lexicon) -> bool:
    """Whether a question is about other shifts or anything but whether one is still free."""
    if not _only_asks(text, words):
        return False
    asks = part(text.plain, words).asks
    whole = len(text.words) > 4 or (words.patterns["asks"].match(asks) is not None and len(text.words) > 3)
    return words.has("other_shifts", text.plain) or (whole and not words.has("is_free", asks))


def _only_asks(text: Text, words: Lexicon) -> bool:
    return "?" in text.plain and not part(text.plain, words).says and not words.has("requests", text.plain)


def _without_shift(text: Text, question: Question, words: Lexicon, now: datetime, **slots: object) -> Reading:
    if words.has("any_shift", text.plain) and not words.has("negation", words.without("any_shift", text.plain)):
        return reading("claim_any", **slots)
    judged = stance(text.plain, words)
    if words.has("all", text.plain) and judged.value != "no" and len(text.words) <= 4:
        return _claim_of(question.shifts, **slots)
    if judged.value == "no" or words.has("decline", text.plain):
        asked = pick(part(text.plain, words).asks, question.shifts, words, now).chosen
        return reading("ask_again", candidates=[s.id for s in asked]) if asked else reading("decline")
    takes = judged.value == "yes" or words.has("the_shift", text.plain)
    if takes and len(question.shifts) == 1:
        partial = part_of_shift(question.shifts[0], text.plain, words)
        return reading("claim", shifts=[question.shifts[0].id], partial=partial or None, **slots)
    return reading("ask_again", candidates=[s.id for s in question.shifts] if takes else None)
