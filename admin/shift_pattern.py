"""New shifts: one, or many from a pattern; every date is shown before anything is made, and nothing is made twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin.form import Form, Posted
from admin.moments import date_of, time_of
from admin.shift_dates import LONGEST, LONGEST_NIGHT, Pattern, Planned, shown, times
from admin.shift_form import Entered, fields_of, impossible, read, responsible_id, times_of
from admin.visit import Here, Visit
from flows import dates, hours
from storage import installation, shifts

router = APIRouter(prefix="/o/{organization_id}/shifts")

FIELDS = ("activity", "venue", "day", "start", "end", "until", "minimum", "maximum", "responsible")


# Pages


@router.get("/new")
def new(visit: Here, day: str = "", like: int = 0) -> Response:
    """An empty form; or one for a day, or like another shift."""
    visit.require("edit")
    row = visit.read(lambda db: shifts.get(db, like)) if 0 < like < 2**63 else None
    typed = {**dict.fromkeys(FIELDS, ""), "minimum": "2", "maximum": "4", "day": day[:10]}
    if row is not None and row.organization_id in visit.below:
        same = fields_of(row)
        typed |= {name: same[name] for name in ("venue", "minimum", "maximum", "responsible")}
        typed |= {"activity": row.activity, "start": same["start"][11:], "end": same["end"][11:]}
    return _page(visit, Entered(typed), ())


@router.post("/preview")
def preview(visit: Here, form: Posted) -> Response:
    """The dates alone, as the form is being filled in."""
    visit.require("edit")
    entered, weekdays = _entered(visit, form)
    plan = _plan(visit, entered, weekdays, form)
    return visit.page("shift_preview.html", **_preview(visit, plan))


@router.post("/new")
def make(visit: Here, form: Posted) -> Response:
    """Show the dates; or make those that were shown and are ticked, when they are still the same."""
    visit.require("edit")
    entered, weekdays = _entered(visit, form)
    plan = _plan(visit, entered, weekdays, form)
    if entered.wrong:
        return _page(visit, entered, weekdays, plan, status=422)
    if form.text("do") != "make" or not _were_shown(plan, form):
        return _page(visit, entered, weekdays, plan)
    if jumping := next((each.jumps for each in plan if each.ticked and each.jumps), ""):
        return _page(visit, entered, weekdays, plan, wrong=jumping, status=422)
    chosen = [each for each in plan if each.is_made]
    if not chosen:
        return _page(visit, entered, weekdays, plan, wrong=visit.text("shift_wrong_none"), status=422)
    visit.change(lambda db: _make(db, visit, entered, chosen))
    return visit.go("/shifts", said="shifts_made", week=chosen[0].start.date().isoformat())


def _page(
    visit: Visit, entered: Entered, weekdays: Sequence[int], plan: Sequence[Planned] = (), *, wrong: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    activities, venues = visit.read(lambda db: shifts.suggestions(db, visit.id))
    return visit.page(
        "shift_new.html", status=status, entered=entered, weekdays=weekdays, activities=activities, venues=venues,
        names=list(enumerate(dates.WORDS[visit.language].weekdays)), **_preview(visit, plan, wrong),
    )  # fmt: skip


def _preview(visit: Visit, plan: Sequence[Planned], wrong: str = "") -> dict[str, Any]:
    """What the part of the page needs that shows the dates; making: how many can be made."""
    zone = visit.zone

    def span_of(each: Planned) -> str:
        start, end = each.start.replace(tzinfo=zone), each.end.replace(tzinfo=zone)
        return dates.span(start, end, visit.language, visit.now).replace("-", "–")

    making = sum(each.state in ("new", "jumps") for each in plan)
    return {"plan": plan, "wrong": wrong, "shown": shown(plan), "making": making, "span_of": span_of}


# The pattern


def _entered(visit: Visit, form: Form) -> tuple[Entered, list[int]]:
    entered = read(visit, form, FIELDS)
    activities, venues = visit.read(lambda db: shifts.suggestions(db, visit.id))
    for name, known in (("activity", activities), ("venue", venues)):
        entered.typed[name] = _as_known(entered.typed[name], known)
    return entered, [number for number in form.ids("weekday") if number < 7]


def _as_known(words: str, known: Sequence[str]) -> str:
    """Written as it was before: valstuga is Valstuga."""
    return next((each for each in known if each.casefold() == words.casefold()), words)


def _pattern(visit: Visit, entered: Entered, weekdays: Sequence[int]) -> Pattern | None:
    first, start, end = (date_of(entered.typed["day"]), time_of(entered.typed["start"]), time_of(entered.typed["end"]))
    last = date_of(entered.typed["until"]) if entered.typed["until"] else first
    for name, value in (("day", first), ("start", start), ("end", end), ("until", last)):
        if value is None:
            entered.wrong[name] = visit.text(f"shift_wrong_{name}")
    if first is None or last is None or start is None or end is None:
        return None
    if not first <= last <= first + LONGEST:
        entered.wrong["until"] = visit.text("shift_wrong_until")
    if end <= start and datetime.combine(first + timedelta(1), end) - datetime.combine(first, start) > LONGEST_NIGHT:
        entered.wrong["end"] = visit.text("shift_wrong_backwards")
    chosen = frozenset(weekdays) if entered.typed["until"] and weekdays else frozenset({first.weekday()})
    return Pattern(first, last, chosen, start, end)


def _plan(visit: Visit, entered: Entered, weekdays: Sequence[int], form: Form) -> list[Planned]:
    """The dates of the form's pattern; none as long as its times cannot be read."""
    pattern = _pattern(visit, entered, weekdays)
    if pattern is None or entered.wrong.keys() & {"until", "end"}:
        return []
    there = visit.read(lambda db: shifts.standing(db, visit.id, entered.typed["activity"], entered.typed["venue"]))
    plan = [_planned(visit, start, end, there) for start, end in times(pattern)]
    if not plan:
        entered.wrong["until"] = visit.text("shift_wrong_no_dates")
    if len(plan) == 1 and plan[0].jumps:
        entered.wrong["start"] = plan[0].jumps
    ticked = set(form.texts("date")) if _were_shown(plan, form) else {each.start.isoformat() for each in plan}
    return [replace(each, ticked=each.start.isoformat() in ticked) for each in plan]


