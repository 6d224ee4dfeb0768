"""Tying a Telegram chat to a person: by sharing one's own contact, or by a link that came by SMS."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from bot import talks
from bot.say import Buttons, Manner
from bot.telegram_words import SHARE_CONTACT
from bot.turn import Here, data_of
from flows.shown import Button
from storage import addresses, changes, conversations, inbox, links, phones

VALID = timedelta(minutes=15)


def ask_for_contact(here: Here, key: str = "share_contact") -> None:
    """A chat that nobody has yet: ask for the number, by a button that shares one's own contact."""
    share = Buttons(fixed=(Button(here.text("share_button"), SHARE_CONTACT),))
    here.answer(here.text(key), flow="link", buttons=share)


def contact_came(here: Here) -> None:
    """A contact was shared: only one's own is worth anything."""
    data = data_of(here.message) if here.message is not None else {}
    if not data.get("own"):
        return ask_for_contact(here, "not_your_contact")
    phone = phones.normal("+" + str(data.get("phone", "")).lstrip("+"), here.house.countries)
    number = addresses.find(here.db, "sms", phone.e164) if isinstance(phone, phones.Phone) else None
    if number is None or not addresses.people_at(here.db, number.id):
        return _unknown(here)
    return _tie_to(here, number)


def _unknown(here: Here) -> None:
    if here.message is not None:
        inbox.ask_for_person(here.db, here.message.id, "stranger")
    here.answer(here.text("number_unknown"), flow="link")


def link_came(here: Here) -> None:
    """`/start TOKEN`: the link that we sent by SMS."""
    token = str(data_of(here.message).get("token", "")) if here.message is not None else ""
    address_id = links.use(here.db, _hash(token), here.now)
    if address_id is None:
        return here.answer(here.text("link_used"), flow="link")
    return _tie_to(here, addresses.get(here.db, address_id))


def _tie_to(here: Here, number: Row[Any]) -> None:
    """Tie the chat to the person of a number; where several share it, ask which of them."""
    people = addresses.people_at(here.db, number.id)
    if len(people) == 1:
        return tie(here, people[0], number)
    spoken = talks.start(replace(here, people=tuple(people)), "whose", {"tie": number.id})
    return here.answer(spoken.body, flow="whose", buttons=spoken.buttons)


def tie(here: Here, person: Row[Any], number: Row[Any]) -> None:
    """The chat is the person's from now on; the number is told, and how to undo it."""
    addresses.untie_all(here.db, here.address.id)
    conversations.end_all_at(here.db, here.address.id, here.now)  # what was asked of whoever had the chat before
    addresses.tie(here.db, person.id, here.address.id)
    here = here.of(person)
    changes.made(here.db, person.id, "tie", {"address": here.address.id}, here.now)
    here.answer(here.text("tied_chat", name=person.first_name), flow="link")
    tied = here.message.id if here.message is not None else here.address.id
    here.say(f"tied:{tied}", number, here.text("tied_number"), Manner("any", not_after=here.now + timedelta(days=1)))


def send_link(here: Here) -> None:
    """TELEGRAM by SMS: a link that ties the chat it is opened in; single use, 15 minutes."""
    if here.address.channel == "telegram":
        return here.answer(here.text("telegram_here"), flow="link")
    if not here.house.telegram_name:
        return here.answer(here.text("telegram_none"), flow="link")
    token = secrets.token_urlsafe(16)
    links.make(here.db, _hash(token), here.address.id, here.now + VALID)
    link = f"https://t.me/{here.house.telegram_name}?start={token}"
    return here.answer(here.text("telegram_link", link=link), flow="link")


def unlink(here: Here) -> None:
    """KOPPLA BORT: from the number, whatever chats its people have; from a chat, that one."""
    if here.address.channel == "telegram":
        addresses.untie_all(here.db, here.address.id)
        return here.answer(here.text("unlinked_chat"), flow="link")
    chats = _chats(here)
    for chat in chats:
        addresses.untie_all(here.db, chat.id)
    return here.answer(here.text("unlinked" if chats else "nothing_linked"), flow="link")


def _chats(here: Here) -> Sequence[Row[Any]]:
    return [a for person in here.people for a in addresses.of_person(here.db, person.id) if a.channel == "telegram"]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
