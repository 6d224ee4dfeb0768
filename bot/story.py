"""A person's whole story, as one document."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from storage import addresses, conversations, people, portrait, shifts, suppression, surveys


def story(db: Connection, person_id: int, now: datetime) -> dict[str, Any]:
    """Everything about a person, with the keys of `people show --json`."""
    row = people.get(db, person_id)
    if row is None:
        raise LookupError(person_id)
    rows = addresses.of_person(db, person_id)
    hashes = [address.hash for address in rows]
    silenced = suppression.of_hashes(db, hashes, now, organization_id=row.organization_id)
    return {
        "person": _person(db, row),
        "addresses": [_address(address, silenced) for address in rows],
        "suppressed": bool(rows) and all(address.hash in silenced for address in rows),
        "answers": surveys.answers_for_show(db, person_id),
        "claims": [_claim(claim) for claim in shifts.claims_of_person(db, person_id)],
        "bookings": [_booking(each) for each in portrait.bookings(db, person_id)],
        "conversation": _conversation(conversations.open_of_person(db, person_id)),
        "messages": [_message(message) for message in people.messages_of(db, person_id)],
    }


def _person(db: Connection, row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": people.name_of(row),
        "organization": row.organization,
        "relation": row.relation,
        "basis": row.basis,
        "language": row.language,
        "protected": row.protected,
        "tags": people.tags_of(db, row.id),
    }


def _address(row: Row[Any], silenced: set[str]) -> dict[str, str]:
    state = "suppressed" if row.hash in silenced else row.state
    return {"channel": row.channel, "address": row.address, "state": state}


def _claim(row: Row[Any]) -> dict[str, Any]:
    return {"shift": row.shift_id, "state": row.state, "people": row.people, "partial": row.partial,
            "condition": row.condition, "coming": row.coming}  # fmt: skip


def _booking(row: Row[Any]) -> dict[str, Any]:
    return {"booking": row.id, "title": row.title, "venue": row.venue, "start": row.starts_at, "end": row.ends_at,
            "state": row.state}  # fmt: skip


def _conversation(row: Row[Any] | None) -> dict[str, str] | None:
    return {"flow": row.flow, "step": row.step} if row is not None else None


def _message(row: Row[Any]) -> dict[str, Any]:
    return {"direction": row.direction, "text": row.text, "at": row.at, "state": row.state, "flow": row.flow}
