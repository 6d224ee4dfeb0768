"""Reach: how many people of a segment can be written to, who they are, and why the others are left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import CTE, Connection, Row, Select, Text, and_, cast, func, select

from storage.segments.errors import SegmentError
from storage.segments.sample import lot
from storage.segments.standing import REASONS, Manner, Reason, standings
from storage.tables import organization, person

SEED = 1


@dataclass(frozen=True)
class Reach:
    """What a text to a segment would come to.

    count: its people. reachable: those of them who are written to, each on a number of their own. often: numbers
    that had three texts or more in seven days, spared or not. left_out: the others, by reason, each person under
    one: count is reachable and all of these.
    """

    count: int
    reachable: int
    often: int
    left_out: dict[Reason, int]

    @property
    def recipients(self) -> int:
        """How many numbers are written to: of people who share one, the first stands for all."""
        return self.reachable


def reach(
    db: Connection, organization_id: int, text: str | None, now: datetime, **manner: Unpack[Manner]
) -> Reach | SegmentError:
    """What a text to the segment would come to, counted by the database; `None` is everybody.

    A household's number counts once, under reachable; the others who have it are left out as same_number.
    """
    found = standings(db, organization_id, text, now, **manner)
    if isinstance(found, SegmentError):
        return found
    reached = found.c.reason.is_(None)
    tally = select(
        func.count().label("everybody"),
        func.count(found.c.address_id.distinct()).filter(reached).label("reachable"),
        func.count(found.c.often.distinct()).filter(reached | (found.c.reason == "often")).label("often"),
        func.count().filter(reached).label("reached"),
        *(func.count().filter(found.c.reason == reason).label(reason) for reason in REASONS if reason != "often"),
        func.count().filter(found.c.reason == "often").label("spared"),
    )
    row = db.execute(tally).one()
    left_out = {reason: getattr(row, reason) for reason in REASONS} | {
        "same_number": row.reached - row.reachable, "often": row.spared,
    }  # fmt: skip
    return Reach(
        row.everybody, row.reachable, row.often, {reason: people for reason, people in left_out.items() if people}
    )


def recipients(
    db: Connection, organization_id: int, text: str | None, now: datetime, **manner: Unpack[Manner]
) -> Select[Any] | SegmentError:
    """A select of one row for each number that is written to, in no order.

    address_id: the channel last used, another when that is closed. person_id: in whose name. people: the ids of all
    who are meant by it, that one too, with commas between them.
    """
    found = standings(db, organization_id, text, now, **manner)
    if isinstance(found, SegmentError):
        return found
    meant = func.aggregate_strings(cast(found.c.person_id, Text), ",")
    return _first_of_each(found).add_columns(found.c.address_id, meant.label("people"))


def _first_of_each(found: CTE) -> Select[Any]:
    """Of those on one number the person with the lowest id: the text goes out in their name."""
    first = select(func.min(found.c.person_id).label("person_id"))
    return first.where(found.c.reason.is_(None)).group_by(found.c.address_id)


def left_out_people(
    db: Connection, organization_id: int, text: str | None, now: datetime, *, reason: Reason, limit: int,
    after: int = 0, **manner: Unpack[Manner],
) -> list[Row[Any]] | SegmentError:  # fmt: skip
    """Those who are left out for a reason, in order of id: a page of at most `limit`, from the one after `after`.

    Each: id, first_name, last_name, organization.
    """
    found = standings(db, organization_id, text, now, **manner)
    if isinstance(found, SegmentError):
        return found
    shared = and_(found.c.reason.is_(None), found.c.person_id.not_in(_first_of_each(found)))
    those = select(found.c.person_id).where(shared if reason == "same_number" else found.c.reason == reason)
    page = _named().where(person.c.id.in_(those), person.c.id > after)
    return list(db.execute(page.order_by(person.c.id).limit(limit)))


def sample(
    db: Connection, organization_id: int, text: str | None, now: datetime, *, n: int = 5, **manner: Unpack[Manner]
) -> list[Row[Any]] | SegmentError:
    """Some of those who are written to, as if drawn, and the same ones each time: as `left_out_people` has them."""
    found = standings(db, organization_id, text, now, **manner)
    if isinstance(found, SegmentError):
        return found
    those = _named().where(person.c.id.in_(_first_of_each(found)))
    return list(db.execute(those.order_by(lot(SEED), person.c.id).limit(n)))


def _named() -> Select[Any]:
    columns = (person.c.id, person.c.first_name, person.c.last_name, organization.c.name.label("organization"))
    named = select(*columns).join_from(person, organization, organization.c.id == person.c.organization_id)
    return named.where(~person.c.protected)  # whose identity is protected stands in no list
