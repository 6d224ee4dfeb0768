"""Surveys: their versions, who was asked, and the answers of each."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update

from storage.once import insert_once
from storage.tables import (
    answer,
    answer_option,
    organization,
    person,
    survey,
    survey_asked,
    survey_round,
    survey_version,
)

LONGEST_KEY = 40  # a longer text is somebody's own words, which no segment asks for


def find(db: Connection, organization_id: int, name: str) -> int | None:
    """The id of an organization's survey."""
    mine = (survey.c.organization_id == organization_id) & (survey.c.name == name)
    return db.execute(select(survey.c.id).where(mine)).scalar()


def load(
    db: Connection, organization_id: int, name: str, definition: Mapping[str, Any], now: datetime
) -> tuple[int, bool]:
    """Store a definition as the newest version; the version, and False when it is the same as the newest already."""
    insert_once(db, survey, {"organization_id": organization_id, "name": name})
    survey_id = find(db, organization_id, name)
    newest = newest_version(db, survey_id or 0)
    if newest is not None and newest.definition == _as_stored(definition):
        return newest.version, False
    version = newest.version + 1 if newest else 1
    _add_version(db, survey_id or 0, version, definition, now)
    return version, True


def get(db: Connection, survey_id: int) -> Row[Any] | None:
    """A survey by id: id, organization_id, name."""
    return db.execute(select(survey).where(survey.c.id == survey_id)).one_or_none()


def is_pinned(db: Connection, version_id: int) -> bool:
    """Whether anybody was asked this version, or answered it, or is about to be asked."""
    uses = (survey_asked.c.version_id, answer.c.version_id, survey_round.c.version_id)
    return any(db.execute(select(exists().where(column == version_id))).scalar() for column in uses)


def make(db: Connection, organization_id: int, name: str, definition: Mapping[str, Any], now: datetime) -> int | None:
    """A new survey with its first version; its id, or None when the name is taken there."""
    survey_id = insert_once(db, survey, {"organization_id": organization_id, "name": name})
    if survey_id is not None:
        _add_version(db, survey_id, 1, definition, now)
    return survey_id


def _as_stored(definition: Mapping[str, Any]) -> Any:
    """A definition as the database gives it back: with lists where it has tuples."""
    return json.loads(json.dumps(definition))


def _add_version(db: Connection, survey_id: int, number: int, definition: Mapping[str, Any], now: datetime) -> None:
    values = {"survey_id": survey_id, "version": number, "definition": definition, "created_at": now}
    db.execute(insert(survey_version).values(values))


def stamp_of(version_row: Row[Any]) -> str:
    """What tells whether a version has been written anew since it was read."""
    return f"{version_row.version}:{version_row.created_at.isoformat()}"


def save(db: Connection, survey_id: int, definition: Mapping[str, Any], now: datetime, *, stamp: str) -> int | None:
    """Write a survey anew, in the place of its newest version or, when that is pinned, as the next; its number.

    stamp: of the version that was edited. None, and nothing is written, when another has been written meanwhile.
    """
    db.execute(select(survey.c.id).where(survey.c.id == survey_id).with_for_update())
    newest = newest_version(db, survey_id)
    if newest is None or stamp_of(newest) != stamp:
        return None
    if newest.definition == _as_stored(definition):
        return int(newest.version)
    if is_pinned(db, newest.id):
        _add_version(db, survey_id, newest.version + 1, definition, now)
        return int(newest.version) + 1
    mine = update(survey_version).where(survey_version.c.id == newest.id)
    db.execute(mine.values(definition=definition, created_at=now))
    return int(newest.version)


def newest_version(db: Connection, survey_id: int) -> Row[Any] | None:
    """The newest version of a survey: id, version, definition."""
    wanted = select(survey_version).where(survey_version.c.survey_id == survey_id)
    return db.execute(wanted.order_by(survey_version.c.version.desc()).limit(1)).one_or_none()


