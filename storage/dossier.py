"""A dossier: every row there is about one person, kind by kind, and nothing of anybody else's."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, false, or_, select

from storage import addresses
from storage.tables import (
    activity,
    answer,
    change,
    claim,
    conversation,
    inbox,
    legal_hold,
    metadata,
    organization,
    outbox,
    person,
    shift,
    suppression,
    survey,
    survey_asked,
)
from storage.tables import person_address as tie
from storage.tables import person_role as role
from storage.tables import person_tag as tag

TOLD = {answer, change, claim, conversation, inbox, legal_hold, outbox, tie, role, tag, survey_asked}


def who(db: Connection, person_id: int) -> Row[Any] | None:
    """The person with the `organization`'s name and its `timezone`, or None."""
    wanted = select(person, organization.c.name.label("organization"), organization.c.timezone)
    joined = wanted.join(organization, organization.c.id == person.c.organization_id)
    return db.execute(joined.where(person.c.id == person_id)).one_or_none()


def roles(db: Connection, person_id: int) -> list[str]:
    """A person's roles, sorted."""
    return sorted(db.execute(select(role.c.role).where(role.c.person_id == person_id)).scalars())


def opt_outs(db: Connection, hashes: Sequence[str]) -> list[Row[Any]]:
    """What addresses are not to be written: scope, by which `organization` alone, topic, hours, until when, how it was
    said, and when."""  # fmt: skip
    row = suppression.c
    columns = (row.scope, row.topic, row.not_before, row.not_after, row.until, row.source, row.created_at)
    wanted = select(*columns, organization.c.name.label("organization")).outerjoin_from(suppression, organization)
    return _all(db, wanted.where(row.hash.in_(hashes)).order_by(row.id))


def surveys(db: Connection, person_id: int) -> list[Row[Any]]:
    """The surveys that a person was asked: `survey`, how far they came, and when."""
    columns = (survey.c.name.label("survey"), survey_asked.c.state, survey_asked.c.asked_at, survey_asked.c.answered_at)
    wanted = select(*columns).join(survey, survey.c.id == survey_asked.c.survey_id)
    return _all(db, wanted.where(survey_asked.c.person_id == person_id).order_by(survey_asked.c.id))


def answers(db: Connection, person_id: int) -> list[Row[Any]]:
    """Each answer with its `survey`, its question and when it was given."""
    columns = (
        survey.c.name.label("survey"),
        answer.c.question,
        answer.c.value,
        answer.c.condition,
        answer.c.answered_at,
    )
    wanted = select(*columns).join(survey, survey.c.id == answer.c.survey_id)
    return _all(db, wanted.where(answer.c.person_id == person_id).order_by(answer.c.id))


def claims(db: Connection, person_id: int) -> list[Row[Any]]:
    """Each claim with the `activity`, `venue`, `start` and `end` (wall times) of its shift."""
    row = claim.c
    columns = (row.state, row.people, row.partial, row.condition, row.coming, row.created_at, row.updated_at)
    wanted = _with_shift(*columns).join(claim, claim.c.shift_id == shift.c.id)
    return _all(db, wanted.where(claim.c.person_id == person_id).order_by(claim.c.id))


def responsible_for(db: Connection, address_ids: Sequence[int]) -> list[Row[Any]]:
    """The shifts that these addresses are responsible for."""
    return _all(db, _with_shift().where(shift.c.responsible_id.in_(address_ids)).order_by(shift.c.starts_at))


def _with_shift(*columns: Any) -> Select[Any]:
    about = (shift.c.venue, shift.c.wall_start.label("start"), shift.c.wall_end.label("end"))
    named = select(activity.c.name.label("activity"), *about, *columns).select_from(shift)
    return named.join(activity, activity.c.id == shift.c.activity_id)


def talks(db: Connection, person_id: int) -> list[Row[Any]]:
    """Each talk: its flow, where it stands and what it holds."""
    row = conversation.c
    wanted = select(row.flow, row.step, row.state, row.status, row.updated_at).where(row.person_id == person_id)
    return _all(db, wanted.order_by(row.id))


def changes(db: Connection, person_id: int) -> list[Row[Any]]:
    """What they changed by text, and what stood there before."""
    row = change.c
    wanted = select(row.kind, row.before, row.made_at, row.undone_at).where(row.person_id == person_id)
    return _all(db, wanted.order_by(row.id))


def holds(db: Connection, person_id: int) -> list[Row[Any]]:
    """Why and until when what there is about them must be kept, also when that is over."""
    row = legal_hold.c
    wanted = select(row.reason, row.made_at, row.until).where(row.person_id == person_id)
    return _all(db, wanted.order_by(row.id))


def messages_in(db: Connection, person_id: int, own: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Every text from them, and from addresses that nobody else has."""
    there = or_(
        false(), *(and_(inbox.c.channel == row.channel, inbox.c.address == row.address) for row in _alone(db, own))
    )
    mine = or_(inbox.c.person_id == person_id, and_(inbox.c.person_id.is_(None), there))
    row = inbox.c
    columns = (row.channel, row.address, row.kind, row.body, row.data, row.flow, row.state, row.received_at.label("at"))
    return _all(db, select(*columns).where(mine).order_by(row.id))


def messages_out(db: Connection, person_id: int, own: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Every text to them, and to addresses that nobody else has."""
    there = outbox.c.address_id.in_([row.id for row in _alone(db, own)])
    mine = or_(outbox.c.person_id == person_id, and_(outbox.c.person_id.is_(None), there))
    row = outbox.c
    columns = (
        row.channel,
        row.address,
        row.body,
        row.flow,
        row.state,
        row.parts,
        row.price,
        row.created_at.label("at"),
    )
    return _all(db, select(*columns).where(mine).order_by(row.id))


def _alone(db: Connection, own: Sequence[Row[Any]]) -> list[Row[Any]]:
    return [row for row in own if len(addresses.people_at(db, row.id)) == 1]


def others(db: Connection, person_id: int) -> dict[str, list[Row[Any]]]:
    """The rows of every other table that names the person, by table: nothing is forgotten when one is added."""
    found = {}
    for table in metadata.sorted_tables:
        keys = [key.parent for key in table.foreign_keys if key.column.table is person]
        if keys and table not in TOLD:
            found[table.name] = _all(db, select(table).where(or_(*(key == person_id for key in keys))))
    return {name: rows for name, rows in found.items() if rows}


def _all(db: Connection, wanted: Select[Any]) -> list[Row[Any]]:
    return list(db.execute(wanted))
