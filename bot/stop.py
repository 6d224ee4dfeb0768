"""STOP beats everything: what silences an address, and what speaks to it again."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from bot import talks
from bot.freed import tell_freed
from bot.say import reply
from bot.turn import Here, data_of
from flows import dates
from flows.reading import read, stops_in_every_state
from flows.reading.question import Question
from storage import addresses, conversations, inbox, outbox, people, rights, shifts, suppression

DAY = timedelta(days=1)
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
    others = [other for person in people if is_one(people) for other in addresses.of_person(db, person.id)]
    return list(dict.fromkeys([addresses.hash_of(db, channel, address), *(other.hash for other in others)]))


def is_one(people: Sequence[Row[Any]]) -> bool:
    """Whether those who have an address are one human: alone there, or by the same name in several organizations."""
    return len({person.folded_name for person in people}) == 1


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
    for person in here.people if is_one(here.people) else ():
        conversations.end_all_of(here.db, person.id, here.now)


def forget_me(here: Here) -> None:
    """Who asks to be erased is silent from now on, and erased when they write back the code that we send them.

    Where several people share the number, nobody is known there, or they were asked today, a person sees to it.
    """
    if hear_code(here):
        return
    if len(here.people) != 1 or _asked_today(here):
        stop(here)
        if here.message is not None:
            inbox.ask_for_person(here.db, here.message.id, "erasure")
        return
    silence(here, "text")
    known = here.of(here.people[0])
    if _must_be_kept(known):
        return
    spoken = talks.start(known, "rights", {"kind": "erasure", "code": str(secrets.randbelow(9000) + 1000)})
    known.answer(spoken.body, flow="rights", despite_stop=True)


def _must_be_kept(known: Here) -> bool:
    """Whose things must be kept is told why and until when, and a person sees to it."""
    hold = rights.hold_of(known.db, known.person.id, known.now) if known.person is not None else None
    if hold is None:
        return False
    date = dates.date_words(hold.last_day(known.zone.key), known.language, known.local_now.date())
    known.answer(known.text("not_yet_erased", date=date, reason=hold.reason), flow="rights", despite_stop=True)
    if known.message is not None:
        inbox.ask_for_person(known.db, known.message.id, "erasure")
    return True


def _asked_today(here: Here) -> bool:
    """A robot at the other end may ask for ever: a question that was asked is not asked again within a day."""
    return outbox.spoke_since(here.db, here.address.id, "rights", here.now - DAY)


def hear_code(here: Here) -> bool:
    """The answer to whether they are to be erased: all that is heard in spite of a STOP; False when it is not open."""
    row = conversations.open_at(here.db, here.address.id)
    if row is None or row.flow != "rights" or not row.state.get("code") or len(here.people) != 1:
        return False
    known = here.of(here.people[0])
    if _must_be_kept(known):  # since we asked
        conversations.end(here.db, row.id, here.now)
        return True
    places = [shift.id for shift in shifts.of_person(here.db, here.people[0].id, here.now)]
    reading = read(here.body, Question.from_json(row.question), now=known.local_now, language=known.language)
    known.answer(talks.reply(known, row, reading).body, flow="rights", despite_stop=True)
    here.afterwards.append(lambda: _tell_if_gone(known, places))
    return True


def _tell_if_gone(known: Here, places: list[int]) -> None:
    """Once somebody is erased, their places are free."""
    if known.person is not None and people.get(known.db, known.person.id) is None:
        tell_freed(known.db, known.house, places, known.now)


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
    """START: the only word that lifts an opt-out, from everybody or from one organization."""
    hashes = hashes_of(here.db, here.address.channel, here.address.address)
    refused = suppression.refused(here.db, hashes, here.now)
    if len(refused) == 1 and not suppression.is_silenced(here.db, here.address.hash, here.now):
        here = replace(here, organization=here.organization_of(refused.pop()))
    lifted = suppression.lift(here.db, hashes)
    here.answer(here.text("started" if lifted else "started_already"), flow="start", despite_stop=True)
