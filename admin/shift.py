"""A shift: who is coming and what they said, and the few things to do: put in, take off, move, write down who came."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.form import Posted
from admin.shift_form import responsible_name
from admin.shift_people import candidates, look, said_of
from admin.shifts import light_of
from admin.visit import Here, Visit, nothing_here
from flows import dates
from storage import installation, people, phones, rosters, shift_changes, shifts
from storage.rosters import Attendee
from storage.shift_changes import Refused

router = APIRouter(prefix="/o/{organization_id}/shifts")

ELSEWHERE = 40  # other shifts to move somebody to
LONGEST = 100

Id = Annotated[int, Path(ge=1, lt=2**63)]


def of(visit: Visit, shift_id: int) -> Row[Any]:
    """A shift of this organization or one below; anything else is not there."""
    row: Row[Any] | None = visit.read(lambda db: shifts.get(db, shift_id))
    return row if row is not None and row.organization_id in visit.below else nothing_here()


@router.get("/{shift_id}")
def show(visit: Here, shift_id: Id, q: str = "") -> Response:
    """The page of a shift; whoever stands on it has been looked at."""
    return page(visit, of(visit, shift_id), q=q.strip()[:LONGEST])


@router.get("/{shift_id}/find")
def find(visit: Here, shift_id: Id, q: str = "") -> Response:
    """The part of the page that shows who fits what is being typed."""
    visit.require("edit")
    row = of(visit, shift_id)
    found = candidates(visit, row, q.strip()[:LONGEST])
    return visit.page("shift_found.html", row=row, found=found, q=q, name_of=people.name_of)


def page(visit: Visit, row: Row[Any], *, q: str = "", wrong: str = "", status: int = 200) -> Response:
    """The whole page; wrong: why something could not be done."""
    coming = visit.read(lambda db: rosters.roster(db, row, visit.now))
    waiting = visit.read(lambda db: rosters.waiting(db, row, visit.now))
    look(visit, [each.row.person_id for each in (*coming, *waiting)], "panel shift")
    number = phones.national(row.responsible) if row.responsible else ""
    return visit.page(
        "shift.html", status=status, row=row, light=light_of(row, visit.now), coming=coming, waiting=waiting, q=q,
        wrong=wrong, found=candidates(visit, row, q), begun=row.starts_at <= visit.now, over=row.ends_at <= visit.now,
        said_of=lambda attendee: said_of(visit, attendee), name_of=people.name_of, national=phones.national,
        elsewhere=visit.read(lambda db: _elsewhere(db, visit, row)), number=number,
        responsible=visit.read(lambda db: responsible_name(db, visit, row.responsible)), times=times_of(visit, row),
    )  # fmt: skip


def times_of(visit: Visit, row: Row[Any]) -> str:
    """`lör 28/11 11-14`."""
    start, end = row.starts_at.astimezone(visit.zone), row.ends_at.astimezone(visit.zone)
    return dates.span(start, end, visit.language, visit.now).replace("-", "–")


def _elsewhere(db: Connection, visit: Visit, row: Row[Any]) -> list[tuple[int, str]]:
    """Other shifts with a place left, to choose from."""
    rows = shifts.with_room(db, visit.below, visit.now, 1, ELSEWHERE)
    return [(each.id, f"{times_of(visit, each)} {each.activity}, {each.venue}") for each in rows if each.id != row.id]


# Deeds


@router.post("/{shift_id}/put")
def put(visit: Here, shift_id: Id, form: Posted) -> Response:
    """Give somebody a place by hand, or who waits the place they wait for."""
    row, person_id = _to_edit(visit, shift_id), form.number("person") or 0
    person = visit.read(lambda db: people.get(db, person_id))
    if person is None or person.organization_id not in visit.below:
        nothing_here()
    return _done(
        visit, row, "shift.put", "shift_put",
        lambda db: shift_changes.put_in(db, shift_id, person_id, visit.now, by=visit.actor),
    )  # fmt: skip


@router.post("/{shift_id}/off")
def off(visit: Here, shift_id: Id, form: Posted) -> Response:
    """Take somebody off the shift, or off its waiting list."""
    row, claim_id = _to_edit(visit, shift_id), _claim(visit, shift_id, form.number("claim"))
    return _done(
        visit, row, "shift.off", "shift_off",
        lambda db: shift_changes.take_off(db, claim_id, visit.now, by=visit.actor) or Refused("gone"),
    )  # fmt: skip


@router.post("/{shift_id}/move")
def move(visit: Here, shift_id: Id, form: Posted) -> Response:
    """Give somebody their place in another shift instead."""
    row, claim_id = _to_edit(visit, shift_id), _claim(visit, shift_id, form.number("claim"))
    to = of(visit, form.number("to") or 0)
    return _done(
        visit, row, "shift.swap", "shift_swapped",
        lambda db: shift_changes.put_elsewhere(db, claim_id, to.id, visit.now, by=visit.actor),
    )  # fmt: skip


@router.post("/{shift_id}/came")
def came(visit: Here, shift_id: Id, form: Posted) -> Response:
    """Write down who came and who did not; `all` is everybody of whom nothing is said yet."""
    row = _to_edit(visit, shift_id)
    if row.starts_at > visit.now:
        return visit.go(f"/shifts/{shift_id}")
    coming: list[Attendee] = visit.read(lambda db: rosters.roster(db, row, visit.now))
    said = {each.row.id: form.text(f"came-{each.row.id}") for each in coming}
    if form.on("all"):
        said |= {each.row.id: "yes" for each in coming if each.row.state == "confirmed"}
    marks = {answer: [claim_id for claim_id, each in said.items() if each == answer] for answer in ("yes", "no")}

    def mark(db: Connection) -> int:
        return sum(shifts.mark(db, shift_id, ids, answer == "yes", visit.now) for answer, ids in marks.items())

    return _done(visit, row, "shift.came", "shift_came", mark)


def _to_edit(visit: Visit, shift_id: int) -> Row[Any]:
    visit.require("edit")
    return of(visit, shift_id)


def _claim(visit: Visit, shift_id: int, claim_id: int | None) -> int:
    """A claim in this very shift; any other is not there."""
    row = visit.read(lambda db: shifts.get_claim(db, claim_id or 0))
    return int(row.id) if row is not None and row.shift_id == shift_id else nothing_here()


def _done(visit: Visit, row: Row[Any], action: str, said: str, deed: Callable[[Connection], Any]) -> Response:
    """Back to the page; what could not be done stands there with the reason, and in no audit."""
    outcome = noted(visit, row.id, action, deed)
    if isinstance(outcome, Refused):
        return page(visit, of(visit, row.id), wrong=f"shift_refused_{outcome.reason}", status=422)
    return visit.go(f"/shifts/{row.id}", said=said)


def noted(visit: Visit, shift_id: int, action: str, deed: Callable[[Connection], Any]) -> Any:
    """Do something to a shift in one transaction, with its line in the audit unless it is refused."""

    def do(db: Connection) -> Any:
        outcome = deed(db)
        if not isinstance(outcome, Refused):
            about = {"organization_id": visit.id, "object": f"shift:{shift_id}"}
            installation.note(db, visit.actor, action, visit.now, **about)
        return outcome

    return visit.change(do)
