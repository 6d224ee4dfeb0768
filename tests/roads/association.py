"""A made-up association: an organization, its members, and what they are asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from bot import asking
from bot.say import BROADCAST, About, Manner, say
from flows.survey_file import parse
from flows.surveys import Survey
from storage import addresses, organizations, surveys
from storage.tables import person

NO_QUIET = "00:00-00:00"
SURVEY = """
name: bil
title: {sv: Bilar, en: Cars}
questions:
  - {key: car, kind: yesno, ask: {sv: "Kan du köra bil åt oss?", en: "Could you drive for us?"}}
  - {key: hours, kind: number, min: 0, max: 60, ask: {sv: "Hur många timmar?", en: "How many hours?"}}
"""


def number(n: int) -> str:
    """The n-th of 94 numbers that nobody has; the 95th is our own."""
    assert 0 <= n < 94
    return f"+4670174{605 + n:04d}"


def make_organization(db: Connection, quiet: str = NO_QUIET) -> int:
    """An organization in Stockholm's time."""
    now = datetime.now(UTC)
    return organizations.add(db, "Solidaritet Solna", None, "Europe/Stockholm", quiet, now) or 0


def add_member(db: Connection, organization_id: int, phone: str, chat: int = 0) -> int:
    """A member who has been told who we are; with a Telegram chat when one is given."""
    now = datetime.now(UTC)
    about: dict[str, Any] = {"organization_id": organization_id, "first_name": "Åsa", "language": "sv"}
    about |= {"relation": "member", "basis": "member", "basis_source": "test", "basis_at": now}
    about |= {"created_at": now, "updated_at": now}
    person_id = int(db.execute(insert(person).values(about).returning(person.c.id)).scalar_one())
    for channel, text in (("sms", phone), ("telegram", str(chat) if chat else "")):
        if text:
            address = addresses.find_or_make(db, channel, text, now)
            addresses.introduced(db, address.id, now)
            addresses.tie(db, person_id, address.id)
    return person_id


def ask_survey(db: Connection, organization_id: int, person_id: int) -> None:
    """Put the survey in the line of a member."""
    survey, now = parse(SURVEY), datetime.now(UTC)
    assert isinstance(survey, Survey)
    surveys.load(db, organization_id, survey.name, survey.to_json(), now)
    version = surveys.newest_version(db, surveys.find(db, organization_id, survey.name) or 0)
    assert version is not None
    asking.ask(db, version, organization_id, [person_id], now)


def queue(
    db: Connection, organization_id: int, to: str, key: str, *, channel: str = "sms", person_id: int | None = None
) -> None:
    """A message of ours that may go at any hour; its body is its key, so that the journal tells them apart."""
    now = datetime.now(UTC)
    manner = Manner("any", BROADCAST, not_after=now + timedelta(hours=1))
    address = addresses.find_or_make(db, channel, to, now)
    say(db, key, address, key, now=now, manner=manner, about=About(organization_id, person_id))
