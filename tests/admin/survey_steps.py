"""What tests of the inventory share: a short survey, people to ask, and their answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from flows import survey_file
from flows.surveys import Survey
from storage import addresses, surveys
from storage.tables import person
from tests.admin.conftest import Panel

NOW = datetime.now(UTC)
INVENTORY = """
name: inventering
title: {sv: Medlemsinventering, en: Member inventory}
questions:
  - key: tasks
    kind: many
    ask: {sv: "Vad vill du göra?", en: "What would you like to do?"}
    options:
      - {key: cottage, sv: Stå i valstuga, en: Campaign cottage}
      - {key: flyers, sv: Dela flygblad, en: Hand out flyers}
  - {key: hours, kind: number, min: 0, max: 60, ask: {sv: "Hur många timmar?"}, only_if: {tasks: [cottage]}}
  - {key: times, kind: when, ask: {sv: "När passar det?"}}
  - {key: car, kind: yesno, ask: {sv: "Har du bil?"}}
  - {key: more, kind: text, ask: {sv: "Något mer?"}}
"""


def people(panel: Panel, count: int, organization: str = "Solna", first: int = 605) -> list[int]:
    """So many members with a number each; the ids."""

    def join(db: Any) -> list[int]:
        return [_join(db, panel.ids[organization], f"+46701740{first + n}", f"Kim {n}") for n in range(count)]

    return panel.database.change(join)


def _join(db: Any, organization_id: int, number: str, name: str) -> int:
    about = {
        "organization_id": organization_id, "first_name": name, "last_name": "Ek", "language": "sv",
        "relation": "member", "basis": "member", "basis_source": "test", "basis_at": NOW, "created_at": NOW,
        "updated_at": NOW,
    }  # fmt: skip
    person_id = int(db.execute(insert(person).values(about).returning(person.c.id)).scalar_one())
    addresses.tie(db, person_id, addresses.find_or_make(db, "sms", number, NOW).id)
    return person_id


def survey(panel: Panel, organization: str = "Solna", text: str = INVENTORY) -> int:
    """The organization has this survey; its id."""
    found = survey_file.parse(text)
    assert isinstance(found, Survey), found
    return int(
        panel.database.change(lambda db: surveys.make(db, panel.ids[organization], found.name, found.to_json(), NOW))
    )


def asked(panel: Panel, survey_id: int, ids: Sequence[int], *, state: str = "asked", **answers: Any) -> None:
    """These people were asked, have come so far, and answered this; {id} in a text is whose it is."""

    def unit(db: Any) -> None:
        version = surveys.newest_version(db, survey_id)
        for person_id in ids:
            surveys.ask(db, version, person_id, NOW)
            for question, value in answers.items():
                said = value.replace("{id}", str(person_id)) if isinstance(value, str) else value
                surveys.save_answer(db, version, person_id, question, said, NOW)
            surveys.has_come_to(db, survey_id, person_id, state, NOW)

    panel.database.change(unit)
