"""One turn: one message that came in, and all that it causes, in one transaction without any network.

1. lock the address, and take the oldest message that waits there
2. lock the people who have it
3. what is no text (a tap, a contact, a picture …) goes its own way
4. commands come first; STOP before everything
5. a talk that a person has taken over is left to them
6. find out whose it is
7. the open talk goes on, or a new one begins
8. what there is to say is queued; the commit lets the worker see it
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from bot import answering, booking_answer, commands, household, linking, stop, talks, wishes
from bot.alarm import raise_alarm
from bot.turn import Here, House, data_of
from flows.reading import asks_erasure, command, danger, is_opt_out
from storage import addresses, conversations, handover, inbox, organizations, phones, suppression
from storage.outbox import cancel, was_said
from storage.tables import outbox

MONTH, HOUR = timedelta(days=30), timedelta(hours=1)
STRANGERS = 60  # unknown numbers that are answered in an hour


def handle(db: Connection, channel: str, address: str, now: datetime, house: House) -> bool:
    """Run the turn of the oldest message that waits at an address; False when none does."""
    place = addresses.address_for_update(db, channel, address, now)
    message = inbox.take_oldest(db, channel, address, now)
    if message is None:
        return False
    addresses.heard_from(db, place.id, message.sender, now)
    place = addresses.get(db, place.id)
    people = tuple(addresses.people_at_for_update(db, place.id))
    here = Here(db, now, house, place, people, message)
    here = replace(here, organization=_speaks_for(here))
    KINDS.get(message.kind, _text)(here)
    for deed in here.afterwards:
        deed()
    return True


def _speaks_for(here: Here) -> Row[Any] | None:
    """The organization in whose name we answer before it is known whose the text is."""
    ids = {person.organization_id for person in here.people}
    if len(ids) == 1:
        return here.organization_of(ids.pop())
    return organizations.top(here.db)


def _text(here: Here) -> None:
    question = answering.open_question(here)
    if is_opt_out(here.body, question):
        return stop.forget_me(here) if asks_erasure(here.body) else stop.stop(here)
    word = command(here.body, question)
    if word is not None and word in commands.FOR_ANYONE:
        return commands.FOR_ANYONE[word](here)
    kind, listening = danger(here.body), _listening(here)
    if kind and (here.people or _may_answer_stranger(here)):
        return _alarm(here, kind, listening)
    if listening is None:
        stop.hear_code(here)
        return None
    if wishes.not_from(listening, question) or _is_echo(here) or _is_taken_over(here):
        return None
    here = listening
    if not here.people:
        return _responsible(here) if word == "who_comes" else _stranger(here)
    return _for_person(here, lambda known: answering.answer_text(known, word))


def _alarm(here: Here, kind: str, listening: Here | None) -> None:
    """Danger goes before everything, whoever writes; who has opted out is not answered even then."""
    said = raise_alarm(here, kind)
    if listening is not None:
        listening.answer(said, flow="alarm")


def _listening(here: Here) -> Here | None:
    """The turn, if the address may be answered; where some are not to write, or not yet, their own texts still are."""
    standing = suppression.standing(here.db, here.address.hash, here.now)
    spared = standing == "paused" or bool(_refused(here))
    return None if standing == "silenced" else replace(here, paused=spared)


def _refused(here: Here) -> set[int]:
    """The organizations that the address wants nothing more from."""
    return here.once("refused", lambda: suppression.refused(here.db, [here.address.hash], here.now))


def _is_echo(here: Here) -> bool:
    """Our own words back: a robot at the other end. A person looks at it; answering would go on for ever."""
    echo = here.message is not None and was_said(here.db, here.address.id, here.message.body, here.now - HOUR)
    if echo and here.message is not None:
        inbox.ask_for_person(here.db, here.message.id, "echo")
    return echo


def _is_taken_over(here: Here) -> bool:
    """A person of the association has the talk: they read what comes, and no flow answers it."""
    if here.message is None or handover.at(here.db, here.address.id, here.now) is None:
        return False
    if (person_id := whose(here)) is not None:
        _known(here, person_id)
    inbox.ask_for_person(here.db, here.message.id, "taken_over")
    return True


def _responsible(here: Here) -> None:
    """Who is responsible for a shift may ask who comes, without standing in any list."""
    spoken = talks.start(here, "who_comes")
    here.answer(spoken.body, flow="who_comes")


def _for_person(here: Here, go_on: Callable[[Here], None]) -> None:
    """Go on as the person whose it is; ask when it could be several people's."""
    person_id = whose(here)
    if person_id is None:
        return household.ask(here)
    return go_on(_known(here, person_id))


