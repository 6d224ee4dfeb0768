"""A text that answers a broadcast: kept with what it means, and answered as whoever sent the broadcast wished."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot import talks
from bot.anytime import told_beside
from bot.talks import Spoken
from bot.turn import Here
from flows.broadcast_text import wording
from flows.reading import read
from flows.reading.question import Question
from flows.reading.reading import Reading
from storage import broadcast_replies, conversations, inbox, survey_waiting, surveys
from storage.broadcast_replies import Meaning

FLOW = "broadcast"
MACHINES = ("auto_reply", "spam")  # nobody has answered
COURTESY = ("thanks", *MACHINES, "hostile")  # wants no answer, and nobody has to settle it
TAKEN_BACK = "no_action"  # of a yes-or-no question: a reaction that is gone
TAKES = ("claim", "claim_any", "claim_for_other")


@dataclass(frozen=True)
class Reply:
    """A text as an answer to a broadcast. row: the broadcast, and when it went; is_first: of this person.

    reading: as if the broadcast had asked for a yes or a no.
    """

    row: Row[Any]
    reading: Reading
    meaning: Meaning
    is_first: bool


def answered(here: Here, since: datetime | None = None) -> Reply | None:
    """The broadcast that this text answers, and what it says; None when it answers none. Kept at once.

    since: a broadcast that went before then is none.
    """
    words = here.written
    if words is None or here.person is None:
        return None
    row = broadcast_replies.answered_by(here.db, here.address.id, [here.person.id], words.received_at)
    if row is None or (since is not None and row.went_at < since):
        return None
    reading = _read(here, row)
    if reading.intent in MACHINES:
        return None
    is_last = broadcast_replies.is_last_word(here.db, here.address.id, row.went_at, words.received_at)
    found = Reply(
        row, reading, _meaning(reading) if is_last else "other",
        not broadcast_replies.has_answered(here.db, row.id, here.person.id),
    )  # fmt: skip
    if reading.intent == TAKEN_BACK:
        broadcast_replies.take_back(here.db, row.id, here.person.id)
    broadcast_replies.note(here.db, row.id, words.id, here.person.id, found.meaning, here.now)
    inbox.belongs_to(here.db, words.id, person_id=here.person.id, organization_id=row.organization_id)
    return found


def _read(here: Here, row: Row[Any]) -> Reading:
    """The text as an answer to what the broadcast said, had it asked for a yes or a no."""
    said = wording(row.texts, "")
    question = Question("yesno", text=said.texts[said.language_for(here.language)])
    return read(here.body, question, now=here.local_now, language=here.language)


def _meaning(reading: Reading) -> Meaning:
    """Only a yes or a no that cannot be mistaken is one."""
    said = reading.get("value") if reading.intent == "answer" else None
    return "yes" if said == "yes" else "no" if said == "no" else "other"


def plain(here: Here, reply: Reply) -> Spoken | None:
    """What a yes or a no to a broadcast leads to; None where it leads to nothing of its own."""
    if reply.meaning == "other" or reply.row.asks not in LEADS:
        return None
    spoken = LEADS[reply.row.asks](here, reply)
    if reply.reading.get("condition"):
        _for_a_person(here)
    return spoken.and_then(*told_beside(here, reply.reading))


def left_over(here: Here, reply: Reply) -> Spoken | None:
    """What is settled by nothing else is for whoever sent the broadcast, when they asked; thanked for once."""
    if reply.row.asks == "nothing" or _is_courtesy(here, reply):
        return None
    _for_a_person(here)
    here = replace(here, organization=here.organization_of(reply.row.organization_id))
    return Spoken((here.text("broadcast_thanks"),) if reply.is_first else (), flow=FLOW)


def _is_courtesy(here: Here, reply: Reply) -> bool:
    """Thanks, a heart, a reaction that was taken back; whatever could be an answer is none."""
    if reply.reading.intent in (*COURTESY, TAKEN_BACK):
        return bool(reply.reading.get("kind") != "greeting")
    alone = read(here.body, Question(), now=here.local_now, language=here.language)
    return reply.reading.intent == "ask_again" and alone.intent in COURTESY


def _for_a_person(here: Here) -> None:
    if here.written is not None:
        inbox.ask_for_person(here.db, here.written.id, FLOW)


def _counted(here: Here, reply: Reply) -> Spoken:
    return Spoken((here.text(f"broadcast_{reply.meaning}"),), flow=FLOW)


def _shifts(here: Here, reply: Reply) -> Spoken:
    """A yes shows what is open; one that says which of several takes it: "lördag kan jag"."""
    if reply.meaning == "no":
        return _counted(here, reply)
    spoken = talks.start(here, "shift_claim")
    asked = Question.from_json(spoken.row.question) if spoken.row is not None else Question()
    again = read(here.body, asked, now=here.local_now, language=here.language)
    if spoken.row is None or len(asked.shifts) < 2 or again.intent not in TAKES:
        return spoken
    return talks.reply(here, spoken.row, again)


def _survey(here: Here, reply: Reply) -> Spoken:
    """A yes begins the survey, or goes on with it; what has been answered is not asked again."""
    version = surveys.newest_version(here.db, reply.row.survey_id) if reply.row.survey_id else None
    if reply.meaning == "no" or version is None or here.person is None:
        return _counted(here, reply)
    if (under_way := _under_way(here, version.survey_id)) is not None:
        return talks.repeat(here, under_way)
    since = surveys.asked_at(here.db, version.survey_id, here.person.id)
    surveys.ask(here.db, version, here.person.id, here.now)
    waiting = survey_waiting.of_person(here.db, version.survey_id, here.person.id)
    new = {"version": version.id, "since": since.isoformat() if since else ""}
    here = replace(here, organization=here.organization_of(reply.row.organization_id))
    spoken = talks.start(here, "survey", waiting.state if waiting is not None else new, waiting)
    return spoken if spoken.says else _counted(here, reply)


def _under_way(here: Here, survey_id: int) -> Row[Any] | None:
    """The survey's own talk, when it is the open one."""
    row = conversations.open_of_person(here.db, here.person.id) if here.person is not None else None
    if row is None or row.flow != "survey":
        return None
    version = surveys.version(here.db, row.state.get("version", 0))
    return row if version is not None and version.survey_id == survey_id else None


LEADS: dict[str, Callable[[Here, Reply], Spoken]] = {
    "yesno": _counted, "shifts": _shifts, "survey": _survey,
}  # fmt: skip
