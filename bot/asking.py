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


def audience(
    db: Connection, survey_id: int, people: Sequence[int], now: datetime, before: datetime | None = None
) -> Audience:
    """Who of these people can be asked. Reasons: already_asked, no_address, unreachable, suppressed.

    before: who was asked, or answered, before then is asked again.
    """
    reasons = {person_id: _why_not(db, survey_id, person_id, now, before) for person_id in people}
    out = Counter(reason for reason in reasons.values() if reason)
    return Audience(tuple(person_id for person_id, reason in reasons.items() if not reason), dict(out))


def _why_not(db: Connection, survey_id: int, person_id: int, now: datetime, before: datetime | None) -> str:
    rows = addresses.of_person(db, person_id)
    asked = surveys.asked_at(db, survey_id, person_id)
    if asked is not None and (before is None or asked >= before):
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


def ask(
    db: Connection, version: Row[Any], organization_id: int, people: Sequence[int], now: datetime,
    before: datetime | None = None,
) -> None:  # fmt: skip
    """Put the survey in the line of each person, once; `before` as in `audience`: only what is that old is asked."""
    for person_id in people:
        if surveys.ask(db, version, person_id, now):
            _wait(db, version, organization_id, person_id, {"version": version.id}, now)
        elif before is not None:
            surveys.ask_again(db, version, person_id, now)
            state = {"version": version.id, "since": before.isoformat()}
            _wait(db, version, organization_id, person_id, state, now)


def _wait(
    db: Connection, version: Row[Any], organization_id: int, person_id: int, state: dict[str, Any], now: datetime
) -> None:
    again = f":{now:%Y%m%d}" if "since" in state else ""
    prompt = {
        "key": f"survey:{version.survey_id}:{person_id}{again}", "person_id": person_id, "flow": "survey",
        "organization_id": organization_id, "step": FLOWS["survey"].first, "state": state, "updated_at": now,
    }  # fmt: skip
    conversations.wait_in_line(db, prompt)
