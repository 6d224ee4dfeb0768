"""The answer to "are you still coming?"."""

from datetime import datetime

from flows.reading.cancel import (
    cancelling,
    comes_despite,
    disputed,
    else_comes,
    other_time,
    spoken,
    substitute_name,
    swapping,
    wavers,
)
from flows.reading.delay import about_time, denies_a_time
from flows.reading.lexicon import Lexicon
from flows.reading.negation import part
from flows.reading.normal import Text
from flows.reading.people import party
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.stance import Stance, stance


def read_reminder(text: Text, question: Question, words: Lexicon, now: datetime) -> Reading:
    """`confirm` or `cancel`, with people, `also` late, change_time, mute; or `substitute`, `stand_in`, `ask_again`."""
    if letter := _letter(text, question, words, now):
        return letter
    text = spoken(text, words)
    if words.has("stopping_reminders", text.plain):
        return _muted(text, question, words)
    if words.has("stand_in", text.plain):
        return reading("stand_in", shifts=_ids(question) or None, also=else_comes(text, question, words))
    if name := substitute_name(text, words):
        return reading("substitute", name=name, shifts=_ids(question) or None)
    if found := disputed(text, words) or (swapping(text, question, words, now) if question.shifts else None):
        return found
    if comes_despite(text, words):
        return reading("confirm", shifts=_ids(question) or None)
    if found := _comes_if(text, question, words):
        return found
    says = part(text.plain, words).says
    also = about_time(says, question.shifts[0] if question.shifts else None, words)
    return _settle(text, stance(text.plain, words), also, question, words, now)


def _settle(
    text: Text, judged: Stance, also: tuple[Reading, ...], question: Question, words: Lexicon, now: datetime
) -> Reading:
    if words.has("done_already", text.plain) or words.has("mine_already", text.plain):
        return reading("already_done", shifts=_ids(question) or None)
    says = part(text.plain, words).says
    if words.has("cancel_negated", text.plain) and not words.has("cannot", text.plain):
        return _kept(text, question, words)
    if judged.value == "no" and denies_a_time(says, words) and question.shifts:
        return other_time(says, question.shifts[0], words)
    if judged.value == "no" and (judged.condition or wavers(says, words)):
        return reading("ask_again", candidates=["confirm", "cancel"])
    if judged.value == "no" or (judged.value == "none" and words.has("cancel", says)):
        return cancelling(text, question, words, now)
    brings = (
        judged.value == "none" and party(text.plain, words, text.raw).people and not words.has("negation", text.plain)
    )
    if judged.value == "yes" or brings:
        if judged.condition and not also:
            return reading("ask_again", candidates=["confirm"])
        slots = {"people": party(text.plain, words, text.raw).people, "also": also or None}
        return reading("confirm", shifts=_ids(question) or None, **slots)
    if also and judged.value in ("none", "unclear") and not words.has("negation", text.plain):
        return also[0] if judged.value == "none" else reading("ask_again", candidates=["confirm"])
    return reading("ask_again", candidates=["confirm", "cancel"] if judged.value in ("unclear", "maybe") else None)


def _comes_if(text: Text, question: Question, words: Lexicon) -> Reading | None:
    """ "Ja om bussen går": a yes, and what others must know; "om jag hinner" is asked again."""
    match = words.patterns["outer_if"].search(text.plain)
    if match is None:
        return None
    rest = words.without("outer_if", text.plain).removeprefix("sa ")
    comes = stance(rest, words)
    if comes.value != "yes" or comes.condition or words.has("negation", rest):
        return None
    return reading("confirm", shifts=_ids(question) or None, condition=match[0])


def _kept(text: Text, question: Question, words: Lexicon) -> Reading:
    """ "Ska inte avboka" comes; "avboka inte" may lack its end, as a no that stands last may belong to what follows."""
    if text.words and words.all_of("negation", text.words[-1]):
        return reading("ask_again", candidates=["confirm"])
    return reading("confirm", shifts=_ids(question) or None)


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


def _ids(question: Question) -> list[str]:
    return [shift.id for shift in question.shifts]
