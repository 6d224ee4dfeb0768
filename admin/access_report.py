"""Access: all there is about one person, as a document for machines and as one that a person can read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from flows.hours import wall_time
from flows.text import text
from storage import addresses, dossier, people, rights

Document = Mapping[str, Any]

FIELDS = {
    "name": "dossier_name", "relation": "dossier_relation", "language": "dossier_language", "town": "dossier_town",
    "email": "dossier_email", "member_number": "dossier_member_number", "tags": "dossier_tags",
    "roles": "dossier_roles", "created_at": "dossier_since", "left_at": "dossier_left",
}  # fmt: skip
WORDS = {
    "member": "relation_member", "former_member": "relation_former_member", "sympathizer": "relation_sympathizer",
    "regular_contact": "relation_regular_contact", "contact": "relation_regular_contact", "consent": "dossier_consent",
    "confirmed": "dossier_confirmed", "waiting": "dossier_waiting", "offered": "dossier_offered",
    "cancelled": "dossier_cancelled", "attended": "dossier_attended", "no_show": "dossier_no_show",
    "in": "dossier_from_you", "out": "dossier_to_you", "yes": "dossier_yes", "no": "dossier_no",
}  # fmt: skip


def access(db: Connection, person_id: int, now: datetime) -> dict[str, Any]:
    """All there is about a person, messages and who looked included; nothing of others who share a number.

    Keys: made_at, person, basis, addresses, opt_outs, surveys, answers, claims, responsible_for, conversations,
    changes, messages, holds, lookers, other (rows of all other tables that name the person). Moments are aware.
    Raises LookupError when there is nobody of that id.
    """
    row = dossier.who(db, person_id)
    if row is None:
        raise LookupError(person_id)
    own = addresses.of_person(db, person_id)
    return {
        "made_at": now,
        "person": _person(db, row),
        "basis": {"basis": row.basis, "source": row.basis_source, "since": row.basis_at},
        "addresses": [_address(each) for each in own],
        "opt_outs": _plain(dossier.opt_outs(db, [each.hash for each in own])),
        "surveys": _plain(dossier.surveys(db, person_id)),
        "answers": _plain(dossier.answers(db, person_id)),
        "claims": _plain(dossier.claims(db, person_id)),
        "responsible_for": _plain(dossier.responsible_for(db, [each.id for each in own])),
        "conversations": _plain(dossier.talks(db, person_id)),
        "changes": _plain(dossier.changes(db, person_id)),
        "messages": _messages(db, person_id, own),
        "holds": _plain(dossier.holds(db, person_id)),
        "lookers": [_looker(each) for each in rights.looks(db, person_id)],
        "other": {name: _plain(rows) for name, rows in dossier.others(db, person_id).items()},
    }


def _person(db: Connection, row: Row[Any]) -> dict[str, Any]:
    hidden = {"organization_id", "folded_name", "first_name", "last_name", "basis", "basis_source", "basis_at"}
    columns = {name: value for name, value in row._mapping.items() if name not in hidden}
    tags, roles = people.tags_of(db, row.id), dossier.roles(db, row.id)
    return {"id": row.id, "name": people.name_of(row), **columns, "tags": tags, "roles": roles}


def _address(row: Row[Any]) -> dict[str, Any]:
    kept = ("channel", "address", "state", "language", "introduced_at", "last_in_at", "created_at")
    return {name: getattr(row, name) for name in kept}


def _looker(row: Row[Any]) -> dict[str, Any]:
    return {"at": row.at, "actor": row.actor, "action": row.action}


def _messages(db: Connection, person_id: int, own: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    came = [{"direction": "in", **row} for row in _plain(dossier.messages_in(db, person_id, own))]
    went = [{"direction": "out", **row} for row in _plain(dossier.messages_out(db, person_id, own))]
    return sorted(came + went, key=lambda message: message["at"])


def _plain(rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in rows]


def readable(document: Document, language: str) -> str:
    """A document of `access` as a text that its person can read, times as the clocks of the organization show them."""
    return "\n".join(_Page(document, language).lines()) + "\n"


class _Page:
    """A document in one language: a heading a part, a line a fact; parts without facts are left out."""

    def __init__(self, document: Document, language: str) -> None:
        self.document, self.language = document, language
        self.zone: str = document["person"]["timezone"]

    def lines(self) -> Iterator[str]:
        person = self.document["person"]
        title = {"organization": person["organization"], "name": person["name"]}
        yield text(self.language, "dossier_title", **title, at=self.shown(self.document["made_at"]))
        for heading, facts in self._parts().items():
            if facts:
                yield from ("", text(self.language, heading), *(f"- {fact}" for fact in facts))

    def _parts(self) -> dict[str, list[str]]:
        found = self.document
        shown = self._joined
        return {
            "dossier_person": [self._field(name) for name in FIELDS if found["person"].get(name)],
            "dossier_basis": [shown(found["basis"], "basis", "source", "since")],
            "dossier_addresses": [shown(row, "channel", "address") for row in found["addresses"]],
            "dossier_opt_outs": [shown(row, "created_at", "scope", "organization", "topic", "until")
                                 for row in found["opt_outs"]],
            "dossier_answers": [shown(row, "answered_at", "survey", "question", "value", "condition")
                                for row in found["answers"]],
            "dossier_surveys": [shown(row, "asked_at", "survey", "state") for row in found["surveys"]],
            "dossier_claims": [shown(row, "start", "activity", "venue", "state", "people") for row in found["claims"]],
            "dossier_responsible": [shown(row, "start", "activity", "venue") for row in found["responsible_for"]],
            "dossier_messages": [shown(row, "at", "direction", "body") for row in found["messages"]],
            "dossier_talks": [shown(row, "updated_at", "flow", "status") for row in found["conversations"]],
            "dossier_changes": [shown(row, "made_at", "kind") for row in found["changes"]],
            "dossier_holds": [shown(row, "made_at", "reason", "until") for row in found["holds"]],
            "dossier_lookers": [shown(row, "at", "actor", "action") for row in found["lookers"]],
            "dossier_other": [self._row(name, row) for name, rows in found["other"].items() for row in rows],
        }  # fmt: skip

    def _field(self, name: str) -> str:
        return f"{text(self.language, FIELDS[name])}: {self.shown(self.document['person'][name])}"

    def _row(self, name: str, row: Mapping[str, Any]) -> str:
        return f"{name}: {self._joined(row, *row)}"

    def _joined(self, row: Mapping[str, Any], *names: str) -> str:
        return ", ".join(self.shown(row[name]) for name in names if row[name] not in (None, "", []))

    def shown(self, value: Any) -> str:
        """A value as a person reads it."""
        if isinstance(value, datetime):
            return f"{wall_time(value, self.zone) if value.tzinfo else value:%Y-%m-%d %H:%M}"
        if isinstance(value, list):
            return ", ".join(map(self.shown, value))
        return text(self.language, WORDS[value]) if isinstance(value, str) and value in WORDS else str(value)
