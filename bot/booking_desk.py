"""What conversations may look up and do about bookings: only the person's own, as a candidate or as a host."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from bot.booking_words import booking_of
from bot.turn import Here
from flows import hours
from flows.bookings import Booking, Side
from storage import addresses, booking_choice, booking_moves, booking_placing, bookings, calendars
from storage.booking_record import Times, Wanted

ASKED = ("asked", "tentative", "desk")  # a candidate has not answered
HEARD_OF = tuple(state for state in bookings.ALL if state != "queued")  # whoever is second in line was asked nothing
LATELY = timedelta(days=7)


class BookingDesk:
    """The part of the desk that is about bookings; see `bot.desk`."""

    here: Here
    db: Connection
    now: datetime

    def booking(self, booking_id: int) -> Booking | None:
        row = bookings.get(self.db, booking_id)
        side = self._side(row) if row is not None else None
        return self._seen(row, side) if row is not None and side is not None else None

    def _seen(self, row: Row[Any], side: Side) -> Booking:
        return booking_of(self.db, row, side, self.here.language, self.here.house)

    def _side(self, row: Row[Any]) -> Side | None:
        """Which side of a booking this person is; None when it is none of theirs."""
        if self.here.person is not None and row.candidate_id == self.here.person.id:
            return "candidate"
        return "host" if row.host_address_id in host_addresses(self.here) else None

    def _candidates_own(self, booking_id: int) -> bool:
        row = bookings.get(self.db, booking_id)
        return row is not None and self._side(row) == "candidate"

    def _hosts_own(self, booking_id: int) -> bool:
        row = bookings.get(self.db, booking_id)
        return row is not None and row.host_address_id in host_addresses(self.here)

    def standing_bookings(self) -> Sequence[Booking]:
        return [self._seen(row, side) for row, side in standing(self.here)]

    # The candidate

    def accept_booking(self, booking_id: int) -> str:
        if not self._candidates_own(booking_id):
            return "gone"
        return self._with_calendar(booking_id, booking_moves.accept(self.db, booking_id, self.now, by="candidate"))

    def _with_calendar(self, booking_id: int, outcome: str) -> str:
        if outcome == "accepted":
            calendars.link(self.db, self.now, booking_id=booking_id)
        return outcome

    def decline_booking(self, booking_id: int) -> str:
        if not self._candidates_own(booking_id):
            return "gone"
        return booking_moves.decline(self.db, booking_id, self.now, by="candidate")

    def counter_booking(self, booking_id: int, times: tuple[datetime, datetime] | None, condition: str) -> str:
        row = bookings.get(self.db, booking_id)
        if row is None or self._side(row) != "candidate":
            return "gone"
        wished = _times(times, row.zone) if times is not None else None
        if times is not None and wished is None:
            return "never"
        return booking_moves.counter(self.db, booking_id, wished, self.now, by="candidate", condition=condition)

    def consider_booking(self, booking_id: int) -> str:
        if not self._candidates_own(booking_id):
            return "gone"
        outcome = booking_moves.perhaps(self.db, booking_id, self.now, by="candidate")
        return "gone" if outcome == "gone" else "tentative"

    def leave_to_desk(self, booking_id: int, whom: str) -> str:
        if not self._candidates_own(booking_id):
            return "gone"
        return booking_moves.to_desk(self.db, booking_id, self.now, by="candidate", kind="delegated", whom=whom)

    def cancel_booking(self, booking_id: int) -> str:
        row = bookings.get(self.db, booking_id)
        side = self._side(row) if row is not None else None
        return booking_moves.cancel(self.db, booking_id, self.now, by=side) if side is not None else "gone"

    def share_number(self, booking_id: int) -> bool:
        return self._candidates_own(booking_id) and booking_moves.share_number(self.db, booking_id, self.now)

    # The host

    def agree_booking(self, booking_id: int) -> str:
        if not self._hosts_own(booking_id):
            return "gone"
        return self._with_calendar(booking_id, booking_moves.agree(self.db, booking_id, self.now, by="host"))

    def refuse_booking(self, booking_id: int) -> str:
        return booking_moves.refuse(self.db, booking_id, self.now, by="host") if self._hosts_own(booking_id) else "gone"

    def ask_instead(self, booking_id: int, candidate: int) -> str:
        row = bookings.get(self.db, booking_id)
        shown = {each["id"] for each in (row.proposal or {}).get("others", ())} if row is not None else set()
        if row is None or not self._hosts_own(booking_id) or candidate not in shown:
            return "gone"
        if not booking_choice.can_be_asked(self.db, candidate, self.now):
            return "taken"
        return booking_moves.ask(self.db, booking_id, candidate, self.now, by="host")

    def ask_other_side(self, booking_id: int, said: str = "") -> bool:
        row = bookings.get(self.db, booking_id)
        side = self._side(row) if row is not None else None
        if row is None or side is None or self.here.written is None:
            return False
        if (row.host_address_id if side == "candidate" else row.candidate_id) is None:
            return False
        booking_moves.said(self.db, booking_id, said or self.here.body, self.now, by=side)
        return True

    # Asking for somebody

    def speakers_named(self, wish: str) -> Sequence[tuple[int, str]]:
        found = booking_choice.speakers(self.db, self._asking(), self.now)
        return [(each.id, each.name) for each in booking_choice.named(found, wish)]

    def _asking(self) -> int:
        return int(self.here.organization.id) if self.here.organization is not None else 0

    def request_speaker(
        self, title: str, venue: str, span: tuple[datetime, datetime], candidate: int, topic: str
    ) -> str:
        """What came of it; whoever may not ask in the association's name leaves it to the desk."""
        times = _times(span, self.here.zone.key)
        if times is None:
            return "never"
        wanted = Wanted(
            self._asking(), title, venue, times, self.here.address.id, candidate or None, topic or None, source="text"
        )
        if booking_choice.may_request(self.db, self.here.person.id if self.here.person is not None else 0):
            booking_id = booking_placing.place(self.db, wanted, self.now, by="host")
        else:
            booking_id = booking_moves.request(self.db, wanted, self.now, by="host")
        row = bookings.get(self.db, booking_id)
        return str(row.state) if row is not None and row.state in ("asked", "queued", "declined") else "open"


