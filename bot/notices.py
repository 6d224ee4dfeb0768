"""What others are told when a place is taken, given back, moved or called off, and the reminders that go with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from bot.say import About, Manner
from bot.shift_words import label
from bot.turn import Here, House
from flows import hours
from flows.text import spoken, text
from storage import addresses, people, shifts, timers

SOON = timedelta(hours=24)


def place_taken(here: Here, claim_id: int) -> None:
    """Set the reminders of a new claim, and tell who is responsible when the shift is near."""
    claim = shifts.get_claim(here.db, claim_id)
    row = shifts.get(here.db, claim.shift_id) if claim else None
    if claim is None or row is None:
        return
    set_reminders(here.db, claim_id, row, here.now)
    _tell_if_soon(here, row, "place_taken", f"taken:{claim_id}")


def place_given_back(here: Here, claim_id: int) -> None:
    """Drop the reminders of a claim that ended, and tell who is responsible when the shift is near."""
    claim = shifts.get_claim(here.db, claim_id)
    row = shifts.get(here.db, claim.shift_id) if claim else None
    timers.drop(here.db, claim_id=claim_id)
    if row is not None:
        _tell_if_soon(here, row, "place_given_back", f"given_back:{claim_id}")


def said_of_shift(here: Here, shift_id: int, words: str) -> None:
    """Pass on what somebody wrote about a shift to who is responsible for it."""
    row = shifts.get(here.db, shift_id)
    if row is not None and here.message is not None:
        _tell_responsible(here, row, "said_of_shift", f"said:{here.message.id}:{row.responsible_id}", words=words)


def _tell_if_soon(here: Here, row: Row[Any], key: str, intent: str) -> None:
    if row.starts_at - here.now <= SOON and row.ends_at > here.now:
        _tell_responsible(here, row, key, intent, taken=row.taken, maximum=row.maximum)


def _tell_responsible(here: Here, row: Row[Any], key: str, intent: str, **values: object) -> None:
    """Not when they are told of what they did themselves."""
    if row.responsible_id is None or row.responsible_id in _own(here):
        return
    address, known = whoever_has(here, row.responsible_id)
    language = spoken(known[0].language if known else "sv")
    name = people.name_of(here.person) if here.person is not None else here.address.address
    body = text(language, key, name=name, shift=label(row, language, here.now), **values)
    manner = Manner("reminder", not_after=row.ends_at)
    about = About(row.organization_id, known[0].id if len(known) == 1 else None, key)
    here.say(f"notice:{intent}", address, body, manner, about=about, language=language)


def whoever_has(here: Here, address_id: int) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Where to write to whoever has an address, by the channel they used last, and the people who have it."""
    address = addresses.get(here.db, address_id)
    known = addresses.people_at(here.db, address.id)
    theirs = addresses.of_person(here.db, known[0].id) if len(known) == 1 else []
    return addresses.reachable(theirs, here.house.channels) or address, known


def _own(here: Here) -> set[int]:
    return {row.id for row in addresses.of_person(here.db, here.person.id)} if here.person is not None else set()


def set_reminders(db: Connection, claim_id: int, row: Row[Any], now: datetime) -> None:
    """The day before and two hours before, as far as they still lie ahead; set again they replace the old ones."""
    times = hours.reminder_times(row.starts_at, row.zone)
    timers.drop(db, claim_id=claim_id)
    for kind, due_at in (("reminder_day", times.day_before), ("reminder_hours", times.hours_before)):
        if due_at > now:
            key = f"{kind}:{claim_id}"
            timers.set_timer(
                db, {"key": key, "kind": kind, "due_at": due_at, "not_after": row.starts_at, "claim_id": claim_id}
            )


def shift_changed(
    db: Connection, house: House, shift_id: int, key: str, before: Row[Any], now: datetime, change_id: int
) -> int:
    """Tell everyone with a place that their shift has moved (`shift_moved`) or is off (`shift_cancelled`); how many.

    before: the shift as they know it. change_id: of the change, of which each address is told once.
    """
    row = shifts.get(db, shift_id)
    if row is None:
        return 0
    told = 0
    for address, theirs in _by_address(db, house, shift_id):
        language, names = spoken(theirs[0].language), [person.first_name or people.name_of(person) for person in theirs]
        here = Here(db, now, house, address, person=theirs[0])
        values = {"shift": label(row, language, now), "before": label(before, language, now)}
        hello = f"{text(language, 'hello', names=_and(names, language))} " if len(theirs) > 1 else ""
        about = About(row.organization_id, theirs[0].id if len(theirs) == 1 else None, key)
        manner = Manner("reminder", not_after=max(row.ends_at, now + timedelta(days=1)))
        intent = f"{key}:{change_id}:{address.id}"
        body = hello + text(language, key, **values)
        told += here.say(intent, address, body, manner, about=about, language=language) is not None
    return told


def _by_address(db: Connection, house: House, shift_id: int) -> list[tuple[Row[Any], list[Row[Any]]]]:
    """Where those with a place are to be told, and who is at each: a number is written to once, by all names."""
    found: dict[int, tuple[Row[Any], list[Row[Any]]]] = {}
    for claim in shifts.claims(db, shift_id):
        person = people.get(db, claim.person_id)
        address = addresses.reachable(addresses.of_person(db, claim.person_id), house.channels)
        if person is not None and address is not None:
            found.setdefault(address.id, (address, []))[1].append(person)
    return list(found.values())


def _and(names: Sequence[str], language: str) -> str:
    return f" {text(language, 'and')} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
