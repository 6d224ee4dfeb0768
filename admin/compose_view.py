"""What the pages of a draft show: how its text looks on a phone, what is wrong with it, and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from admin import compose_sample, letters
from admin.compose_sample import Sample
from admin.render import when
from admin.visit import Visit
from flows import broadcast_preview, broadcast_text, hours, parts
from flows.broadcast_preview import Preview, Total
from flows.broadcast_text import Recipient
from storage import broadcasts, installation, segments, surveys
from storage.broadcasts import Draft
from storage.segments import SegmentError, error_text

SOMEBODY = ("Karin",)
NOBODY = segments.Reach(0, 0, 0, {})
AT_ONCE = 3_000  # recipients that are counted while the page is drawn; more are counted beside it


def views(visit: Visit, texts: Mapping[str, str]) -> list[Preview]:
    """Each language's text as somebody gets it who has been written to before."""
    given = {language: words for language, words in texts.items() if words.strip()}
    some = [Recipient(SOMEBODY, language) for language in given]
    return broadcast_preview.preview(given, visit.organization.name, some) if given else []


def mended(words: str) -> str:
    """The words with every sign replaced that makes them dear."""
    for sign in parts.count(words).costly:
        words = words.replace(sign, broadcast_preview.instead_of(sign))
    return words


def wrong(visit: Visit, draft: Draft) -> dict[str, str]:
    """What is wrong with a draft's words and what it asks, by field."""
    given = {language: words for language, words in draft.texts.items() if words} or {"sv": ""}
    problems = broadcast_text.problems(given, visit.organization.name)
    found = {f"text_{each.language}": broadcast_text.problem_text(each, visit.language) for each in problems}
    if draft.asks == "survey" and draft.survey_id not in _surveys(visit):
        found["survey"] = visit.text("broadcast_no_survey")
    return found


def _surveys(visit: Visit) -> set[int]:
    return {row.id for row in visit.read(lambda db: surveys.named(db, visit.below))}


# The last look


@dataclass(frozen=True)
class Sum:
    """What a draft comes to. minutes: how long the sending takes. quiet: a sentence about quiet hours, or empty."""

    total: Total
    minutes: int
    quiet: str


@dataclass(frozen=True)
class Look:
    """What the page before sending shows.

    count: how many numbers it reaches. broken: why its segment cannot be used any more, or empty. left_out:
    (reason, people) pairs. sum: None where it is asked for beside the page. limit: over which somebody else has to
    agree, None when it does not come to that; is_second: whoever looks is that somebody.
    """

    count: int
    broken: str
    left_out: Sequence[tuple[str, int]]
    samples: Sequence[Sample]
    sum: Sum | None
    limit: int | None
    is_second: bool
    is_halted: bool
    has_number: bool

    @property
    def seen(self) -> list[int | None]:
        """Whose names it shows."""
        return [person_id for sample in self.samples for person_id in sample.seen]


def last_look(db: Connection, visit: Visit, row: Row[Any], *, summed: bool = False) -> Look:
    """What the page before sending shows. summed: what it comes to as well, however many they are."""
    manner = broadcasts.manner_of(row, visit.house.channels)
    found = segments.reach(db, row.organization_id, row.segment, visit.now, **manner)
    broken = error_text(found, visit.language) if isinstance(found, SegmentError) else ""
    reached = NOBODY if isinstance(found, SegmentError) else found
    count, limit = reached.recipients, visit.organization.approval_limit
    at_once = summed or count <= AT_ONCE
    return Look(
        count, broken, _left_out(visit, reached), compose_sample.samples(db, visit, row),
        sum=sums(db, visit, row) if at_once else None,
        limit=limit if count > limit else None, is_second=row.author != visit.actor,
        is_halted=installation.halted_at(db) is not None,
        has_number=compose_sample.own_address(db, visit) is not None,
    )  # fmt: skip


def _left_out(visit: Visit, found: segments.Reach) -> list[tuple[str, int]]:
    return [(visit.text(f"left_out_{reason}"), people) for reason, people in found.left_out.items()]


# What it comes to


def sums(db: Connection, visit: Visit, row: Row[Any]) -> Sum:
    """What it comes to, summed over every recipient."""
    found = letters.recipients(db, row, visit.organization, visit.house.channels, visit.now)
    if isinstance(found, SegmentError):
        return Sum(Total(0, 0, Decimal(0), ()), 0, "")
    total = broadcast_preview.total(row.texts, visit.organization.name, (to for _, to in found), visit.house.price)
    seconds = total.parts / visit.house.parts_per_second if visit.house.parts_per_second else 0
    return Sum(total, round(seconds / 60), quiet(visit, row, total, seconds))


def quiet(visit: Visit, row: Row[Any], total: Total, seconds: float) -> str:
    """When quiet hours hold it up, in a sentence; empty when they do not."""
    span, zone = hours.parse_span(visit.organization.quiet_hours), visit.organization.timezone
    starts = max(row.send_at or visit.now, visit.now)
    allowed = hours.next_allowed(starts, span, zone)
    if allowed > starts:
        key = "broadcast_quiet_then" if starts > visit.now else "broadcast_quiet_now"
        return visit.text(key, when=when(allowed, visit))
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
