"""STOP beats everything: what silences an address, and what speaks to it again."""

import secrets
from datetime import datetime

from sqlalchemy import Connection

from bot import talks
from bot.say import reply
from bot.turn import Here, data_of
from flows.reading import stops_in_every_state
from storage import addresses, conversations, inbox, suppression

# Alone in a text, these make Twilio itself answer, and let nothing of ours through after that.
PROVIDER_STOPS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}


def stop_at_once(db: Connection, channel: str, address: str, text: str, now: datetime) -> None:
    """Silence an address in the very transaction that stores its STOP: nothing starts after we have said 2xx."""
    if stops_in_every_state(text):
        suppression.suppress(db, hashes_of(db, channel, address), source="text", now=now)


def hashes_of(db: Connection, channel: str, address: str) -> list[str]:
    """The hashes that a STOP silences: the address, and all others of the one person who has it."""
    row = addresses.find(db, channel, address)
    people = addresses.people_at(db, row.id) if row is not None else []
    others = addresses.of_person(db, people[0].id) if len(people) == 1 else []
    return list(dict.fromkeys([addresses.hash_of(db, channel, address), *(other.hash for other in others)]))


def stop(here: Here, source: str = "text", receipt: str = "stopped") -> None:
    """Opt out: silence, end every talk, and say so once."""
    silence(here, source)
    if not _told_by_provider(here):
        receipt_once(here, receipt)


def silence(here: Here, source: str) -> None:
    """Nothing more goes to the address, and every talk is over."""
    hashes = hashes_of(here.db, here.address.channel, here.address.address)
    suppression.suppress(here.db, hashes, source=source, now=here.now)
    conversations.end_all_at(here.db, here.address.id, here.now)
    for person in here.people if len(here.people) == 1 else ():
        conversations.end_all_of(here.db, person.id, here.now)


def forget_me(here: Here) -> None:
    """Who asks to be erased is silent from now on, and erased when they write back the code that we send them.

    Where several people share the number, or nobody is known there, a person sees to it.
    """
    if len(here.people) != 1:
        stop(here)
        if here.message is not None:
            inbox.ask_for_person(here.db, here.message.id, "erasure")
        return
    silence(here, "text")
    known = here.of(here.people[0])
    code = str(secrets.randbelow(9000) + 1000)
    spoken = talks.start(known, "rights", {"kind": "erasure", "code": code})
    known.answer(spoken.body, flow="rights", despite_stop=True)


def is_asked_to_erase(here: Here) -> bool:
    """Whether the question whether to erase them is open: the one thing that is answered in spite of a STOP."""
    row = conversations.open_at(here.db, here.address.id)
    return row is not None and row.flow == "rights"


def receipt_once(here: Here, key: str) -> None:
    """One receipt per opt-out: a second STOP is met with silence."""
    if here.message is None:
        return
    opted_out = suppression.since(here.db, here.address.hash)
    intent = f"{key}:{here.address.id}:{opted_out}"
    here.say(intent, here.address, here.text(key), reply(here.message.received_at, despite_stop=True), flow="stop")


def _told_by_provider(here: Here) -> bool:
    if here.message is None or not here.house.provider_stops or here.address.channel != "sms":
        return False
    return bool(data_of(here.message).get("opt_out")) or here.message.body.strip().upper() in PROVIDER_STOPS


def start_again(here: Here) -> None:
    """START: the only word that lifts an opt-out."""
    hashes = hashes_of(here.db, here.address.channel, here.address.address)
    lifted = suppression.lift(here.db, hashes)
    here.answer(here.text("started" if lifted else "started_already"), flow="start", despite_stop=True)
