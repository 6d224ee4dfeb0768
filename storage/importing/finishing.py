"""Taking over what is staged, part by part, from the list as it is by now: whoever comes may go on with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from storage import installation
from storage.importing import staging
from storage.importing.entry import Entry
from storage.importing.judging import Desk
from storage.importing.staging import Staged
from storage.importing.stored import Stored, people_since, people_with_ids
from storage.importing.take_over import take_over

ACTION = "people import"
UNDER_WAY = timedelta(minutes=1)  # what a transaction may have taken that the plan did not see yet


def take_part(db: Connection, now: datetime) -> bool:
    """Take over one part of the import that is next, all of it or nothing; False when there is nothing to do."""
    batch = staging.next_for_update(db)
    if batch is None:
        return False
    if batch.state == "dropped":
        staging.clear_away(db, batch.id)
    elif (part := staging.take_out_part(db, batch.id)) is None:
        _finish(db, batch, now)
    else:
        entries = second_look(db, batch, part, now)
        take_over(db, entries, basis=batch.basis, source=batch.source, now=batch.made_at)
    return True


def _finish(db: Connection, batch: Row[Any], now: datetime) -> None:
    detail = {**batch.counts, "basis": batch.basis}
    installation.note(
        db, batch.actor, ACTION, now, organization_id=batch.organization_id, object=batch.source, detail=detail
    )
    staging.finish(db, batch.id)


def second_look(db: Connection, batch: Row[Any], part: Sequence[Staged], now: datetime) -> list[Entry]:
    """The people of a part as they are to be written now.

    Between plan and take-over somebody may have been corrected, silenced, erased, or have come by another road: who
    is gone is not made anew, and who has come is met, not doubled.
    """
    desk = Desk(db, batch.organization_id, batch.basis, now)
    said = [staged.said for staged in part]
    known = {
        stored.id: Entry(stored.organization_id, stored)
        for stored in people_with_ids(db, desk.organizations, [staged.person_id for staged in part if staged.person_id])
    }
    desk.meet(said, _newcomers(db, desk, batch, part))
    desk.leave_in_peace([], {phone for entry in known.values() for phone in entry.phones})
    _hear(desk, known, part)
    return [*known.values(), *desk.index.entries]


def _newcomers(db: Connection, desk: Desk, batch: Row[Any], part: Sequence[Staged]) -> list[Stored]:
    new = [staged.said for staged in part if staged.person_id is None]
    numbers = {said.member_number for said in new if said.member_number}
    phones = {phone for said in new for phone in said.phones}
    return people_since(db, desk.organizations, numbers, phones, batch.made_at - UNDER_WAY, but_not_at=batch.made_at)


def _hear(desk: Desk, known: dict[int, Entry], part: Sequence[Staged]) -> None:
    """All are looked for before any is heard: people of one part are not to be taken for each other."""
    homes = [(staged, desk.home_of(staged.said)) for staged in part]
    found = [
        (staged.said, home, known.get(staged.person_id) if staged.person_id else desk.index.find(staged.said, home))
        for staged, home in homes
        if home is not None and (staged.person_id is None or staged.person_id in known)
    ]
    for said, home, entry in found:
        desk.hear(said, entry, home)
