"""People who may stand in the list twice, side by side: somebody says that they are one, or that they are two."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.form import Posted
from admin.person import of
from admin.visit import Here, Visit, nothing_here
from storage import duplicates, finding, merging, organizations, people, phones, rights
from storage.duplicates import Pair, Place
from storage.tables import person

router = APIRouter(prefix="/o/{organization_id}/people/duplicates")

PAGE = 10
COMPARED = ("name", "number", "organization", "relation", "member_number", "email", "town", "tags", "since")


@dataclass(frozen=True)
class Side:
    """One of two people, by what tells them apart: words by the names in `COMPARED`."""

    id: int
    facts: dict[str, str]


@dataclass(frozen=True)
class Compared:
    """Two people. reasons: keys of `people_reason_…`. can_merge: one list holds both, or that of one is above."""

    pair: Pair
    sides: tuple[Side, Side]
    can_merge: bool

    def differs(self, name: str) -> bool:
        """Both have it, and not the same."""
        one, other = (side.facts[name].casefold() for side in self.sides)
        return bool(one and other and one != other)

    @property
    def rows(self) -> list[str]:
        """What at least one of them has."""
        return [name for name in COMPARED if any(side.facts[name] for side in self.sides)]


@router.get("")
def show(visit: Here, after: str = "", now: str = "") -> Response:
    """A page at once; who may be one is looked for meanwhile, which takes a second or two in a long list."""
    visit.require("edit")
    return visit.page("people_duplicates.html", after=after, **(_pairs(visit, after) if now else {"pairs": None}))


@router.get("/pairs")
def pairs(visit: Here, after: str = "") -> Response:
    """The part of the page with the pairs, the likeliest first."""
    visit.require("edit")
    return visit.page("people_duplicates_pairs.html", **_pairs(visit, after))


def _pairs(visit: Visit, after: str) -> dict[str, Any]:
    found = visit.read(lambda db: duplicates.proposals(db, visit.below, PAGE, _place(after)))
    compared = visit.read(lambda db: _compared(db, visit, found))
    seen = {side.id for each in compared for side in each.sides}
    if seen:
        visit.change(lambda db: rights.looked_at_all(db, seen, visit.now, by=visit.actor, action="panel duplicates"))
    last = "_".join(map(str, found[-1].place)) if len(found) == PAGE else ""
    return {"pairs": compared, "last": last}


def _place(text: str) -> Place | None:
    """Where the page before ended, `-91_17_18`; anything else is the beginning."""
    parts = text.split("_")
    if len(parts) != 3 or not all(part.removeprefix("-").isdecimal() and len(part) < 19 for part in parts):
        return None
    score, first, second = map(int, parts)
    return score, first, second


def _compared(db: Connection, visit: Visit, found: list[Pair]) -> list[Compared]:
    """The pairs with what stands about both; whose identity is protected stands in no list, nor in this one."""
    ids = sorted({who for pair in found for who in (pair.first, pair.second)})
    rows = {row.id: row for row in people.listed(db, person.c.id.in_(ids)) if not row.protected}
    addresses, tags = people.addresses_of(db, ids), finding.tags(db, ids)
    above = {row.organization_id: organizations.above(db, row.organization_id) for row in rows.values()}
    sides = {who: Side(who, _facts(visit, row, addresses[who], tags[who])) for who, row in rows.items()}
    return [
        Compared(
            pair, (sides[pair.first], sides[pair.second]), _in_one_line(rows[pair.first], rows[pair.second], above)
        )
        for pair in found
        if pair.first in rows and pair.second in rows
    ]


def _in_one_line(one: Row[Any], other: Row[Any], above: dict[int, list[int]]) -> bool:
    homes = one.organization_id, other.organization_id
    return homes[0] in above[homes[1]] or homes[1] in above[homes[0]]


def _facts(visit: Visit, row: Row[Any], addresses: list[Row[Any]], tags: list[str]) -> dict[str, str]:
    numbers = [phones.national(each.address) for each in addresses if each.channel == "sms"]
    return {
        "name": people.name_of(row), "number": ", ".join(numbers), "organization": row.organization,
        "relation": visit.text(f"person_relation_{row.relation}"), "member_number": row.member_number or "",
        "email": row.email or "", "town": row.town or "", "tags": ", ".join(tags),
        "since": f"{row.created_at.astimezone(visit.zone):%Y-%m-%d}",
    }  # fmt: skip


@router.post("/merge")
def merge(visit: Here, form: Posted) -> Response:
    """They are one: all of the one becomes the other's."""
    visit.require("edit")
    keep, drop = _both(visit, form.number("keep"), form.number("drop"))
    outcome = visit.change(lambda db: _merge(db, visit, keep, drop))
    if isinstance(outcome, merging.Refusal):
        return _said(visit, "people_not_merged")
    return _said(visit, "people_merged", keep)


def _merge(db: Connection, visit: Visit, keep: int, drop: int) -> merging.Merged | merging.Refusal:
    outcome = merging.merge(db, keep, drop, visit.now, by=visit.actor, across=True)
    if isinstance(outcome, merging.Merged):
        visit.house.tell_freed(db, outcome.freed, visit.now)
    return outcome


@router.post("/apart")
def apart(visit: Here, form: Posted) -> Response:
    """They are two: nobody is asked again."""
    visit.require("edit")
    one, other = _both(visit, form.number("one"), form.number("other"))
    visit.change(lambda db: duplicates.keep_apart(db, one, other, visit.actor, visit.now))
    return _said(visit, "people_kept_apart")


def _both(visit: Visit, *ids: int | None) -> tuple[int, int]:
    """Two people who are both this organization's to see."""
    one, other = (of(visit, who).id if who is not None else nothing_here() for who in ids)
    return one, other


def _said(visit: Visit, said: str, kept: int | None = None) -> Response:
    """In the place of the pair where it was asked from there; else the list anew."""
    if visit.signed.request.headers.get("hx-request"):
        return visit.page("people_duplicates_done.html", key=f"said_{said}", kept=kept)
    return visit.go("/people/duplicates", said=said)