def named(db: Connection, organization_ids: Sequence[int]) -> list[Row[Any]]:
    """The surveys of these organizations, in order of name: id, name, organization_id."""
    columns = survey.c.id, survey.c.name, survey.c.organization_id
    mine = select(*columns).where(survey.c.organization_id.in_(organization_ids))
    return list(db.execute(mine.order_by(survey.c.name, survey.c.id)))


def newest_versions(db: Connection, survey_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The newest version of each of some surveys, by survey."""
    mine = select(survey_version).where(survey_version.c.survey_id.in_(survey_ids))
    return {row.survey_id: row for row in db.execute(mine.order_by(survey_version.c.version))}


def versions(db: Connection, survey_id: int) -> list[Row[Any]]:
    """All versions of a survey, the newest first."""
    mine = select(survey_version).where(survey_version.c.survey_id == survey_id)
    return list(db.execute(mine.order_by(survey_version.c.version.desc())))


def definitions(db: Connection, organization_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The newest definition of each survey of these organizations, in order of the surveys."""
    newest = select(survey_version.c.survey_id, func.max(survey_version.c.version).label("version"))
    last = newest.group_by(survey_version.c.survey_id).subquery()
    same = (last.c.survey_id == survey_version.c.survey_id) & (last.c.version == survey_version.c.version)
    wanted = select(survey_version.c.definition).join(last, same)
    mine = wanted.join(survey, survey.c.id == survey_version.c.survey_id)
    rows = db.execute(mine.where(survey.c.organization_id.in_(organization_ids)).order_by(survey.c.id))
    return list(rows.scalars())


def version(db: Connection, version_id: int) -> Row[Any] | None:
    """A version by id."""
    return db.execute(select(survey_version).where(survey_version.c.id == version_id)).one_or_none()


def ask(db: Connection, version_row: Row[Any], person_id: int, now: datetime) -> bool:
    """Note that a person is asked; False when they were before."""
    values = {"version_id": version_row.id, "survey_id": version_row.survey_id, "person_id": person_id}
    return insert_once(db, survey_asked, {**values, "state": "asked", "asked_at": now}) is not None


def asked_at(db: Connection, survey_id: int, person_id: int) -> datetime | None:
    """When a person was asked last; None when they never were."""
    mine = (survey_asked.c.survey_id == survey_id) & (survey_asked.c.person_id == person_id)
    return db.execute(select(survey_asked.c.asked_at).where(mine)).scalar()


def answers_of(db: Connection, survey_id: int, person_id: int) -> dict[str, Any]:
    """A person's answers to a survey, by question."""
    mine = (answer.c.survey_id == survey_id) & (answer.c.person_id == person_id)
    return {row.question: row.value for row in db.execute(select(answer.c.question, answer.c.value).where(mine))}


def save_answer(
    db: Connection, version_row: Row[Any], person_id: int, question: str, value: Any, now: datetime, condition: str = ""
) -> None:
    """Store an answer, and the condition that was made with it, in place of the one that stood there."""
    drop_answer(db, version_row.survey_id, person_id, question)
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    values = {"survey_id": version_row.survey_id, "version_id": version_row.id, "person_id": person_id}
    values |= {"question": question, "value": value, "number": number, "answered_at": now}
    values["condition"] = condition or None
    answer_id = db.execute(insert(answer).values(values).returning(answer.c.id)).scalar_one()
    chosen = value if isinstance(value, list) else [value]
    keys = sorted({key for key in chosen if isinstance(key, str) and len(key) <= LONGEST_KEY})
    options = [{"answer_id": answer_id, "option": key} for key in keys]
    if options:
        db.execute(insert(answer_option), options)


def drop_answer(db: Connection, survey_id: int, person_id: int, question: str) -> Any:
    """Take an answer away; its value, or None when there was none."""
    mine = (answer.c.survey_id == survey_id) & (answer.c.person_id == person_id) & (answer.c.question == question)
    row = db.execute(select(answer.c.id, answer.c.value).where(mine)).one_or_none()
    if row is None:
        return None
    db.execute(delete(answer_option).where(answer_option.c.answer_id == row.id))
    db.execute(delete(answer).where(answer.c.id == row.id))
    return row.value


def has_come_to(db: Connection, survey_id: int, person_id: int, state: str, now: datetime) -> None:
    """How far a person has come: `partial`, `answered`, `declined`, `unreachable`. An answered one stays answered."""
    mine = (survey_asked.c.survey_id == survey_id) & (survey_asked.c.person_id == person_id)
    step = update(survey_asked).where(mine, survey_asked.c.state != "answered")
    values = {"state": state} | ({"answered_at": now} if state in ("answered", "declined") else {})
    db.execute(step.values(values))


def tally(db: Connection, survey_id: int) -> dict[str, int]:
    """How many people stand in each state."""
    rows = db.execute(
        select(survey_asked.c.state, func.count().label("n"))
        .where(survey_asked.c.survey_id == survey_id)
        .group_by(survey_asked.c.state)
    )
    return {row.state: row.n for row in rows}


def tallies(db: Connection, survey_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """As `tally`, for each of some surveys."""
    states = survey_asked.c.survey_id, survey_asked.c.state
    mine = select(*states, func.count().label("n")).where(survey_asked.c.survey_id.in_(survey_ids))
    found: dict[int, dict[str, int]] = {survey_id: {} for survey_id in survey_ids}
    for row in db.execute(mine.group_by(*states)):
        found[row.survey_id][row.state] = row.n
    return found


def coverage(db: Connection, survey_id: int, organization_ids: Sequence[int]) -> list[Row[Any]]:
    """Each of the organizations with how many `people` it has, and how many of them stand in each state.

    Columns: organization, people, asked (all who were), answered, partial, declined, unreachable.
    """
    theirs, states = person.c.organization_id, ("answered", "partial", "declined", "unreachable")
    mine = theirs.in_(organization_ids)
    there = select(theirs, func.count().label("people")).where(mine).group_by(theirs).subquery("there")
    by_state = [func.count().filter(survey_asked.c.state == state).label(state) for state in states]
    asked = select(theirs, func.count().label("asked"), *by_state).where(mine, survey_asked.c.survey_id == survey_id)
    came = asked.join(survey_asked, survey_asked.c.person_id == person.c.id).group_by(theirs).subquery("came")
    counts = [func.coalesce(came.c[name], 0).label(name) for name in ("asked", *states)]
    wanted = (
        select(organization.c.name.label("organization"), there.c.people, *counts)
        .join(there, there.c.organization_id == organization.c.id)
        .outerjoin(came, came.c.organization_id == organization.c.id)
    )
    return list(db.execute(wanted.order_by(organization.c.id)))


def answered_since(db: Connection, survey_id: int, person_id: int, since: datetime) -> set[str]:
    """The questions that a person has answered since then."""
    mine = (answer.c.survey_id == survey_id) & (answer.c.person_id == person_id) & (answer.c.answered_at >= since)
    return set(db.execute(select(answer.c.question).where(mine)).scalars())


def all_answers(db: Connection, survey_id: int, question: str) -> list[Any]:
    """Every value that was answered to a question, the oldest first."""
    mine = (answer.c.survey_id == survey_id) & (answer.c.question == question)
    return list(db.execute(select(answer.c.value).where(mine).order_by(answer.c.id)).scalars())


def answers_for_show(db: Connection, person_id: int) -> dict[str, Any]:
    """A person's answers to all surveys: by question, or `survey.question` where two surveys share the key."""
    wanted = select(answer.c.question, answer.c.value, survey.c.name).join(survey, survey.c.id == answer.c.survey_id)
    rows = list(db.execute(wanted.where(answer.c.person_id == person_id).order_by(answer.c.id)))
    keys = [row.question for row in rows]
    return {r.question if keys.count(r.question) == 1 else f"{r.name}.{r.question}": r.value for r in rows}
