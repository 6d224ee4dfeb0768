"""From a decided answer and a fault to what goes back on the wire."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.standins.faults import Fault

CHUNK = 65_536


@dataclass(frozen=True)
class Raw:
    """A body that goes out as it is, padded with spaces to `size` bytes."""

    text: str
    content_type: str
    size: int = 0


@dataclass(frozen=True)
class Answer:
    """What a provider answers: HTTP status, a JSON body (or `Raw`, or None for no content), headers."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Cut(Response):
    """No answer at all: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Cut, then do what was to be done after the answer."""
        scope["state"]["cut"]()
        if self.background is not None:
            await self.background()


def on_the_wire(fault: Fault, answer: Answer, refusal: Callable[[Fault], Answer]) -> Answer | None:
    """What leaves under this fault, None for a cut; `refusal` words errors as the provider does."""
    if fault.kind == "answer":
        return answer
    if fault.kind == "reset":
        return None
    if fault.kind == "refuse" and not fault.body:
        return refusal(fault)
    status = fault.status or (200 if fault.kind == "garbage" else 500)
    return Answer(status, Raw(fault.body, fault.content_type, fault.size), retry_after_header(fault))


def retry_after_header(fault: Fault) -> dict[str, str]:
    """`Retry-After` when the fault has one."""
    return {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}


def response_for(answer: Answer | None, after: BackgroundTask | None = None) -> Response:
    """The HTTP response for an answer; `after` runs when it has left."""
    if answer is None:
        return Cut(background=after)
    headers = dict(answer.headers)
    if isinstance(answer.body, Raw):
        return StreamingResponse(
            _padded(answer.body), answer.status, headers, answer.body.content_type, background=after
        )
    if answer.body is None:
        return Response(None, answer.status, headers, background=after)
    return JSONResponse(answer.body, answer.status, headers, background=after)


async def hold(request: Request, seconds: float) -> None:
    """Wait so many seconds, less when the caller hangs up."""
    if not seconds:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass


async def parameters(request: Request) -> dict[str, Any]:
    """Query and body (form or JSON) as one dictionary; blanks are kept, a repeated key becomes a list."""
    found = _grouped(parse_qsl(request.url.query, keep_blank_values=True))
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        return {**found, **json.loads(body or b"{}")}
    return found | _grouped(parse_qsl(body.decode(), keep_blank_values=True))


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    return {key: value if len(value) > 1 else value[0] for key, value in values.items()}


async def _padded(raw: Raw) -> AsyncIterator[bytes]:
    text = raw.text.encode()
    yield text
    left = raw.size - len(text)
    while left > 0:
        yield b" " * min(CHUNK, left)
        left -= CHUNK
