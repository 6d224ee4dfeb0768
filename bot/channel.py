"""What a channel is: how a message comes in, how one goes out, and what can be promised of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Kind = Literal["text", "tap", "contact", "start", "media", "edited", "blocked", "unblocked", "group"]

LONGEST = 4096  # characters of a message that are kept; what is longer is cut, with a mark


@dataclass(frozen=True)
class Incoming:
    """One message from outside, in our own terms. `data`: what a tap, a contact or a link carries."""

    provider: str
    account: str
    external_id: str
    channel: str
    address: str
    kind: Kind
    body: str
    sender: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outgoing:
    """One message to send. wait: seconds to hold it, as its sender's pace has it. useful_s: how long it is of use."""

    id: int
    channel: str
    address: str
    body: str
    buttons: tuple[tuple[str, str], ...]  # label, value
    token: str
    wait: float
    useful_s: int
    sender: str = ""


@dataclass(frozen=True)
class Sent:
    """The provider took it, and calls it this."""

    sid: str


@dataclass(frozen=True)
class Refused:
    """The provider said no, for good. address: what that says of the address (`invalid`, `blocked`, `stopped`)."""

    error: str
    address: str = ""


@dataclass(frozen=True)
class Later:
    """The provider surely did not take it. pause: the whole sender has to wait, not just this message."""

    error: str
    seconds: float
    pause: bool = False


@dataclass(frozen=True)
class Unknown:
    """Anything else: it may have been taken, and must not be repeated blindly."""

    error: str


Outcome = Sent | Refused | Later | Unknown


@dataclass(frozen=True)
class Found:
    """A message in the provider's own list."""

    sid: str
    body: str
    created_at: datetime
    status: str


@dataclass(frozen=True)
class Capabilities:
    """What a channel can do and prove, as data. per_second: how much one sender takes; None is without limit."""

    buttons: bool
    can_look_up: bool
    per_second: float | None
    counts_parts: bool
    connections: int = 8
    can_forget: bool = False  # the provider deletes a message when it is asked to


class Channel(Protocol):
    """A road to the world. `send` never raises for what a provider does: every end is an Outcome."""

    provider: str
    capabilities: Capabilities

    async def send(self, message: Outgoing) -> Outcome: ...

    async def look_up(self, address: str, since: datetime) -> list[Found] | None:
        """What the provider has for an address; None when it cannot be asked now."""
        ...

    async def forget(self, sid: str) -> bool | None:
        """Have the provider delete a message: True when it is gone there, False when it never can be, None: try later.

        Only asked of channels that `can_forget`.
        """
        ...

    async def close(self) -> None: ...


def clean(text: str) -> str:
    """A text that every database takes: no NUL, no lone surrogates, no longer than we read."""
    plain = text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + " …"
