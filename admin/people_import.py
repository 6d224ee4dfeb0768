"""A list of people from a file: its columns are confirmed, a worker says what would happen, somebody says yes."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from admin.form import Posted
from admin.person import Id
from admin.person_form import BASES, sentence
from admin.visit import Here, Visit, nothing_here
from storage.importing import mapping, report, staging, upload_pages, uploads
from storage.importing.columns import FIELDS
from storage.importing.reasons import BadFile, Reason
from storage.importing.sheet import Sheet, read_sheet
from storage.importing.texts import FIELDS as FIELD_NAMES
from storage.importing.texts import reason_text
from storage.importing.upload_pages import KINDS

router = APIRouter(prefix="/o/{organization_id}/people/import")

Stage = Literal["columns", "working", "checked", "failed", "done"]
LONGEST_NAME = 120
SURE, LIKELY = 100, 80  # scores of a guess, of 100


@dataclass(frozen=True)
class Upload:
    """An uploaded file as the pages show it. step: a key of `people_step_…`; done of total tells how far it is."""

    row: Row[Any]
    stage: Stage
    step: str = "waiting"
    done: int = 0
    total: int = 0

    @property
    def is_taken(self) -> bool:
        """Somebody has said yes."""
        return self.row.state in ("take", "taken")

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.row.counts or {})

    @property
    def changes(self) -> int:
        """How many people would be new or other than they are."""
        return self.counts.get("created", 0) + self.counts.get("updated", 0)


def standing(db: Connection, row: Row[Any]) -> Upload:
    """How far an upload has come."""
    if row.state == "taken":
        left = staging.parts_left(db, row.batch_id)
        total = max(row.total if row.step == "storing" else 0, left or 0)
        return Upload(row, "done") if left is None else Upload(row, "working", "storing", total - left, total)
    if row.state in uploads.ORDERED:
        return Upload(row, "working", row.step or "waiting", row.done, row.total)
    return Upload(row, row.state)


def of(visit: Visit, upload_id: int) -> Upload:
    """An upload of this organization or one below; any other is not there."""
    visit.require("edit")
    row = visit.read(lambda db: uploads.get(db, upload_id))
    if row is None or row.organization_id not in visit.below:
        nothing_here()
    return visit.read(lambda db: standing(db, row))  # type: ignore[no-any-return]


# The file


@router.get("")
def start(visit: Here) -> Response:
    """Where a file is chosen, and the lists that are under way."""
    visit.require("edit")
    return _start(visit)


def _start(visit: Visit, status: int = 200, wrong: str = "") -> Response:
    return visit.page(
        "people_import.html", status=status, wrong=wrong, under_way=visit.read(lambda db: listed(db, visit))
    )


def listed(db: Connection, visit: Visit) -> list[Upload]:
    """The lists that somebody has uploaded here."""
    return [standing(db, row) for row in uploads.listed(db, visit.below)]


@router.post("")
def upload(visit: Here, form: Posted) -> Response:
    """Take the file; what cannot be a list of people is told at once."""
    visit.require("edit")
    given = form.file("file")
    if given is None:
        return _start(visit, 422, visit.text("people_no_file"))
    name, data = given
    read = _read(name, data)
    if isinstance(read, Reason):
        return _start(visit, 422, reason_text(read, visit.language))
    sheet, shape = read
    about = {
        "organization_id": visit.id, "actor": visit.actor, "name": name[:LONGEST_NAME], "shape": shape,
        "countries": list(visit.house.countries), "rows": len(sheet.rows),
    }  # fmt: skip
    upload_id = visit.change(lambda db: uploads.add(db, about, visit.now))
    for at in range(0, len(data), uploads.PIECE):
        visit.change(partial(uploads.add_piece, upload_id=upload_id, data=data[at : at + uploads.PIECE]))
    return visit.go(f"/people/import/{upload_id}")


def _read(name: str, data: bytes) -> tuple[Sheet, mapping.Shown] | Reason:
    sheet = read_sheet(data, name)
    if isinstance(sheet, BadFile):
        return sheet.reason
    shape = mapping.shape_of(sheet)
    return shape.reason if isinstance(shape, BadFile) else (sheet, shape)


# One of them


@router.get("/{upload_id:int}")
def show(visit: Here, upload_id: Id, kind: str = "", page: int = 1, columns: str = "") -> Response:
    """Where it stands: its columns, how far it is, what would happen, or what did."""
    found = of(visit, upload_id)
    if found.stage in ("columns", "failed") or (columns and found.stage == "checked"):
        return _columns(visit, found, found.row.shape)
    if found.stage == "working":
        return visit.page("people_import_working.html", upload=found)
    shown = kind if kind in KINDS else _first_kind(found)
    number = max(1, min(page, 10_000))
    lines = visit.read(lambda db: upload_pages.page(db, upload_id, shown, number))
    return visit.page(
        "people_import_rows.html", upload=found, kind=shown, kinds=KINDS, lines=lines, number=number,
        pages=-(-found.counts.get(shown, 0) // upload_pages.LINES), told=_telling(visit),
    )  # fmt: skip


def _first_kind(found: Upload) -> str:
    """What is best looked at first: what was not taken, then what is new."""
    order = ("refused", "kept", "created", "updated", "unchanged")
    return next((kind for kind in order if found.counts.get(kind)), "created")


def _telling(visit: Visit) -> Callable[[Reason], str]:
    return lambda reason: sentence(reason_text(reason, visit.language))


def _columns(visit: Visit, found: Upload, shape: mapping.Shown, status: int = 200, **wrong: str) -> Response:
    """wrong: what is wrong with the columns, and the field that is there `twice`."""
    names = FIELD_NAMES[visit.language]
    fields = [(field, names[field][:1].upper() + names[field][1:]) for field in FIELDS]
    return visit.page(
        "people_import_columns.html", status=status, upload=found, shape=shape, fields=fields, bases=BASES,
        how_sure=how_sure, **{"wrong": "", "twice": "", **wrong},
    )  # fmt: skip


def how_sure(score: int) -> str:
    """A key of `people_sure_…`."""
    return "known" if score >= SURE else "likely" if score >= LIKELY else "guess"


@router.post("/{upload_id:int}/check")
def check(visit: Here, upload_id: Id, form: Posted) -> Response:
    """These are the columns: a worker looks what would happen."""
    found = of(visit, upload_id)
    fields = [form.text(f"column-{index}") for index in range(len(found.row.shape["columns"]))]
    shape = mapping.corrected(found.row.shape, fields)
    if fault := mapping.wrong(shape):
        why, field = fault
        words = visit.text(f"people_columns_{why}", field=FIELD_NAMES[visit.language].get(field, ""))
        return _columns(visit, found, shape, 422, wrong=words, twice=field)
    basis = form.text("basis") if form.text("basis") in BASES else None
    visit.change(lambda db: uploads.confirm(db, upload_id, shape, basis, visit.now))
    return visit.go(f"/people/import/{upload_id}")


@router.get("/{upload_id:int}/progress")
def progress(visit: Here, upload_id: Id) -> Response:
    """The part of the page that moves; the whole page comes anew when it has come to something."""
    found = of(visit, upload_id)
    response = visit.page("people_import_progress.html", upload=found)
    if found.stage != "working":
        response.headers["HX-Refresh"] = "true"
    return response


@router.post("/{upload_id:int}/take")
def take(visit: Here, upload_id: Id, form: Posted) -> Response:
    """Yes: a worker takes it in, from the list as it is by then."""
    of(visit, upload_id)
    visit.change(lambda db: uploads.say_yes(db, upload_id, visit.now))
    return visit.go(f"/people/import/{upload_id}")


@router.post("/{upload_id:int}/drop")
def drop(visit: Here, upload_id: Id, form: Posted) -> Response:
    """It is not wanted any more, or has been read."""
    of(visit, upload_id)
    visit.change(lambda db: uploads.drop(db, upload_id, visit.now))
    return visit.go("/people/import", said="import_dropped")


@router.get("/{upload_id:int}/report")
def rows(visit: Here, upload_id: Id) -> Response:
    """What happens to each row, as a file."""
    found = of(visit, upload_id)
    out = io.StringIO(newline="")
    visit.read(lambda db: report.write_report(out, upload_pages.verdicts(db, upload_id), visit.language))
    name = f"{visit.text('people_report_file')}-{found.row.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue().encode(report.ENCODING), media_type="text/csv", headers=headers)
