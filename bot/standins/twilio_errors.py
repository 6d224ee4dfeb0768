"""Twilio's errors by code: the HTTP status they come with and what they say."""

from typing import Any

from bot.standins.answers import Answer, retry_after_header
from bot.standins.faults import Fault

ERRORS: dict[int, tuple[int, str]] = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    21211: (400, "Invalid 'To' Phone Number"),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21408: (400, "Permission to send an SMS has not been enabled for the region of the 'To' number"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number is not a valid, SMS-capable number for your account."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21703: (400, "The Messaging Service contains no phone numbers."),
    30002: (400, "Account suspended"),
    63038: (429, "Account exceeded the daily messages limit"),
}


def twilio_error(code: int, *, status: int = 0, message: str = "", **more: Any) -> Answer:
    """An error as Twilio's JSON; status and message as the table has them unless given."""
    known_status, known_message = ERRORS.get(code, (400, "Bad Request"))
    status = status or known_status
    body = {
        "code": code or status,
        "message": message or known_message,
        "more_info": f"https://www.twilio.com/docs/errors/{code or status}",
        "status": status,
    }
    return Answer(status, body, **more)


def refusal(fault: Fault) -> Answer:
    """A fault of kind refuse in Twilio's words."""
    return twilio_error(
        fault.code, status=fault.status, message=fault.message, headers=retry_after_header(fault)
    )
