"""Several people share an address: whose is a text? Asked before anything of it is stored."""

from typing import Any

from sqlalchemy import Row

from bot import answering, linking, talks
from bot.turn import Here, data_of
from flows import shown
from flows.reading import command, read
from flows.reading.question import Question
from flows.reading.reading import Reading
from storage import addresses, conversations, inbox


def ask(here: Here) -> None:
    """Several people share the address: ask who is writing, or read the answer to that."""
    row = conversations.open_at(here.db, here.address.id)
    if row is not None and row.flow == "whose":
        reading = read(here.body, Question.from_json(row.question), now=here.local_now, language=here.language)
        return _told_whose(here, row, reading)
    asked_by = here.message.id if here.message is not None else 0
    spoken = talks.start(here, "whose", {"words": here.body, "message": asked_by})
    return here.answer(spoken.body, flow="whose", buttons=spoken.buttons)


def answer_tap(here: Here, row: Row[Any]) -> None:
    """A tap on a name."""
    marks, _, value = str(data_of(here.message).get("value", "") if here.message is not None else "").rpartition(".")
    reading = shown.read_tap(value, Question.from_json(row.question)) if marks == talks.buttons_of(row).marks else None
    return _told_whose(here, row, reading or Reading("ask_again"))


def _told_whose(here: Here, row: Row[Any], reading: Reading) -> None:
    """Now that it is known whose it is: tie the chat, or read again what they wrote before."""
    chosen, spoken = talks.whose(here, row, reading)
    if chosen is None:
        return here.answer(spoken.body, flow="whose", buttons=spoken.buttons)
    if row.state.get("tie"):
        return linking.tie(here, chosen, addresses.get(here.db, row.state["tie"]))
    here = here.said(row.state.get("words", ""), inbox.get(here.db, row.state.get("message") or 0)).of(chosen)
    return answering.answer_text(here, command(here.body, answering.open_question(here)))
