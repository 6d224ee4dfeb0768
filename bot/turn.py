"""What a turn knows: the message, the address and people it came from, and the words for answering."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from bot.say import About, Buttons, Manner, say
from bot.say import reply as reply_manner
from flows.text import spoken, text
from storage import organizations

T = TypeVar("T")


@dataclass(frozen=True)
class House:
    """What the installation is: the few settings that a turn needs."""

    timezone: str = "Europe/Stockholm"
    countries: tuple[str, ...] = ("+46",)
    channels: tuple[str, ...] = ("sms", "telegram")
    price: Decimal = Decimal("0.45")
    public_url: str = ""
    telegram_name: str = ""  # the bot's username; empty without Telegram
    provider_stops: bool = False  # the provider answers STOP by itself, and lets nothing of ours through after it


@dataclass(frozen=True)
class Here:
    """A turn under way. `message` is the inbox row, or None when the turn is ours (a reminder, a prompt).

    afterwards: what is done in this transaction when everything has been said.
    """

    db: Connection
    now: datetime
    house: House
    address: Row[Any]
    people: tuple[Row[Any], ...] = ()
    message: Row[Any] | None = None
    person: Row[Any] | None = None
    organization: Row[Any] | None = None
    words: str | None = None
    said_in: Row[Any] | None = None  # the message in which the words came, when it is an earlier one
    paused: bool = False  # they asked for quiet until a day, or from one of us: what they write themselves is answered
    seen: dict[Any, Any] = field(default_factory=dict, compare=False)
    afterwards: list[Callable[[], object]] = field(default_factory=list, compare=False)

    def once(self, key: object, look: Callable[[], T]) -> T:
        """What `look` finds, looked up once in a turn: for what a turn does not change."""
        if key not in self.seen:
            self.seen[key] = look()
        found: T = self.seen[key]
        return found

    @property
    def language(self) -> str:
        """The language to answer in: the person's, else what was chosen at the address."""
        if self.person is not None:
            return spoken(self.person.language)
        return spoken(self.address.language or (self.people[0].language if self.people else "sv"))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organization.timezone if self.organization is not None else self.house.timezone)

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(self.zone)

    @property
    def organization_name(self) -> str:
        return self.organization.name if self.organization is not None else text(self.language, "someone")

    def text(self, key: str, **values: object) -> str:
        """A text in the language of the turn; `organization` is filled in."""
        return text(self.language, key, **{"organization": self.organization_name, **values})

    def of(self, person: Row[Any]) -> "Here":
        """The same turn, now that it is known whose it is."""
        return replace(self, person=person, organization=self.organization_of(person.organization_id))

    def organization_of(self, organization_id: int) -> Row[Any]:
        """An organization's row."""
        return self.once(("organization", organization_id), lambda: organizations.get(self.db, organization_id))

    def said(self, words: str, message: Row[Any] | None = None) -> "Here":
        """The same turn, answering to these words, of an earlier message, instead of those of its own."""
        return replace(self, words=words, said_in=message)

    @property
    def written(self) -> Row[Any] | None:
        """The message that is answered: the turn's, or the earlier one in which its words came."""
        return self.said_in if self.said_in is not None else self.message

    @property
    def body(self) -> str:
        """What was written."""
        if self.words is not None:
            return self.words
        return str(self.message.body) if self.message is not None else ""

    def about(self, flow: str | None = None) -> About:
        organization_id = self.organization.id if self.organization is not None else None
        return About(organization_id, self.person.id if self.person is not None else None, flow)

    def answer(self, body: str, *, flow: str | None = None, buttons: Buttons | None = None, **manner: Any) -> None:
        """Queue the one answer to the message of this turn."""
        if self.message is not None and body:
            how = reply_manner(self.message.received_at, **{"despite_stop": self.paused, **manner})
            self.say(f"reply:{self.message.id}", self.address, body, how, flow=flow, buttons=buttons)

    def say(
        self, key: str, address: Row[Any], body: str, manner: Manner, *, flow: str | None = None,
        buttons: Buttons | None = None, about: About | None = None, language: str = "", ending: str = "",
    ) -> int | None:  # fmt: skip
        """Queue a message to any address, under its intent key."""
        return say(
            self.db, key, address, body, now=self.now, manner=manner, about=about or self.about(flow),
            buttons=buttons, language=language or self.language, price=self.house.price, ending=ending,
        )  # fmt: skip


def data_of(message: Row[Any]) -> Mapping[str, Any]:
    """What a tap, a contact or a link carries."""
    return message.data or {}
