"""Letters of a draft as its recipients get them: some to look at, and one that an organizer sends to themselves."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection, Row

from admin import letters
from admin.visit import Visit
from flows import broadcast_preview, broadcast_text, parts
from flows.broadcast_preview import Preview
from flows.broadcast_text import Recipient
from storage import addresses, installation, organizers, outbox, people, suppression
from storage.segments import SegmentError

MOST = 3
USEFUL = timedelta(hours=1)  # for so long a test is worth sending

Refusal = Literal["no_number", "opted_out", "unreachable", "nobody"]


@dataclass(frozen=True)
class Sample:
    """A letter, and whose it is. seen: the ids of those who are named in it."""

    name: str
    letter: Preview
    seen: list[int]


def samples(db: Connection, visit: Visit, row: Row[Any]) -> list[Sample]:
    """The first recipient's, and one for each other kind of letter there is: by language, known and new."""
    kinds: dict[tuple[str, bool], Sample] = {}
    first = next(iter(row.texts))
    for ids, to in _recipients(db, visit, row):
        kind = to.language if to.language in row.texts else first, to.is_new
        if kind not in kinds and not _is_protected(db, ids):
            preview = broadcast_preview.preview(row.texts, visit.organization.name, [to])[0]
            kinds[kind] = Sample(" ".join(to.names), preview, ids)
    return list(kinds.values())[:MOST]


def _recipients(db: Connection, visit: Visit, row: Row[Any]) -> Iterator[tuple[list[int], Recipient]]:
    """The first recipients, in the order in which they are sent to, with the ids of all who are meant."""
    found = letters.recipients(db, row, visit.organization, visit.house.channels, visit.now)
    if not isinstance(found, SegmentError):
        yield from (([int(id) for id in to.people.split(",")], person) for to, person in islice(found, letters.SLICE))


def _is_protected(db: Connection, ids: list[int]) -> bool:
    """Their names stand on no page."""
    return any(found is None or found.protected for found in (people.get(db, id) for id in ids))


# A test


def send(db: Connection, visit: Visit, row: Row[Any], key: str) -> Refusal | None:
    """Queue the letter of the first recipient, as it is, to the organizer's own number; or why that cannot be.

    key: of the form, which sent twice makes one test. It answers what they asked for: it is no text of our own
    accord, and nobody's first.
    """
    to = own_address(db, visit)
    if to is None:
        return "no_number"
    if refused := _refusal(db, visit, to):
        return refused
    first = next((person for ids, person in _recipients(db, visit, row) if not _is_protected(db, ids)), None)
    if first is None:
        return "nobody"
    _queue(db, visit, row, to, first, key)
    return None


def own_address(db: Connection, visit: Visit) -> Row[Any] | None:
    """Where the organizer's own tests go, when they have said so."""
    account = organizers.get(db, visit.signed.session.organizer_id)
    return addresses.get(db, account.address_id) if account is not None and account.address_id is not None else None


def _refusal(db: Connection, visit: Visit, to: Row[Any]) -> Refusal | None:
    if suppression.of_hashes(db, [to.hash], visit.now, organization_id=visit.id):
        return "opted_out"
    return None if to.state == "ok" and to.channel in visit.house.channels else "unreachable"


def _queue(db: Connection, visit: Visit, row: Row[Any], to: Row[Any], first: Recipient, key: str) -> None:
    letter = broadcast_text.letter(broadcast_text.wording(row.texts, visit.organization.name), first)
    count = letter.as_sms.parts if to.channel == "sms" else 0
    values = {
        "intent_key": f"test:{row.id}:{row.version}:{visit.actor}:{key}", "address_id": to.id, "channel": to.channel,
        "address": to.address, "sender": to.sender, "hash": to.hash, "body": letter.text, "organization_id": visit.id,
        "flow": "test", "hours": "any", "free_until": visit.now + USEFUL, "priority": 0, "parts": count,
        "price": parts.price(count, visit.house.price), "token": secrets.token_urlsafe(16), "not_before": visit.now,
        "not_after": visit.now + USEFUL, "created_at": visit.now,
    }  # fmt: skip
    if outbox.queue(db, values) is not None:
        about = {"organization_id": visit.id, "object": f"broadcast:{row.id}"}
        installation.note(db, visit.actor, "broadcast.test", visit.now, **about)
