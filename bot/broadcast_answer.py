"""A text that answers a broadcast: kept with what it means, and answered as whoever sent the broadcast wished."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row

from bot import talks
from bot.talks import Spoken
from bot.turn import Here
from flows.reading import read
from flows.reading.question import Question
from storage import broadcast_replies, inbox, surveys
from storage.broadcast_replies import Meaning

FLOW = "broadcast"


def answered(here: Here) -> tuple[Row[Any], Meaning, bool] | None:
    """The broadcast that this text answers, what it says, and whether it is their first answer; None when it is none.

    Kept at once. Only a yes or no that cannot be mistaken is one.
    """
    row = broadcast_replies.answered_by(here.db, here.address.id, here.now)
    if row is None or here.message is None or here.person is None:
        return None
    reading = read(here.body, Question("yesno"), now=here.local_now, language=here.language)
    said = reading.get("value") if reading.intent == "answer" else None
    meaning: Meaning = "yes" if said == "yes" else "no" if said == "no" else "other"
    is_first = not broadcast_replies.has_answered(here.db, row.id, here.person.id)
    broadcast_replies.note(here.db, row.id, here.message.id, here.person.id, meaning, here.now)
    return row, meaning, is_first


def plain(here: Here, row: Row[Any], meaning: Meaning) -> Spoken | None:
    """What a yes or a no to a broadcast leads to; None where it leads to nothing of its own."""
    if meaning == "other" or row.asks not in LEADS:
        return None
    return LEADS[row.asks](here, row, meaning)


def left_over(here: Here, row: Row[Any], is_first: bool) -> Spoken | None:
    """What means nothing else is for whoever sent the broadcast, when they asked; thanked for once."""
    if row.asks not in ("me", "yesno") or here.message is None:
        return None
    inbox.ask_for_person(here.db, here.message.id, FLOW)
    return Spoken((here.text("broadcast_thanks"),) if is_first else (), flow=FLOW)


def _counted(here: Here, row: Row[Any], meaning: Meaning) -> Spoken:
    return Spoken((here.text(f"broadcast_{meaning}"),), flow=FLOW)


def _shifts(here: Here, row: Row[Any], meaning: Meaning) -> Spoken:
    return talks.start(here, "shift_claim") if meaning == "yes" else _counted(here, row, meaning)


def _survey(here: Here, row: Row[Any], meaning: Meaning) -> Spoken:
    version = surveys.newest_version(here.db, row.survey_id) if row.survey_id else None
    if meaning == "no" or version is None or here.person is None:
        return _counted(here, row, meaning)
    surveys.ask(here.db, version, here.person.id, here.now)
    return talks.start(here, "survey", {"version": version.id})


LEADS: dict[str, Callable[[Here, Row[Any], Meaning], Spoken]] = {
    "yesno": _counted, "shifts": _shifts, "survey": _survey,
}  # fmt: skip
