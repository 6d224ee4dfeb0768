"""What happened to a booking, in words: each event with who did it and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from admin.texts import CATALOGS
from admin.visit import Visit
from storage import audits, booking_pages


@dataclass(frozen=True)
class Told:
    """One thing that happened. words: what was said with it."""

    at: datetime
    what: str
    by: str
    words: str = ""


def story_of(db: Connection, visit: Visit, events: Sequence[Row[Any]]) -> list[Told]:
    """The story, the oldest first. Whoever has a protected identity stands in it without a name."""
    names = audits.names(db, [event.actor for event in events])
    candidates = booking_pages.names(db, {event.candidate_id for event in events if event.candidate_id is not None})
    return [_told(visit, event, names, candidates) for event in events]


def _told(visit: Visit, event: Row[Any], names: dict[str, str], candidates: dict[int, str]) -> Told:
    detail = event.detail or {}
    name = candidates.get(event.candidate_id, "") or visit.text("bookings_somebody")
    words = detail.get("reason") or detail.get("condition") or detail.get("words") or ""
    return Told(event.at, visit.text(_key(visit, event, detail), name=name), _by(visit, event, names, name), str(words))


def _key(visit: Visit, event: Row[Any], detail: dict[str, Any]) -> str:
    """What it is called; some kinds say more when more is known of them."""
    if event.kind == "accepted" and detail.get("agreed"):
        return "booking_event_agreed"
    if event.kind == "countered" and not detail.get("starts_at"):
        return "booking_event_condition"
    if event.kind == "requested" and event.candidate_id is not None:
        return "booking_event_wished"
    key = f"booking_event_{event.kind}"
    return key if key in CATALOGS[visit.language] else "booking_event_other"


def _by(visit: Visit, event: Row[Any], names: dict[str, str], name: str) -> str:
    """Who did it; nothing where it happened by itself."""
    if event.actor == "candidate":
        return name
    if event.actor == "host":
        return visit.text("booking_by_host")
    if event.actor in ("erased", "merge"):
        return visit.text(f"booking_by_{event.actor}")
    return "" if event.actor == "clock" else names.get(event.actor, event.actor)
