"""A list of people as a file: with a reason, with the columns that are needed and no others, and not in secret."""

import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response, StreamingResponse

from admin.form import Posted
from admin.visit import Away, Here, Visit, recently
from storage import audits, exporting, installation, people, rights
from storage.exporting import COLUMNS, ENCODING
from storage.importing.texts import FIELDS
from storage.segments import SegmentError, error_text, seen_from, select_people, to_text
from storage.segments.expr import Name, Saved
from storage.tables import person

router = APIRouter(prefix="/o/{organization_id}/people/export")

ACTION = "people export"
USUAL = ("first_name", "last_name", "phone")
SHORTEST, LONGEST = 10, 300  # characters of a reason
SLICE = 500  # people whose looks are noted and who are written at a time
RECENT = timedelta(days=14)
SHOWN = 20


@router.get("")
def ask(visit: Here, segment: str = "") -> Response:
    """What, and why; the second factor is asked for anew."""
    visit.require("export")
    _sure(visit)
    return _page(visit, {"segment": segment, "written": "", "reason": "", "columns": USUAL})


def _sure(visit: Visit) -> None:
    """It is really them, now: a list of members is what somebody would steal a session for."""
    if not recently(visit.signed):
        raise Away(f"/sign-in/again?next={quote(visit.url('/people/export'))}")


def _page(visit: Visit, typed: dict[str, Any], status: int = 200, **wrong: str) -> Response:
    """typed: what was filled in; wrong: a sentence by field. What was chosen in the list stands in writing here."""
    names, saved = FIELDS[visit.language], visit.read(lambda db: _saved(db, visit))
    if typed["segment"] not in dict(saved):
        typed = {**typed, "segment": "", "written": typed["written"] or typed["segment"]}
    return visit.page(
        "people_export.html", status=status, typed=typed, wrong={"segment": "", "reason": "", "columns": "", **wrong},
        columns=[(name, names[name][:1].upper() + names[name][1:]) for name in COLUMNS if name != "protected"],
        saved=saved, **_recent(visit),
    )  # fmt: skip


def _saved(db: Connection, visit: Visit) -> list[tuple[str, str]]:
    """Everybody, and the saved segments: (expression, words)."""
    everybody = ("", visit.text("people_export_everybody", organization=visit.organization.name))
    return [everybody, *((to_text(Saved(Name(row.name))), row.name) for row in seen_from(db, visit.id))]


def _recent(visit: Visit) -> dict[str, Any]:
    """The lists that were fetched lately, and what those who did are called."""
    rows = visit.read(lambda db: exports(db, visit))
    return {"exports": rows, "names": visit.read(lambda db: audits.names(db, [row.actor for row in rows]))}


def exports(db: Connection, visit: Visit, *, but_own: bool = False) -> list[Row[Any]]:
    """Lines of the audit about lists that were fetched lately here or below, the latest first."""
    rows = audits.listed(db, visit.below, action=ACTION, limit=SHOWN)
    recent = [row for row in rows if row.at > visit.now - RECENT]
    return [row for row in recent if not but_own or row.actor != visit.actor]


@router.post("")
def export(visit: Here, form: Posted) -> Response:
    """The file, line by line as it is written; whoever stands in it can be told who fetched it, and why."""
    visit.require("export")
    _sure(visit)
    segment, reason = form.text("written") or form.text("segment"), " ".join(form.text("reason").split())
    columns = [name for name in COLUMNS if name in form.texts("columns")]
    typed = {"segment": segment, "written": form.text("written"), "reason": reason, "columns": columns}
    ids = visit.read(lambda db: _ids(db, visit, segment))
    wrong = {"segment": error_text(ids, visit.language)} if isinstance(ids, SegmentError) else {}
    if not SHORTEST <= len(reason) <= LONGEST:
        wrong["reason"] = visit.text("people_export_no_reason")
    if not columns:
        wrong["columns"] = visit.text("people_export_no_columns")
    if wrong or isinstance(ids, SegmentError):
        return _page(visit, typed, 422, **wrong)
    detail = {"people": len(ids), "segment": segment or None, "columns": columns, "reason": reason}
    visit.change(lambda db: _note(db, visit, detail))
    name = f"{visit.text('people_export_file')}-{visit.now.astimezone(visit.zone):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_file(visit, ids, columns), media_type="text/csv; charset=utf-8", headers=headers)


def _note(db: Connection, visit: Visit, detail: dict[str, Any]) -> None:
    about = {"organization_id": visit.id, "object": "people", "detail": detail}
    installation.note(db, visit.actor, ACTION, visit.now, **about)


def _ids(db: Connection, visit: Visit, segment: str) -> list[int] | SegmentError:
    """Everybody of the segment but those whose identity is protected."""
    chosen = select_people(db, visit.id, segment or None, visit.now)
    if isinstance(chosen, SegmentError):
        return chosen
    return list(db.execute(people.unprotected(chosen).order_by(person.c.id)).scalars())


def _file(visit: Visit, ids: Sequence[int], columns: Sequence[str]) -> Iterator[bytes]:
    """Some people at a time: that somebody sees them is noted before they do."""
    head = io.StringIO(newline="")
    exporting.write_headings(head, visit.language, columns)
    yield head.getvalue().encode(ENCODING)
    for start in range(0, len(ids), SLICE):
        yield _slice(visit, ids[start : start + SLICE], columns)


def _slice(visit: Visit, ids: Sequence[int], columns: Sequence[str]) -> bytes:
    visit.change(lambda db: rights.looked_at_all(db, ids, visit.now, by=visit.actor, action=ACTION))
    out = io.StringIO(newline="")
    rows = visit.read(lambda db: people.listed(db, person.c.id.in_(ids)))
    visit.read(lambda db: exporting.write_slice(db, out, rows, visit.language, columns))
    return out.getvalue().encode()
