"""Telling people what was done by hand to shifts: notes become notices, and reminders stand where they belong."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Row

from bot import notices
from bot.say import Manner
from bot.shift_words import label
from bot.turn import Here, House
from storage import addresses, organizers, people, shift_changes, shifts, timers

MANY = 1000  # notes of one shift


def tell(db: Connection, note_id: int, now: datetime, house: House) -> int:
    """Tell those whom a note concerns, unless somebody else does or it concerns nobody any more; how many."""
    note = shift_changes.take_note(db, note_id)
    return TELL[note.kind](db, house, note, now) if note is not None else 0


def tell_of(db: Connection, house: House, shift_id: int, now: datetime) -> int:
    """Tell at once of all that was done to one shift; how many were told."""
    return sum(tell(db, note_id, now, house) for note_id in shift_changes.untold(db, MANY, shift_id))


# Shifts


def _moved(db: Connection, house: House, note: Row[Any], now: datetime) -> int:
    """Whoever has a place is told once, however often it was moved meanwhile; not when it is where it was."""
    row = shifts.get(db, note.shift_id)
    if row is None or row.state != "open":
        return 0
    before = _as_it_was(row, note.before)
    for claim in shifts.claims(db, row.id):
        notices.set_reminders(db, claim.id, row, now)
    same = all(getattr(row, name) == getattr(before, name) for name in shift_changes.WHEN_AND_WHERE)
    if same or max(row.ends_at, before.ends_at) <= now:
        return 0
    return notices.shift_changed(db, house, row.id, "shift_moved", before, now, note.id)


def _as_it_was(row: Row[Any], before: dict[str, str]) -> Any:
    moments = {name: datetime.fromisoformat(before[name]) for name in ("starts_at", "ends_at")}
    return SimpleNamespace(**{**row._mapping, **moments, "venue": before["venue"]})


def _cancelled(db: Connection, house: House, note: Row[Any], now: datetime) -> int:
    row = shifts.get(db, note.shift_id)
    if row is None or row.state != "cancelled":
        return 0
    told = notices.shift_changed(db, house, row.id, "shift_cancelled", row, now, note.id)
    for claim in shifts.claims(db, row.id):
        timers.drop(db, claim_id=claim.id)
        shifts.end_claim(db, claim.id, now)
        shifts.free_place(db, row.id, claim.people)
    return told


# Places


def _taken(db: Connection, house: House, note: Row[Any], now: datetime) -> int:
    claim, row = shifts.get_claim(db, note.claim_id), shifts.get(db, note.shift_id)
    if claim is None or row is None or claim.state != "confirmed" or row.state != "open":
        return 0
    here = _here(db, house, claim.person_id, row, now)
    if here is None:
        return 0
    _place_taken(here, note, row)
    key = "booked" if claim.people == 1 else "booked_for"
    return _tell_them(here, note, row, key, people=claim.people)


def _given_back(db: Connection, house: House, note: Row[Any], now: datetime) -> int:
    claim, row = shifts.get_claim(db, note.claim_id), shifts.get(db, note.shift_id)
    here = _here(db, house, claim.person_id, row, now) if claim is not None and row is not None else None
    if here is None or row is None:
        return 0
    _place_given_back(here, note, row, note.claim_id)
    return _tell_them(here, note, row, "given_back") if row.state == "open" else 0


def _swapped(db: Connection, house: House, note: Row[Any], now: datetime) -> int:
    """They have a place in another shift instead: one text to them, and one to each who is responsible."""
    claim, row = shifts.get_claim(db, note.claim_id), shifts.get(db, note.shift_id)
    old = shifts.get(db, note.before["shift_id"])
    here = _here(db, house, claim.person_id, row, now) if claim is not None and row is not None else None
    if here is None or claim is None or row is None or old is None:
        return 0
    _place_given_back(here, note, old, note.before["claim_id"])
    if claim.state != "confirmed" or row.state != "open":
        return 0
    _place_taken(here, note, row)
    return _tell_them(here, note, row, "shift_moved", before=label(old, here.language, now))


def _here(db: Connection, house: House, person_id: int, row: Row[Any], now: datetime) -> Here | None:
    """A turn of ours about somebody, at their address; who has none can still be told of to who is responsible."""
    person = people.get(db, person_id)
    address = addresses.reachable(addresses.of_person(db, person_id), house.channels)
    if address is None and row.responsible_id is not None:
        address = addresses.get(db, row.responsible_id)
    return Here(db, now, house, address).of(person) if person is not None and address is not None else None


def _place_taken(here: Here, note: Row[Any], row: Row[Any]) -> None:
    if _did_it_themselves(here, note, row):
        notices.set_reminders(here.db, note.claim_id, row, here.now)
    else:
        notices.place_taken(here, note.claim_id)


def _place_given_back(here: Here, note: Row[Any], row: Row[Any], claim_id: int) -> None:
    if not _did_it_themselves(here, note, row):
        notices.place_given_back(here, claim_id)


def _did_it_themselves(here: Here, note: Row[Any], row: Row[Any]) -> bool:
    """Whoever is responsible is not told of what they did in the panel."""
    kind, _, number = note.actor.partition(":")
    organizer = organizers.get(here.db, int(number)) if kind == "organizer" and number.isdecimal() else None
    return organizer is not None and row.responsible_id is not None and organizer.address_id == row.responsible_id


def _tell_them(here: Here, note: Row[Any], row: Row[Any], key: str, **values: object) -> int:
    """Tell the person themselves, as long as they can still come; how many messages that were, 1 or 0."""
    known = addresses.people_at(here.db, here.address.id)
    if here.person is None or row.starts_at <= here.now or here.person.id not in [each.id for each in known]:
        return 0
    hello = f"{here.text('hello', names=here.person.first_name or people.name_of(here.person))} "
    body = here.text(key, shift=label(row, here.language, here.now), **values)
    manner = Manner("reminder", not_after=row.starts_at)
    said = here.say(
        f"by_hand:{note.id}", here.address, hello + body if len(known) > 1 else body, manner, flow=key,
        ending=_introduction(here),
    )  # fmt: skip
    return int(said is not None)


def _introduction(here: Here) -> str:
    """Who is written to for the first time is told why, and how to stop."""
    if here.address.introduced_at is not None:
        return ""
    addresses.introduced(here.db, here.address.id, here.now)
    return here.text("introduction")


TELL: dict[str, Callable[[Connection, House, Row[Any], datetime], int]] = {
    "moved": _moved, "cancelled": _cancelled, "taken": _taken, "given_back": _given_back, "swapped": _swapped,
}  # fmt: skip
