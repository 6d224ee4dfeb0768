"""What a survey has brought: counts made by the database, and the answers of people, a page at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.tables import answer, answer_option, organization, person, survey_asked


def answered(db: Connection, survey_id: int) -> dict[str, int]:
    """How many people have answered each question."""
    wanted = select(answer.c.question, func.count().label("n")).where(answer.c.survey_id == survey_id)
    return {row.question: row.n for row in db.execute(wanted.group_by(answer.c.question))}


def chosen(db: Connection, survey_id: int) -> dict[tuple[str, str], int]:
    """How many people chose each option, by question and option; yes, no and maybe are options too."""
    wanted = (
        select(answer.c.question, answer_option.c.option, func.count().label("n"))
        .join(answer_option, answer_option.c.answer_id == answer.c.id)
        .where(answer.c.survey_id == survey_id)
        .group_by(answer.c.question, answer_option.c.option)
    )
    return {(row.question, row.option): row.n for row in db.execute(wanted)}


def numbers(db: Connection, survey_id: int, question: str) -> list[tuple[float, int]]:
    """Each number that was answered and by how many, the smallest first."""
    mine = (answer.c.survey_id == survey_id) & (answer.c.question == question) & answer.c.number.is_not(None)
    wanted = select(answer.c.number, func.count().label("n")).where(mine)
    return [(row.number, row.n) for row in db.execute(wanted.group_by(answer.c.number).order_by(answer.c.number))]


def page(db: Connection, survey_id: int, question: str, *, before: int | None, limit: int) -> list[Row[Any]]:
    """Answers to a question, the latest first, from the one before `before` on.

    Each: id, value, condition, answered_at, person_id, first_name, last_name, organization. Whose identity is
    protected stands in no list.
    """
    columns = (
        answer.c.id, answer.c.value, answer.c.condition, answer.c.answered_at, answer.c.person_id, person.c.first_name,
        person.c.last_name, organization.c.name.label("organization"),
    )  # fmt: skip
    hidden = select(person.c.id).where(person.c.protected)
    mine = (answer.c.survey_id == survey_id) & (answer.c.question == question) & answer.c.person_id.not_in(hidden)
    some = select(answer.c.id).where(mine if before is None else mine & (answer.c.id < before))
    # The page is found among ids alone, before anything is looked up for it.
    ids = some.order_by(answer.c.id.desc()).limit(limit).scalar_subquery()
    wanted = (
        select(*columns)
        .join(person, person.c.id == answer.c.person_id)
        .join(organization, organization.c.id == person.c.organization_id)
        .where(answer.c.id.in_(ids))
    )
    return list(db.execute(wanted.order_by(answer.c.id.desc())))


def asked_page(db: Connection, survey_id: int, *, after: int, limit: int) -> list[Row[Any]]:
    """Those who were asked, in order of person: person_id, state, answered_at, first_name, last_name, organization."""
    columns = (
        survey_asked.c.person_id, survey_asked.c.state, survey_asked.c.answered_at, person.c.first_name,
        person.c.last_name, organization.c.name.label("organization"),
    )  # fmt: skip
    wanted = (
        select(*columns)
        .join(person, person.c.id == survey_asked.c.person_id)
        .join(organization, organization.c.id == person.c.organization_id)
        .where(survey_asked.c.survey_id == survey_id, survey_asked.c.person_id > after, ~person.c.protected)
    )
    return list(db.execute(wanted.order_by(survey_asked.c.person_id).limit(limit)))


def answers(db: Connection, survey_id: int, person_ids: Sequence[int]) -> dict[int, dict[str, Row[Any]]]:
    """The answers of some hundred people, by person and question: value, condition."""
    columns = answer.c.person_id, answer.c.question, answer.c.value, answer.c.condition
    mine = (answer.c.survey_id == survey_id) & answer.c.person_id.in_(person_ids)
    found: dict[int, dict[str, Row[Any]]] = {person_id: {} for person_id in person_ids}
    rows: list[Row[Any]] = list(db.execute(select(*columns).where(mine)))
    for row in rows:
        found[row.person_id][row.question] = row
    return found
