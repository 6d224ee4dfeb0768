"""A candidate's bookings: what they are asked for, when they cannot, whom they have visited, and their own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Path
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.booking_calendar import Mark, marks_of
from admin.booking_form import Entered, read_wall
from admin.booking_words import shown, span
from admin.form import Form, Posted
from admin.moments import wall_of
from admin.visit import Here, Visit, nothing_here
from storage import booking_choice, booking_pages
from storage.booking_choice import Speaker

router = APIRouter(prefix="/o/{organization_id}/bookings/candidate")

Id = Annotated[int, Path(ge=1, lt=2**63)]
LONGEST_URL = 2000
MOST = 50


@dataclass(frozen=True)
class Feed:
    """Their own calendar. host: where it is; its whole address is a key to it, and is never shown."""

    host: str
    read_at: datetime | None
    fault: str


def of(visit: Visit, person_id: int) -> Speaker:
    """A candidate of the same party or union; anybody else is not there."""
    found: list[Speaker] = visit.read(lambda db: booking_choice.speakers(db, visit.id, visit.now))
    return next((each for each in found if each.id == person_id), None) or nothing_here()


@router.get("/{person_id:int}")
def show(visit: Here, person_id: Id) -> Response:
    """The page; the read log says who looked."""
    return page(visit, of(visit, person_id))


def page(visit: Visit, who: Speaker, typed: Entered | None = None, *, wrong: str = "") -> Response:
    """The whole page. typed: a busy time that is not right; wrong: what is wrong with a calendar's address."""
    visit.looked(who.id, who.organization_id, "panel candidate")
    about = visit.read(lambda db: _about(db, visit, who))
    entered = typed or Entered({"from": "", "to": ""})
    return visit.page(
        "booking_candidate.html", status=422 if typed or wrong else 200, who=who, entered=entered, wrong=wrong,
        adding=typed is not None, may=visit.may("book") and is_ours(visit, who), is_ours=is_ours(visit, who), **about,
    )  # fmt: skip


def is_ours(visit: Visit, who: Speaker) -> bool:
    """Whether the candidate is in the list of this organization or one below: only then is their time set here."""
    return who.organization_id in visit.below


def _about(db: Connection, visit: Visit, who: Speaker) -> dict[str, Any]:
    ours = booking_pages.of_candidate(who.id) & booking_pages.of_organizations(visit.below)
    parts = ("waiting", "needs", "coming", "settled")
    rows = {part: booking_pages.page(db, part, ours, 0, MOST) for part in parts}
    until = visit.now + booking_pages.AFTERWARDS
    held = booking_pages.holding(db, [who.id], visit.now, until)
    others = [mark for row in held if row.organization_id not in visit.below for mark in marks_of(visit, row)]
    return {
        "asked": shown(db, visit, [*rows["needs"], *rows["waiting"]]), "coming": shown(db, visit, rows["coming"]),
        "settled": shown(db, visit, rows["settled"]), "others": _in_words(visit, others),
        "busy": [(row, span(visit, row.starts_at, row.ends_at)) for row in _busy(db, visit, who, until)],
        "visits": booking_pages.visits_by_association(db, who.id, visit.now), "feed": _feed(db, who),
    }  # fmt: skip


def _in_words(visit: Visit, marks: Sequence[Mark]) -> list[tuple[Mark, str]]:
    return [(mark, span(visit, mark.starts_at, mark.ends_at)) for mark in marks if mark.ends_at > visit.now]


def _busy(db: Connection, visit: Visit, who: Speaker, until: datetime) -> list[Row[Any]]:
    return booking_pages.busy_between(db, [who.id], visit.now, until)[:MOST]


def _feed(db: Connection, who: Speaker) -> Feed | None:
    row = booking_pages.feed(db, who.id)
    if row is None or not row.feed_url:
        return None
    return Feed(urlsplit(row.feed_url).hostname or "", row.feed_read_at, row.feed_fault or "")


# Deeds


@router.post("/{person_id:int}/busy")
def add_busy(visit: Here, person_id: Id, form: Posted) -> Response:
    """They cannot then."""
    who = _to_change(visit, person_id)
    entered = Entered({name: form.text(name) for name in ("from", "to")})
    times = _read_busy(visit, entered)
    if times is None:
        return page(visit, who, entered)
    visit.noted(
        "booking.busy", lambda db: booking_pages.add_busy(db, who.id, *times, visit.now), object=f"person:{who.id}"
    )
    return visit.go(f"/bookings/candidate/{who.id}", said="booking_busy")


def _read_busy(visit: Visit, entered: Entered) -> tuple[datetime, datetime] | None:
    """From when to when; None, and what is wrong with it in `entered`."""
    found: dict[str, datetime] = {}
    for name in ("from", "to"):
        wall = wall_of(entered.typed[name])
        if wall is None:
            entered.wrong[name] = visit.text("booking_wrong_moment")
        elif (moment := read_wall(visit, entered, name, wall, str(visit.zone))) is not None:
            found[name] = moment
    if len(found) < 2:
        return None
    if found["to"] <= visit.now:
        entered.wrong["to"] = visit.text("booking_wrong_past")
    elif found["to"] <= found["from"]:
        entered.wrong["to"] = visit.text("booking_wrong_order")
    return None if entered.wrong else (found["from"], found["to"])


@router.post("/{person_id:int}/busy/remove")
def remove_busy(visit: Here, person_id: Id, form: Posted) -> Response:
    """They can after all."""
    who, busy_id = _to_change(visit, person_id), form.number("busy") or 0
    gone = visit.noted(
        "booking.free", lambda db: booking_pages.remove_busy(db, who.id, busy_id), object=f"person:{who.id}"
    )
    return visit.go(f"/bookings/candidate/{who.id}", said="booking_free" if gone else "")


@router.post("/{person_id:int}/calendar")
def set_calendar(visit: Here, person_id: Id, form: Posted) -> Response:
    """Their own calendar is read from this address on."""
    who, url = _to_change(visit, person_id), _address(form)
    if not url:
        return page(visit, who, wrong="booking_wrong_calendar")
    _keep(visit, who, url)
    return visit.go(f"/bookings/candidate/{who.id}", said="booking_calendar_set")


@router.post("/{person_id:int}/calendar/remove")
def remove_calendar(visit: Here, person_id: Id, form: Posted) -> Response:
    """It is not read any more, and what it said is forgotten."""
    who = _to_change(visit, person_id)
    _keep(visit, who, None)
    return visit.go(f"/bookings/candidate/{who.id}", said="booking_calendar_gone")


def _keep(visit: Visit, who: Speaker, url: str | None) -> None:
    visit.noted(
        "booking.calendar", lambda db: booking_pages.set_feed(db, who.id, url, visit.now), object=f"person:{who.id}"
    )


def _address(form: Form) -> str:
    """The address as it is read, by https alone; "" for what is none."""
    typed = form.text("address")
    if typed.lower().startswith("webcal://"):
        typed = f"https{typed[len('webcal') :]}"
    try:
        parts = urlsplit(typed)
        is_good = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
        is_good = is_good and parts.port in (None, 443) and typed.isascii() and " " not in typed
    except ValueError:
        return ""
    return typed if is_good and len(typed) <= LONGEST_URL else ""


def _to_change(visit: Visit, person_id: int) -> Speaker:
    """A candidate whose time is set here: one of this organization or below."""
    visit.require("book")
    who = of(visit, person_id)
    return who if is_ours(visit, who) else nothing_here()
