"""Putting words into the outbox: rendered for their channel, counted, priced, with their hours and their end."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Row

from flows import parts, shown
from flows.reading.question import Question
from storage import outbox

FREE = timedelta(minutes=15)  # how long an answer to somebody's own text may go whatever the hour
USEFUL = timedelta(hours=12)  # after that an answer is of no use
PRICE = Decimal("0.45")

REPLY, NOTICE, BROADCAST = 0, 1, 2
# What those who want nothing about a topic are not sent: by the flow that speaks. See `flows.reading`.
TOPICS = {"survey": "survey", "reminder": "reminder"}
NOTHING = Question()


@dataclass(frozen=True)
class Manner:
    """How a message goes: its hours (any, reminder, quiet), its place in the queue, from when and until when."""

    hours: Literal["any", "reminder", "quiet"] = "quiet"
    priority: int = NOTICE
    not_before: datetime | None = None
    not_after: datetime | None = None
    free_until: datetime | None = None
    despite_stop: bool = False


def reply(received_at: datetime, *, despite_stop: bool = False) -> Manner:
    """The manner of an answer to somebody's own text."""
    return Manner("quiet", REPLY, None, received_at + USEFUL, received_at + FREE, despite_stop)


@dataclass(frozen=True)
class About:
    """What a message is about, for the row: whose, in whose name, in which flow, on what topic."""

    organization_id: int | None = None
    person_id: int | None = None
    flow: str | None = None
    topic: str | None = None


@dataclass(frozen=True)
class Buttons:
    """What hangs below a message where there are buttons; `marks` ties a tap to its talk and turn."""

    question: Question = NOTHING
    marks: str = ""
    fixed: tuple[shown.Button, ...] = ()


def say(
    db: Connection, key: str, address: Row[Any], body: str, *, now: datetime, manner: Manner, about: About,
    buttons: Buttons | None = None, language: str = "sv", price: Decimal = PRICE, ending: str = "",
) -> int | None:  # fmt: skip
    """Queue one message under its intent `key`, `ending` below its options; None when that was queued before."""
    text, below = rendered(address.channel, body, buttons or Buttons(), language)
    text = f"{text}\n{ending}" if ending else text
    counted = parts.count(text) if address.channel == "sms" else None
    values = {
        "intent_key": key, "address_id": address.id, "channel": address.channel, "address": address.address,
        "sender": address.sender, "hash": address.hash, "body": text, "buttons": [list(pair) for pair in below] or None,
        "organization_id": about.organization_id, "person_id": about.person_id, "flow": about.flow,
        "topic": about.topic or TOPICS.get(about.flow or ""),
        "hours": manner.hours, "priority": manner.priority, "free_until": manner.free_until,
        "not_before": manner.not_before or now, "not_after": manner.not_after or now + timedelta(days=7),
        "despite_stop": int(manner.despite_stop), "token": secrets.token_urlsafe(16), "created_at": now,
        "parts": counted.parts if counted else 0,
        "price": parts.price(counted.parts, price) if counted else Decimal(0),
    }  # fmt: skip
    return outbox.queue(db, values)


def rendered(channel: str, body: str, buttons: Buttons, language: str) -> tuple[str, Sequence[tuple[str, str]]]:
    """A text and its buttons as the channel shows them: options as numbered lines, or as buttons."""
    if channel == "sms":
        return shown.for_sms(body, buttons.question, language), ()
    text, found = shown.for_buttons(body, buttons.question, language)
    tied = [(button.label, f"{buttons.marks}.{button.value}") for button in found]
    return text, tied or [(button.label, button.value) for button in buttons.fixed]
