"""People: who they are and what there is about each of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Row, Select, case, func, literal, select, union_all, update

from storage.importing.names import folded_name
from storage.tables import address, inbox, organization, outbox, person, person_address, person_tag

CORRECTABLE = frozenset(
    {
        "first_name",
        "last_name",
        "relation",
        "basis",
        "language",
        "town",
        "email",
        "member_number",
        "organization_id",
        "protected",
    }
)
_NAMES = person.c.first_name, person.c.last_name


def get(db: Connection, person_id: int) -> Row[Any] | None:
    """A person with the name of their `organization`, or None."""
    return db.execute(_select().where(person.c.id == person_id)).one_or_none()


def _select() -> Any:
    named = select(person, organization.c.name.label("organization"))
    return named.join(organization, organization.c.id == person.c.organization_id)


def listed(db: Connection, condition: ColumnElement[bool] | None = None) -> list[Row[Any]]:
    """People with the name of their organization, in order of id; those that fit a condition on `person`, or all."""
    wanted = _select().order_by(person.c.id)
    return list(db.execute(wanted if condition is None else wanted.where(condition)))


def unprotected(chosen: Select[Any]) -> Select[Any]:
    """Of the ids that are chosen, those of people who may stand in a list: nobody's identity is protected."""
    return select(person.c.id).where(person.c.id.in_(chosen), ~person.c.protected)


def shown_in_lists() -> tuple[ColumnElement[Any], ...]:
    """The columns first_name and last_name, without those of whoever is `protected`, and that."""
    names = (case((person.c.protected, None), else_=name).label(name.name) for name in _NAMES)
    return *names, person.c.protected


def page(db: Connection, condition: ColumnElement[bool], after: int, limit: int) -> list[Row[Any]]:
    """As `listed`, so many at a time: those with an id beyond `after`."""
    wanted = _select().where(condition, person.c.id > after).order_by(person.c.id).limit(limit)
    return list(db.execute(wanted))


def at_address(db: Connection, text: str, organization_ids: Sequence[int] | None = None) -> list[Row[Any]]:
    """The people who have an address, a number or a chat id."""
    tied = person_address.join(address, address.c.id == person_address.c.address_id)
    there = select(person_address.c.person_id).select_from(tied).where(address.c.address == text)
    wanted = _select().where(person.c.id.in_(there))
    if organization_ids is not None:
        wanted = wanted.where(person.c.organization_id.in_(organization_ids))
    return list(db.execute(wanted.order_by(person.c.id)))


def addresses_of(db: Connection, person_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Each person's addresses, in order of id."""
    found: dict[int, list[Row[Any]]] = {person_id: [] for person_id in person_ids}
    for start in range(0, len(person_ids), 500):
        part = person_ids[start : start + 500]
        wanted = select(person_address.c.person_id, address).join(address, address.c.id == person_address.c.address_id)
        for row in db.execute(wanted.where(person_address.c.person_id.in_(part)).order_by(address.c.id)):
            found[row.person_id].append(row)
    return found


def tags_of(db: Connection, person_id: int) -> list[str]:
    """A person's tags, sorted."""
    return sorted(db.execute(select(person_tag.c.tag).where(person_tag.c.person_id == person_id)).scalars())


def set_language(db: Connection, person_id: int, language: str, now: datetime) -> None:
    """The language a person is written to in, as they chose it: no file changes it back."""
    correct(db, person_id, {"language": language}, now)


def correct(db: Connection, person_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """Set columns of a person by hand: from now on no file changes them back.

    values: column → value, of `CORRECTABLE` columns; raises ValueError for others. A basis gets its source and date.
    """
    if unknown := values.keys() - CORRECTABLE:
        raise ValueError(f"these columns are not set by hand: {', '.join(sorted(unknown))}")
    before = db.execute(select(person).where(person.c.id == person_id).with_for_update(key_share=True)).one()
    first, last = (values.get(name, getattr(before, name)) for name in ("first_name", "last_name"))
    corrected = sorted({*(before.corrected or ()), *values})
    changed = {**values, "folded_name": folded_name(first, last), "corrected": corrected, "updated_at": now}
    if "basis" in values:
        changed |= {"basis_source": "by hand", "basis_at": now}
    db.execute(update(person).where(person.c.id == person_id).values(changed))


def left(db: Connection, person_id: int, now: datetime) -> None:
    """They are no member any more: what we keep of them ends some time after (`storage.retention`)."""
    since = func.coalesce(person.c.left_at, now)
    gone = {"relation": "former_member", "left_at": since, "updated_at": now}
    db.execute(update(person).where(person.c.id == person_id).values(gone))


def messages_of(db: Connection, person_id: int) -> list[Row[Any]]:
    """Every message to and from a person, the oldest first: direction, text, at, state, flow."""
    came = select(
        literal("in").label("direction"), inbox.c.body.label("text"), inbox.c.received_at.label("at"),
        inbox.c.state, inbox.c.flow, literal(None, Integer).label("parts"), inbox.c.id,
    ).where(inbox.c.person_id == person_id)  # fmt: skip
    went = select(
        literal("out"),
        outbox.c.body,
        outbox.c.created_at,
        outbox.c.state,
        outbox.c.flow,
        outbox.c.parts,
        outbox.c.id,
    ).where(outbox.c.person_id == person_id)
    rows = list(db.execute(union_all(came, went)))
    return sorted(rows, key=lambda row: (row.at, row.direction, row.id))


def name_of(row: Row[Any]) -> str:
    """First and last name, or what there is of them."""
    return " ".join(part for part in (row.first_name, row.last_name) if part)
