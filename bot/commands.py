"""Words that win over every open question: those for anyone who writes, and those for a person we know."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from bot import linking, stop, talks
from bot.desk import Desk
from bot.shift_words import label
from bot.turn import Here
from flows.reading.reading import Reading
from storage import addresses, changes, conversations, people, shifts, surveys


def help_(here: Here) -> None:
    here.answer(here.text("help"), flow="help", despite_stop=True)


FOR_ANYONE: dict[str, Callable[[Here], None]] = {
    "stop": stop.stop,
    "start": stop.start_again,
    "help": help_,
    "telegram": linking.send_link,
    "unlink": linking.unlink,
}


def speak(here: Here, language: str) -> talks.Spoken:
    """SVENSKA, ENGLISH: from now on in this language, and the open question once more in it."""
    Desk(here).speak(language)
    here = replace(here, person=people.get(here.db, here.person.id)) if here.person is not None else here
    row = conversations.open_of_person(here.db, here.person.id) if here.person is not None else None
    said = here.text("language_set")
    return talks.repeat(here, row, said) if row is not None else talks.Spoken((said,))


def prefer(here: Here, language: str) -> None:
    """Note a language that we have no words for yet: whoever writes to them may have."""
    if here.person is not None:
        people.set_language(here.db, here.person.id, language, here.now)


def undo(here: Here) -> talks.Spoken:
    """ÅNGRA: the last change of the last quarter of an hour is taken back."""
    last = changes.last(here.db, here.person.id, here.now) if here.person is not None else None
    if last is None:
        return talks.Spoken((here.text("nothing_to_undo"),))
    changes.undone(here.db, last.id, here.now)
    return UNDO[last.kind](here, last)


def _undo_claim(here: Here, change: Row[Any]) -> talks.Spoken:
    shift_id = change.before["shift"]
    Desk(here).give_back(shift_id)
    _forget_last(here, "give_back")
    return talks.Spoken((here.text("undone_claim", shift=_label(here, shift_id)),))


def _undo_give_back(here: Here, change: Row[Any]) -> talks.Spoken:
    before = change.before
    desk = Desk(here)
    taken = desk.claim_place(before["shift"], before["people"], before["partial"], before["condition"] or "")
    _forget_last(here, "claim")
    key = "undone_give_back" if taken in ("booked", "have") else "undo_too_late"
    return talks.Spoken((here.text(key, shift=_label(here, before["shift"])),))


def _forget_last(here: Here, kind: str) -> None:
    """What undoing did is no change of theirs: ÅNGRA twice must not do it again."""
    last = changes.last(here.db, here.person.id, here.now) if here.person is not None else None
    if last is not None and last.kind == kind:
        changes.undone(here.db, last.id, here.now)


def _label(here: Here, shift_id: int) -> str:
    row = shifts.get(here.db, shift_id)
    return label(row, here.language, here.now) if row is not None else ""


def _undo_answer(here: Here, change: Row[Any]) -> talks.Spoken:
    """The answer that stood there before stands again, and the question is asked once more."""
    before = change.before
    row = surveys.version(here.db, before["version"])
    if row is None or here.person is None:
        return talks.Spoken((here.text("undone_answer"),))
    surveys.drop_answer(here.db, row.survey_id, here.person.id, before["question"])
    if before["value"] is not None:
        surveys.save_answer(here.db, row, here.person.id, before["question"], before["value"], here.now)
    values = {"version": before["version"], "question": before["question"]}
    open_row = conversations.open_of_person(here.db, here.person.id)
    same = open_row if open_row is not None and open_row.flow == "survey" else None
    return talks.start(here, "survey", values, same).after("survey", here.text("undone_answer"))


def _undo_language(here: Here, change: Row[Any]) -> talks.Spoken:
    if here.person is not None:
        people.set_language(here.db, here.person.id, change.before["language"], here.now)
        here = replace(here, person=people.get(here.db, here.person.id))
    return talks.Spoken((here.text("undone_language"),))


def _undo_tie(here: Here, change: Row[Any]) -> talks.Spoken:
    addresses.untie_all(here.db, change.before["address"])
    return talks.Spoken((here.text("undone_tie"),))


UNDO: dict[str, Callable[[Here, Row[Any]], talks.Spoken]] = {
    "claim": _undo_claim,
    "give_back": _undo_give_back,
    "answer": _undo_answer,
    "language": _undo_language,
    "tie": _undo_tie,
}


def in_talk(here: Here, row: Row[Any] | None, word: str) -> talks.Spoken | None:
    """HOPPA and TILLBAKA go to the open talk; None when there is none."""
    return talks.reply(here, row, Reading(word)) if row is not None else None
