"""Answering from the inbox: in whose name, what it costs, when it goes, and the row that the worker sends."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Row

from admin import render
from admin.form import Form
from admin.visit import Visit
from flows import parts
from flows.all import FLOWS
from flows.hours import Span, next_allowed, parse_span
from storage import handover, inbox, inbox_answer, inbox_talk, installation
from storage.inbox_answer import Answer, Refusal
from storage.inbox_talk import Place

LONGEST = {"sms": 1000, "telegram": 4000}  # characters
STAY = frozenset(name for name, flow in FLOWS.items() if flow.stays)  # talks that are worth asking again
MOST_SIGNS = 5
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Measure:
    """What an answer costs, by SMS, and when it would go.

    dear: signs that make it cost more than `plain` SMS. goes_at: None is at once.
    """

    parts: int = 0
    price: str = ""
    dear: str = ""
    plain: int = 0
    goes_at: datetime | None = None


def speaker(visit: Visit, place: Place) -> Row[Any]:
    """In whose name: of the one organization whose people have the number, else of the one that is visited."""
    ids = {row.organization_id for row in place.people}
    return visit.tree[ids.pop()] if len(ids) == 1 else visit.organization


def cleaned(words: str) -> str:
    """An answer as it is sent: every line ends in one sign, and what no database takes is left out."""
    return "\n".join(line.rstrip() for line in words.replace("\0", "").splitlines()).strip()


def wrong_with(visit: Visit, place: Place, words: str) -> str:
    """Why these words cannot be an answer, in a sentence; empty when they can."""
    longest = LONGEST[place.row.channel]
    if not words:
        return visit.text("inbox_empty")
    return visit.text("inbox_too_long", n=longest) if len(words) > longest else ""


def refused(visit: Visit, refusal: Refusal | None) -> str:
    """Why an address cannot be answered, in a sentence; empty when it can."""
    if refusal is None:
        return ""
    return visit.text(f"inbox_{refusal.why}", when=render.when(refusal.until, visit))


def refusal(visit: Visit, place: Place) -> str:
    """As `refused`, of an address as it is now."""
    found = visit.read(lambda db: inbox_answer.refusal(db, place.row, speaker(visit, place).id, visit.now))
    return refused(visit, found)


def measure(visit: Visit, place: Place, words: str) -> Measure:
    """What an answer would cost, and when it would go."""
    then = goes_at(visit, place)
    if place.row.channel != "sms" or not words:
        return Measure(goes_at=then)
    counted = parts.count(words)
    price = render.money(parts.price(counted.parts, visit.house.price), visit.house.currency, visit.language)
    plain = parts.count(_without(words, counted.costly)).parts
    dear = " ".join(counted.costly[:MOST_SIGNS]) if plain < counted.parts else ""
    return Measure(counted.parts, price, dear, plain, then)


def _without(words: str, signs: tuple[str, ...]) -> str:
    for sign in signs:
        words = words.replace(sign, "")
    return words


def goes_at(visit: Visit, place: Place) -> datetime | None:
    """When an answer would go; None is at once, as what answers a text of theirs of a moment ago does."""
    if inbox_answer.free_until(place.row) > visit.now:
        return None
    speaks = speaker(visit, place)
    quiet = [(parse_span(speaks.quiet_hours), speaks.timezone), *visit.read(lambda db: _own_quiet(db, place))]
    moment = visit.now
    for _ in quiet * 2:  # past each of them, and once more where the end of one lies within another
        moment = max(next_allowed(moment, span, zone) for span, zone in quiet)
    return moment if moment > visit.now else None


def _own_quiet(db: Connection, place: Place) -> list[tuple[Span, str]]:
    """The hours in which somebody wants no texts."""
    rows = [row for row in inbox_answer.own_hours(db, place.row.hash) if row.zone]
    return [(Span(_clock(row.not_after), _clock(row.not_before)), row.zone) for row in rows]


def _clock(text: str | None) -> time:
    return time.fromisoformat(text) if text else MIDNIGHT


def send(db: Connection, visit: Visit, place: Place, message_id: int, form: Form) -> Refusal | None:
    """Queue an answer; what the writer had seen waits no more. The same form sent twice does nothing more.

    Returns why nothing may be written there, when nothing may.
    """
    words = cleaned(form.text("text"))
    queued = inbox_answer.answer(db, place.row, _answer(visit, place, words, form.text("once")), visit.now)
    if isinstance(queued, Refusal):
        return queued
    if queued is not None:
        seen = max(form.ids("seen"), default=message_id)
        inbox.settle_these(db, inbox_talk.waiting_ids(db, visit.below, place.row.id, seen), visit.now)
        if form.on("take"):
            take(db, visit, place)
        _note(db, visit, message_id)
    return None


def _answer(visit: Visit, place: Place, words: str, once: str) -> Answer:
    counted = parts.count(words).parts if place.row.channel == "sms" else 0
    to = place.people[0].id if len(place.people) == 1 and place.whole else None
    by = f"{visit.signed.session.organizer_id}:{once[:40]}"
    return Answer(words, by, counted, parts.price(counted, visit.house.price), speaker(visit, place).id, to)


def take(db: Connection, visit: Visit, place: Place) -> None:
    """The visitor has the talk from now on."""
    handover.take(db, place.row.id, visit.signed.session.organizer_id, visit.now, stays=STAY)


def _note(db: Connection, visit: Visit, message_id: int) -> None:
    """In the audit: that it was answered, never with what."""
    about = f"message:{message_id}"
    installation.note(db, visit.actor, "inbox.answer", visit.now, organization_id=visit.id, object=about)
