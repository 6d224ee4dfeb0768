"""Answering a person we know: the open talk goes on, a keyword begins another, and what fits nothing is asked about."""

from typing import Any

from sqlalchemy import Row

from bot import booking_answer, broadcast_answer, commands, speakers, talks, wishes
from bot.anytime import anytime, tells_of_grief, told_beside
from bot.broadcast_answer import Reply
from bot.desk import Desk
from bot.talks import Spoken
from bot.turn import Here, data_of
from flows import shifts as shift_words
from flows import shown
from flows.all import FLOWS, KEYWORDS, meant_by
from flows.reading import read
from flows.reading.question import Question
from flows.reading.reading import Reading
from flows.shifts import Shift
from storage import changes, conversations, inbox

# What, written of their own accord, is done at once when the flow's own question is clearly answered by it.
DECISIVE = {
    "claim": ("claim", "claim_for_other"), "claim_for_other": ("claim_for_other",), "offer": ("claim",),
    "claim_any": ("claim", "claim_any"), "cancel": ("cancel",),
    **{intent: (intent,) for intent in ("late", "change_time", "swap", "stand_in", "substitute", "cancel_for_other")},
}  # fmt: skip
# What is said beside an answer to these goes to who is responsible for the shift, by the flow itself.
TO_RESPONSIBLE = frozenset({"question", "late", "change_time", "stand_in", "substitute", "mute"})
TO_BOOKING = frozenset({"question", "delegate", "booking_cancel", "later"})
NO_PLACES = ("one", "many", "number", "language")  # "not Solna" is said of us when it is no answer to these
ABOUT_SHIFTS = ("claim", "cancel", "reminder")


def answer_text(here: Here, word: str | None) -> None:
    """A text from a person we know; `word` is the command that it is, if it is one."""
    row = conversations.open_of_person(here.db, _person_id(here))
    if word is None and not here.body.strip():
        return send(here, Spoken((here.text("empty"),)))
    spoken = (_command(here, row, word) if word else None) or _of_speakers(here, row)
    if spoken is None:
        spoken = _goes_on(here, row) if row is not None else _begins(here)
    return send(here, spoken)


def _of_speakers(here: Here, row: Row[Any] | None) -> Spoken | None:
    """What names a request by its word, or is about speakers; words that were asked for are the answer to that."""
    if row is not None and Question.from_json(row.question).kind == "text":
        return None
    if spoken := booking_answer.named(here):
        return spoken
    is_asked = row is not None and row.flow != "menu" and not row.flow.startswith("booking")
    return None if is_asked else speakers.wished(here)


def send(here: Here, spoken: Spoken) -> None:
    """Queue what a turn says as its one answer, and note in which flow it was."""
    if here.message is not None:
        inbox.belongs_to(here.db, here.message.id, flow=spoken.flow)
    here.answer(spoken.body, flow=spoken.flow, buttons=spoken.buttons)


def _person_id(here: Here) -> int:
    return int(here.person.id) if here.person is not None else 0


def _command(here: Here, row: Row[Any] | None, word: str) -> Spoken | None:
    if word.startswith("language:"):
        return commands.speak(here, word.partition(":")[2])
    if word in KEYWORDS:
        return _keyword(here, row, KEYWORDS[word])
    if word == "undo":
        return commands.undo(here)
    if word in ("back", "skip"):
        return commands.in_talk(here, row, word)
    return None


def _keyword(here: Here, row: Row[Any] | None, flow: str) -> Spoken:
    if row is not None and row.flow != flow:
        talks.set_aside(here, row)
    conversations.end_flow_of(here.db, _person_id(here), flow, here.now)
    return talks.start(here, flow)


def _goes_on(here: Here, row: Row[Any]) -> Spoken:
    question = Question.from_json(row.question)
    reading = read(here.body, question, now=here.local_now, language=here.language)
    if reading.get("kind") == "greeting":
        return talks.repeat(here, row)
    if said := _may_want_to_stop(here, reading):
        return Spoken((said,))
    spoken = _anytime(here, reading, question)
    if spoken is None and _is_beside(row, reading):
        spoken = _beside(here, row, question)
    return spoken or _replied(here, row, reading, question)


def _beside(here: Here, row: Row[Any], question: Question) -> Spoken | None:
    """What answers a broadcast that came after the open question, or begins something; None when it does neither."""
    if question.kind in NO_PLACES and wishes.not_from(here, Question()):
        return Spoken(flow="stop")
    reply = broadcast_answer.answered(here, since=row.updated_at)
    if reply is None and (about := booking_answer.unnamed(here)):
        return about
    spoken = _answers_broadcast(here, reply) if reply is not None else _begins_by_itself(here)
    is_nothing = spoken is None or (spoken.is_silence and spoken.flow is None)
    return None if is_nothing else spoken


def _replied(here: Here, row: Row[Any], reading: Reading, question: Question) -> Spoken:
    """The answer to the open question, and what was said beside it; who told of grief is asked nothing more now."""
    spoken = talks.reply(here, row, reading)
    said_too = _told_beside(here, reading, question)
    return (spoken.without_question() if tells_of_grief(reading) else spoken).and_then(*said_too)


def _may_want_to_stop(here: Here, reading: Reading) -> str:
    """Near a STOP, but not one: never done by guess, and never left unanswered."""
    unclear = reading.intent == "ask_again" and "opt_out" in (reading.get("candidates") or ())
    return here.text("stop_or_not") if unclear else ""


