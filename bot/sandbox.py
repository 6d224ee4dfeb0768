"""The sandbox: a channel like the others, whose messages stay where the phone in the browser shows them."""

from datetime import datetime
from uuid import uuid4

from bot.channel import Capabilities, Found, Incoming, Kind, Outcome, Outgoing, Sent, clean

ACCOUNT = "sandbox"


class Sandbox:
    provider = "sandbox"

    def __init__(self, *, buttons: bool) -> None:
        self.capabilities = Capabilities(
            buttons=buttons, can_look_up=False, per_second=None, counts_parts=not buttons, connections=64
        )

    async def send(self, message: Outgoing) -> Outcome:
        """It is there already: the phone reads the outbox."""
        return Sent(f"sandbox-{message.token}")

    async def look_up(self, address: str, since: datetime) -> list[Found] | None:
        return None

    async def forget(self, sid: str) -> bool | None:
        """Nobody else has it."""
        return False

    async def close(self) -> None:
        pass


def incoming(channel: str, address: str, body: str, kind: Kind = "text", **data: object) -> Incoming:
    """A text typed into the sandbox phone or the terminal."""
    return Incoming("sandbox", ACCOUNT, uuid4().hex, channel, address, kind, clean(body), "", data)
