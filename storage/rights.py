"""Rights: who asked for what the law gives them and what came of it, whose things must be kept, and who looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, delete, insert, literal, select

from storage import installation
from storage.tables import legal_hold, person, read_log, rights_request
from storage.tables.base import Instant

Kind = Literal["access", "erasure", "source"]


def given(
    db: Connection, organization_id: int, kind: Kind, now: datetime, *, by: str,
    report: Mapping[str, Any] | None = None, asked_at: datetime | None = None,
) -> int:  # fmt: skip
    """Note that a right was given, as soon as it was asked for unless `asked_at` says when; the id of the note.

    by: who asked (an organizer, `command line (anna)`, `person`). report: counts; never a name, a number or a text.
    """
    values = {"organization_id": organization_id, "kind": kind, "asked_at": asked_at or now, "done_at": now}
    made = insert(rights_request).values({**values, "by": by, "report": dict(report or {})})
    return int(db.execute(made.returning(rights_request.c.id)).scalar_one())


def listed(db: Connection, organization_id: int) -> list[Row[Any]]:
    """What an organization was asked for, the oldest first."""
    mine = rights_request.c.organization_id == organization_id
    return list(db.execute(select(rights_request).where(mine).order_by(rights_request.c.id)))


# Who has looked


def looked(db: Connection, person_id: int, organization_id: int, now: datetime, *, by: str, action: str) -> None:
    """Somebody sees, or is given, what there is about a person; `action` says how: `people access`, `panel` …"""
    values = {"at": now, "actor": by, "action": action, "organization_id": organization_id, "person_id": person_id}
    db.execute(insert(read_log).values(values))


def looked_at_all(db: Connection, person_ids: Iterable[int], now: datetime, *, by: str, action: str) -> None:
    """As `looked`, at each of some hundred people; who is not there is left out."""
    said = literal(now, Instant()), literal(by), literal(action)
    seen = select(*said, person.c.organization_id, person.c.id).where(person.c.id.in_(list(person_ids)))
    names = ["at", "actor", "action", "organization_id", "person_id"]
    db.execute(insert(read_log).from_select(names, seen.order_by(person.c.id)))


def looks(db: Connection, person_id: int, since: datetime | None = None) -> list[Row[Any]]:
    """Who has looked at a person since then, or ever: `at`, `actor`, `action`, the oldest first."""
    log = read_log.c
    wanted = select(log.at, log.actor, log.action).where(log.person_id == person_id)
    return list(db.execute((wanted if since is None else wanted.where(log.at >= since)).order_by(log.id)))


# Whose things must be kept


@dataclass(frozen=True)
class Hold:
    """A person's things must be kept: why, and until when."""

    until: datetime
    reason: str

    def last_day(self, zone: str) -> date:
        """The day with which it ends, by the clocks of a zone."""
        return (self.until - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()


def hold(db: Connection, person_id: int, what: Hold, now: datetime, *, by: str) -> None:
    """From now on nothing of the person goes, neither by age nor when they ask for it. A STOP holds all the same.

    One hold stands beside another: who is held twice is released from both, or when the last of them has ended.
    """
    values = {"person_id": person_id, "until": what.until, "reason": what.reason, "by": by, "made_at": now}
    db.execute(insert(legal_hold).values(values))
    _note(db, "people hold", person_id, now, by, until=what.until.isoformat())


def release(db: Connection, person_id: int, now: datetime, *, by: str) -> bool:
    """The person's things need not be kept any more; False when they were not held."""
    held = hold_of(db, person_id, now) is not None
    db.execute(delete(legal_hold).where(legal_hold.c.person_id == person_id))
    if held:
        _note(db, "people release", person_id, now, by)
    return held


def hold_of(db: Connection, person_id: int, now: datetime) -> Hold | None:
    """Why a person's things must be kept now, by the hold that lasts longest; None when they need not."""
    mine = select(legal_hold.c.until, legal_hold.c.reason).where(legal_hold.c.person_id == person_id)
    row = db.execute(mine.where(legal_hold.c.until > now).order_by(legal_hold.c.until.desc()).limit(1)).one_or_none()
    return Hold(row.until, row.reason) if row is not None else None


def held(now: datetime) -> Select[Any]:
    """The `person_id` of everybody whose things must be kept now."""
    return select(legal_hold.c.person_id).where(legal_hold.c.until > now)


def _note(db: Connection, action: str, person_id: int, now: datetime, by: str, **detail: str) -> None:
    """In the audit, which outlives the person: never the reason, in which anything may stand."""
    home = db.execute(select(person.c.organization_id).where(person.c.id == person_id)).scalar()
    installation.note(db, by, action, now, organization_id=home, object=f"person:{person_id}", detail=detail)
