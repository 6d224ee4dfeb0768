"""Answering a person we know: the open talk goes on, a keyword begins another, and what fits nothing is asked about."""

from typing import Any

from sqlalchemy import Row

from bot import commands, stop, talks
from bot.desk import Desk
from bot.talks import Spoken
from bot.turn import Here, data_of
from flows import shifts as shift_words
from flows import shown
from flows.all import KEYWORDS, meant_by
from flows.reading import read
from flows.reading.question import Question
from flows.reading.reading import Reading
from flows.text import CATALOGS
from storage import addresses, conversations, inbox

# What means the same in every talk. A person reads these; the talk stays as it is.
FOR_A_PERSON = {
    "question", "data_request", "update_phone", "update_profile", "channel_preference", "hostile",
    "delegate", "pause", "quiet_hours", "mute", "booking_cancel", "nominate", "claim_for_other", "cancel_for_other",
    "swap", "stand_in", "substitute", "handoff",
}  # fmt: skip
# What, written of their own accord, is done at once when the flow's own question is clearly answered by it.
DECISIVE = {"claim": ("claim",), "offer": ("claim",), "claim_any": ("claim", "claim_any"), "cancel": ("cancel",)}
# These are met with silence.
NO_ANSWER = {"thanks", "no_action", "auto_reply", "spam"}
QUIETLY = {"hostile"}  # a person reads it, and nothing is said


def answer_text(here: Here, word: str | None) -> None:
    """A text from a person we know; `word` is the command that it is, if it is one."""
    row = conversations.open_of_person(here.db, _person_id(here))
    if word is None and not here.body.strip():
        return send(here, Spoken((here.text("empty"),)))
    spoken = _command(here, row, word) if word else None
    if spoken is None:
        spoken = _goes_on(here, row) if row is not None else _begins(here)
    return send(here, spoken)


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
    spoken = _anytime(here, reading, question)
    if spoken is None and _is_beside(row, reading):
        beside = _begins_by_itself(here)
        spoken = beside if beside is not None and not beside.is_silence else None
    return spoken or talks.reply(here, row, reading)


def _is_beside(row: Row[Any], reading: Reading) -> bool:
    """It is no answer to what was asked, so it may be about something else: a shift they cannot make."""
    if row.flow == "menu":
        return reading.intent != "answer"
    return reading.intent == "ask_again" and not reading.get("candidates")


def _anytime(here: Here, reading: Reading, question: Question) -> Spoken | None:
    """What means the same in every talk; None for what belongs to the open one."""
    _keep_questions(here, reading, question)
    if reading.intent == "opt_out":
        return _opt_out(here, reading)
    if reading.intent == "wrong_person":
        return _wrong_person(here)
    if reading.intent == "help":
        return Spoken((here.text("help"),))
    if reading.intent == "language":
        known = reading.get("value") in CATALOGS
        return commands.speak(here, reading["value"]) if known else _for_a_person(here, reading)
    if reading.intent == "later":
        return Spoken((here.text("later"),))
    if reading.get("kind") == "greeting":
        return None
    if reading.intent == "unsupported":
        return Spoken((here.text("no_pictures"),))
    if reading.intent in NO_ANSWER:
        return Spoken()
    if reading.intent in FOR_A_PERSON and not (question.kind == "reminder" and reading.intent == "question"):
        return _for_a_person(here, reading)
    return _asked_of_responsible(here, reading, question) if reading.intent == "question" else None


def _keep_questions(here: Here, reading: Reading, question: Question) -> None:
    """A question beside an answer reaches somebody too; a reminder's goes to who is responsible."""
    for item in reading.also:
        mine = item.intent in FOR_A_PERSON and not (question.kind == "reminder" and item.intent == "question")
        if mine and here.message is not None:
            inbox.ask_for_person(here.db, here.message.id, item.get("kind") or item.intent)


def _asked_of_responsible(here: Here, reading: Reading, question: Question) -> Spoken:
    Desk(here).pass_on(int(question.shifts[0].id))
    return _for_a_person(here, reading)


def _for_a_person(here: Here, reading: Reading) -> Spoken:
    if here.message is not None:
        inbox.ask_for_person(here.db, here.message.id, reading.get("kind") or reading.intent)
    return Spoken() if reading.intent in QUIETLY else Spoken((here.text("passed_on"),))


def _opt_out(here: Here, reading: Reading) -> Spoken:
    """Everything is silenced at once; a narrower wish is seen to by a person."""
    if reading.get("scope", "all") == "all" and not reading.get("until"):
        stop.stop(here)
        return Spoken()
    return _for_a_person(here, reading)


def _wrong_person(here: Here) -> Spoken:
    """The number is somebody else's: nobody has it any more, and nothing more goes there."""
    stop.stop(here, source="wrong number", receipt="wrong_number")
    addresses.untie_all(here.db, here.address.id)
    if here.message is not None:
        inbox.ask_for_person(here.db, here.message.id, "wrong_number")
    return Spoken()


def _begins(here: Here) -> Spoken:
    """Nothing is open: what waits in line is asked, or what was written begins a talk, or the menu does."""
    spoken = _begins_by_itself(here)
    if spoken is not None:
        return spoken
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


def _begins_by_itself(here: Here) -> Spoken | None:
    """What was written means something without any question; None when it does not."""
    question = _standing(here)
    reading = read(here.body, question, now=here.local_now, language=here.language)
    spoken = _anytime(here, reading, question)
    flow = meant_by(reading)
    return _meant(here, flow, reading, question) if spoken is None and flow is not None else spoken


def _standing(here: Here) -> Question:
    """What somebody may be writing about who was asked nothing: the shifts they have."""
    mine = Desk(here).my_shifts()
    asked = shift_words.question("cancel", mine, talks.turn_of(here, Desk(here)))
    return Question("cancel", shifts=asked.shifts) if mine else Question()


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
    row = conversations.open_of_person(here.db, _person_id(here))
    marks, _, value = str(data_of(here.message).get("value", "") if here.message is not None else "").rpartition(".")
    if row is None:
        return send(here, Spoken((here.text("question_passed"),)))
    question = Question.from_json(row.question)
    reading = shown.read_tap(value, question) if marks == talks.buttons_of(row).marks else None
    if reading is None:
        return send(here, talks.repeat(here, row, here.text("question_passed")))
    return send(here, talks.reply(here, row, reading))
