"""The chats of a bot: what it may send where, what it has sent, and the buttons under it."""

import itertools
import time
from collections import deque
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from bot.standins.answers import Answer
from bot.standins.telegram_errors import bad_request, error, ok, too_many_requests
from bot.standins.telegram_inbox import as_json
from bot.standins.telegram_updates import BOT, Json, private_chat

LONGEST_TEXT = 4096
LONGEST_DATA = 64


class Chats:
    """Messages by chat and id, chats that blocked the bot, chats that do not exist, taps not yet answered.

    `per_second` is how many sends a second are taken before 429; 0 is no limit.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.blocked: set[int] = set()
        self.missing: set[int] = set()
        self.taps: set[str] = set()
        self.per_second = 0
        self._clock = clock
        self._recent: deque[float] = deque()
        self._ids = itertools.count(1)
        self._messages: dict[tuple[int, int], Json] = {}
        self._lock = Lock()

    def clear(self) -> None:
        """Forget messages and taps, who blocked the bot, and the limit."""
        self.per_second = 0
        for known in (self.blocked, self.missing, self.taps, self._messages, self._recent):
            known.clear()

    def next_message_id(self) -> int:
        """An id for a message in any chat."""
        return next(self._ids)

    def sent(self, chat: int, message_id: int) -> Json | None:
        """A message that the bot sent, as it looks now."""
        return self._messages.get((chat, message_id))

    def last_sent(self, chat: int) -> Json | None:
        """The last message that the bot sent to a chat."""
        with self._lock:
            ids = [message_id for to, message_id in self._messages if to == chat]
        return self.sent(chat, max(ids)) if ids else None

    def objection(self, params: Mapping[str, Any]) -> Answer | None:
        """Why Telegram refuses this sendMessage, None when it does not."""
        chat = as_json(params.get("chat_id", ""))
        words = str(params.get("text", ""))
        if not isinstance(chat, int) or chat in self.missing:
            return bad_request("chat not found")
        if chat in self.blocked:
            return error(403)
        if not words.strip():
            return bad_request("message text is empty")
        if len(words) > LONGEST_TEXT:
            return bad_request("message is too long")
        return keyboard_objection(params) or self._over_the_limit()

    def send(self, params: Mapping[str, Any]) -> Json:
        """Take a message that has no objection."""
        chat = int(params["chat_id"])
        message = {
            "message_id": self.next_message_id(),
            "date": int(time.time()),
            "chat": private_chat(chat),
            "from": BOT,
            "text": params["text"],
        }
        markup = as_json(params.get("reply_markup"))
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        with self._lock:
            self._messages[chat, message["message_id"]] = message
        return message

    def edit_markup(self, params: Mapping[str, Any]) -> Answer:
        """editMessageReplyMarkup: other buttons under a message, or none."""
        place = as_json(params.get("chat_id", "")), as_json(params.get("message_id", ""))
        message = self._messages.get(place)
        if message is None:
            return bad_request("message to edit not found")
        refused = keyboard_objection(params)
        if refused:
            return refused
        markup = as_json(params.get("reply_markup")) or {"inline_keyboard": []}
        if markup == message.get("reply_markup", {"inline_keyboard": []}):
            return bad_request(
                "message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message"
            )
        kept = {key: value for key, value in message.items() if key != "reply_markup"}
        edited = {**kept, "edit_date": int(time.time())}
        if markup["inline_keyboard"]:
            edited["reply_markup"] = markup
        with self._lock:
            self._messages[place] = edited
        return ok(edited)

    def answer_tap(self, params: Mapping[str, Any]) -> Answer:
        """answerCallbackQuery: once per tap, and in time."""
        query = str(params.get("callback_query_id", ""))
        if query not in self.taps:
            return bad_request("query is too old and response timeout expired or query ID is invalid")
        self.taps.discard(query)
        return ok(True)

    def _over_the_limit(self) -> Answer | None:
        if not self.per_second:
            return None
        now = self._clock()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.per_second:
            return too_many_requests(1)
        self._recent.append(now)
        return None


def keyboard_objection(params: Mapping[str, Any]) -> Answer | None:
    """Why these buttons are refused: not JSON, or data that is not 1 to 64 bytes."""
    if not params.get("reply_markup"):
        return None
    markup = as_json(params["reply_markup"])
    if not isinstance(markup, dict):
        return bad_request("object expected as reply markup")
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    data = [button["callback_data"] for button in buttons if "callback_data" in button]
    if any(not 1 <= len(each.encode()) <= LONGEST_DATA for each in data):
        return bad_request("BUTTON_DATA_INVALID")
    return None
