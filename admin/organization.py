"""An organization's own page: what it is called and where, its hours and limits, who is on call, and its channels."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin.form import Form, Posted
from admin.visit import Here, Visit
from flows.hours import parse_span
from storage import addresses, installation, organizations, outbox, phones, spending

router = APIRouter(prefix="/o/{organization_id}/organization")

DAYS = ("keep_bodies_days", "keep_answers_days", "keep_left_days", "keep_log_days")
PLAIN = ("name", "timezone", "language", "quiet_hours", "approval_limit", *DAYS)
DUTY = ("on_call", "desk")  # whose number is told of what cannot wait
LONGEST_NAME = 80


@dataclass(frozen=True)
class Wanted:
    """What was filled in: columns that are right, what is wrong by field, and the numbers of who is on duty."""

    values: dict[str, Any]
    wrong: dict[str, str]
    duty: dict[str, str | None]


@router.get("")
def show(visit: Here) -> Response:
    """The settings, as they are."""
    row = visit.organization
    given = {name: getattr(row, name) for name in PLAIN}
    given["cap"] = "" if row.month_cap is None else row.month_cap
    return _page(visit, given, {})


def _page(visit: Visit, given: dict[str, Any], wrong: dict[str, str], status: int = 200) -> Response:
    state = visit.read(lambda db: _state(db, visit))
    return visit.page("organization.html", status=status, given={**state, **given}, wrong=wrong, days=DAYS, **state)


def _state(db: Connection, visit: Visit) -> dict[str, Any]:
    on_duty = {name: getattr(visit.organization, f"{name}_id") for name in DUTY}
    return {
        **{name: addresses.get(db, each).address if each is not None else "" for name, each in on_duty.items()},
        "providers": installation.provider_states(db), "waiting": outbox.counts(db).get("queued", 0),
        "alive": installation.worker_alive(db, visit.now), "spent": spending.this_month(db, visit.id, visit.now),
        "children": [row for row in visit.tree.values() if row.parent_id == visit.id], "zones": ZONES,
    }  # fmt: skip


ZONES = [(zone, zone) for zone in sorted(available_timezones()) if zone.startswith(("Europe/", "Atlantic/"))]


@router.post("")
def change(visit: Here, form: Posted) -> Response:
    """Keep them."""
    visit.require("manage")
    wanted = _read(visit, form)
    if not wanted.wrong and visit.noted("organization.change", lambda db: _keep(db, visit, wanted)):
        return visit.go("/organization", said="organization_saved")
    given = {name: form.text(name) for name in PLAIN}
    given |= {"cap": form.text("cap"), "on_call": form.text("on_call"), "desk": form.text("desk")}
    wrong = wanted.wrong or {"name": visit.text("organization_taken")}
    return _page(visit, given, wrong, 422)


def _read(visit: Visit, form: Form) -> Wanted:
    values: dict[str, Any] = {"name": " ".join(form.text("name").split()), "language": form.text("language")}
    values |= {"timezone": form.text("timezone"), "quiet_hours": form.text("quiet_hours")}
    wrong: dict[str, str] = {}
    if not 0 < len(values["name"]) <= LONGEST_NAME:
        wrong["name"] = visit.text("organization_bad_name", longest=LONGEST_NAME)
    if values["language"] not in ("sv", "en") or values["timezone"] not in available_timezones():
        wrong["timezone"] = visit.text("organization_bad_zone")
    try:
        parse_span(values["quiet_hours"])
    except ValueError:
        wrong["quiet_hours"] = visit.text("organization_bad_hours")
    for name in ("approval_limit", *DAYS):
        values[name] = form.number(name)
        if not values[name]:
            wrong[name] = visit.text("organization_bad_number")
    values["month_cap"] = form.number("cap")
    if form.text("cap") and values["month_cap"] is None:
        wrong["cap"] = visit.text("organization_bad_number")
    typed = {"on_call": form.text("on_call"), "desk": form.text("desk")}
    return Wanted(values, wrong, {name: _number(visit, name, typed[name], wrong) for name in DUTY})


def _number(visit: Visit, name: str, typed: str, wrong: dict[str, str]) -> str | None:
    """A number that can be texted; None for nobody, or for what is none, which stands in `wrong`."""
    phone = phones.normal(typed, visit.house.countries) if typed else None
    if isinstance(phone, phones.Phone):
        return phone.e164
    if phone is not None:
        wrong[name] = visit.text("organization_bad_phone")
    return None


def _keep(db: Connection, visit: Visit, wanted: Wanted) -> bool:
    """False when another organization is called so."""
    same = organizations.find(db, wanted.values["name"])
    if same is not None and same.id != visit.id:
        return False
    duty = {
        f"{name}_id": addresses.find_or_make(db, "sms", number, visit.now).id if number else None
        for name, number in wanted.duty.items()
    }
    organizations.change(db, visit.id, **wanted.values, **duty)
    return True


@router.post("/below")
def add_below(visit: Here, form: Posted) -> Response:
    """A new association under this organization."""
    visit.require("manage")
    name, row = " ".join(form.text("name").split()), visit.organization
    if not 0 < len(name) <= LONGEST_NAME:
        return visit.go("/organization", said="organization_bad_below")
    made = visit.noted(
        "organization.add",
        lambda db: organizations.add(db, name, visit.id, row.timezone, row.quiet_hours, visit.now),
    )
    return visit.go("/organization", said="organization_added" if made is not None else "organization_below_taken")
