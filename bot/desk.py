"""The desk: the few things that flows may look up and do, inside the transaction of the turn."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot import notices
from bot.booking_desk import BookingDesk
from bot.deeds import shown_by_deeds
from bot.known import known_of
from bot.shift_words import shift_of
from bot.turn import Here
from flows.rights import Known
from flows.shifts import SHOWN, Shift, part_of
from flows.surveys import Survey
from flows.who_comes import Attendee
from storage import addresses, changes, erasing, inbox, organizations, people, phones, rights, shifts, surveys, timers

WEEK = timedelta(days=7)


class Desk(BookingDesk):
    """For one person (or, before that is known, one address) in one turn."""

    def __init__(self, here: Here, conversation_id: int | None = None) -> None:
        self.here, self.db, self.now = here, here.db, here.now
        self.conversation_id = conversation_id
        self.spoke_for: int | None = None

    @property
    def person_id(self) -> int:
        if self.here.person is None:
            raise LookupError("this flow needs a person, and the address stands alone")
        return int(self.here.person.id)

    # Language and people

    def speak(self, language: str) -> None:
        if self.here.person is None:
            addresses.set_language(self.db, self.here.address.id, language)
            return
        changes.made(self.db, self.person_id, "language", {"language": self.here.person.language}, self.now)
        people.set_language(self.db, self.person_id, language, self.now)

    def call_person(self, reason: str) -> None:
        if self.here.message is not None:
            inbox.ask_for_person(self.db, self.here.message.id, reason)

    def candidates(self, tie: int) -> tuple[tuple[int, str], ...]:
        """The people who share the address, told apart by organization when their names do not do it."""
        rows = addresses.people_at(self.db, tie) if tie else self.here.people
        names = [row.first_name or row.last_name for row in rows]
        return tuple((row.id, self._distinct(row, names)) for row in rows)

    def _distinct(self, row: Row[Any], names: Sequence[str]) -> str:
        short = row.first_name or row.last_name
        if names.count(short) == 1:
            return str(short)
        organization = organizations.get(self.db, row.organization_id).name
        return self.here.text("in_organization", name=people.name_of(row), organization=organization)

    def speak_for(self, person_id: int) -> None:
        self.spoke_for = person_id

    # Rights

    def known(self) -> Known:
        return known_of(self.here)

    def asked_for_right(self, kind: rights.Kind) -> None:
        person = people.get(self.db, self.person_id)
        if person is not None:
            rights.given(self.db, person.organization_id, kind, self.now, by="person")

    def erase(self) -> None:
        person_id = self.person_id
        self.here.afterwards.append(lambda: erasing.erase(self.db, person_id, self.now, by="person"))

    # Shifts

    def open_shifts(self) -> Sequence[Shift]:
        mine = organizations.above(self.db, self._organization_id())
        rows = shifts.open_to(self.db, self.person_id, mine, self.now, SHOWN)
        return [self._shift(row) for row in rows]

    def _organization_id(self) -> int:
        return int(self.here.organization.id) if self.here.organization is not None else 0

    def my_shifts(self) -> Sequence[Shift]:
        rows = shifts.of_person(self.db, self.person_id, self.now)
        return [replace(part_of(self._shift(row), row.partial), people=row.people) for row in rows]

    def shift(self, shift_id: int) -> Shift | None:
        row = shifts.get(self.db, shift_id)
        return None if row is None or row.state == "cancelled" else self._shift(row)

    def _shift(self, row: Row[Any]) -> Shift:
        return shift_of(row, self._responsible(row.responsible))

    def _responsible(self, number: str | None) -> str:
        if number is None:
            return ""
        named = people.at_address(self.db, number)
        name = named[0].first_name if len(named) == 1 else ""
        return f"{name} {phones.national(number)}".strip()

    def claim_place(self, shift_id: int, people_: int, partial: Any, condition: str) -> str:
        """Take places: `booked`, `full`, `too_many`, `have` or `gone`."""
        if shifts.claim_of(self.db, shift_id, self.person_id):
            return "have"
        if not shifts.take_place(self.db, shift_id, people_, self.now):
            return self._why_not(shift_id)
        values = {"shift_id": shift_id, "person_id": self.person_id, "state": "confirmed", "people": people_}
        values |= {"partial": partial, "condition": condition or None, "created_at": self.now, "updated_at": self.now}
        claim_id = shifts.make_claim(self.db, values)
        if claim_id is None:  # the person claimed it on another channel at this very moment
            shifts.free_place(self.db, shift_id, people_)
            return "have"
        changes.made(self.db, self.person_id, "claim", {"shift": shift_id}, self.now)
        notices.place_taken(self.here, claim_id)
        return "booked"

    def _why_not(self, shift_id: int) -> str:
        row = shifts.get(self.db, shift_id)
        if row is None or row.state != "open" or row.ends_at <= self.now:
            return "gone"
        return "full" if row.taken >= row.maximum else "too_many"

    def give_back(self, shift_id: int) -> bool:
        claim = shifts.claim_of(self.db, shift_id, self.person_id)
        if claim is None or not shifts.end_claim(self.db, claim.id, self.now):
            return False
        shifts.free_place(self.db, shift_id, claim.people)
        before = {"shift": shift_id, "people": claim.people, "partial": claim.partial, "condition": claim.condition}
        changes.made(self.db, self.person_id, "give_back", before, self.now)
        notices.place_given_back(self.here, claim.id)
        return True

    def confirm_coming(self, shift_id: int) -> None:
        claim = shifts.claim_of(self.db, shift_id, self.person_id)
        if claim is not None:
            shifts.say_coming(self.db, claim.id, self.now)

    def no_more_reminders(self, shift_id: int) -> None:
        claim = shifts.claim_of(self.db, shift_id, self.person_id)
        if claim is not None:
            timers.drop(self.db, claim_id=claim.id)

    def pass_on(self, shift_id: int) -> None:
        """Send what the person wrote to who is responsible for the shift."""
        if self.here.message is not None:
            notices.said_of_shift(self.here, shift_id, self.here.message.body)

    def responsible_for(self) -> Sequence[tuple[Shift, Sequence[Attendee]]]:
        mine = [row.id for person in self.here.people for row in addresses.of_person(self.db, person.id)]
        rows = shifts.of_responsible(self.db, [self.here.address.id, *mine], self.now, self.now + WEEK)
        return [(self._shift(row), [self._attendee(claim) for claim in shifts.claims(self.db, row.id)]) for row in rows]

    def _attendee(self, claim: Row[Any]) -> Attendee:
        person = people.get(self.db, claim.person_id)
        return Attendee(people.name_of(person) if person else "", claim.people, claim.coming or "")

    # Surveys

    def _version(self, version: int) -> Row[Any] | None:
        return self.here.once(("survey version", version), lambda: surveys.version(self.db, version))

    def survey(self, version: int) -> Survey | None:
        row = self._version(version)
        return self.here.once(("survey", version), lambda: Survey.from_json(row.definition)) if row else None

    def answered_since(self, version: int, since: str) -> Set[str]:
        row = self._version(version)
        moment = datetime.fromisoformat(since)
        return surveys.answered_since(self.db, row.survey_id, self.person_id, moment) if row else set()

    def shown_by_deeds(self, version: int) -> Mapping[str, Any]:
        found = self.survey(version)
        return self.here.once(("deeds", version), lambda: shown_by_deeds(self.here, found)) if found else {}

    def answers(self, version: int) -> Mapping[str, Any]:
        row = self._version(version)
        return surveys.answers_of(self.db, row.survey_id, self.person_id) if row else {}

    def save_answer(self, version: int, question: str, value: Any, condition: str = "") -> None:
        row = self._version(version)
        if row is None:
            return
        stood = surveys.answers_of(self.db, row.survey_id, self.person_id).get(question)
        surveys.save_answer(self.db, row, self.person_id, question, value, self.now, condition)
        surveys.has_come_to(self.db, row.survey_id, self.person_id, "partial", self.now)
        before = {"version": version, "question": question, "value": stood}
        changes.made(self.db, self.person_id, "answer", before, self.now, self.conversation_id)

    def skip_answer(self, version: int, question: str) -> None:
        row = self._version(version)
        if row is not None:
            surveys.drop_answer(self.db, row.survey_id, self.person_id, question)

    def finish_survey(self, version: int, state: str) -> None:
        row = self._version(version)
        if row is not None:
            surveys.has_come_to(self.db, row.survey_id, self.person_id, state, self.now)
