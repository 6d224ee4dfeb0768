"""What is due: timers that fire, and prompts that wait in line until their person can be asked."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from bot import booking_due, talks
from bot.say import BROADCAST, NOTICE, TOPICS, Manner
from bot.shift_words import label
from bot.turn import Here, House
from flows.all import FLOWS
from flows.hours import is_quiet, parse_span
from storage import addresses, conversations, handover, people, shifts, suppression, surveys, timers

EVENING_BEFORE = timedelta(hours=3)  # a "two hours before" that is earlier than this was moved to the evening


def fire(db: Connection, timer_id: int, now: datetime, house: House) -> None:
    """Fire one timer, if nobody has and it is still of use."""
    row = timers.take(db, timer_id, now)
    if row is not None:
        FIRE[row.kind](db, row, now, house)


def _reminder(db: Connection, timer: Row[Any], now: datetime, house: House) -> None:
    """Ask whether they are still coming; whoever has said so already is only told, and not twice in an evening."""
    claim = shifts.get_claim(db, timer.claim_id)
    shift = shifts.get(db, claim.shift_id) if claim is not None else None
    if claim is None or shift is None or claim.state != "confirmed" or shift.state != "open":
        return
    if claim.coming == "yes":
        if shift.starts_at - timer.due_at < EVENING_BEFORE:
            _tell(db, claim, shift, now, house)
        return
    prompt = {
        "key": f"{timer.key}:{timer.due_at:%Y%m%dT%H%M}", "person_id": claim.person_id, "flow": "reminder",
        "organization_id": shift.organization_id, "step": FLOWS["reminder"].first, "state": {"shift": shift.id},
        "urgent": True, "not_after": shift.starts_at, "updated_at": now,
    }  # fmt: skip
    conversations.wait_in_line(db, prompt)


def _tell(db: Connection, claim: Row[Any], shift: Row[Any], now: datetime, house: House) -> None:
    person = people.get(db, claim.person_id)
    address = addresses.reachable(addresses.of_person(db, claim.person_id), house.channels)
    if person is None or address is None:
        return
    here = Here(db, now, house, address).of(person)
    body = here.text("reminder_soon", name=person.first_name, shift=label(shift, here.language, now))
    manner = Manner("reminder", NOTICE, not_after=shift.starts_at)
    here.say(f"soon:{claim.id}:{shift.starts_at:%Y%m%dT%H%M}", address, body, manner, flow="reminder")


def _nudge(db: Connection, timer: Row[Any], now: datetime, house: House) -> None:
    """Silence is answered once: the question again, kindly."""
    row = conversations.get(db, timer.conversation_id)
    if row is None or row.status != "open" or row.turn != timer.turn or row.person_id is None:
        return
    here = _before(db, row, now, house)
    if here is not None:
        spoken = talks.repeat(here, row, here.text("survey_nudge"))
        timers.drop(db, kind="nudge", conversation_id=row.id)
        manner = Manner("quiet", BROADCAST)
        here.say(f"nudge:{row.id}", here.address, spoken.body, manner, flow=row.flow, buttons=spoken.buttons)


def _expire(db: Connection, timer: Row[Any], now: datetime, house: House) -> None:
    """Nobody answered for as long as the flow waits; putting a talk aside counts as a turn of its own."""
    row = conversations.get(db, timer.conversation_id)
    stands_at = {"open": timer.turn, "aside": timer.turn + 1}
    if row is not None and row.turn == stands_at.get(row.status):
        conversations.end(db, row.id, now)


FIRE = {
    "reminder_day": _reminder, "reminder_hours": _reminder, "nudge": _nudge, "expire": _expire, **booking_due.FIRE
}  # fmt: skip


def open_prompt(db: Connection, conversation_id: int, now: datetime, house: House) -> bool:
    """Ask a prompt that waited in line; False when it has to wait on."""
    row = conversations.get(db, conversation_id)
    if row is None or row.person_id is None or row.status != "waiting":
        return False
    # In the order in which every turn locks: the address, its people, then the talk.
    here = _before(db, row, now, house)
    row = conversations.waiting_for_update(db, conversation_id)
    if row is None:
        return False
    if here is None or (row.not_after is not None and row.not_after <= now):
        return not _waits_for_pause(db, row, now) and _give_up(db, row, now)
    if row.organization_id is not None:  # whoever asks says who they are, a district to its associations' members too
        here = replace(here, organization=here.organization_of(row.organization_id))
    if not row.urgent and _must_wait(here):
        return False
    spoken = talks.start(here, row.flow, row.state, row)
    if spoken.row is not None:
        manner = Manner("reminder" if row.urgent else "quiet", NOTICE if row.urgent else BROADCAST, None, row.not_after)
        ending, below = _introduction(here), spoken.buttons
        here.say(f"prompt:{row.id}", here.address, spoken.body, manner, flow=row.flow, buttons=below, ending=ending)
    return True


def _waits_for_pause(db: Connection, row: Row[Any], now: datetime) -> bool:
    """Who asked for quiet until a day is asked after it, if that is not too late."""
    hashes = [each.hash for each in addresses.of_person(db, row.person_id)]
    until = suppression.paused_until(db, hashes, now, row.organization_id)
    if until is None or (row.not_after is not None and row.not_after <= until):
        return False
    conversations.wait_until(db, row.id, until)
    return True


def _give_up(db: Connection, row: Row[Any], now: datetime) -> bool:
    """Nobody can be asked, or not in time."""
    conversations.end(db, row.id, now)
    version = surveys.version(db, row.state.get("version", 0)) if row.flow == "survey" else None
    if version is not None and row.person_id is not None:
        surveys.has_come_to(db, version.survey_id, row.person_id, "unreachable", now)
    return True


def _before(db: Connection, row: Row[Any], now: datetime, house: House) -> Here | None:
    """A turn of ours with the person of a talk: their address and all people at it locked.

    None when they cannot be reached, or do not want to be about this topic or by this organization.
    """
    own, topic = addresses.of_person(db, row.person_id), TOPICS.get(row.flow, "")
    hashes = [each.hash for each in own]
    silenced = suppression.of_hashes(db, hashes, now, topic, organization_id=row.organization_id)
    address = addresses.reachable([each for each in own if each.hash not in silenced], house.channels)
    person = people.get(db, row.person_id)
    if address is None or person is None:
        return None
    address = addresses.address_for_update(db, address.channel, address.address, now)
    return Here(db, now, house, address, tuple(addresses.people_at_for_update(db, address.id))).of(person)


def _must_wait(here: Here) -> bool:
    """Another question is open, of theirs or of who shares the number; it is quiet; or a person talks there."""
    if here.organization is None or here.person is None:
        return True
    if is_quiet(here.now, parse_span(here.organization.quiet_hours), here.organization.timezone):
        return True
    if handover.at(here.db, here.address.id, here.now) is not None:
        return True
    mine = conversations.open_of_person(here.db, here.person.id)
    return mine is not None or conversations.open_at(here.db, here.address.id) is not None


def _introduction(here: Here) -> str:
    """Who is written to for the first time is told why, and how to stop."""
    if here.address.introduced_at is not None:
        return ""
    addresses.introduced(here.db, here.address.id, here.now)
    return here.text("introduction")
