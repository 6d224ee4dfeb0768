"""Where updates wait for the bot: its webhook when one is set, else the queue behind getUpdates."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from bot.standins.answers import Answer
from bot.standins.telegram_errors import bad_request, ok
from bot.standins.telegram_updates import Json

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LARGEST_BATCH = 100
FIRST_UPDATE = 700_000_001


@dataclass(frozen=True)
class Webhook:
    """Where updates are posted, the secret they carry, the kinds that are wanted (empty: the usual)."""

    url: str
    secret: str = ""
    allowed: tuple[str, ...] = ()
    connections: int = 40


class Inbox:
    """Updates not yet taken by the bot, and the webhook they go to; may be used from any thread.

    `next_id` is the id of the next update; set it to jump, as Telegram does after a week of silence.
    """

    def __init__(self) -> None:
        self.next_id = FIRST_UPDATE
        self.webhook: Webhook | None = None
        self.last_error = ""
        self._allowed: tuple[str, ...] = ()
        self._waiting: list[Json] = []
        self._lock = Lock()

    def clear(self) -> None:
        """Forget updates and webhook."""
        with self._lock:
            self._waiting.clear()
            self.webhook, self.last_error, self._allowed = None, "", ()

    def put(self, kind: str, content: Json) -> Json | None:
        """A new update that waits, None when the bot does not want this kind."""
        if self._allowed and kind not in self._allowed:
            return None
        with self._lock:
            update = {"update_id": self.next_id, kind: content}
            self.next_id += 1
            self._waiting.append(update)
        return update

    def taken(self, update: Json) -> None:
        """The bot took this update."""
        with self._lock:
            self._waiting = [other for other in self._waiting if other["update_id"] != update["update_id"]]

    @property
    def waiting(self) -> list[Json]:
        """The updates that wait, oldest first."""
        with self._lock:
            return list(self._waiting)

    def confirm(self, offset: int) -> None:
        """Forget updates below `offset`; a negative one keeps only that many from the end."""
        with self._lock:
            if offset < 0:
                self._waiting = self._waiting[offset:]
            elif offset:
                self._waiting = [update for update in self._waiting if update["update_id"] >= offset]

    def batch(self, limit: int) -> list[Json]:
        """The oldest updates that wait, at most `limit` and 100."""
        return self.waiting[: min(limit, LARGEST_BATCH)]

    def allow(self, params: Mapping[str, Any]) -> None:
        """Heed `allowed_updates`; the last list stands until another is given."""
        if "allowed_updates" in params:
            self._allowed = tuple(as_json(params["allowed_updates"]) or ())

    def set_webhook(self, params: Mapping[str, Any]) -> Answer:
        """setWebhook; an empty URL removes it. HTTP is taken on loopback, as a local Bot API server does."""
        url, secret = params.get("url", ""), params.get("secret_token", "")
        if url and not re.match(r"https://|http://(localhost|127\.0\.0\.1|\[::1\])[:/]", url):
            return bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not SECRET.fullmatch(secret):
            return bad_request("secret token contains unallowed characters")
        if is_true(params.get("drop_pending_updates")):
            self.confirm(self.next_id)
        self.allow(params)
        connections = int(params.get("max_connections") or 40)
        self.webhook = Webhook(url, secret, self._allowed, connections) if url else None
        return ok(True)

    def webhook_info(self) -> Answer:
        """getWebhookInfo."""
        webhook = self.webhook or Webhook("")
        info = {"url": webhook.url, "has_custom_certificate": False}
        info |= {"pending_update_count": len(self.waiting)}
        if webhook.url:
            info |= {"max_connections": webhook.connections}
        if webhook.allowed:
            info |= {"allowed_updates": list(webhook.allowed)}
        if self.last_error:
            info |= {"last_error_message": self.last_error}
        return ok(info)


def as_json(value: Any) -> Any:
    """A parameter that may come as JSON or already read; None for what is neither."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return None


def is_true(value: Any) -> bool:
    """A flag as a form or JSON gives it."""
    return str(value).lower() in ("true", "1")
