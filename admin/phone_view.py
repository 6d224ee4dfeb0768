"""The sandbox phone as it is drawn: rows of a thread become bubbles, with their words and numbers in one language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from admin.texts import text
from flows import dates
from flows.parts import count
from storage.threads import Message

SHARE_CONTACT = "share_contact"  # the value of the button that shares one's own number instead of tapping
NOT_SENT = ("queued", "claimed", "on_wire", "cancelled", "too_late", "suppressed", "refused", "undelivered")
KINDS = {"contact": "phone_shared_contact", "media": "phone_picture"}
MOST_SIGNS = 5


@dataclass(frozen=True)
class Button:
    """A button below a message; `shares` is true for the one that shares one's own number."""

    label: str
    value: str
    shares: bool


@dataclass(frozen=True)
class Bubble:
    """One message as it is drawn. key: unique in its thread. day: the words of a day that begins with it, else "".

    mine: written on this phone. acts: `body` tells what was done, in our words. pale: it never left us, or not yet.
    notes: what stands below it.
    """

    key: str
    body: str
    mine: bool
    acts: bool
    pale: bool
    time: str
    iso: str
    day: str
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Style:
    """How things are written: language, currency as its code, time zone, and the moment that is now."""

    language: str
    currency: str
    timezone: str
    now: datetime


def bubbles(messages: Sequence[Message], style: Style) -> list[Bubble]:
    """The bubbles of a thread, in its order."""
    labels = {value: label for message in messages for label, value in message.buttons}
    days = _days(messages, style)
    return [_bubble(message, labels, day, style) for message, day in zip(messages, days, strict=True)]


def _days(messages: Sequence[Message], style: Style) -> Iterator[str]:
    before = ""
    for message in messages:
        words = dates.relative_day(message.at, style.language, style.now, zone=style.timezone)
        day = words or dates.day(message.at, style.language, style.now, zone=style.timezone)
        yield "" if day == before else day
        before = day


def _bubble(message: Message, labels: dict[str, str], day: str, style: Style) -> Bubble:
    body, acts = _said(message, labels, style.language)
    wall = message.at.astimezone(ZoneInfo(style.timezone))
    return Bubble(
        key=f"{message.direction}-{message.id}",
        body=body,
        mine=message.direction == "in",
        acts=acts,
        pale=message.state in NOT_SENT,
        time=f"{wall:%H:%M}",
        iso=wall.isoformat(timespec="seconds"),
        day=day,
        notes=tuple(note for note in _notes(message, style) if note),
        buttons=tuple(Button(label, value, value == SHARE_CONTACT) for label, value in message.buttons),
    )


def _said(message: Message, labels: dict[str, str], language: str) -> tuple[str, bool]:
    """What was written; for what was done instead, that in words."""
    if message.kind == "tap":
        label = labels.get(str(message.data.get("value", "")))
        return (label, False) if label else (text(language, "phone_tapped"), True)
    if message.kind in KINDS:
        return text(language, KINDS[message.kind]), True
    return message.body, False


def _notes(message: Message, style: Style) -> Iterator[str]:
    if message.parts:
        yield text(style.language, "part" if message.parts == 1 else "parts", n=message.parts)
        yield money(message.price, style)
        yield _encoding(message.body, style.language)
    yield text(style.language, f"state_{message.state}")


def _encoding(body: str, language: str) -> str:
    """Empty for GSM-7; otherwise that the text is dear, and by which signs."""
    counted = count(body)
    if counted.encoding == "GSM-7":
        return ""
    return text(language, "ucs2", signs=" ".join(counted.costly[:MOST_SIGNS]))


def money(amount: Decimal, style: Style) -> str:
    """An amount with its currency: "0,45 kr"."""
    number = f"{amount:.2f}".replace(".", text(style.language, "decimal"))
    currency = text(style.language, "currency_SEK") if style.currency == "SEK" else style.currency
    return text(style.language, "price", amount=number, currency=currency)


def initials(name: str) -> str:
    """At most two letters that stand for a name."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()
