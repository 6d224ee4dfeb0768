"""One Twilio account: who may call, what it takes and refuses, and its message log."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from bot.standins.twilio_message import LONGEST_BODY, Message, parts, progressed, smart_encoded

OPT_OUT_WORDS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}
OPT_IN_WORDS = {"START", "YES", "UNSTOP"}
NUMBER = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True)
class Account:
    """SIDs, the token that also signs webhooks, and our numbers; the service sends by the first of them."""

    sid: str = "AC" + "b0" * 16
    auth_token: str = "b" * 32
    service: str = "MG" + "b0" * 16
    numbers: tuple[str, ...] = ("+46701740699",)


class Log:
    """The account's messages in both directions, and the numbers that Twilio itself refuses.

    May be used from any thread.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.opted_out: set[str] = set()
        self._lock = Lock()
        self._messages: dict[str, Message] = {}
        self._seq = 0

    @property
    def messages(self) -> list[Message]:
        """Every message, oldest first."""
        with self._lock:
            return list(self._messages.values())

    def get(self, sid: str) -> Message | None:
        """The message with this SID."""
        with self._lock:
            return self._messages.get(sid)

    def delete(self, sid: str) -> bool:
        """Remove a message; False when there is none."""
        with self._lock:
            return self._messages.pop(sid, None) is not None

    def clear(self) -> None:
        """Forget messages and opt-outs."""
        with self._lock:
            self._messages.clear()
        self.opted_out.clear()

    def objection(self, params: Mapping[str, str]) -> int:
        """The error code that a create with these parameters is refused with, 0 for none."""
        to, sender, body = (params.get(key, "") for key in ("To", "From", "Body"))
        service = params.get("MessagingServiceSid", "")
        checks = (
            (not to, 21604),
            (not NUMBER.fullmatch(to), 21211),
            (not sender and not service, 21603),
            (to == sender, 21266),
            (sender.startswith("+") and sender not in self.account.numbers, 21606),
            (service not in ("", self.account.service), 20404),
            (bool(service) and not self.account.numbers, 21703),
            (not body, 21602),
            (len(body) > LONGEST_BODY, 21617),
            (to in self.opted_out, 21610),
        )
        return next((code for objects, code in checks if objects), 0)

    def send(self, params: Mapping[str, str]) -> Message:
        """Take a message that has no objection. Through a service its parts are not counted yet."""
        body, service = params["Body"], params.get("MessagingServiceSid", "")
        if params.get("SmartEncoded", "").lower() == "true":
            body = smart_encoded(body)
        started = {"status": "accepted"} if service else {"status": "queued", "parts": parts(body)}
        sender = params.get("From", "")
        return self._add(to=params["To"], sender=sender, body=body, service=service, **started)

    def receive(self, sender: str, body: str, *, to: str = "", sid: str = "") -> Message:
        """A text from somebody, once per SID; Twilio's own English words opt the sender out and in."""
        self._heed(sender, body)
        known = self.get(sid)
        if known is not None:
            return known
        return self._add(
            sid=sid,
            to=to or self.account.numbers[0],
            sender=sender,
            body=body,
            status="received",
            direction="inbound",
            sent=datetime.now(UTC),
        )

    def advance(self, message: Message, status: str, error_code: int = 0) -> Message:
        """The message after it reached a status, with its sender chosen; a deleted one stays deleted."""
        message = progressed(message, status, datetime.now(UTC), error_code)
        message = replace(message, sender=message.sender or self.account.numbers[0])
        with self._lock:
            if message.sid in self._messages:
                self._messages[message.sid] = message
        return message

    def _add(self, *, sid: str = "", direction: str = "outbound-api", **fields: Any) -> Message:
        sid = sid or f"SM{uuid.uuid4().hex}"
        with self._lock:
            self._seq += 1
            message = Message(
                seq=self._seq,
                sid=sid,
                account=self.account.sid,
                direction=direction,
                created=datetime.now(UTC),
                **fields,
            )
            self._messages[sid] = message
        return message

    def _heed(self, sender: str, body: str) -> None:
        word = body.strip().upper()
        if word in OPT_OUT_WORDS:
            self.opted_out.add(sender)
        elif word in OPT_IN_WORDS:
            self.opted_out.discard(sender)
