"""How a stand-in is read and steered over HTTP: its journal, its faults, a text in, a fresh start."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict

import aiohttp
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.standins.faults import Faults, fault_from_json
from bot.standins.journal import Journal

TextIn = Callable[..., Awaitable[tuple[int, str] | None]]


def control_routes(
    journal: Journal, faults: Faults, reset: Callable[[], None], text_in: TextIn
) -> list[Route]:
    """`GET /_journal`, `POST /_reset`, `GET` and `POST /_faults` (one or a list; 400 for a wrong one), and
    `POST /_text` with the arguments of the stand-in's `text_in` as JSON: `{"status", "body"}` or null."""

    async def read_journal(request: Request) -> Response:
        return JSONResponse(journal.as_json())

    async def start_afresh(request: Request) -> Response:
        reset()
        return Response(status_code=204)

    async def send_text_in(request: Request) -> Response:
        try:
            delivered = await text_in(**await request.json())
        except (aiohttp.ClientError, TimeoutError, TypeError, ValueError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
        return JSONResponse(delivered and {"status": delivered[0], "body": delivered[1]})

    async def steer_faults(request: Request) -> Response:
        if request.method == "POST":
            try:
                given = await request.json()
                faults.add(*map(fault_from_json, given if isinstance(given, list) else [given]))
            except (ValueError, TypeError, AttributeError) as error:
                return JSONResponse({"error": str(error)}, 400)
        return JSONResponse([asdict(fault) for fault in faults.standing])

    return [
        Route("/_journal", read_journal),
        Route("/_reset", start_afresh, methods=["POST"]),
        Route("/_text", send_text_in, methods=["POST"]),
        Route("/_faults", steer_faults, methods=["GET", "POST"]),
    ]