def _planned(visit: Visit, start: datetime, end: datetime, there: dict[datetime, Any]) -> Planned:
    if (row := there.get(start)) is not None:
        return Planned(start, end, "there" if row.state == "open" else "off", row.id)
    found = times_of(start, end, visit.organization.timezone)
    if isinstance(found, hours.Impossible):
        return Planned(start, end, "jumps", jumps=impossible(visit, found))
    return Planned(start, end, "past" if found["starts_at"] <= visit.now else "new")


def _were_shown(plan: Sequence[Planned], form: Form) -> bool:
    return form.text("shown") == shown(plan)


def _make(db: Connection, visit: Visit, entered: Entered, chosen: Sequence[Planned]) -> None:
    """Make them in one transaction; what somebody else has made meanwhile is left as it is."""
    zone = visit.organization.timezone
    columns = {
        "organization_id": visit.id, "activity_id": shifts.activity_id(db, visit.id, entered.typed["activity"]),
        "venue": entered.typed["venue"], "zone": zone, **entered.places(),
        "responsible_id": responsible_id(db, entered.number, visit.now),
    }  # fmt: skip
    made = [_make_one(db, columns, each, zone) for each in chosen]
    detail = {"made": len([each for each in made if each])}
    installation.note(db, visit.actor, "shift.make", visit.now, organization_id=visit.id, object="shift", detail=detail)


def _make_one(db: Connection, columns: dict[str, Any], planned: Planned, zone: str) -> int | None:
    found = times_of(planned.start, planned.end, zone)
    return None if isinstance(found, hours.Impossible) else shifts.make(db, {**columns, **found})