def _is_beside(row: Row[Any], reading: Reading) -> bool:
    """It is no answer to what was asked, so it may be about something else: a shift they cannot make."""
    if FLOWS[row.flow].alone:
        return False
    if row.flow == "menu":
        return reading.intent != "answer"
    return reading.intent == "ask_again" and not reading.get("candidates")


def _anytime(here: Here, reading: Reading, question: Question) -> Spoken | None:
    """What means the same in every talk; None for what belongs to the open one."""
    if question.kind == "reminder" and reading.intent in TO_RESPONSIBLE:
        return None
    if question.kind == "booking" and reading.intent in TO_BOOKING:
        return None
    if question.kind in ABOUT_SHIFTS and reading.intent == "question" and len(question.shifts) == 1:
        Desk(here).pass_on(int(question.shifts[0].id))
    spoken = anytime(here, reading)
    return spoken.and_then(*_told_beside(here, reading, question)) if spoken is not None else None


def _told_beside(here: Here, reading: Reading, question: Question) -> tuple[str, ...]:
    return told_beside(here, reading, TO_RESPONSIBLE if question.kind in ABOUT_SHIFTS else frozenset())


def _begins(here: Here) -> Spoken:
    """Nothing is open: it answers a broadcast or begins a talk; else what waits in line, or the menu, does."""
    reply = broadcast_answer.answered(here, since=booking_answer.asked_at(here))
    if reply is None and (spoken := booking_answer.unnamed(here)):
        return spoken
    spoken = _answers_broadcast(here, reply) if reply is not None else _begins_by_itself(here)
    return spoken if spoken is not None else _asked_or_menu(here)


def _answers_broadcast(here: Here, reply: Reply) -> Spoken | None:
    """What a yes or a no leads to, or what else the text means; what is settled by neither is for a person."""
    if spoken := broadcast_answer.plain(here, reply):
        return spoken
    spoken = _begins_by_itself(here, talks_too=reply.row.asks != "me")
    if spoken is None or spoken.is_silence:
        return broadcast_answer.left_over(here, reply) or spoken
    return spoken


def _asked_or_menu(here: Here) -> Spoken:
    waiting = conversations.next_waiting(here.db, _person_id(here), here.now)
    if waiting is not None:
        return talks.start(here, waiting.flow, waiting.state, waiting)
    return Spoken() if _left_to_person(here) else talks.start(here, "menu")


def open_question(here: Here) -> Question:
    """What is asked at an address: of whoever has a question open there, else of the one person who has it."""
    row = conversations.open_at(here.db, here.address.id)
    if len(here.people) == 1:
        here = here.of(here.people[0])
        row = conversations.open_of_person(here.db, here.people[0].id)
    if row is not None:
        return Question.from_json(row.question)
    return _standing(here) if here.person is not None else Question()


def _begins_by_itself(here: Here, *, talks_too: bool = True) -> Spoken | None:
    """What was written means something without any question; None when it does not. talks_too: it may begin a flow."""
    question = _standing(here)
    reading = read(here.body, question, now=here.local_now, language=here.language)
    if said := _may_want_to_stop(here, reading):
        return Spoken((said,))
    spoken = _anytime(here, reading, question)
    flow = meant_by(reading)
    if spoken is not None or flow is None or not talks_too:
        return spoken
    return _meant(here, flow, reading, question).and_then(*_told_beside(here, reading, question))


def _standing(here: Here) -> Question:
    """What somebody may be writing about who was asked nothing: the shifts they have, and one just given back."""
    desk = Desk(here)
    mine, given_back = desk.my_shifts(), _given_back(here, desk)
    turn = talks.turn_of(here, desk)
    asked = shift_words.question("cancel", mine, turn)
    cancelled = shift_words.question("cancel", given_back, turn).shifts
    return Question("cancel", shifts=asked.shifts, cancelled=cancelled) if mine or cancelled else Question()


def _given_back(here: Here, desk: Desk) -> list[Shift]:
    last = changes.last(here.db, _person_id(here), here.now)
    shift = desk.shift(last.before["shift"]) if last is not None and last.kind == "give_back" else None
    return [shift] if shift is not None else []


def _meant(here: Here, flow: str, reading: Reading, question: Question) -> Spoken:
    """Begin the flow that was meant; when the text already answers its question, that is the reply to it."""
    spoken = talks.start(here, flow)
    row = spoken.row
    if row is None:
        return spoken
    asked = Question.from_json(row.question)
    if asked.kind == question.kind:
        again = reading
    else:
        again = read(here.body, asked, now=here.local_now, language=here.language)
    decisive = again.intent in DECISIVE.get(reading.intent, ())
    return talks.reply(here, row, again) if decisive else spoken


def _left_to_person(here: Here) -> bool:
    """Somebody has been fetched for what was not understood: until they answer, the bot does not guess on."""
    return inbox.waits_for_person(here.db, here.address.channel, here.address.address)


def answer_tap(here: Here) -> None:
    """A tap on a button: it counts for the very question below which it was shown."""
    if (spoken := booking_answer.tapped(here)) is not None:
        return send(here, spoken)
    row = conversations.open_of_person(here.db, _person_id(here))
    marks, _, value = str(data_of(here.message).get("value", "") if here.message is not None else "").rpartition(".")
    if row is None:
        return send(here, Spoken((here.text("question_passed"),)))
    question = Question.from_json(row.question)
    reading = shown.read_tap(value, question) if marks == talks.buttons_of(row).marks else None
    if reading is None:
        return send(here, talks.repeat(here, row, here.text("question_passed")))
    return send(here, talks.reply(here, row, reading))
