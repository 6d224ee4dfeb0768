"""A few made-up people and what there is to know about them, in one line each."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from storage import segments, surveys
from storage.tables import (
    activity,
    address,
    answer,
    answer_option,
    claim,
    inbox,
    organization,
    outbox,
    person,
    person_address,
    person_role,
    person_tag,
    shift,
    suppression,
    survey_version,
)

NOW = datetime(2026, 8, 24, 8, 0, tzinfo=UTC)
_numbers = count(1)


def put(db: Connection, table: Table, **values: Any) -> int:
    return int(db.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def org(db: Connection, name: str, parent: int | None = None) -> int:
    about = {"timezone": "Europe/Stockholm", "quiet_hours": "20:00-09:00", "created_at": NOW}
    return put(db, organization, name=name, parent_id=parent, **about)


def somebody(
    db: Connection, org_id: int, name: str, *, relation: str = "member", language: str = "sv", town: str | None = None,
    tags: tuple[str, ...] = (), roles: tuple[str, ...] = (),
) -> int:  # fmt: skip
    known = {"basis": "member", "basis_source": "test", "basis_at": NOW, "created_at": NOW, "updated_at": NOW}
    about = {"relation": relation, "language": language, "town": town}
    person_id = put(db, person, organization_id=org_id, first_name=name, **about, **known)
    for tag in tags:
        db.execute(insert(person_tag).values(person_id=person_id, tag=tag))
    for role in roles:
        db.execute(insert(person_role).values(person_id=person_id, role=role))
    return person_id


def inventory(db: Connection, org_id: int, name: str, *questions: dict[str, Any]) -> Any:
    version, _ = surveys.load(db, org_id, name, {"name": name, "questions": list(questions)}, NOW)
    survey_id = surveys.find(db, org_id, name)
    mine = (survey_version.c.survey_id == survey_id) & (survey_version.c.version == version)
    return db.execute(select(survey_version).where(mine)).one()


def answers(db: Connection, version: Any, person_id: int, **values: Any) -> None:
    of = {"survey_id": version.survey_id, "version_id": version.id, "person_id": person_id, "answered_at": NOW}
    for question, value in values.items():
        number = float(value) if isinstance(value, int | float) else None
        answer_id = put(db, answer, question=question, value=value, number=number, **of)
        for key in value if isinstance(value, list) else [value]:
            if isinstance(key, str):
                db.execute(insert(answer_option).values(answer_id=answer_id, option=key))


def stands(db: Connection, version: Any, person_id: int, state: str, at: datetime = NOW) -> None:
    surveys.ask(db, version, person_id, at)
    if state != "asked":
        surveys.has_come_to(db, version.survey_id, person_id, state, at)


def work(db: Connection, org_id: int, name: str = "Valstuga") -> int:
    return put(db, activity, organization_id=org_id, name=name)


def has_shift(db: Connection, person_id: int, activity_id: int, start: datetime, state: str = "confirmed") -> int:
    org_id = db.execute(select(activity.c.organization_id).where(activity.c.id == activity_id)).scalar_one()
    end, wall = start + timedelta(hours=3), start.replace(tzinfo=None)
    shift_id = put(
        db, shift, organization_id=org_id, activity_id=activity_id, venue=f"Torget {next(_numbers)}", wall_start=wall,
        wall_end=wall + timedelta(hours=3), zone="Europe/Stockholm", starts_at=start, ends_at=end, minimum=1, maximum=9,
    )  # fmt: skip
    put(db, claim, shift_id=shift_id, person_id=person_id, state=state, created_at=NOW, updated_at=NOW)
    return shift_id


def has_address(db: Connection, person_id: int, channel: str = "sms", state: str = "ok") -> str:
    number = next(_numbers)
    hash_ = f"hash {number}"
    row = {"channel": channel, "address": f"address {number}", "hash": hash_, "state": state, "created_at": NOW}
    address_id = put(db, address, **row)
    db.execute(insert(person_address).values(person_id=person_id, address_id=address_id))
    return hash_


def silenced(db: Connection, hash_: str, scope: str = "all", **more: Any) -> None:
    put(db, suppression, key=f"key {next(_numbers)}", hash=hash_, scope=scope, source="test", created_at=NOW, **more)


def we_wrote(db: Connection, person_id: int, at: datetime, state: str = "accepted") -> None:
    hash_ = has_address(db, person_id)
    address_id = db.execute(select(address.c.id).where(address.c.hash == hash_)).scalar_one()
    key = f"intent {next(_numbers)}"
    put(
        db, outbox, intent_key=key, token=key, person_id=person_id, address_id=address_id, channel="sms", address="",
        hash=hash_, body="Hej", hours="any", priority=1, not_before=at, not_after=at, state=state, parts=1, price=0,
        created_at=at, accepted_at=at,
    )  # fmt: skip


def they_wrote(db: Connection, person_id: int, at: datetime) -> None:
    key = f"message {next(_numbers)}"
    put(
        db, inbox, provider="sandbox", account="", external_id=key, channel="sms", address="", kind="text", body="Hej",
        received_at=at, person_id=person_id,
    )  # fmt: skip


def found(db: Connection, org_id: int, text: str) -> str:
    """The first names of those whom the expression describes, sorted; or the reason why it cannot be used."""
    people = segments.select_people(db, org_id, text, NOW)
    if isinstance(people, segments.SegmentError):
        return people.reason
    names = db.execute(select(person.c.first_name).where(person.c.id.in_(people)).order_by(person.c.first_name))
    rows = names.scalars().all()
    assert segments.count(db, org_id, text, NOW) == len(rows)
    return " ".join(rows)


def error(db: Connection, org_id: int, text: str) -> segments.SegmentError:
    result = segments.count(db, org_id, text, NOW)
    assert isinstance(result, segments.SegmentError)
    return result
