"""Fewer texts, other hours, other roads: what somebody wants of our sending, short of STOP."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot import linking, stop
from bot.talks import Spoken
from bot.turn import Here
from flows import dates
from flows.reading import may_refuse, refused_sender
from flows.reading.question import Question
from flows.reading.reading import Reading
from storage import addresses, broadcast_replies, conversations, inbox, organizations, suppression
from storage.suppression import Silence

PAUSE = timedelta(days=30)  # of a pause without an end
EVENING, MORNING = "19:00", "10:00"  # what "so late" and "so early" ask for when no hour is named


def _hashes(here: Here) -> list[str]:
    return stop.hashes_of(here.db, here.address.channel, here.address.address)


def less(here: Here, reading: Reading) -> Spoken:
    """An opt-out of everything, of SMS or of one topic."""
    scope = reading.get("scope", "all")
    if scope == "all":
        stop.stop(here)
        return Spoken(flow="stop")
    return no_sms(here) if scope == "sms" else _not_about(here, reading)


def no_sms(here: Here) -> Spoken:
    """No SMS any more; Telegram, where they have it, goes on."""
    tied = [row for person in here.people for row in addresses.of_person(here.db, person.id)]
    numbers = [row for row in tied if row.channel == "sms"]
    suppression.suppress(here.db, [row.hash for row in numbers], Silence("sms"), source="text", now=here.now)
    for row in numbers:
        conversations.end_all_at(here.db, row.id, here.now)
    goes_on = any(row.channel == "telegram" and row.state == "ok" for row in tied)
    stop.receipt_once(here, "stopped_sms_telegram" if goes_on else "stopped_sms")
    return Spoken(flow="stop")


def _not_about(here: Here, reading: Reading) -> Spoken:
    """One topic less. One that our messages do not name is seen to by a person too."""
    words = str(reading.get("topic") or "")
    about = reading.get("about")
    suppression.suppress(
        here.db, _hashes(here), Silence("topic", topic=str(about or words)), source="text", now=here.now
    )
    if about is None and here.message is not None:
        inbox.ask_for_person(here.db, here.message.id, "topic")
    if about == "survey" and here.person is not None:
        conversations.end_flow_of(here.db, here.person.id, "survey", here.now)
    return Spoken((here.text("less_about", topic=words),), flow="stop")


def not_from(here: Here, question: Question) -> bool:
    """ "Inte Solna": that organization writes to them no more, the others go on. False when it is no such text.

    question: what is open at the address.
    """
    if not here.people or not may_refuse(here.body):
        return False
    waits = broadcast_replies.answered_by(here.db, here.address.id, [each.id for each in here.people], here.now)
    asked = waits is not None and waits.asks != "nothing"
    refused = refused_sender(here.body, _senders(here), question, asked=asked)
    if refused is None:
        return False
    silence = Silence(organization_id=refused)
    suppression.suppress(here.db, _hashes(here), silence, source="text", now=here.now)
    conversations.end_from(here.db, refused, here.address.id, [person.id for person in here.people], here.now)
    if here.message is not None:
        inbox.belongs_to(here.db, here.message.id, organization_id=refused, flow="stop")
    stop.receipt_once(replace(here, organization=here.organization_of(refused)), "stopped_organization")
    return True


def _senders(here: Here) -> dict[int, str]:
    """The names of the organizations that may write to the people of an address: their own, and those above."""
    ids = {each for person in here.people for each in organizations.above(here.db, person.organization_id)}
    return {each: here.organization_of(each).name for each in ids}


def hours(here: Here, reading: Reading) -> Spoken:
    """Only between certain hours, by the clock of their organization."""
    late = reading.get("not_after") or (EVENING if reading.get("part") == "evening" else None)
    early = reading.get("not_before") or (MORNING if reading.get("part") == "morning" else None)
    if late is None and early is None:
        return for_a_person(here, reading)
    wish = Silence("hours", not_before=early, not_after=late, zone=here.zone.key)
    suppression.suppress(here.db, _hashes(here), wish, source="text", now=here.now)
    key = "hours_both" if early and late else "hours_not_before" if early else "hours_not_after"
    return Spoken((here.text(key, early=_clock(here, early), late=_clock(here, late)),), flow="stop")


def _clock(here: Here, clock: str | None) -> str:
    moment = datetime.combine(here.local_now.date(), time.fromisoformat(clock or "00:00"), here.zone)
    return dates.clock(moment, here.language)


def pause(here: Here, reading: Reading) -> Spoken:
    """Nothing until a day; without one, for a month. The open talk is over; what waits is asked afterwards."""
    named = reading.get("until")
    day = datetime.fromisoformat(named).date() if named else (here.local_now + PAUSE).date()
    until = datetime.combine(day, time(), here.zone)
    if until <= here.now:
        return for_a_person(here, reading)
    suppression.suppress(here.db, _hashes(here), Silence(until=until), source="text", now=here.now)
    if here.person is not None:
        conversations.end_open_of(here.db, here.person.id, here.now)
    said = here.text("paused", date=dates.date_words(day, here.language, here.local_now.date()))
    here.answer(said, flow="stop", despite_stop=True)
    return Spoken(flow="stop")


def channel(here: Here, reading: Reading) -> Spoken:
    """Another road: Telegram is a link away, what we have not is seen to by a person."""
    if any(item.intent == "opt_out" for item in reading.also):
        for_a_person(here, reading)
        return no_sms(here)
    if reading.get("channel") == "telegram":
        linking.send_link(here)
        return Spoken(flow="link")
    return for_a_person(here, reading)


def for_a_person(here: Here, reading: Reading) -> Spoken:
    """Somebody of the organization reads it, and they are told so."""
    if here.message is not None:
        inbox.ask_for_person(here.db, here.message.id, str(reading.get("kind") or reading.intent))
    return Spoken((here.text("passed_on"),))


WISHES: Mapping[str, Callable[[Here, Reading], Spoken]] = {
    "opt_out": less, "quiet_hours": hours, "pause": pause, "channel_preference": channel,
}  # fmt: skip