def _times(times: tuple[datetime, datetime], zone: str) -> Times | None:
    """Wall times with their moments; None for one that the clocks jump over."""
    start, end = (moment.replace(tzinfo=None) for moment in times)
    starts_at, ends_at = hours.to_utc(start, zone), hours.to_utc(end, zone)
    if isinstance(starts_at, hours.Impossible) or isinstance(ends_at, hours.Impossible):
        return None
    return Times(start, end, zone, starts_at.astimezone(UTC), ends_at.astimezone(UTC))


def host_addresses(here: Here) -> set[int]:
    """The addresses from which the writer may have asked for somebody: this one, and the person's others."""
    own = addresses.of_person(here.db, here.person.id) if here.person is not None else []
    return {here.address.id, *(row.id for row in own)}


def standing(here: Here) -> list[tuple[Row[Any], Side]]:
    """The requests that wait for this person's answer, as a candidate and as a host; the earliest first."""
    found: list[tuple[Row[Any], Side]] = []
    if here.person is not None:
        mine = bookings.of_candidate(here.db, here.person.id, ASKED, here.now)
        found += [(row, "candidate") for row in mine]
    asked_for = bookings.of_host(here.db, host_addresses(here), ("countered",), here.now)
    found += [(row, "host") for row in asked_for]
    return sorted(found, key=lambda each: (each[0].starts_at, each[0].id))


def known(here: Here) -> list[tuple[Row[Any], Side]]:
    """All that this person may be writing about by its word, those that stand first, then the latest."""
    since = here.now - LATELY
    found: list[tuple[Row[Any], Side]] = []
    if here.person is not None:
        found += [(row, "candidate") for row in bookings.of_candidate(here.db, here.person.id, HEARD_OF, since)]
    found += [(row, "host") for row in bookings.of_host(here.db, host_addresses(here), bookings.ALL, since)]
    return sorted(found, key=lambda each: (each[0].state in bookings.SETTLED, -each[0].updated_at.timestamp()))
