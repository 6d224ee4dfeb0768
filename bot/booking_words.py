"""Rows of bookings as conversations see them, and in words."""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from bot.turn import House
from flows import bookings as words
from flows.bookings import Booking, Side
from flows.core import Turn
from flows.text import spoken, text
from storage import addresses, booking_record, calendars, people, phones

MAP = "https://osm.org/search?query="


def booking_of(db: Connection, row: Row[Any], side: Side, language: str, house: House) -> Booking:
    """A booking row with its times in its own zone, as one side may know it."""
    zone = ZoneInfo(row.zone)
    other = booking_record.proposed(row)
    stored = row.proposal or {}
    return Booking(
        row.id, row.title, row.venue, row.starts_at.astimezone(zone), row.ends_at.astimezone(zone), row.state,
        row.word or "", row.organization, candidate_name(db, row, language), row.note,
        answer_by=row.answer_by.astimezone(zone) if row.answer_by is not None else None,
        proposed=(other.starts_at.astimezone(zone), other.ends_at.astimezone(zone)) if other is not None else None,
        condition=stored.get("condition", ""), contact=contact(db, row),
        number=candidate_number(db, row) if row.shares_number else "", side=side,
        map=map_link(row.venue), calendar=calendar_link(db, row, house),
        others=tuple((each["id"], each["name"]) for each in stored.get("others", ())),
    )  # fmt: skip


def label(row: Row[Any], language: str, now: datetime) -> str:
    """`torgmöte, Hallonbergen, lör 28/11 13-14`."""
    zone = ZoneInfo(row.zone)
    times = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    return words.label(Booking(row.id, row.title, row.venue, *times, row.state, ""), language, now.astimezone(zone))


def turn_in(language: str, row: Row[Any], now: datetime) -> Turn:
    """A turn that only has words, in the zone of a booking."""
    return Turn(None, None, spoken(language), now.astimezone(ZoneInfo(row.zone)))


def candidate_name(db: Connection, row: Row[Any], language: str) -> str:
    """Who was asked, by name: the host may know that much; of a protected identity not even that."""
    person = people.get(db, row.candidate_id) if row.candidate_id is not None else None
    if person is None or person.protected:
        return text(spoken(language), "booking_somebody")
    return people.name_of(person)


def candidate_number(db: Connection, row: Row[Any]) -> str:
    """The number of the candidate as it is written here; empty when there is none."""
    own = addresses.of_person(db, row.candidate_id) if row.candidate_id is not None else []
    return next((phones.national(each.address) for each in own if each.channel == "sms"), "")


def contact(db: Connection, row: Row[Any]) -> str:
    """Who meets the candidate, by name and number."""
    if row.host_address_id is None:
        return ""
    place = addresses.get(db, row.host_address_id)
    known = addresses.people_at(db, place.id)
    name = people.name_of(known[0]) if len(known) == 1 and not known[0].protected else ""
    numbers = [place] if place.channel == "sms" else _numbers(db, known)
    return f"{name} {phones.national(numbers[0].address) if numbers else ''}".strip()


def _numbers(db: Connection, known: list[Row[Any]]) -> list[Row[Any]]:
    own = addresses.of_person(db, known[0].id) if len(known) == 1 else []
    return [each for each in own if each.channel == "sms"]


def calendar_link(db: Connection, row: Row[Any], house: House) -> str:
    """The calendar of one booking, once somebody comes and there is one."""
    token = calendars.link_there(db, booking_id=row.id) if row.state == "accepted" else None
    return f"{house.public_url}/calendar/{token}.ics" if token is not None else ""


def map_link(venue: str) -> str:
    """Where a place is on a map."""
    return MAP + quote(venue, safe="")
