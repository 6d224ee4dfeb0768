"""All flows by name, and the commands that begin one: the table to add a new flow to."""

from flows.booking import BOOKING
from flows.booking_host import BOOKING_HOST
from flows.booking_off import BOOKING_OFF
from flows.booking_other import BOOKING_OTHER
from flows.booking_request import BOOKING_REQUEST
from flows.booking_which import BOOKING_WHICH
from flows.core import Flow
from flows.handoff import HANDOFF
from flows.language import LANGUAGE
from flows.menu import MENU
from flows.my_shifts import MY_SHIFTS
from flows.reading.reading import Reading
from flows.reminder import REMINDER
from flows.rights import RIGHTS
from flows.shift_claim import SHIFT_CLAIM
from flows.survey import SURVEY
from flows.who_comes import WHO_COMES
from flows.whose import WHOSE

FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (
        MENU, SURVEY, SHIFT_CLAIM, MY_SHIFTS, REMINDER, WHO_COMES, LANGUAGE, HANDOFF, WHOSE, RIGHTS,
        BOOKING, BOOKING_HOST, BOOKING_OTHER, BOOKING_OFF, BOOKING_WHICH, BOOKING_REQUEST,
    )
}  # fmt: skip

# The command (see flows.reading.commands) alone in a text begins the flow.
KEYWORDS = {
    "menu": "menu",
    "shifts": "shift_claim",
    "my_shifts": "my_shifts",
    "who_comes": "who_comes",
    "person": "handoff",
}

# What somebody means who writes of their own accord, and the flow that it is read again in.
INTENTS = {
    "claim": "shift_claim",
    "claim_any": "shift_claim",
    "claim_for_other": "shift_claim",
    "offer": "shift_claim",
    "cancel": "my_shifts",
    "confirm": "my_shifts",
    "late": "my_shifts",
    "change_time": "my_shifts",
    "swap": "my_shifts",
    "stand_in": "my_shifts",
    "substitute": "my_shifts",
    "cancel_for_other": "my_shifts",
    "handoff": "handoff",
}
QUERIES = {"my shifts": "my_shifts", "open shifts": "shift_claim", "who comes": "who_comes"}


def meant_by(reading: Reading) -> str | None:
    """The flow that a reading asks for; None when it asks for none."""
    if reading.intent == "query":
        return QUERIES.get(str(reading.get("what")), "my_shifts")
    return INTENTS.get(reading.intent)
