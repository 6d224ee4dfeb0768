"""Quotas: how many shifts each candidate is to do, and how far they have come; the list for the board."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.form import Form, Posted
from admin.shift_people import look
from admin.shifts import YEARS
from admin.visit import Here, Visit, nothing_here
from flows import dates
from storage import quotas, shifts
from storage.exporting import ENCODING, SEPARATOR, safe, whole
from storage.quotas import Standing, Wanted

router = APIRouter(prefix="/o/{organization_id}/bookings/quotas")

Id = Annotated[int, Path(ge=1, lt=2**63)]
FIELDS = ("activity", "minimum", "since", "until")
LONGEST = 80  # characters of an activity
MOST = 100
COLUMNS = ("name", "association", "done", "booked", "minimum", "stands")


@dataclass(frozen=True)
class Card:
    """A quota as the page shows it. days: from when to when; half: what is said of half-time; done: how many have."""

    row: Row[Any]
    days: str
    half: str
    people: list[Standing]

    @property
    def done(self) -> int:
        return sum(each.done >= each.minimum for each in self.people)

    @property
    def behind(self) -> int:
        return sum(each.is_behind for each in self.people)


@router.get("")
def listed(visit: Here) -> Response:
    """All quotas of the organization and below, with how far each candidate has come."""
    return _page(visit, dict.fromkeys(FIELDS, ""), {})


def _page(visit: Visit, typed: dict[str, str], wrong: dict[str, str]) -> Response:
    cards: list[Card] = visit.read(lambda db: _cards(db, visit))
    look(visit, sorted({each.person.id for card in cards for each in card.people}), "panel quotas")
    activities, _ = visit.read(lambda db: shifts.suggestions(db, visit.id))
    return visit.page(
        "quotas.html", status=422 if wrong else 200, cards=cards, typed=typed,
        wrong={**dict.fromkeys(FIELDS, ""), **wrong}, activities=activities, stands=stands,
    )  # fmt: skip


def _cards(db: Connection, visit: Visit) -> list[Card]:
    rows = quotas.listed(db, visit.below)
    return [Card(row, _days(visit, row), _half(visit, row), quotas.standing(db, row, visit.now)) for row in rows]


def _days(visit: Visit, row: Row[Any]) -> str:
    today = visit.now.astimezone(visit.zone).date()
    first, last = (dates.date_words(day, visit.language, today) for day in (row.since, row.until))
    return visit.text("quotas_days", first=first, last=last)


def _half(visit: Visit, row: Row[Any]) -> str:
    """What is said of the text at half-time."""
    moment = row.told_at or quotas.half_time(row)
    day = dates.day(moment.astimezone(visit.zone), visit.language, visit.now)
    if row.told_at is None:
        return visit.text("quotas_half", day=day) if quotas.ends(row) > visit.now else ""
    return visit.text("quotas_late" if row.told_at == row.created_at else "quotas_told", day=day)


def stands(standing: Standing) -> tuple[str, str]:
    """How somebody stands: the key of a word, and the kind of its tag."""
    if standing.done >= standing.minimum:
        return "quotas_done", "good"
    return ("quotas_behind", "warn") if standing.is_behind else ("quotas_on_way", "")


# Making and removing


@router.post("")
def make(visit: Here, form: Posted) -> Response:
    """A new quota of this organization."""
    visit.require("edit")
    typed = {name: form.text(name) for name in FIELDS}
    wanted = _wanted(visit, form)
    if not isinstance(wanted, Wanted):
        return _page(visit, typed, wanted)
    visit.noted("quota.make", lambda db: quotas.make(db, wanted, visit.now), minimum=wanted.minimum)
    return visit.go("/bookings/quotas", said="quota_made")


def _wanted(visit: Visit, form: Form) -> Wanted | dict[str, str]:
    """What was filled in; or what is wrong with it, by field."""
    activity, minimum = " ".join(form.text("activity").split()), form.number("minimum")
    since, until = _date(form.text("since")), _date(form.text("until"))
    is_wrong = {
        "activity": not 0 < len(activity) <= LONGEST, "minimum": not minimum or minimum > MOST,
        "since": since is None, "until": until is None or (since is not None and until <= since),
    }  # fmt: skip
    if minimum is None or since is None or until is None or any(is_wrong.values()):
        return {name: visit.text(f"quotas_wrong_{name}") for name, wrong in is_wrong.items() if wrong}
    return Wanted(visit.id, activity, minimum, since, until)


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


@router.post("/{quota_id}/remove")
def remove(visit: Here, quota_id: Id, form: Posted) -> Response:
    """Nobody counts by it any more; shifts stay as they are."""
    visit.require("edit")
    _of(visit, quota_id)
    visit.noted("quota.remove", lambda db: quotas.remove(db, quota_id, visit.below), object=f"quota:{quota_id}")
    return visit.go("/bookings/quotas", said="quota_removed")


def _of(visit: Visit, quota_id: int) -> Row[Any]:
    """The quota, if it is one of ours."""
    row: Row[Any] | None = visit.read(lambda db: quotas.get(db, quota_id))
    if row is None or row.organization_id not in visit.below:
        nothing_here()
    return row


# The list as a file


@router.get("/{quota_id}/list.csv")
def export(visit: Here, quota_id: Id) -> Response:
    """The list for the board; whoever stands on it has been looked at."""
    visit.require("export")
    row = _of(visit, quota_id)
    found: list[Standing] = visit.read(lambda db: quotas.standing(db, row, visit.now))
    visit.noted("quota.export", lambda db: None, object=f"quota:{quota_id}", people=len(found))
    look(visit, [each.person.id for each in found], "panel quota export")
    name = f"{visit.text('quotas_file')}-{row.activity}-{visit.now.astimezone(visit.zone):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(_file(visit, found), media_type="text/csv; charset=utf-8", headers=headers)


def _file(visit: Visit, found: list[Standing]) -> bytes:
    lines = [[visit.text(f"quotas_column_{name}") for name in COLUMNS]]
    for each in found:
        counts = [str(number) for number in (each.done, each.booked, each.minimum)]
        lines.append([each.person.name, each.person.organization, *counts, visit.text(stands(each)[0])])
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=SEPARATOR).writerows([[safe(whole(cell)) for cell in line] for line in lines])
    return out.getvalue().encode(ENCODING)
