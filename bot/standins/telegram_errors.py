"""Answers of the Bot API: results and errors in its envelope."""

from typing import Any

from bot.standins.answers import Answer, retry_after_header
from bot.standins.faults import Fault

DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


def ok(result: Any) -> Answer:
    """A success with its result."""
    return Answer(200, {"ok": True, "result": result})


def error(status: int, description: str = "") -> Answer:
    """An error, with the usual description of its status unless one is given."""
    described = description or DESCRIPTIONS.get(status, DESCRIPTIONS[400])
    return Answer(status, {"ok": False, "error_code": status, "description": described})


def bad_request(what: str) -> Answer:
    """A 400 that says what is wrong."""
    return error(400, f"Bad Request: {what}")


def too_many_requests(seconds: int) -> Answer:
    """A 429 with the seconds to wait in `parameters.retry_after`."""
    return Answer(
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": f"Too Many Requests: retry after {seconds}",
            "parameters": {"retry_after": seconds},
        },
        {"Retry-After": str(seconds)},
    )


def refusal(fault: Fault) -> Answer:
    """A fault of kind refuse in Telegram's words."""
    if fault.status == 429:
        return too_many_requests(fault.retry_after or 1)
    answer = error(fault.status or 500, fault.message)
    return Answer(answer.status, answer.body, retry_after_header(fault))
