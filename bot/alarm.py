"""Somebody may be in danger, or is not well: no robot's talk, but a person at once."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from bot.notices import whoever_has
from bot.say import REPLY, About, Manner
from bot.turn import Here
from flows.text import spoken, text
from storage import addresses, conversations, inbox, organizations, people, phones, shifts

ANSWERS = {"safety": "alarm_safety", "welfare": "alarm_welfare", "grief": "alarm_grief"}  # a threat gets none
CALLS = ("safety", "threat", "welfare")  # these are told at once; grief waits for somebody with time
AROUND = timedelta(hours=3)  # a shift this near is where it may be happening
USEFUL = timedelta(hours=6)
HOUR, STORM = timedelta(hours=1), 5


def raise_alarm(here: Here, kind: str) -> str:
    """Put it on top of what waits for a person, call those who can help, and end every open talk; what to say."""
    if here.message is not None:
        inbox.ask_for_person(here.db, here.message.id, kind)
    conversations.end_all_at(here.db, here.address.id, here.now)
    for person in _writers(here):
        conversations.end_open_of(here.db, person.id, here.now)
    for address_id in _who_is_called(here) if kind in CALLS and not _is_storm(here) else ():
        _call(here, address_id, "alarm_of_threat" if kind == "threat" else "alarm")
    return here.text(ANSWERS[kind]) if kind in ANSWERS else ""


def _is_storm(here: Here) -> bool:
    """So many within an hour is a robot, or somebody's game: it stands in the inbox, and nobody is called any more."""
    place = here.address
    return inbox.asked_since(here.db, place.channel, place.address, CALLS, here.now - HOUR) > STORM


def _writers(here: Here) -> Sequence[Row[Any]]:
    return here.people if here.person is None else (here.person,)


def _who_is_called(here: Here) -> list[int]:
    """Addresses: of whoever is on call, the nearest in the tree, and is responsible for a shift of theirs on now."""
    found = dict.fromkeys((*_on_call(here), *_responsible(here)))
    return [address_id for address_id in found if address_id != here.address.id]


def _on_call(here: Here) -> Iterator[int]:
    above = organizations.above(here.db, here.organization.id) if here.organization is not None else []
    duty = [organizations.get(here.db, organization_id).on_call_id for organization_id in above]
    yield from [address_id for address_id in duty if address_id is not None][:1]


def _responsible(here: Here) -> Iterator[int]:
    yield from [row.responsible_id for row in shift_now(here) if row.responsible_id is not None]


def shift_now(here: Here) -> list[Row[Any]]:
    """The shifts of theirs that are on, or nearly."""
    mine = [row for person in _writers(here) for row in shifts.of_person(here.db, person.id, here.now)]
    return [row for row in mine if row.starts_at - AROUND <= here.now <= row.ends_at + AROUND]


def _call(here: Here, address_id: int, key: str) -> None:
    """A text to one of them, whatever the hour, ahead of everything else."""
    if here.message is None:
        return
    address, known = whoever_has(here, address_id)
    language = spoken(known[0].language if known else here.language)
    manner = Manner("any", REPLY, not_after=here.now + USEFUL)
    about = About(here.organization.id if here.organization is not None else None, None, "alarm")
    body = text(language, key, name=_names(here), number=_number(here), words=here.body)
    here.say(f"alarm:{here.message.id}:{address_id}", address, body, manner, about=about, language=language)


def _names(here: Here) -> str:
    return ", ".join(people.name_of(person) for person in _writers(here)) or here.text("somebody")


def _number(here: Here) -> str:
    """The number to ring them at."""
    rows = [row for person in here.people for row in addresses.of_person(here.db, person.id)]
    numbers = [row.address for row in (here.address, *rows) if row.channel == "sms"]
    return phones.national(numbers[0]) if numbers else ""
