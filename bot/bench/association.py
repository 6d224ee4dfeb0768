"""A made-up association for benchmarks: members with a number each, and a survey that they are asked."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot import asking
from bot.due import open_prompt
from bot.turn import House
from flows.survey_file import parse
from flows.surveys import Survey
from storage import addresses, conversations, organizations, outbox, surveys
from storage.session import Database
from storage.tables import outbox as messages
from storage.tables import person

SURVEY = """
name: bil
title: {sv: Bilar, en: Cars}
questions:
  - {key: car, kind: yesno, ask: {sv: "Kan du köra bil åt oss?", en: "Could you drive for us?"}}
  - {key: hours, kind: number, min: 0, max: 60, ask: {sv: "Hur många timmar?", en: "How many hours?"}}
"""
SLICE = 50


def number(n: int) -> str:
    """The n-th of many numbers that begin as those in stories do, and are too long to be anybody's."""
    return f"+46701740{605 + n % 95}{n // 95:03d}"


def fill(db: Connection, members: int) -> int:
    """Make the association and its members; its id."""
    now = datetime.now(UTC)
    organization_id = organizations.add(db, "Solidaritet Solna", None, "Europe/Stockholm", "00:00-00:00", now) or 0
    for n in range(members):
        _member(db, organization_id, number(n), now)
    return organization_id


def _member(db: Connection, organization_id: int, text: str, now: datetime) -> None:
    about: dict[str, Any] = {"organization_id": organization_id, "first_name": "Åsa", "language": "sv"}
    about |= {"relation": "member", "basis": "member", "basis_source": "bench", "basis_at": now}
    about |= {"created_at": now, "updated_at": now}
    person_id = db.execute(insert(person).values(about).returning(person.c.id)).scalar_one()
    address = addresses.find_or_make(db, "sms", text, now)
    addresses.introduced(db, address.id, now)
    addresses.tie(db, person_id, address.id)


def ask_everybody(database: Database, organization_id: int) -> None:
    """Ask the survey of all: each has its first question open, and nothing waits to be sent."""
    survey = parse(SURVEY)
    if not isinstance(survey, Survey):
        raise RuntimeError("the survey of the benchmark is broken")
    now = datetime.now(UTC)
    database.change(lambda db: _put_in_line(db, organization_id, survey, now))
    while database.change(_open_some):
        pass
    database.change(lambda db: outbox.cancel(db, messages.c.id > 0, now))


def _put_in_line(db: Connection, organization_id: int, survey: Survey, now: datetime) -> None:
    surveys.load(db, organization_id, survey.name, survey.to_json(), now)
    version = surveys.newest_version(db, surveys.find(db, organization_id, survey.name) or 0)
    people = list(db.execute(select(person.c.id).order_by(person.c.id)).scalars())
    if version is not None:
        asking.ask(db, version, organization_id, people, now)


def _open_some(db: Connection) -> int:
    now = datetime.now(UTC)
    rows = conversations.waiting(db, now, SLICE)
    return sum(open_prompt(db, row.id, now, House()) for row in rows)
