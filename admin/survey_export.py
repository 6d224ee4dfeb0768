"""The answers to a survey as a file: with a reason, without names unless they are needed, and not in secret."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response, StreamingResponse

from admin import survey_results
from admin.form import Posted
from admin.survey_opened import Id, Opened, opened
from admin.visit import Away, Here, Visit, recently
from flows.surveys import SurveyQuestion
from storage import people, phones, rights
from storage import survey_results as answers
from storage.exporting import ENCODING, SEPARATOR, safe, whole

router = APIRouter(prefix="/o/{organization_id}/surveys/{survey_id:int}/export")

ACTION = "panel survey export"
SHORTEST, LONGEST = 10, 300  # characters of a reason
SLICE = 500  # people whose looks are noted and who are written at a time
PERSON = ("first_name", "last_name", "phone")


@router.get("")
def ask(visit: Here, survey_id: Id) -> Response:
    """What, and why; the second factor is asked for anew."""
    visit.require("export")
    it = opened(visit, survey_id)
    _sure(visit, survey_id)
    return visit.page("survey_export.html", it=it, reason="", names=False, wrong="")


def _sure(visit: Visit, survey_id: int) -> None:
    """It is really them, now."""
    if not recently(visit.signed):
        raise Away(f"/sign-in/again?{urlencode({'next': visit.url(f'/surveys/{survey_id}/export')})}")


@router.post("")
def export(visit: Here, survey_id: Id, form: Posted) -> Response:
    """The file, some people at a time; whoever stands in it can be told who fetched it."""
    visit.require("export")
    it = opened(visit, survey_id)
    _sure(visit, survey_id)
    reason, names = " ".join(form.text("reason").split()), form.on("names")
    if not SHORTEST <= len(reason) <= LONGEST:
        wrong = visit.text("survey_export_no_reason")
        return visit.page("survey_export.html", status=422, it=it, reason=reason, names=names, wrong=wrong)
    visit.noted("survey.export", lambda db: None, object=f"survey:{survey_id}", reason=reason, names=names)
    name = f"{it.row.name}-{visit.text('survey_export_file')}-{visit.now.astimezone(visit.zone):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    questions = visit.read(lambda db: survey_results.all_questions(db, survey_id))
    file = File(visit, it, questions, names)
    return StreamingResponse(file.slices(), media_type="text/csv; charset=utf-8", headers=headers)


@dataclass(frozen=True)
class File:
    """A file that is being written. names: whether it says whose the answers are."""

    visit: Visit
    it: Opened
    questions: Sequence[SurveyQuestion]
    names: bool

    def slices(self) -> Iterator[bytes]:
        """Its bytes. That somebody sees people is noted before they do."""
        yield self._lines([self._headings()]).encode(ENCODING)
        after = 0
        while rows := self._page(after):
            after = rows[-1].person_id
            if self.names:
                self.visit.change(partial(self._look, rows=rows))
            yield self._lines(self.visit.read(partial(self._people, rows=rows))).encode()

    def _page(self, after: int) -> list[Row[Any]]:
        return self.visit.read(  # type: ignore[no-any-return]
            lambda db: answers.asked_page(db, self.it.row.id, after=after, limit=SLICE)
        )

    def _look(self, db: Connection, rows: Sequence[Row[Any]]) -> None:
        ids = [row.person_id for row in rows]
        rights.looked_at_all(db, ids, self.visit.now, by=self.visit.actor, action=ACTION)

    def _headings(self) -> list[str]:
        person = PERSON if self.names else ()
        named = [self.visit.text(f"survey_export_{name}") for name in (*person, "association", "state")]
        return [*named, *(question.key for question in self.questions)]

    def _people(self, db: Connection, rows: Sequence[Row[Any]]) -> list[list[str]]:
        ids = [row.person_id for row in rows]
        given = answers.answers(db, self.it.row.id, ids)
        numbers = people.addresses_of(db, ids) if self.names else {}
        return [[*self._person(row, numbers), *self._about(row, given[row.person_id])] for row in rows]

    def _about(self, row: Row[Any], given: Mapping[str, Row[Any]]) -> list[str]:
        return [row.organization, self.visit.text(f"survey_state_{row.state}"), *self._answers(given)]

    def _person(self, row: Row[Any], numbers: Mapping[int, Sequence[Row[Any]]]) -> list[str]:
        if not self.names:
            return []
        own = [phones.national(each.address) for each in numbers[row.person_id] if each.channel == "sms"]
        return [row.first_name, row.last_name, ", ".join(own)]

    def _answers(self, given: Mapping[str, Row[Any]]) -> Iterator[str]:
        for question in self.questions:
            row = given.get(question.key)
            said = survey_results.said(self.visit, question, row.value) if row is not None else ""
            yield f"{said} ({row.condition})" if row is not None and row.condition else said

    def _lines(self, lines: Sequence[Sequence[str]]) -> str:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=SEPARATOR).writerows([[safe(whole(cell)) for cell in line] for line in lines])
        return out.getvalue()
