"""What means the same in every talk: wishes about our texts, calls for a person, questions about who we are."""

from collections.abc import Callable, Mapping

from bot import commands, notices, stop, talks, wishes
from bot.alarm import ANSWERS as ALARMS
from bot.alarm import raise_alarm, shift_now
from bot.talks import Spoken
from bot.turn import Here
from bot.wishes import for_a_person
from flows.reading.reading import Reading
from flows.text import CATALOGS, text
from storage import addresses, inbox

# A person reads these; they are told so in words of their own, or in the general ones.
FOR_A_PERSON = {
    "question": "passed_on", "update_phone": "passed_on_phone", "delegate": "passed_on",
    "update_profile": "passed_on_profile", "booking_cancel": "passed_on", "nominate": "passed_on",
    "canvass_report": "passed_on_report", "activity_report": "passed_on_report", "rsvp": "passed_on_rsvp",
    "handoff": "passed_on", "mute": "passed_on",
}  # fmt: skip
# Of these the bot can tell itself.
KNOWN_QUESTIONS = {
    "identity": "who_we_are", "robot": "a_robot", "how to opt out": "how_to_stop", "cost": "what_it_costs",
}  # fmt: skip
IN_SILENCE = {"thanks", "no_action", "auto_reply"}  # nothing is said, and nobody needs to look
UNANSWERED = {"hostile", "spam"}  # a person may look, and nothing is said


def anytime(here: Here, reading: Reading) -> Spoken | None:
    """What a text causes whatever was asked; None when it belongs to the open talk."""
    if reading.get("kind") == "greeting":
        return None
    handler = ANYTIME.get(reading.intent)
    return handler(here, reading) if handler is not None else None


def told_beside(here: Here, reading: Reading, mine: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """See to what was said beside the main thing, except what the flow takes as `mine`; what to say of it."""
    said: list[str] = []
    for item in reading.also:
        if item.intent in BESIDE and item.intent not in mine:
            spoken = ANYTIME[item.intent](here, item)
            said += [each for each in spoken.says if each not in said]
    return tuple(said)


def tells_of_grief(reading: Reading) -> bool:
    """Whether grief or illness was told of beside the main thing."""
    return any(item.get("kind") in ALARMS for item in reading.also)


def _for_a_person(here: Here, reading: Reading) -> Spoken:
    known = KNOWN_QUESTIONS.get(str(reading.get("topic"))) if reading.intent == "question" else None
    if known:
        return Spoken((here.text(known),))
    for_a_person(here, reading)
    return Spoken((here.text(FOR_A_PERSON[reading.intent]),))


def _handoff(here: Here, reading: Reading) -> Spoken:
    kind = str(reading.get("kind"))
    if kind in ALARMS or kind == "threat":
        said = raise_alarm(here, kind)
        return Spoken((said,) if said else (), flow="alarm")
    if kind == "practical":  # a key that does not fit is for who is responsible there now
        for row in shift_now(here):
            notices.said_of_shift(here, row.id, here.body)
    return _for_a_person(here, reading)


def _data_request(here: Here, reading: Reading) -> Spoken:
    """What we know of them, where it comes from, or forgetting it; the open question waits for the answer."""
    if reading.get("kind") == "erasure":
        stop.forget_me(here)
        return Spoken(flow="rights")
    return talks.start(here, "rights", {"kind": reading.get("kind") or "access"})


def _wrong_person(here: Here, reading: Reading) -> Spoken:
    """The number is somebody else's: nobody has it any more, and nothing more goes there."""
    stop.stop(here, source="wrong number", receipt="wrong_number")
    addresses.untie_all(here.db, here.address.id)
    if here.message is not None:
        inbox.ask_for_person(here.db, here.message.id, "wrong_number")
    return Spoken(flow="stop")


def _language(here: Here, reading: Reading) -> Spoken:
    """Another language; one that we have no words for is noted, and a person who may have them sees to it."""
    code = reading.get("value")
    if code in CATALOGS:
        return commands.speak(here, code)
    for_a_person(here, reading)
    if code is not None:
        commands.prefer(here, code)
    return Spoken(tuple(text(known, "no_such_language", organization=here.organization_name) for known in CATALOGS))


def _unanswered(here: Here, reading: Reading) -> Spoken:
    for_a_person(here, reading)
    return Spoken()


def _says(key: str) -> Callable[[Here, Reading], Spoken]:
    return lambda here, reading: Spoken((here.text(key),))


ANYTIME: Mapping[str, Callable[[Here, Reading], Spoken]] = {
    **wishes.WISHES,
    **dict.fromkeys(FOR_A_PERSON, _for_a_person),
    **dict.fromkeys(IN_SILENCE, lambda here, reading: Spoken()),
    **dict.fromkeys(UNANSWERED, _unanswered),
    "handoff": _handoff,
    "data_request": _data_request,
    "wrong_person": _wrong_person,
    "language": _language,
    "help": _says("help"),
    "later": _says("later"),
    "unsupported": _says("no_pictures"),
    "uncancel": lambda here, reading: commands.undo(here),
}
BESIDE = {*FOR_A_PERSON, *wishes.WISHES, "wrong_person", "hostile"}  # a right is confirmed: it is a talk of its own
