"""Starting a survey: who is asked, who is left out and why; each one asked is a prompt that waits in line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from flows.all import FLOWS
from storage import addresses, conversations, suppression, surveys

SLICE = 200  # people in one transaction: no unit holds the writer for long


@dataclass(frozen=True)
class Audience:
    """The ids of those who can be asked, and how many cannot, by reason."""

    people: tuple[int, ...]
    left_out: dict[str, int]


def audience(db: Connection, survey_id: int, people: Sequence[int], now: datetime) -> Audience:
    """Who of these people can be asked. Reasons: already_asked, no_address, unreachable, suppressed."""
    reasons = {person_id: _why_not(db, survey_id, person_id, now) for person_id in people}
    out = Counter(reason for reason in reasons.values() if reason)
    return Audience(tuple(person_id for person_id, reason in reasons.items() if not reason), dict(out))


def _why_not(db: Connection, survey_id: int, person_id: int, now: datetime) -> str:
    rows = addresses.of_person(db, person_id)
    if surveys.was_asked(db, survey_id, person_id):
        return "already_asked"
    if not rows:
        return "no_address"
    usable = [row for row in rows if row.state == "ok"]
    if not usable:
        return "unreachable"
    silenced = suppression.of_hashes(db, [row.hash for row in usable], now, topic="survey")
    open_to_it = [row for row in usable if row.hash not in silenced]
    paused = suppression.paused_until(db, [row.hash for row in usable], now)  # asked when their pause is over
    return "" if open_to_it or paused else "suppressed"


def ask(db: Connection, version: Row[Any], organization_id: int, people: Sequence[int], now: datetime) -> None:
    """Put the survey in the line of each person, once."""
    for person_id in people:
        if surveys.ask(db, version, person_id, now):
            prompt = {
                "key": f"survey:{version.survey_id}:{person_id}", "person_id": person_id, "flow": "survey",
                "organization_id": organization_id, "step": FLOWS["survey"].first, "state": {"version": version.id},
                "updated_at": now,
            }  # fmt: skip
            conversations.wait_in_line(db, prompt)