def _known(here: Here, person_id: int) -> Here:
    """The turn, now that it is known whose it is; noted with its message."""
    person = next(person for person in here.people if person.id == person_id)
    if here.message is not None:
        inbox.belongs_to(here.db, here.message.id, person_id=person.id, organization_id=person.organization_id)
    return here.of(person)


def whose(here: Here) -> int | None:
    """Whose a text is: who has a question open here, who is alone, whose organization wrote last; else None.

    Whoever wants nothing more from one of two organizations writes to the other.
    """
    people = [person for person in here.people if person.organization_id not in _refused(here)] or here.people
    if len(people) == 1:
        return int(people[0].id)
    row = conversations.open_at(here.db, here.address.id)
    if row is not None and row.person_id is not None:
        return int(row.person_id)
    wrote = organizations.wrote_last(
        here.db, here.address.id, [person.organization_id for person in people], here.now - MONTH
    )
    theirs = [person.id for person in people if person.organization_id == wrote]
    return int(theirs[0]) if len(theirs) == 1 else None


def _stranger(here: Here) -> None:
    """Nobody has this address: answered once with who we are, and read by a person."""
    if here.message is None:
        return None
    if here.address.channel == "telegram":
        return linking.ask_for_contact(here)
    if booking_answer.stranger(here):
        return None
    inbox.ask_for_person(here.db, here.message.id, "stranger")
    if here.address.introduced_at is None and _may_answer_stranger(here):
        addresses.introduced(here.db, here.address.id, here.now)
        here.answer(here.text("stranger"), flow="stranger")
    return None


def _may_answer_stranger(here: Here) -> bool:
    """Numbers we may write to at all, and only so many an hour: nobody can make us spend."""
    number = phones.normal(here.address.address, here.house.countries)
    return isinstance(number, phones.Phone) and inbox.strangers_since(here.db, here.now - HOUR) <= STRANGERS


def _start(here: Here) -> None:
    """Telegram's /start: with a link's token, or of somebody who opened the chat and is greeted."""
    if data_of(here.message).get("token") if here.message is not None else False:
        return linking.link_came(here)
    if suppression.is_silenced(here.db, here.address.hash, here.now):
        return stop.start_again(here)
    if _is_taken_over(here):
        return None
    if not here.people:
        return linking.ask_for_contact(here)
    return _for_person(here, lambda known: answering.answer_text(known, "menu"))


def _tap(here: Here) -> None:
    listening = _listening(here)
    if listening is None or _is_taken_over(here):
        return None
    here = listening
    if not here.people:
        return _whose_tap(here)
    row = conversations.open_at(here.db, here.address.id)
    if row is not None and row.flow == "whose":
        return household.answer_tap(here, row)
    return _for_person(here, answering.answer_tap)


def _whose_tap(here: Here) -> None:
    """A chat that is about to be tied, and asked who of a household it is."""
    row = conversations.open_at(here.db, here.address.id)
    return household.answer_tap(here, row) if row is not None else linking.ask_for_contact(here)


def _media(here: Here) -> None:
    _unless_silent(here, "no_pictures")


def _edited(here: Here) -> None:
    _unless_silent(here, "edited")


def _unless_silent(here: Here, key: str) -> None:
    if (listening := _listening(here)) is not None and not _is_taken_over(here):
        listening.answer(here.text(key))


def _blocked(here: Here) -> None:
    """They closed the chat: what waits for it is taken back, and they are written to by SMS from now on."""
    addresses.set_state(here.db, here.address.id, "blocked")
    cancel(here.db, outbox.c.address_id == here.address.id, here.now)


def _unblocked(here: Here) -> None:
    addresses.set_state(here.db, here.address.id, "ok")


def _group(here: Here) -> None:
    """Nothing of anybody's is told in a group: one hint, once."""
    if here.address.introduced_at is None:
        addresses.introduced(here.db, here.address.id, here.now)
        here.answer(here.text("only_private"), flow="group")


KINDS: dict[str, Callable[[Here], None]] = {
    "text": _text,
    "tap": _tap,
    "contact": linking.contact_came,
    "start": _start,
    "media": _media,
    "edited": _edited,
    "blocked": _blocked,
    "unblocked": _unblocked,
    "group": _group,
}
