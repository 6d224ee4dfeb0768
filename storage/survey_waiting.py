"""Those who are to be asked a survey and have not got its question yet: put in line, counted, and taken out again."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, func, select, update

from storage.once import insert_many_once
from storage.tables import answer, conversation, survey_asked


def put_in_line(db: Connection, prompts: Sequence[Mapping[str, Any]]) -> None:
    """As `conversations.wait_in_line`, for some hundred prompts; one that was made before is left as it is."""
    insert_many_once(db, conversation, [{**prompt, "status": "waiting"} for prompt in prompts])


def count(db: Connection, survey_id: int) -> int:
    """How many people wait for the question."""
    return int(db.execute(select(func.count()).where(_waits(survey_id))).scalar_one())


def of_person(db: Connection, survey_id: int, person_id: int) -> Row[Any] | None:
    """The talk in which the question waits for one person; None when it does not."""
    mine = select(conversation).where(_waits(survey_id), conversation.c.person_id == person_id)
    return db.execute(mine.order_by(conversation.c.id).limit(1)).one_or_none()


def _waits(survey_id: int) -> ColumnElement[bool]:
    ours = conversation.c.key.startswith(f"survey:{survey_id}:", autoescape=True)
    return and_(conversation.c.status == "waiting", conversation.c.flow == "survey", ours)


def take_back(db: Connection, survey_id: int, limit: int) -> int:
    """So many at most of those who wait for the question do not get it; how many there were.

    It is as if they had not been asked; whoever answered another time is as they were then.
    """
    some = select(conversation.c.id, conversation.c.person_id).where(_waits(survey_id)).limit(limit)
    rows = list(db.execute(some.with_for_update(skip_locked=True)))
    db.execute(delete(conversation).where(conversation.c.id.in_([row.id for row in rows])))
    theirs = and_(
        survey_asked.c.survey_id == survey_id, survey_asked.c.state == "asked",
        survey_asked.c.person_id.in_([row.person_id for row in rows]),
    )  # fmt: skip
    same = (answer.c.survey_id == survey_asked.c.survey_id) & (answer.c.person_id == survey_asked.c.person_id)
    last = select(func.max(answer.c.answered_at)).where(same).scalar_subquery()
    answered = exists().where(same)
    db.execute(update(survey_asked).where(theirs, answered).values(state="answered", answered_at=last))
    db.execute(delete(survey_asked).where(theirs))
    return len(rows)
