"""The answer to "are you still coming?"."""

import re
from datetime import datetime

from flows.reading.cancel import cancelling, substitute_name
from flows.reading.digits import digits
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text
from flows.reading.people import party
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.shifts import partial_of
from flows.reading.stance import Stance, stance


def read_reminder(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`confirm` or `cancel`, with people, `also` late, change_time, mute; or `substitute`, `stand_in`, `ask_again`."""
    if letter := _letter(text, question, words, now):
        return letter
    if words.has("stopping_reminders", text.plain):
        return _muted(text, question, words)
    if words.has("stand_in", text.plain):
        return reading("stand_in", shifts=_ids(question) or None)
    if name := substitute_name(text, words):
        return reading("substitute", name=name, shifts=_ids(question) or None)
    says = part(text.plain, words).says
    also = _about_time(says, question, words)
    return _settle(text, stance(text.plain, words), also, question, words, now)


def _settle(
    text: Text, judged: Stance, also: tuple[Reading, ...], question: Question, words: Lexicon, now: datetime
) -> Reading:
    if words.has("done_already", text.plain) or words.has("mine_already", text.plain):
        return reading("already_done", shifts=_ids(question) or None)
    if judged.value == "no" or (judged.value == "none" and words.has("cancel", part(text.plain, words).says)):
        return cancelling(text, question, words, now)
    if judged.value == "yes":
        slots = {"people": party(text.plain, words).people, "also": also or None}
        return reading("confirm", shifts=_ids(question) or None, condition=_condition(judged, also), **slots)
    if also and judged.value in ("none", "unclear") and not words.has("negation", text.plain):
        return also[0] if judged.value == "none" else reading("ask_again", candidates=["confirm"])
    return reading("ask_again", candidates=["confirm", "cancel"] if judged.value in ("unclear", "maybe") else None)


def _condition(judged: Stance, also: tuple[Reading, ...]) -> str | None:
    return judged.condition or None if not also else None


def _letter(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading | None:
    bare = " ".join(text.words)
    if words.all_of("confirm_letter", bare):
        return reading("confirm", shifts=_ids(question) or None)
    return cancelling(text, question, words, now) if words.all_of("cancel_letter", bare) else None


def _muted(text: Text, question: Question, words: Lexicon) -> Reading:
    mute = reading("mute", what="reminders for this shift")
    if words.has("will_come", text.plain) and not words.has("cannot", text.plain):
        return reading("confirm", shifts=_ids(question) or None, also=(mute,))
    return mute


def _about_time(says: str, question: Question, words: Lexicon) -> tuple[Reading, ...]:
    """`late` with minutes or arrive, `change_time` with to: times inside the shift, or minutes of delay."""
    if minutes := late_minutes(says, words):
        return (reading("late", minutes=minutes),)
    if not question.shifts:
        return ()
    inside = partial_of(question.shifts[0], says, words)
    found = []
    if "from" in inside:
        found.append(reading("late", arrive=inside["from"]))
    if "to" in inside:
        found.append(reading("change_time", to=inside["to"]))
    return tuple(found) or ((reading("late"),) if words.has("late", says) else ())


def late_minutes(plain: str, words: Lexicon) -> int | None:
    """Minutes of delay: "20 min sen", "en kvart försenad", "en halvtimme sen"."""
    if not words.has("late", plain):
        return None
    text = digits(plain, words)
    for match in re.finditer(r"(?<!\S)(\d{1,3})(?: ?- ?\d{1,3})? ?([^\W\d_]+)", text):
        if words.all_of("minutes_word", match[2]):
            return int(match[1])
        if words.all_of("hours_word", match[2]) and int(match[1]) < 5:
            return 60 * int(match[1])
    return 15 if words.has("quarter", plain) else 30 if words.has("half_hour", plain) else None


def _ids(question: Question) -> list[str]:
    return [shift.id for shift in question.shifts]
