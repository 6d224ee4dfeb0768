"""The people of a shift as its page shows them: what they said about it, and who else could have a place."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Row

from admin.visit import Visit
from flows import dates
from storage import finding, people, phones, rights, rosters, shifts, suppression
from storage.finding import Wanted
from storage.rosters import Attendee

FOUND = 8  # people who are shown of those who fit what was typed


@dataclass(frozen=True)
class Candidate:
    """Somebody who could have a place. has: in this shift already. clash: the shift they have at the same time."""

    row: Row[Any]
    number: str = ""
    has: bool = False
    silent: bool = False
    clash: Row[Any] | None = None


def look(visit: Visit, person_ids: list[int], action: str) -> None:
    """Note in the read log of whom something is shown."""
    if person_ids:
        by = visit.actor
        visit.change(lambda db: rights.looked_at_all(db, sorted(person_ids), visit.now, by=by, action=action))


def said_of(visit: Visit, attendee: Attendee) -> list[tuple[str, str]]:
    """What somebody said about their place: (kind of tag, words) pairs."""
    row, said = attendee.row, []
    if row.coming == "yes":
        said.append(("good", visit.text("shift_said_coming")))
    part = row.partial or {}
    for name in ("from", "to"):
        if part.get(name):
            clock = dates.clock(datetime.combine(visit.now, time.fromisoformat(part[name]), visit.zone), visit.language)
            said.append(("warn", visit.text(f"shift_said_{name}", time=clock)))
    if attendee.silent:
        said.append(("warn", visit.text("shift_silent")))
    return said


def candidates(visit: Visit, row: Row[Any], words: str) -> list[Candidate]:
    """Who fits what was typed."""
    found: list[Candidate] = visit.read(lambda db: _candidates(db, visit, row, words)) if words else []
    look(visit, [each.row.id for each in found], "panel shift find")
    return found


def _candidates(db: Connection, visit: Visit, row: Row[Any], words: str) -> list[Candidate]:
    rows = finding.page(db, visit.below, Wanted(words), limit=FOUND)
    ids = [each.id for each in rows]
    own, clashes = people.addresses_of(db, ids), rosters.clashes(db, row, ids)
    hashes = {one.hash for each in own.values() for one in each}
    silent = suppression.of_hashes(db, hashes, visit.now, organization_id=row.organization_id)
    held = {each.id: shifts.claim_of(db, row.id, each.id) for each in rows}
    return [
        Candidate(
            each, next((phones.national(one.address) for one in own[each.id] if one.channel == "sms"), ""),
            (claim := held[each.id]) is not None and claim.state not in ("waiting", "offered"),
            all(one.hash in silent for one in own[each.id]), clashes.get(each.id),
        )
        for each in rows
    ]  # fmt: skip
