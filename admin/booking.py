"""The page of a booking: what was asked for, how it stands, what happened, who waits, and what can be done now."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.booking_form import Entered
from admin.booking_story import Told, story_of
from admin.booking_whom import Choice, choice_of
from admin.booking_words import Shown, fairness, shown, span
from admin.visit import Here, Visit, nothing_here
from storage import addresses, booking_choice, booking_pages, booking_record, booking_slots, bookings, phones
from storage.booking_choice import Speaker

router = APIRouter(prefix="/o/{organization_id}/bookings")

Id = Annotated[int, Path(ge=1, lt=2**63)]
LONGEST = 120
INSTEAD = ("open", "queued", "declined", "expired", "desk", "tentative", "asked")
ANSWERS = ("asked", "tentative", "desk")


@dataclass(frozen=True)
class Waiting:
    """Somebody else in the same line. whose: the association where one may see it; else nobody's name."""

    row: Row[Any]
    whose: str
    fair: str
    is_ours: bool


@dataclass(frozen=True)
class Look:
    """What stands on the page beside the booking itself."""

    one: Shown
    story: list[Told]
    behind: list[Waiting]
    before: list[Waiting]
    others: list[Speaker]
    number: str  # of the candidate, for those who may have it
    proposed: str  # the other time, in words


def of(visit: Visit, booking_id: int) -> Row[Any]:
    """A booking of this organization or one below; anything else is not there."""
    row: Row[Any] | None = visit.read(lambda db: booking_pages.get(db, booking_id))
    return row if row is not None and row.organization_id in visit.below else nothing_here()


@router.get("/{booking_id:int}")
def show(visit: Here, booking_id: Id, q: str = "") -> Response:
    """The page; the candidate on it has been looked at."""
    return page(visit, of(visit, booking_id), q=q)


def page(
    visit: Visit, row: Row[Any], *, q: str = "", sorry: str = "", moved: Entered | None = None, wrong: str = ""
) -> Response:
    """The whole page. sorry: why something could not be done; moved, wrong: what was filled in, and is not right."""
    found = visit.read(lambda db: _look(db, visit, row))
    if row.candidate_id is not None and row.home is not None:
        visit.looked(row.candidate_id, row.home, "panel booking")
    words = " ".join(q.split())[:LONGEST]
    entered = moved or Entered(move_fields(row))
    return visit.page(
        "booking.html", status=422 if sorry or wrong or moved else 200, row=row, look=found, one=found.one, q=words,
        choice=_searched(visit, row, words) if words else None, sorry=sorry, moved=entered, moving=moved is not None,
        wrong=wrong, may=deeds_of(visit, row), national=phones.national, host=phones.national(row.host or ""),
        speaks_for=speaks_for(visit, row),
    )  # fmt: skip


def _searched(visit: Visit, row: Row[Any], words: str) -> Choice:
    return choice_of(visit, row.organization_id, booking_slots.span_of(row), words, "", but=row.id)


def _look(db: Connection, visit: Visit, row: Row[Any]) -> Look:
    behind, before = booking_pages.line_behind(db, row, visit.now), booking_pages.line_before(db, row)
    fair, _ = fairness(db, visit, {each.organization_id for each in (*behind, *before)})
    other = booking_record.proposed(row)
    needs_others = row.state in INSTEAD and row.starts_at > visit.now
    return Look(
        shown(db, visit, [row])[0], story_of(db, visit, bookings.events(db, row.id)),
        [_waiting(visit, each, fair(each.organization_id)) for each in behind],
        [_waiting(visit, each, fair(each.organization_id)) for each in before],
        booking_choice.alternatives(db, row, visit.now) if needs_others else [],
        _number(db, visit, row), span(visit, other.starts_at, other.ends_at, row.zone) if other is not None else "",
    )  # fmt: skip


def _waiting(visit: Visit, row: Row[Any], fair: str) -> Waiting:
    is_ours = row.organization_id in visit.below
    return Waiting(row, row.organization if is_ours else visit.text("booking_another"), fair, is_ours)


def _number(db: Connection, visit: Visit, row: Row[Any]) -> str:
    """The candidate's number: for the candidate's own organization, and for the host when the candidate agreed."""
    if row.candidate_id is None or row.protected or not (row.shares_number or speaks_for(visit, row)):
        return ""
    own = addresses.of_person(db, row.candidate_id)
    return next((each.address for each in own if each.channel == "sms"), "")


# What can be done


def speaks_for(visit: Visit, row: Row[Any]) -> bool:
    """Whether the candidate is one of their own: only then do they answer for them."""
    return row.home is not None and row.home in visit.below


def deeds_of(visit: Visit, row: Row[Any]) -> set[str]:
    """What this visitor can do to a booking as it stands: ask, yes, no, agree, refuse, move, cancel."""
    if not visit.may("book"):
        return set()
    standing, coming = row.state in bookings.STANDING, row.starts_at > visit.now
    can = {
        "ask": row.state in INSTEAD and coming,
        "yes": row.state in ANSWERS and coming and speaks_for(visit, row),
        "no": row.state in (*ANSWERS, "countered", "queued") and speaks_for(visit, row),
        "agree": row.state == "countered",
        "refuse": row.state == "countered",
        "move": standing,
        "cancel": standing,
    }
    return {deed for deed, is_so in can.items() if is_so}


def move_fields(row: Row[Any]) -> dict[str, str]:
    """When and where it is, as the form of a move shows it."""
    return {
        "day": f"{row.wall_start:%Y-%m-%d}", "start": f"{row.wall_start:%H:%M}", "end": f"{row.wall_end:%H:%M}",
        "venue": row.venue,
    }  # fmt: skip
