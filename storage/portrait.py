"""A portrait: what stands on the page of one person beside their row, and of nobody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from storage.tables import (
    activity,
    answer,
    booking,
    claim,
    inbox,
    outbox,
    person,
    person_address,
    read_log,
    shift,
    suppression,
    survey,
)

MESSAGES = 40  # the latest
LOOKS = 30


def household(db: Connection, person_id: int, organization_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Who else in these organizations has an address of theirs, by its id: id, first_name, last_name."""
    own = select(person_address.c.address_id).where(person_address.c.person_id == person_id)
    columns: Sequence[Any] = (person_address.c.address_id, person.c.id, person.c.first_name, person.c.last_name)
    named = select(*columns).join(person)
    others = named.where(person_address.c.address_id.in_(own), person.c.id != person_id)
    found: dict[int, list[Row[Any]]] = {}
    for row in db.execute(others.where(person.c.organization_id.in_(organization_ids)).order_by(person.c.id)):
        found.setdefault(row.address_id, []).append(row)
    return found


def silences(db: Connection, hashes: Sequence[str], now: datetime, organization_id: int) -> dict[str, list[Row[Any]]]:
    """What silences each of the addresses now for an organization, by hash: scope, organization_id, topic, hours,
    until, source, created_at."""  # fmt: skip
    found: dict[str, list[Row[Any]]] = {}
    in_force = suppression.c.until.is_(None) | (suppression.c.until > now)
    theirs = suppression.c.organization_id.is_(None) | (suppression.c.organization_id == organization_id)
    for row in db.execute(select(suppression).where(suppression.c.hash.in_(hashes), in_force, theirs)):
        found.setdefault(row.hash, []).append(row)
    return found


def answers(db: Connection, person_id: int) -> list[Row[Any]]:
    """Their answers: survey_id, survey, question, value, condition, answered_at; survey by survey."""
    columns = answer.c.survey_id, answer.c.question, answer.c.value, answer.c.condition, answer.c.answered_at
    wanted = select(*columns, survey.c.name.label("survey")).join(survey, survey.c.id == answer.c.survey_id)
    return _all(db, wanted.where(answer.c.person_id == person_id).order_by(answer.c.survey_id, answer.c.id))


def claims(db: Connection, person_id: int) -> list[Row[Any]]:
    """Their claims, the latest shift first: shift_id, organization_id, activity, venue, starts_at, ends_at, state,
    people, condition, coming."""  # fmt: skip
    of_shift = shift.c.organization_id, shift.c.venue, shift.c.starts_at, shift.c.ends_at
    of_claim = claim.c.shift_id, claim.c.state, claim.c.people, claim.c.condition, claim.c.coming
    wanted = select(*of_claim, *of_shift, activity.c.name.label("activity")).join(shift, shift.c.id == claim.c.shift_id)
    joined = wanted.join(activity, activity.c.id == shift.c.activity_id)
    return _all(db, joined.where(claim.c.person_id == person_id).order_by(shift.c.starts_at.desc(), claim.c.id))


def bookings(db: Connection, person_id: int) -> list[Row[Any]]:
    """What they are asked for, or booked for, as a candidate or speaker; the latest first."""
    mine = select(booking).where(booking.c.candidate_id == person_id)
    return _all(db, mine.order_by(booking.c.starts_at.desc(), booking.c.id))


def talk(db: Connection, person_id: int) -> list[dict[str, Any]]:
    """The latest texts to and from them, the oldest first: direction, id, body, at, state, channel, address."""
    sides = (("in", inbox, inbox.c.received_at), ("out", outbox, outbox.c.created_at))
    rows = [
        {"direction": direction, **row._mapping}
        for direction, table, at in sides
        for row in _all(db, _latest(table, at.label("at"), person_id))
    ]
    return sorted(rows, key=lambda row: (row["at"], row["direction"], row["id"]))[-MESSAGES:]


def _latest(table: Any, at: Any, person_id: int) -> Select[Any]:
    columns = table.c.id, table.c.body, at, table.c.state, table.c.channel, table.c.address
    return select(*columns).where(table.c.person_id == person_id).order_by(table.c.id.desc()).limit(MESSAGES)


def looks(db: Connection, person_id: int) -> list[Row[Any]]:
    """Who has looked at them lately, the latest first: at, actor, action."""
    mine = select(read_log.c.at, read_log.c.actor, read_log.c.action).where(read_log.c.person_id == person_id)
    return _all(db, mine.order_by(read_log.c.at.desc(), read_log.c.id.desc()).limit(LOOKS))


def _all(db: Connection, wanted: Select[Any]) -> list[Row[Any]]:
    return list(db.execute(wanted))
