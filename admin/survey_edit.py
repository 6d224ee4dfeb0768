"""Writing a survey: its questions, what is wrong beside each, a phone to try it on, and the whole as a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from urllib.parse import quote

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin import survey_draft, survey_try
from admin.form import Form, Posted
from admin.segment_words import language_name
from admin.survey_draft import Draft, QuestionDraft
from admin.survey_opened import Id, Opened, opened
from admin.texts import CATALOGS, FALLBACK
from admin.visit import Here, Visit
from flows import survey_file
from flows.survey_file_texts import REASONS, problem_text
from flows.survey_nodes import Problem
from flows.survey_written import Place, Written, document_of, written
from flows.surveys import KINDS, Survey, text_in
from flows.text import filled
from storage import surveys

router = APIRouter(prefix="/o/{organization_id}/surveys")

READY = "inventory.yaml"
SHORT = 60  # characters of a question where it is named
# What is wrong with the survey as a whole, by the field.
FIELDS = {"title": "survey_wrong_title", "questions": "survey_wrong_questions", "name": "survey_wrong_name"}


@dataclass(frozen=True)
class Condition:
    """An earlier question that another may hang on. options: (value of the box, words, ticked)."""

    words: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Shown:
    """A question as the form shows it. wrong: sentences about it; wrong_options: about its options, by place."""

    draft: QuestionDraft
    conditions: list[Condition]
    wrong: list[str]
    wrong_options: dict[int, list[str]]

    @property
    def is_wrong(self) -> bool:
        return bool(self.wrong or self.wrong_options)


@dataclass(frozen=True)
class Linted:
    """What a draft is as a file: the survey, or None and its problems, each with its place."""

    file: Written
    survey: Survey | None
    problems: list[tuple[Place, Problem]] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """The form. of: what is edited, None for a new one. checked: what is wrong is said. yaml: what was pasted."""

    draft: Draft
    of: Opened | None = None
    stamp: str = ""
    checked: bool = False
    phone: survey_try.Phone = survey_try.UNUSED
    yaml: str = ""
    wrong_yaml: Sequence[str] = ()
    said_wrong: str = ""


def ready_made() -> str:
    """The inventory that anybody can begin with, as a file."""
    return files("flows").joinpath("ready", READY).read_text("utf-8")


@router.get("/new")
def begin(visit: Here, ready: int = 0) -> Response:
    """A new survey: empty, or the ready-made one. Nothing is stored before it is saved."""
    visit.require("edit")
    return _drawn(visit, Page(_ready(visit) if ready else survey_draft.new()))


def _ready(visit: Visit) -> Draft:
    """The ready-made one, under its own name where that is free."""
    found = survey_file.parse(ready_made())
    draft = survey_draft.of_survey(found) if isinstance(found, Survey) else survey_draft.new()
    taken = visit.read(lambda db: surveys.find(db, visit.id, draft.name)) is not None
    return replace(draft, name="") if taken else draft


@router.get("/{survey_id:int}/edit")
def edit(visit: Here, survey_id: Id) -> Response:
    visit.require("edit")
    it = opened(visit, survey_id)
    draft = survey_draft.of_survey(it.survey)
    return _drawn(visit, Page(draft, it, surveys.stamp_of(it.version)))


@router.post("/new")
def begin_on(visit: Here, form: Posted) -> Response:
    """Save the new one, or what another button does."""
    visit.require("edit")
    return _done(visit, form, None)


@router.post("/{survey_id:int}/edit")
def edit_on(visit: Here, survey_id: Id, form: Posted) -> Response:
    """As `begin_on`, for one that is there."""
    visit.require("edit")
    return _done(visit, form, opened(visit, survey_id))


def _done(visit: Visit, form: Form, it: Opened | None) -> Response:
    deed = form.text("do", "show")
    draft = survey_draft.of_form(form)
    draft = replace(draft, name=it.row.name) if it else draft
    checked = form.on("checked") or deed == "check"
    page = Page(draft, it, form.text("stamp"), checked, survey_try.phone_of(visit, form))
    if deed == "yaml":
        return _taken_in(visit, page, form.text("yaml"))
    if deed == "save":
        return _saved(visit, page)
    return _drawn(visit, replace(page, draft=survey_draft.changed(draft, deed)))


def _taken_in(visit: Visit, page: Page, text: str) -> Response:
    """The pasted file in place of what stood in the form, or what is wrong with it, line by line."""
    found = survey_file.parse(text.replace("\r\n", "\n"))
    if not isinstance(found, Survey):
        wrong = [problem_text(problem, visit.language) for problem in found]
        return _drawn(visit, replace(page, yaml=text, wrong_yaml=wrong), status=422)
    draft = survey_draft.of_survey(found)
    return _drawn(visit, replace(page, draft=replace(draft, name=page.of.row.name) if page.of else draft))


def _saved(visit: Visit, page: Page) -> Response:
    found = linted(page.draft)
    page = replace(page, checked=True)
    if found.survey is None:
        return _drawn(visit, page, status=422)
    if page.of is None:
        return _made(visit, page, found.survey)
    survey_id, definition, before = page.of.row.id, found.survey.to_json(), page.of.version.version
    number = visit.noted(
        "survey.save", lambda db: surveys.save(db, survey_id, definition, visit.now, stamp=page.stamp),
        object=f"survey:{survey_id}",
    )  # fmt: skip
    if number is None:
        newer = opened(visit, survey_id)
        page = replace(page, of=newer, stamp=surveys.stamp_of(newer.version), said_wrong="survey_edited_meanwhile")
        return _drawn(visit, page, status=422)
    said = "survey_new_version" if number != before else "survey_saved"
    return visit.go(f"/surveys/{survey_id}", said=said)


def _made(visit: Visit, page: Page, survey: Survey) -> Response:
    """A new survey under its own name; one that was not named by hand finds a name that is free."""
    names = [survey.name] if page.draft.name else [survey.name, *(f"{survey.name[:56]}-{n}" for n in range(2, 30))]

    def unit(db: Connection) -> int | None:
        tried = (surveys.make(db, visit.id, name, replace(survey, name=name).to_json(), visit.now) for name in names)
        return next((survey_id for survey_id in tried if survey_id is not None), None)

    survey_id = visit.noted("survey.new", unit)
    if survey_id is None:
        return _drawn(visit, replace(page, said_wrong="survey_name_taken"), status=422)
    return visit.go(f"/surveys/{survey_id}", said="survey_made")


@router.get("/{survey_id:int}/file")
def file(visit: Here, survey_id: Id) -> Response:
    """The whole survey as YAML, to keep or to give away."""
    it = opened(visit, survey_id)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(it.row.name)}.yaml"}
    return Response(written(document_of(it.survey)).text, media_type="application/yaml", headers=headers)


# What it looks like


def linted(draft: Draft) -> Linted:
    """What a draft is as a file, and what is wrong with it."""
    file_ = written(survey_draft.document(draft))
    found = survey_file.parse(file_.text)
    if isinstance(found, Survey):
        return Linted(file_, found)
    return Linted(file_, None, [(file_.place(problem.line), problem) for problem in found])


def _drawn(visit: Visit, page: Page, status: int = 200) -> Response:
    found = linted(page.draft)
    problems = found.problems if page.checked else []
    draft = survey_draft.ready(page.draft)
    base = visit.url(f"/surveys/{page.of.row.id}/edit" if page.of else "/surveys/new")
    return visit.page(
        "survey_edit.html", status=status, page=page, draft=draft, kinds=KINDS, base=base,
        spoken=language_name,
        shown=[_shown(visit, draft, place, problems) for place in range(len(draft.questions))],
        wrong=[_words(visit, draft, problem) for place, problem in problems if place.question is None],
        wrong_count=len(problems), yaml=page.yaml or found.file.text,
        pinned=page.of is not None and page.of.is_pinned, **survey_try.tried(visit, found.survey, page.phone),
    )  # fmt: skip


def _shown(visit: Visit, draft: Draft, at: int, problems: Sequence[tuple[Place, Problem]]) -> Shown:
    wrong: list[str] = []
    wrong_options: dict[int, list[str]] = {}
    for place, problem in problems:
        if place.question == at:
            words = _words(visit, draft, problem)
            said = wrong if place.option is None else wrong_options.setdefault(place.option, [])
            said.extend([words] if words not in said else [])
    return Shown(draft.questions[at], _conditions(visit, draft, at), wrong, wrong_options)


def _words(visit: Visit, draft: Draft, problem: Problem) -> str:
    """What is wrong, for somebody who has never seen the file."""
    values = {**problem.values, **_named(visit, draft, problem.values.get("other", ""))}
    key = f"survey_wrong_{problem.reason_key}"
    if "question" not in problem.values:
        key = FIELDS.get(problem.values.get("field", ""), key)
    texts = CATALOGS.get(visit.language, CATALOGS[FALLBACK])
    return filled(
        texts.get(key) or REASONS[visit.language][problem.reason_key], {"place": texts["survey_it"], **values}
    )


def _named(visit: Visit, draft: Draft, key: str) -> dict[str, str]:
    """Another question by its words."""
    words = next((text_in(each.ask, visit.language) for each in draft.questions if each.key == key and each.ask), key)
    return {"other": f"{words[:SHORT]}…" if len(words) > SHORT else words} if key else {}


def _conditions(visit: Visit, draft: Draft, at: int) -> list[Condition]:
    """The questions before it that have something to choose; and what it hangs on that is not among them any more."""
    ticked = set(draft.questions[at].only_if)
    found = [_condition(visit, each, ticked) for each in draft.questions[:at] if each.key]
    found = [each for each in found if each.options]
    known = {value for each in found for value, _, _ in each.options}
    lost = [(value, value.replace(":", ": "), True) for value in sorted(ticked - known)]
    return [*found, *([Condition(visit.text("survey_condition_lost"), lost)] if lost else [])]


def _condition(visit: Visit, question: QuestionDraft, ticked: set[str]) -> Condition:
    words = text_in(question.ask, visit.language)
    pairs = [(f"{question.key}:{key}", label) for key, label in _choices(visit, question)]
    return Condition(words, [(value, label, value in ticked) for value, label in pairs])


def _choices(visit: Visit, question: QuestionDraft) -> list[tuple[str, str]]:
    if question.kind == "yesno":
        return [(key, visit.text(f"survey_{key}")) for key in ("yes", "no", "maybe")]
    if question.kind not in (*survey_draft.WITH_OPTIONS, "language"):
        return []
    return [(each.key, text_in(each.labels, visit.language) or each.key) for each in question.options if each.key]
