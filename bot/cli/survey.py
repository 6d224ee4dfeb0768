"""budkavle survey: load the file an organizer wrote, start it, see what came back."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy import Connection, Row

from bot import asking
from bot.cli.common import confirmed, database, fail, now, organization, print_json, settings, tell
from flows.survey_file import parse
from flows.survey_file_texts import problem_text
from flows.surveys import Survey, SurveyQuestion
from storage import organizations, survey_rounds, surveys
from storage.importing.people import slices
from storage.segments import SegmentError, error_text
from storage.survey_rounds import Wanted

app = typer.Typer(help="Surveys: load, start, results.", no_args_is_help=True)

Org = Annotated[str, typer.Option("--org", help="The organization.")]
T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def load(file: Path, org: Org, as_json: Json = False) -> None:
    """Load a survey file; a changed one becomes a new version."""
    with database() as base:
        here = base.read(lambda db: organization(db, org))
        survey = _parsed(file, here.language)
        definition = survey.to_json()
        version, new = base.change(lambda db: surveys.load(db, here.id, survey.name, definition, now()))
    if as_json:
        return print_json({"survey": survey.name, "version": version, "new": new})
    return tell("survey_loaded" if new else "survey_unchanged", name=survey.name, version=version)


def _parsed(file: Path, language: str) -> Survey:
    """The survey in a file; ends the command with every problem and its line when there are any."""
    try:
        text = file.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return fail("no_file", file=file)
    found = parse(text)
    if isinstance(found, Survey):
        return found
    for problem in found:
        typer.echo(f"{file.name}: {problem_text(problem, language)}", err=True)
    return fail("nothing_loaded")


@app.command()
def start(
    name: str, org: Org, segment: Annotated[str | None, typer.Option(help="Who is asked: an expression.")] = None,
    again_after: Annotated[int | None, typer.Option(
        min=1, help="Ask those too who were asked this many days ago or longer: what they have not answered since."
    )] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask back.")] = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Ask a survey of a segment: each person once, as soon as they are free and it is not quiet."""
    with database() as base:
        here = base.read(lambda db: organization(db, org))
        version = base.read(lambda db: _newest(db, here, name))
        before = now() - timedelta(days=again_after) if again_after else None
        wanted = Wanted(version.survey_id, here.id, segment, before, settings().channels)
        found = _known(base.read(lambda db: survey_rounds.audience(db, wanted, now())))
        values = {"name": name, "version": version.version, "n": found.people}
        confirmed(yes, "survey_confirm", "survey_needs_yes", **values)
        for part in slices(_known(base.read(lambda db: survey_rounds.people(db, wanted, now()))), asking.SLICE):
            base.change(lambda db, part=part: asking.ask(db, version, here.id, part, now(), before))  # type: ignore[misc]
    document = {"survey": name, "version": version.version, "recipients": found.people, "left_out": found.left_out}
    if as_json:
        return print_json(document)
    for key, value in document.items():
        typer.echo(f"{key}\t{value}")
    return None


def _newest(db: Connection, here: Row[Any], name: str) -> Row[Any]:
    survey_id = surveys.find(db, here.id, name)
    found = surveys.newest_version(db, survey_id) if survey_id else None
    return found if found is not None else fail("no_survey", name=name, organization=here.name)


def _known(found: T | SegmentError) -> T:
    """What was asked for; ends the command with one line on what is wrong with the expression."""
    if isinstance(found, SegmentError):
        typer.echo(error_text(found, "en"), err=True)
        raise typer.Exit(1)
    return found


@app.command()
def results(name: str, org: Org, as_json: Json = False) -> None:
    """What has been answered so far."""
    with database() as base:
        here = base.read(lambda db: organization(db, org))
        document = base.read(lambda db: results_of(db, _newest(db, here, name), name, here.id))
    if as_json:
        return print_json(document)
    for question in document["questions"]:
        typer.echo(f"{question['key']}\t{question['answers']}\t{question['counts']}")
    return None


def results_of(db: Connection, version: Row[Any], name: str, organization_id: int) -> dict[str, Any]:
    """The document of `survey results --json`; how far each association has come stands in it too."""
    tally = surveys.tally(db, version.survey_id)
    survey = Survey.from_json(version.definition)
    states = ("answered", "partial", "declined", "unreachable")
    below = organizations.below(db, organization_id)
    return {
        "survey": name,
        "version": version.version,
        "asked": sum(tally.values()),
        **{state: tally.get(state, 0) for state in states},
        "associations": [dict(row._mapping) for row in surveys.coverage(db, version.survey_id, below)],
        "questions": [_question(db, version.survey_id, question) for question in survey.questions],
    }


def _question(db: Connection, survey_id: int, question: SurveyQuestion) -> dict[str, Any]:
    values = surveys.all_answers(db, survey_id, question.key)
    found: dict[str, Any] = {"key": question.key, "kind": question.kind, "answers": len(values)}
    if question.kind in ("number", "when", "text"):
        return {**found, "counts": {}, "values": values}
    keys = [key for value in values for key in (value if isinstance(value, list) else [value])]
    return {**found, "counts": dict(Counter(keys))}
