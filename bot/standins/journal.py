"""The journal of a stand-in: what was asked of the provider and what it took; the judge of every send."""

import dataclasses
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal

State = Literal["accepted", "refused", "lost"]


@dataclass(frozen=True)
class Entry:
    """One send that reached the provider: taken, refused with an answer, or lost on the way in.

    `seq` counts from 1 in the order of arrival, `at` is seconds since 1970, `to` a number in E.164 or a
    chat id, `sid` Twilio's SID or Telegram's message id (empty unless accepted), `fields` all parameters.
    """

    seq: int
    at: float
    provider: str
    to: str
    body: str
    sid: str
    state: State
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One request as it came and the answer as it left; status 0 when the connection was cut instead.

    `method` is the HTTP verb for Twilio and the method's name for Telegram; `path` never holds a token.
    """

    provider: str
    method: str
    path: str
    params: Mapping[str, Any]
    status: int
    answer: object


@dataclass(frozen=True)
class Callback:
    """One webhook the provider posted, and the status it got; 0 and the reason when nobody answered."""

    at: float
    url: str
    params: Mapping[str, Any]
    status: int
    reason: str


class Journal:
    """Entries, requests and callbacks in order; may be written and read from any thread."""

    def __init__(self, *, keep_requests: bool = True, clock: Callable[[], float] = time.time) -> None:
        self._lock = Lock()
        self._keep_requests = keep_requests
        self._clock = clock
        self._entries: list[Entry] = []
        self._requests: list[Call] = []
        self._callbacks: list[Callback] = []

    def send(
        self, provider: str, to: str, body: str, state: State, fields: Mapping[str, Any], *, sid: str = ""
    ) -> Entry:
        """Write down one send and return its entry."""
        with self._lock:
            seq = len(self._entries) + 1
            entry = Entry(seq, self._clock(), provider, to, body, sid, state, dict(fields))
            self._entries.append(entry)
        return entry

    def request(self, call: Call) -> None:
        """Write down one request, whatever it asked."""
        if self._keep_requests:
            with self._lock:
                self._requests.append(call)

    def callback(self, url: str, params: Mapping[str, Any], status: int, reason: str = "") -> None:
        """Write down one webhook that the stand-in posted."""
        with self._lock:
            self._callbacks.append(Callback(self._clock(), url, dict(params), status, reason))

    @property
    def entries(self) -> list[Entry]:
        """All sends so far, in order."""
        with self._lock:
            return list(self._entries)

    @property
    def requests(self) -> list[Call]:
        """All requests so far, in order of their answers."""
        with self._lock:
            return list(self._requests)

    @property
    def callbacks(self) -> list[Callback]:
        """All webhooks posted so far, in order of their answers."""
        with self._lock:
            return list(self._callbacks)

    def accepted(self, to: str | None = None) -> list[Entry]:
        """The sends that the provider took, all or those to one number or chat."""
        return [entry for entry in self.entries if entry.state == "accepted" and to in (None, entry.to)]

    def accepted_per_recipient(self) -> Counter[str]:
        """How many sends the provider took for each number or chat."""
        return Counter(entry.to for entry in self.accepted())

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._requests.clear()
            self._callbacks.clear()

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """`{"entries": […], "requests": […], "callbacks": […]}`, keys as the dataclasses name them."""
        return {
            "entries": [dataclasses.asdict(entry) for entry in self.entries],
            "requests": [dataclasses.asdict(call) for call in self.requests],
            "callbacks": [dataclasses.asdict(callback) for callback in self.callbacks],
        }
