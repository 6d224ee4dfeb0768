"""How each person of a segment stands to being written to: through which address, or why not."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Literal, TypedDict, get_args

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from storage.segments.errors import SegmentError
from storage.segments.messages import WRITTEN
from storage.segments.query import Kind, select_people
from storage.tables import address, outbox, person, person_address, suppression

Reason = Literal["no_address", "suppressed", "paused", "unreachable", "no_basis", "same_number", "often"]
REASONS: tuple[Reason, ...] = get_args(Reason)
# Who may not be written to about politics: neither near us nor asked.
NEAR_US = ("member", "former_member", "regular_contact")
WITHOUT_BASIS = and_(person.c.relation.not_in(NEAR_US), person.c.basis != "consent")
DEAD, PAUSED, SUPPRESSED, OPEN = range(4)
# Names of their own: a segment's condition may speak of the same tables.
TIE, ROAD = person_address.alias("tie"), address.alias("road")
OFTEN, LATELY = 3, timedelta(days=7)


class Manner(TypedDict, total=False):
    """How they would be written to.

    kind: political needs a basis in law for each. spare: leave out those who had texts often. channels: those that
    the installation has. topic: what it is about, for those who want nothing of that.
    """

    kind: Kind
    spare: bool
    channels: Collection[str]
    topic: str


def standings(
    db: Connection, organization_id: int, text: str | None, now: datetime, *, kind: Kind = "organizing",
    spare: bool = False, channels: Collection[str] = ("sms", "telegram"), topic: str = "",
) -> CTE | SegmentError:  # fmt: skip
    """One row for each person of the segment: person_id, address_id, often, and the reason when left out.

    address_id: where they would be written to; several people may have the same. often: the address again when it
    had texts often. Nothing is asked of the database yet but the names in `text`.
    """
    people = select_people(db, organization_id, text, now, kind)
    if isinstance(people, SegmentError):
        return people
    closed = _closed(organization_id, topic, channels, now)
    return _verdicts(_best(people, closed), _written_often(now), closed, political=kind == "political", spare=spare)


def _closed(organization_id: int, topic: str, channels: Collection[str], now: datetime) -> CTE:
    """The addresses that may not be written to, with the rank of the reason: few, so that all others are open.

    STOP is said before a number that is dead.
    """
    reasons = union_all(_silenced(organization_id, topic, now), _dead(channels)).subquery()
    return select(reasons.c.id, func.max(reasons.c.rank).label("rank")).group_by(reasons.c.id).cte("closed")


def _dead(channels: Collection[str]) -> Select[Any]:
    """Blocked, invalid, or on a channel that the installation does not have."""
    there = address.c.channel.in_(sorted(channels))
    return select(address.c.id, literal(DEAD).label("rank")).where(or_(and_(there, address.c.state != "ok"), ~there))


def _silenced(organization_id: int, topic: str, now: datetime) -> Select[Any]:
    """SUPPRESSED for good or PAUSED until a day: found from the silences by their hash, for there are fewer of them."""
    row = suppression.c
    scope = or_(
        row.scope == "all",
        and_(row.scope == "sms", address.c.channel == "sms"),
        and_(row.scope == "topic", row.topic == topic, row.topic != ""),
    )
    return (
        select(address.c.id, case((row.until.is_(None), SUPPRESSED), else_=PAUSED).label("rank"))
        .join_from(suppression, address, address.c.hash == row.hash)
        .where(scope, or_(row.organization_id.is_(None), row.organization_id == organization_id))
        .where(or_(row.until.is_(None), row.until > now))
    )


def _best(people: Select[Any], closed: CTE) -> CTE:
    """A row for each person: the highest rank of their addresses, none without one, and those that are open."""
    roads = person.outerjoin(TIE, TIE.c.person_id == person.c.id).outerjoin(closed, closed.c.id == TIE.c.address_id)
    highest = func.max(case((TIE.c.address_id.is_not(None), func.coalesce(closed.c.rank, OPEN))))
    opened = case((closed.c.id.is_(None), TIE.c.address_id))
    return (
        people.with_only_columns(
            person.c.id.label("person_id"), highest.label("rank"), func.count(opened).label("open"),
            func.min(opened).label("address_id"),
        )
        .select_from(roads)
        .group_by(person.c.id)
        .cte("best")
        .prefix_with("MATERIALIZED")
    )  # fmt: skip


def _verdicts(best: CTE, often: CTE, closed: CTE, *, political: bool, spare: bool) -> CTE:
    """The first reason that holds, and for all others the address to take."""
    used = _last_used(best, closed)
    taken = func.coalesce(used.c.address_id, best.c.address_id).label("address_id")
    roads = best.outerjoin(used, (used.c.person_id == best.c.person_id) & (used.c.place == 1))
    chosen = select(best.c.person_id, best.c.rank, taken).select_from(roads).cte("chosen")
    reasons: list[tuple[ColumnElement[bool], str]] = [
        (chosen.c.rank.is_(None), "no_address"),
        (chosen.c.rank == SUPPRESSED, "suppressed"),
        (chosen.c.rank == PAUSED, "paused"),
        (chosen.c.rank == DEAD, "unreachable"),
    ]
    if political:
        reasons.append((chosen.c.person_id.in_(select(person.c.id).where(WITHOUT_BASIS)), "no_basis"))
    if spare:
        reasons.append((often.c.address_id.is_not(None), "often"))
    verdict = case(*reasons)
    return (
        select(chosen.c.person_id, chosen.c.address_id, often.c.address_id.label("often"), verdict.label("reason"))
        .select_from(chosen.outerjoin(often, often.c.address_id == chosen.c.address_id))
        .cte("standings")
    )


def _last_used(best: CTE, closed: CTE) -> CTE:
    """The open addresses of those who have several: place 1 is the one they wrote from last."""
    last_first = (ROAD.c.last_in_at.is_(None), ROAD.c.last_in_at.desc(), ROAD.c.id)
    place = func.row_number().over(partition_by=TIE.c.person_id, order_by=last_first)
    return (
        select(TIE.c.person_id, TIE.c.address_id, place.label("place"))
        .select_from(best.join(TIE, TIE.c.person_id == best.c.person_id).join(ROAD, ROAD.c.id == TIE.c.address_id))
        .where(best.c.open > 1, TIE.c.address_id.not_in(select(closed.c.id)))
        .cte("used")
    )


def _written_often(now: datetime) -> CTE:
    """The addresses that had three texts or more of ours in seven days, from whichever organization.

    Answers to their own texts do not count: whoever talks with us is not tired of us.
    """
    of_our_own_accord = outbox.c.free_until.is_(None)
    return (
        select(outbox.c.address_id)
        .where(outbox.c.state.in_(WRITTEN), outbox.c.accepted_at >= now - LATELY, of_our_own_accord)
        .group_by(outbox.c.address_id)
        .having(func.count() >= OFTEN)
        .cte("often")
    )
