"""Erasing: everything of a person goes, in one transaction. What counting and accounting need stays, blank.

With the person's row goes what belongs to it: answers, claims (their places are free again), talks with their
timers, changes, tags, roles, who was asked, and ties to addresses. What a candidate was asked or booked for is
called off first, and its host told. Messages are blanked, and deleted at their providers at once
(`storage.blanking`). An address that nobody has any more goes too, and what it was responsible for shows so.
Opt-outs stay: they outlive erasure. Others who share a number keep all that is theirs, and what nobody knows whose
it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from storage import addresses, blanking, booking_leaving, erased, installation, people, phones, rights, shifts
from storage.importing.names import folded_name
from storage.rights import Hold
from storage.tables import address, answer, change, claim, conversation, person, survey_asked, timer
from storage.tables import person_address as tie
from storage.tables import person_role as role
from storage.tables import person_tag as tag

COUNTED = {
    "answers": answer, "surveys": survey_asked, "claims": claim, "conversations": conversation, "changes": change,
    "tags": tag, "roles": role, "ties": tie,
}  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What was removed, when, and who asked: nothing in it tells who it was. freed: shifts with places free again."""

    organization_id: int
    at: datetime
    by: str
    removed: Mapping[str, int]
    freed: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """`{"at", "by", "removed": {what: n}}`."""
        return {"at": self.at.isoformat(), "by": self.by, "removed": dict(self.removed)}


def erase(db: Connection, person_id: int, now: datetime, *, by: str) -> Report | Hold:
    """Erase a person who asked for it, remember that by a keyed hash, and note it in the audit and among the rights.

    by: who asked, never a name or a number of theirs. A message queued with `created_at` of this very `now` still
    goes out. Hold: nothing was done, and why. Raises LookupError when there is nobody of that id.
    """
    row = people.get(db, person_id)
    numbers = [each.address for each in addresses.of_person(db, person_id) if each.channel == "sms"]
    report = remove(db, person_id, now, by=by)
    if isinstance(report, Hold):
        return report
    if row is not None:
        name = folded_name(row.first_name, row.last_name)
        erased.remember(db, row.organization_id, [erased.hash_of(db, number, name) for number in numbers], now)
    rights.given(db, report.organization_id, "erasure", now, by=by, report=report.to_json())
    detail = dict(report.removed)
    installation.note(db, by, "erase", now, organization_id=report.organization_id, object="person", detail=detail)
    return report


def remove(db: Connection, person_id: int, now: datetime, *, by: str) -> Report | Hold:
    """As `erase`, of somebody who did not ask for it: a list may bring them back, and nothing is noted here."""
    own = _addresses_for_update(db, person_id)
    row = db.execute(select(person).where(person.c.id == person_id).with_for_update()).one_or_none()
    if row is None:
        raise LookupError(person_id)
    if hold := rights.hold_of(db, person_id, now):
        return hold
    alone = [each for each in own if len(addresses.people_at(db, each.id)) == 1]
    removed, freed = _count(db, person_id), _free_places(db, person_id)
    removed |= blanking.blank(db, person_id, alone, now)
    removed["told_others"] = blanking.blank_told(db, _words(row, alone), now)
    removed["responsible_for"] = _not_responsible(db, [each.id for each in alone])
    removed["bookings"] = booking_leaving.leave(db, person_id, now)
    db.execute(delete(person).where(person.c.id == person_id))
    removed["addresses"] = blanking.remove_addresses(db, [each.id for each in alone])
    return Report(row.organization_id, now, by, removed, tuple(freed))


def _addresses_for_update(db: Connection, person_id: int) -> Sequence[Row[Any]]:
    """In the order of every turn, addresses before people; wholly locked, so that nobody is tied to one meanwhile."""
    wanted = select(address).join(tie).where(tie.c.person_id == person_id)
    return db.execute(wanted.order_by(address.c.id).with_for_update(of=address)).all()


def _count(db: Connection, person_id: int) -> dict[str, int]:
    def count(condition: Any) -> int:
        return db.execute(select(func.count()).where(condition)).scalar_one()

    theirs = [select(table.c.id).where(table.c.person_id == person_id) for table in (claim, conversation)]
    own = or_(timer.c.claim_id.in_(theirs[0]), timer.c.conversation_id.in_(theirs[1]))
    found = {name: count(table.c.person_id == person_id) for name, table in COUNTED.items()}
    return {**found, "timers": count(own)}


def _free_places(db: Connection, person_id: int) -> list[int]:
    """The shifts in which the person had a place, which is free now."""
    mine = (claim.c.person_id == person_id) & (claim.c.state == "confirmed")
    places = list(db.execute(select(claim.c.shift_id, claim.c.people).where(mine).order_by(claim.c.shift_id)))
    for place in places:
        shifts.free_place(db, place.shift_id, place.people)
    return [place.shift_id for place in places]


def _words(row: Row[Any], alone: Sequence[Row[Any]]) -> list[str]:
    """By what others may have been told of the person: the name, and numbers that are nobody else's."""
    numbers = [each.address for each in alone if each.channel == "sms"]
    return [word for word in (people.name_of(row), *numbers, *map(phones.national, numbers)) if word]


def _not_responsible(db: Connection, address_ids: Sequence[int]) -> int:
    """No shift, organization or organizer names these addresses any more; how many did."""
    freed = [
        db.execute(update(column.table).where(column.in_(address_ids)).values({column: None})).rowcount
        for column in blanking.RESPONSIBLE
    ]
    return sum(freed)
