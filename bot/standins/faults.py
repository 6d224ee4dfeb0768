"""Faults as data: how a provider misbehaves, towards whom and how often."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from threading import Lock
from typing import Any, Literal, TypedDict, Unpack, get_args

Kind = Literal["answer", "refuse", "reset", "garbage"]


@dataclass(frozen=True)
class Fault:
    """One misbehaviour; the one without arguments is a provider in good health.

    What happens: after `seconds` the provider answers as usual (`answer`), with an error (`refuse`: HTTP
    `status`, provider's `code`, `message`, `retry_after` in seconds, or `body` as it is), with nonsense
    (`garbage`: `status`, `body` of `content_type`, padded to `size` bytes), or cuts the connection
    (`reset`). `accepts` says whether it took the request before that.

    Callbacks: the statuses to post in this order instead of the usual ones (`()` is none, None the usual),
    each `copies` times, before the answer when `callbacks_first`; `code` goes with a failed one.

    When: requests `on` an operation (`send`, `list`, `fetch`, `delete`, `numbers`, a Telegram method, or
    `*`), to this number or chat only when `to` is given, `every` nth of them, `times` times (0: no end).
    """

    kind: Kind = "answer"
    accepts: bool = True
    status: int = 0
    code: int = 0
    message: str = ""
    retry_after: int = 0
    body: str = ""
    content_type: str = "text/html"
    size: int = 0
    seconds: float = 0.0
    callbacks: tuple[str, ...] | None = None
    copies: int = 1
    callbacks_first: bool = False
    on: str = "send"
    to: str = ""
    every: int = 1
    times: int = 1

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"unknown kind of fault: {self.kind}")
        if self.every < 1 or self.times < 0 or self.copies < 1:
            raise ValueError("a fault has every >= 1, times >= 0 and copies >= 1")


HEALTHY = Fault()


class When(TypedDict, total=False):
    """The keys of a fault that say when it happens."""

    on: str
    to: str
    every: int
    times: int


def fault_from_json(data: Mapping[str, Any]) -> Fault:
    """A fault from its JSON form, keys as the fields are named; ValueError for anything else."""
    unknown = data.keys() - {field.name for field in fields(Fault)}
    if unknown:
        raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
    callbacks = data.get("callbacks")
    try:
        return Fault(**{**data, "callbacks": callbacks if callbacks is None else tuple(callbacks)})
    except TypeError as error:
        raise ValueError(str(error)) from error


def refused(status: int, code: int = 0, message: str = "", **when: Unpack[When]) -> Fault:
    """The provider says no, in its own JSON: HTTP `status`, its `code`, its `message`."""
    return Fault("refuse", accepts=False, status=status, code=code, message=message, **when)


def too_many(retry_after: int = 1, **when: Unpack[When]) -> Fault:
    """429 with the seconds to wait, where the provider puts them."""
    return Fault("refuse", accepts=False, status=429, code=20429, retry_after=retry_after, **when)


def blocked(**when: Unpack[When]) -> Fault:
    """Telegram's 403: the person blocked the bot."""
    return refused(403, message="Forbidden: bot was blocked by the user", **when)


def down(status: int = 502, *, accepts: bool = False, **when: Unpack[When]) -> Fault:
    """A 5xx with a page of HTML, as a proxy in front of the provider gives it."""
    page = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
    return Fault("refuse", accepts=accepts, status=status, body=page, **when)


def accept_then_reset(**when: Unpack[When]) -> Fault:
    """The message is taken and the connection cut before any answer."""
    return Fault("reset", **when)


def drop(**when: Unpack[When]) -> Fault:
    """The connection is cut and nothing was taken."""
    return Fault("reset", accepts=False, **when)


def accept_then_hang(seconds: float, **when: Unpack[When]) -> Fault:
    """The message is taken; after so many seconds of silence the connection is cut."""
    return Fault("reset", seconds=seconds, **when)


def slow(seconds: float, **when: Unpack[When]) -> Fault:
    """The usual answer, late."""
    return Fault("answer", seconds=seconds, **when)


def garbage(
    body: str = "<html>", *, status: int = 200, size: int = 0, accepts: bool = True, **when: Unpack[When]
) -> Fault:
    """A success that is none: `body`, padded to `size` bytes."""
    return Fault("garbage", accepts=accepts, status=status, body=body, size=size, **when)


def callback_first(**when: Unpack[When]) -> Fault:
    """The callbacks come before the answer to the request."""
    return Fault(callbacks_first=True, **when)


def callbacks_as(*statuses: str, copies: int = 1, code: int = 0, **when: Unpack[When]) -> Fault:
    """These statuses in this order, each `copies` times; none at all without any."""
    return Fault(callbacks=statuses, copies=copies, code=code, **when)


class Faults:
    """The faults that stand, first come first; may be changed from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._standing: list[_Standing] = []

    def add(self, *faults: Fault) -> None:
        """Queue these behind the ones that stand."""
        with self._lock:
            self._standing.extend(_Standing(fault) for fault in faults)

    def clear(self) -> None:
        """Back to good health."""
        with self._lock:
            self._standing.clear()

    @property
    def standing(self) -> list[Fault]:
        """The faults that have not run out."""
        with self._lock:
            return [standing.fault for standing in self._standing]

    def take(self, on: str, to: str = "") -> Fault:
        """What happens to this request: the first fault that is due, else `HEALTHY`."""
        with self._lock:
            due = next((standing for standing in self._standing if standing.due(on, to)), None)
            if due is None:
                return HEALTHY
            if due.spent:
                self._standing.remove(due)
            return due.fault


class _Standing:
    """A fault and how often it was met and happened."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._met = 0
        self._happened = 0

    def due(self, on: str, to: str) -> bool:
        if self.fault.on not in ("*", on) or self.fault.to not in ("", to):
            return False
        self._met += 1
        if self._met % self.fault.every:
            return False
        self._happened += 1
        return True

    @property
    def spent(self) -> bool:
        return self.fault.times == self._happened
