"""People: the list, found by name, number, member number or tag, within a segment or without."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.people_import import Upload
from admin.people_import import listed as listed_uploads
from admin.segment_words import Chip, chips, is_new, labels_of
from admin.visit import Here, Visit
from storage import finding, organizations, people, phones, rights, suppression
from storage.finding import KINDS, Wanted
from storage.segments import SegmentError, error_text, seen_from, select_people, to_text
from storage.segments.expr import Name, Saved

router = APIRouter(prefix="/o/{organization_id}/people")

PAGE = 50
MOST_SAVED = 12  # segments that stand as chips
LONGEST = 100  # characters of a name that is looked for
After = Annotated[int, Query(lt=2**63)]


@dataclass(frozen=True)
class Asked:
    """What the list is asked for; kind: of `finding.KINDS`."""

    q: str = ""
    segment: str = ""
    kind: str = ""
    after: int = 0


@dataclass(frozen=True)
class Found:
    """A page of the list. count: how many there are, where that is told. more: after whom the next page begins."""

    rows: list[Row[Any]] = field(default_factory=list)
    addresses: Mapping[int, list[Row[Any]]] = field(default_factory=dict)
    tags: Mapping[int, list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    count: int | None = None
    more: int = 0
    wrong: str = ""

    def is_silent(self, person_id: int) -> bool:
        """Nothing can be written to them."""
        own = self.addresses[person_id]
        return bool(own) and all(row.hash in self.silent for row in own)

    def numbers(self, person_id: int) -> str:
        """Their numbers, as people write them."""
        return ", ".join(phones.national(row.address) for row in self.addresses[person_id] if row.channel == "sms")


@router.get("")
def listed(visit: Here, q: str = "", segment: str = "", kind: str = "", after: After = 0) -> Response:
    """A page of the list; whoever stands on it has been looked at."""
    asked = Asked(q.strip()[:LONGEST], segment.strip(), kind if kind in KINDS else "", after)
    found = visit.read(lambda db: _found(db, visit, asked))
    ids = [row.id for row in found.rows]
    if ids:
        visit.change(lambda db: rights.looked_at_all(db, ids, visit.now, by=visit.actor, action="panel people"))
    status = 422 if found.wrong else 200
    about = visit.read(lambda db: _about(db, visit, asked))
    return visit.page("people.html", status=status, asked=asked, found=found, name_of=people.name_of, **about)


def _found(db: Connection, visit: Visit, asked: Asked) -> Found:
    chosen = select_people(db, visit.id, asked.segment, visit.now) if asked.segment else None
    if isinstance(chosen, SegmentError):
        return Found(wrong=error_text(chosen, visit.language))
    return page_of(db, visit, Wanted(asked.q, chosen, asked.kind), asked.after)  # type: ignore[arg-type]


def page_of(db: Connection, visit: Visit, wanted: Wanted, after: int) -> Found:
    """A page of those who are wanted, with what the list says of each."""
    rows = finding.page(db, visit.below, wanted, after=after, limit=PAGE + 1)
    shown, ids = rows[:PAGE], [row.id for row in rows[:PAGE]]
    addresses = people.addresses_of(db, ids)
    hashes = {row.hash for own in addresses.values() for row in own}
    return Found(
        shown, addresses, finding.tags(db, ids), suppression.of_hashes(db, hashes, visit.now, organization_id=visit.id),
        count=None if wanted.text or wanted.kind or after else finding.count(db, visit.below, wanted),
        more=shown[-1].id if len(rows) > PAGE else 0,
    )  # fmt: skip


def _about(db: Connection, visit: Visit, asked: Asked) -> dict[str, Any]:
    """What can be chosen, and the chosen segment in words."""
    labels = labels_of(db, (*visit.below, *organizations.above(db, visit.id)), visit.language) if asked.segment else {}
    said = chips(asked.segment, visit.language, labels)
    saved = [(row.name, to_text(Saved(Name(row.name)))) for row in seen_from(db, visit.id)]
    words: list[Chip] = said if isinstance(said, list) else []
    shown = {"is_new": bool(words) and is_new(asked.segment)}
    return {**shown, "chips": words, "saved": saved[:MOST_SAVED], "under_way": _under_way(db, visit)}


def _under_way(db: Connection, visit: Visit) -> Upload | None:
    """The list that was uploaded last and is not taken in yet."""
    waiting = (each for each in listed_uploads(db, visit) if each.stage != "done")
    return next(waiting, None) if visit.may("edit") else None
