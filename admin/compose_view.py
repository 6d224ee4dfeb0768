"""What the pages of a draft show: how its text looks on a phone, what is wrong with it, and what it comes to."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row

from admin import letters
from admin.visit import Visit
from flows import broadcast_preview, broadcast_text, hours, parts
from flows.broadcast_preview import Preview, Total
from flows.broadcast_text import Recipient
from storage import addresses, broadcasts, installation, organizers, outbox, segments
from storage.segments import SegmentError

SOMEBODY = {"sv": "Karin", "en": "Karin"}
AT_ONCE = 3_000  # recipients that are counted while the page is drawn; more are counted beside it
TEST_USEFUL = timedelta(hours=1)


def views(visit: Visit, texts: dict[str, str]) -> list[Preview]:
    """Each language's text as somebody gets it who has been written to before."""
    given = {language: words for language, words in texts.items() if words.strip()}
    if not given:
        return []
    some = [Recipient((SOMEBODY[language],), language) for language in given]
    return broadcast_preview.preview(given, visit.organization.name, some)


def mended(words: str) -> str:
    """The words with every sign replaced that makes them dear."""
    for sign in parts.count(words).costly:
        words = words.replace(sign, broadcast_preview.instead_of(sign))
    return words


def wrong(visit: Visit, texts: dict[str, str], asks: str, survey_id: int | None) -> dict[str, str]:
    """What is wrong with a draft's words, by field."""
    given = {language: words for language, words in texts.items() if words or language == "sv"}
    if not texts["sv"] and texts["en"]:
        given = {"en": texts["en"]}
    problems = broadcast_text.problems(given, visit.organization.name)
    found = {f"text_{each.language}": broadcast_text.problem_text(each, visit.language) for each in problems}
    if asks == "survey" and survey_id is None:
        found["survey"] = visit.text("broadcast_no_survey")
    return found


@dataclass(frozen=True)
class Sum:
    """What a draft comes to. minutes: how long the sending takes. quiet: a sentence about quiet hours, or empty."""

    total: Total
    minutes: int
    quiet: str


def last_look(visit: Visit, row: Row[Any]) -> dict[str, Any]:
    """What the page before sending shows."""
    return visit.read(lambda db: _last_look(db, visit, row))  # type: ignore[no-any-return]


def _last_look(db: Connection, visit: Visit, row: Row[Any]) -> dict[str, Any]:
    manner = broadcasts.manner_of(row, visit.house.channels)
    found = segments.reach(db, row.organization_id, row.segment, visit.now, **manner)
    count = 0 if isinstance(found, SegmentError) else found.recipients
    organization = visit.tree[row.organization_id]
    limit = organization.approval_limit
    return {
        "count": count, "samples": _samples(db, visit, row), "left_out": _left_out(visit, found),
        "limit": limit if count > limit else None, "test_number": _own_address(db, visit),
        "sum": _sums(db, visit, row) if count <= AT_ONCE else None,
        "is_halted": installation.halted_at(db) is not None, "key": secrets.token_urlsafe(12),
    }  # fmt: skip


def _left_out(visit: Visit, found: segments.Reach | SegmentError) -> list[tuple[str, int]]:
    if isinstance(found, SegmentError):
        return []
    return [(visit.text(f"left_out_{reason}"), people) for reason, people in found.left_out.items()]


def _samples(db: Connection, visit: Visit, row: Row[Any]) -> list[tuple[str, Preview]]:
    """One recipient for each kind of letter there is: by language, known and new."""
    organization = visit.tree[row.organization_id]
    found = letters.recipients(db, row, organization, visit.house.channels, visit.now)
    if isinstance(found, SegmentError):
        return []
    kinds: dict[tuple[str, bool], Recipient] = {}
    first = next(iter(row.texts))
    for _, to in islice(found, letters.SLICE):
        kinds.setdefault((to.language if to.language in row.texts else first, to.is_new), to)
    return [
        (" ".join(to.names), broadcast_preview.preview(row.texts, organization.name, [to])[0])
        for to in list(kinds.values())[:3]
    ]


def sums(visit: Visit, row: Row[Any]) -> Sum:
    """What it comes to, summed over every recipient."""
    return visit.read(lambda db: _sums(db, visit, row))  # type: ignore[no-any-return]


def _sums(db: Connection, visit: Visit, row: Row[Any]) -> Sum:
    organization = visit.tree[row.organization_id]
    found = letters.recipients(db, row, organization, visit.house.channels, visit.now)
    if isinstance(found, SegmentError):
        return Sum(Total(0, 0, Decimal(0), ()), 0, "")
    total = broadcast_preview.total(row.texts, organization.name, (to for _, to in found), visit.house.price)
    seconds = total.parts / visit.house.parts_per_second if visit.house.parts_per_second else 0
    return Sum(total, round(seconds / 60), quiet(visit, row, total, seconds))


def quiet(visit: Visit, row: Row[Any], total: Total, seconds: float) -> str:
    """When quiet hours hold it up, in a sentence; empty when they do not."""
    from admin.render import when

    span, zone = hours.parse_span(visit.organization.quiet_hours), visit.organization.timezone
    starts = max(row.send_at or visit.now, visit.now)
    allowed = hours.next_allowed(starts, span, zone)
    if allowed > starts:
        return visit.text("broadcast_quiet_now", when=when(allowed, visit))
    cut = _quiet_begins(starts, seconds, span, zone)
    if cut is None:
        return ""
    share = 1 - (cut - starts).total_seconds() / seconds
    resumes = hours.next_allowed(cut, span, zone)
    return visit.text(
        "broadcast_quiet_cuts", begins=when(cut, visit), left=round(total.recipients * share), when=when(resumes, visit)
    )


def _quiet_begins(starts: datetime, seconds: float, span: hours.Span, zone: str) -> datetime | None:
    """When quiet hours begin before so many seconds are over: by the minute."""
    for minute in range(1, min(int(seconds // 60), 24 * 60) + 1):
        moment = starts + timedelta(minutes=minute)
        if hours.is_quiet(moment, span, zone):
            return moment
    return None


def _own_address(db: Connection, visit: Visit) -> str:
    account = organizers.get(db, visit.signed.session.organizer_id)
    if account is None or account.address_id is None:
        return ""
    return str(addresses.get(db, account.address_id).address)


def send_test(db: Connection, visit: Visit, row: Row[Any], key: str) -> bool:
    """Queue the letter of the first recipient, as it is, to the organizer's own number; False without a number."""
    account = organizers.get(db, visit.signed.session.organizer_id)
    if account is None or account.address_id is None:
        return False
    to = addresses.get(db, account.address_id)
    organization = visit.tree[row.organization_id]
    found = letters.recipients(db, row, organization, visit.house.channels, visit.now)
    first = None if isinstance(found, SegmentError) else next((pair[1] for pair in found), None)
    letter = broadcast_text.letter(broadcast_text.wording(row.texts, organization.name), first or Recipient())
    count = letter.as_sms.parts if to.channel == "sms" else 0
    values = {
        "intent_key": f"test:{row.id}:{visit.signed.session.organizer_id}:{key[:40]}", "address_id": to.id,
        "channel": to.channel, "address": to.address, "sender": to.sender, "hash": to.hash, "body": letter.text,
        "organization_id": row.organization_id, "flow": "test", "hours": "any", "priority": 0, "parts": count,
        "price": parts.price(count, visit.house.price), "token": secrets.token_urlsafe(16),
        "not_before": visit.now, "not_after": visit.now + TEST_USEFUL, "created_at": visit.now,
    }  # fmt: skip
    return outbox.queue(db, values) is not None
