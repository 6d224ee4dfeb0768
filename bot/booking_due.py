"""What is due of bookings: reminders to answer, the end of the time to answer, the day itself, and how it went."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from bot.booking_words import label
from bot.say import NOTICE, About, Manner, say
from bot.turn import House
from flows.all import FLOWS
from flows.text import spoken, text
from storage import addresses, booking_moves, bookings, conversations


def _remind(db: Connection, timer: Row[Any], now: datetime, house: House) -> None:
    booking_moves.remind(db, timer.booking_id, timer.turn, timer.kind, now)


def _deadline(db: Connection, timer: Row[Any], now: datetime, house: House) -> None:
    """The time to answer is over: the desk takes it, or when that has been silent too, nobody does."""
    row = bookings.get(db, timer.booking_id)
    if row is None or row.turn != timer.turn:
        return
    if timer.kind == "booking_desk" or row.starts_at <= now:
        booking_moves.expire(db, row.id, now, by="clock")
    else:
        booking_moves.to_desk(db, row.id, now, by="clock")


def _day(db: Connection, timer: Row[Any], now: datetime, house: House) -> None:
    """Both are reminded; the candidate is asked the day before whether they still come."""
    row = bookings.get(db, timer.booking_id)
    if row is None or row.turn != timer.turn or row.state != "accepted" or row.candidate_id is None:
        return
    if timer.kind == "booking_day":
        prompt = {
            "key": f"{timer.key}:{timer.turn}", "person_id": row.candidate_id, "flow": "booking", "urgent": True,
            "organization_id": row.organization_id, "step": FLOWS["booking"].first, "state": {"booking": row.id},
            "not_after": row.starts_at, "updated_at": now,
        }  # fmt: skip
        conversations.wait_in_line(db, prompt)
    else:
        _tell(db, house, row, _of_candidate(db, house, row), "candidate", now)
    if timer.kind == "booking_day" and row.host_address_id is not None:
        _tell(db, house, row, _of_host(db, house, row), "host", now)


def _of_candidate(db: Connection, house: House, row: Row[Any]) -> Row[Any] | None:
    return addresses.reachable(addresses.of_person(db, row.candidate_id), house.channels)


def _of_host(db: Connection, house: House, row: Row[Any]) -> Row[Any]:
    known = addresses.people_at(db, row.host_address_id)
    own = addresses.of_person(db, known[0].id) if len(known) == 1 else []
    return addresses.reachable(own, house.channels) or addresses.get(db, row.host_address_id)


def _tell(db: Connection, house: House, row: Row[Any], address: Row[Any] | None, side: str, now: datetime) -> None:
    if address is None:
        return
    known = addresses.people_at(db, address.id)
    language = spoken(known[0].language if known else address.language or "sv")
    body = text(language, "booking_soon", what=label(row, language, now))
    manner = Manner("reminder", NOTICE, not_after=row.starts_at)
    about = About(row.organization_id, known[0].id if len(known) == 1 else None, "booking")
    key = f"booking_soon:{row.id}:{row.turn}:{side}"
    say(db, key, address, body, now=now, manner=manner, about=about, language=language, price=house.price)


def _over(db: Connection, timer: Row[Any], now: datetime, house: House) -> None:
    booking_moves.over(db, timer.booking_id, now)


FIRE: dict[str, Callable[[Connection, Row[Any], datetime, House], None]] = {
    "booking_half": _remind, "booking_last": _remind, "booking_deadline": _deadline, "booking_desk": _deadline,
    "booking_day": _day, "booking_hours": _day, "booking_over": _over,
}  # fmt: skip
