"""Who is coming to a shift, and what each has said about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, exists, or_, select

from storage import people, suppression
from storage.shifts import CAME
from storage.tables import claim, inbox, outbox, person, shift

LATELY = timedelta(days=3)  # before a shift: what was written earlier is not about who comes when
ABOUT_SHIFTS = ("reminder", "my_shifts")


@dataclass(frozen=True)
class Attendee:
    """Somebody with a place in a shift, or in its waiting list. row: the claim with who it is; see `_people`.

    numbers: theirs, E.164. silent: nothing can be written to them. words, at: what they wrote about it last.
    """

    row: Row[Any]
    numbers: tuple[str, ...] = ()
    silent: bool = False
    words: str = ""
    at: datetime | None = None

    @property
    def name(self) -> str:
        """Their name; empty for somebody whose identity is protected, who stands in no list."""
        return "" if self.row.protected else people.name_of(self.row)


def roster(db: Connection, row: Row[Any], now: datetime) -> list[Attendee]:
    """Who has a place in a shift, in order of name; also after it, whether they came or not."""
    theirs = select(*_people()).join(person, person.c.id == claim.c.person_id)
    mine = theirs.where(claim.c.shift_id == row.id, claim.c.state.in_(CAME))
    return _known(db, row, list(db.execute(mine.order_by(person.c.folded_name, person.c.id))), now)


def waiting(db: Connection, row: Row[Any], now: datetime) -> list[Attendee]:
    """Who waits for a place in a shift, in the order in which they came."""
    theirs = select(*_people()).join(person, person.c.id == claim.c.person_id)
    mine = theirs.where(claim.c.shift_id == row.id, claim.c.state.in_(("waiting", "offered")))
    return _known(db, row, list(db.execute(mine.order_by(claim.c.id))), now)


def _people() -> list[Any]:
    who = person.c.first_name, person.c.last_name, person.c.protected, person.c.organization_id
    return [*claim.c, *who]


def _known(db: Connection, row: Row[Any], rows: Sequence[Row[Any]], now: datetime) -> list[Attendee]:
    ids = [each.person_id for each in rows]
    addresses, said = people.addresses_of(db, ids), _said(db, row, ids)
    hashes = {own.hash for each in addresses.values() for own in each}
    silent = suppression.of_hashes(db, hashes, now, organization_id=row.organization_id)
    found = []
    for each in rows:
        own = addresses[each.person_id]
        words = said.get(each.person_id)
        found.append(
            Attendee(
                each,
                () if each.protected else tuple(one.address for one in own if one.channel == "sms"),
                all(one.hash in silent or one.state != "ok" for one in own),
                words.body if words is not None else "",
                words.received_at if words is not None else None,
            )
        )
    return found


def _said(db: Connection, row: Row[Any], person_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """What they wrote last that somebody else had to know: it was passed on, or waits in the inbox."""
    told = sa.literal("notice:said:") + sa.cast(inbox.c.id, sa.Text) + sa.literal(f":{row.responsible_id}")
    passed_on = exists().where(outbox.c.intent_key == told)
    about = inbox.c.flow.in_(ABOUT_SHIFTS), inbox.c.body != "", or_(passed_on, inbox.c.asks_for.is_not(None))
    while_near = inbox.c.received_at.between(row.starts_at - LATELY, row.ends_at)
    columns: list[Any] = [inbox.c.person_id, inbox.c.body, inbox.c.received_at]
    wanted = select(*columns).where(*about, while_near)
    rows = db.execute(wanted.where(inbox.c.person_id.in_(person_ids)).order_by(inbox.c.received_at, inbox.c.id))
    return {each.person_id: each for each in rows}


def clashes(db: Connection, row: Row[Any], person_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Of these people, who has a place in another shift at the same time: that shift's `venue` and `starts_at`."""
    columns: list[Any] = [claim.c.person_id, shift.c.venue, shift.c.starts_at]
    held = claim.c.state == "confirmed", shift.c.state == "open", shift.c.id != row.id
    at_once = shift.c.starts_at < row.ends_at, shift.c.ends_at > row.starts_at
    other = select(*columns).join(shift, shift.c.id == claim.c.shift_id).where(*held, *at_once)
    return {each.person_id: each for each in db.execute(other.where(claim.c.person_id.in_(person_ids)))}
