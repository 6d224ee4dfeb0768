"""Changing a shift: its times, venue, places and who is responsible; calling it off. Nobody's change is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.form import Posted
from admin.moments import wall_of
from admin.shift import Id, noted, of, page
from admin.shift_form import Entered, fields_of, impossible, read, responsible_id, times_of
from admin.visit import Here, Visit
from flows import hours
from storage import addresses, audits, phones, shift_changes, shifts
from storage.shift_changes import Refused

router = APIRouter(prefix="/o/{organization_id}/shifts")

FIELDS = ("start", "end", "venue", "minimum", "maximum", "responsible")
CONFLICT = 409


@dataclass(frozen=True)
class Conflict:
    """Somebody else has changed a field: as it was shown, as it is now, and as this one wants it."""

    field: str
    was: str
    now: str
    mine: str

    @property
    def is_both(self) -> bool:
        """This one has changed it too, and otherwise."""
        return self.mine not in (self.was, self.now)


@router.get("/{shift_id}/edit")
def form_page(visit: Here, shift_id: Id) -> Response:
    """The form, as the shift stands."""
    visit.require("edit")
    row = of(visit, shift_id)
    if row.state != "open":
        return visit.go(f"/shifts/{shift_id}")
    fields = fields_of(row)
    return _page(visit, row, Entered(dict(fields)), fields)


def _page(
    visit: Visit, row: Row[Any], entered: Entered, was: Mapping[str, str], *, conflicts: tuple[Conflict, ...] = (),
    who: str = "", status: int = 200,
) -> Response:  # fmt: skip
    _, venues = visit.read(lambda db: shifts.suggestions(db, row.organization_id))
    return visit.page(
        "shift_edit.html", status=status, row=row, entered=entered, was=was, conflicts=conflicts, who=who,
        venues=venues, told=row.taken and row.ends_at > visit.now,
    )  # fmt: skip


@router.post("/{shift_id}/edit")
def change(visit: Here, shift_id: Id, form: Posted) -> Response:
    """Change what is still as it was shown; else show what somebody else made of it, and keep what was typed."""
    visit.require("edit")
    row = of(visit, shift_id)
    entered, was = read(visit, form, FIELDS), {name: form.text(f"was_{name}") for name in FIELDS}
    times = _times(visit, row, entered)
    if entered.wrong:
        return _page(visit, row, entered, was, status=422)
    outcome = noted(visit, shift_id, "shift.edit", lambda db: _change(db, visit, row, was, {**times}, entered))
    if isinstance(outcome, Refused):
        return _refused(visit, of(visit, shift_id), entered, was, outcome)
    return visit.go(f"/shifts/{shift_id}", said="shift_moved" if outcome and row.taken else "shift_edited")


def _times(visit: Visit, row: Row[Any], entered: Entered) -> dict[str, datetime]:
    """The columns of its times, or what is wrong with them in `entered`."""
    walls = {name: wall for name in ("start", "end") if (wall := wall_of(entered.typed[name])) is not None}
    entered.wrong |= {name: visit.text("shift_wrong_wall") for name in ("start", "end") if name not in walls}
    if len(walls) < 2:
        return {}
    found = times_of(walls["start"], walls["end"], row.zone)
    if isinstance(found, hours.Impossible):
        entered.wrong["start" if found.wall == walls["start"] else "end"] = impossible(visit, found)
        return {}
    if found["starts_at"] >= found["ends_at"]:
        entered.wrong["end"] = visit.text("shift_wrong_order")
    return found


def _change(
    db: Connection, visit: Visit, row: Row[Any], was: Mapping[str, str], times: dict[str, Any], entered: Entered
) -> bool | Refused:
    shown = _shown(db, visit, was)
    if shown is None:
        return Refused("changed")
    responsible = responsible_id(db, entered.number, visit.now)
    wanted = {**times, **entered.places(), "venue": entered.typed["venue"], "responsible_id": responsible}
    return shift_changes.edit(db, row.id, shown, wanted, visit.now, by=visit.actor)


def _shown(db: Connection, visit: Visit, was: Mapping[str, str]) -> dict[str, Any] | None:
    """The columns that the form was drawn from; None when these are no values of a shift at all."""
    number = phones.normal(was["responsible"], visit.house.countries) if was["responsible"] else None
    known = addresses.find(db, "sms", number.e164) if isinstance(number, phones.Phone) else None
    try:
        return {
            "wall_start": datetime.fromisoformat(was["start"]), "wall_end": datetime.fromisoformat(was["end"]),
            "venue": was["venue"], "minimum": int(was["minimum"]), "maximum": int(was["maximum"]),
            "responsible_id": known.id if known is not None else None,
        }  # fmt: skip
    except ValueError:
        return None


def _refused(visit: Visit, row: Row[Any], entered: Entered, was: Mapping[str, str], refused: Refused) -> Response:
    if refused.reason == "changed":
        return _conflict(visit, row, entered, was)
    if refused.reason == "gone":
        return page(visit, row, wrong="shift_refused_gone", status=422)
    place = "maximum" if refused.reason == "too_small" else "start"
    entered.wrong[place] = visit.text(f"shift_refused_{refused.reason}", taken=row.taken)
    return _page(visit, row, entered, was, status=422)


def _conflict(visit: Visit, row: Row[Any], entered: Entered, was: Mapping[str, str]) -> Response:
    """What only the other one changed is taken over; what both did stands as it was typed here, to be looked at."""
    now, mine = fields_of(row), dict(entered.typed)
    conflicts = tuple(Conflict(name, was[name], now[name], mine[name]) for name in FIELDS if now[name] != was[name])
    merged = {name: now[name] if mine[name] == was[name] else mine[name] for name in FIELDS}
    who = visit.read(lambda db: _last_editor(db, visit, row.id))
    return _page(visit, row, Entered(merged), now, conflicts=conflicts, who=who, status=CONFLICT)


def _last_editor(db: Connection, visit: Visit, shift_id: int) -> str:
    """Who changed the shift last, as far as the latest lines of the audit tell."""
    lines = audits.listed(db, visit.below, action="shift.edit", limit=20)
    actor = next((line.actor for line in lines if line.object == f"shift:{shift_id}"), "")
    return audits.names(db, [actor]).get(actor, "")


# Calling it off


@router.post("/{shift_id}/cancel")
def cancel(visit: Here, shift_id: Id, form: Posted) -> Response:
    """Call it off: everybody with a place is told once."""
    visit.require("edit")
    row = of(visit, shift_id)
    gone = noted(
        visit, row.id, "shift.cancel",
        lambda db: shift_changes.call_off(db, row.id, visit.now, by=visit.actor) or Refused("gone"),
    )  # fmt: skip
    return visit.go(f"/shifts/{row.id}", said="" if isinstance(gone, Refused) else "shift_cancelled")


@router.post("/{shift_id}/reopen")
def reopen(visit: Here, shift_id: Id, form: Posted) -> Response:
    """It takes place after all."""
    visit.require("edit")
    row = of(visit, shift_id)
    back = noted(visit, row.id, "shift.reopen", lambda db: shift_changes.reopen(db, row.id) or Refused("gone"))
    return visit.go(f"/shifts/{row.id}", said="" if isinstance(back, Refused) else "shift_reopened")
